import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Look, Mailbox } from '../../src/mailbox/mailbox.ts';
import { findingsOf, lookUntil, mailboxErrorOf, withMailbox } from '../unit/mailbox-setup.ts';
import { isInstalled } from './mailpit-program.ts';
import { kindsOf, type MailServer, others, startMaildev, startMailpit, tripwire, wakes } from './servers.ts';

test.describe.configure({ timeout: 180_000 });
test.beforeEach(() => test.skip(!isInstalled(), 'needs Mailpit: npx tsx selftest/install-others.ts'));

async function withMailpit<T>(
  use: (server: MailServer, mailbox: Mailbox) => Promise<T>,
  ...[flags]: Parameters<typeof startMailpit>
): Promise<T> {
  const server = await startMailpit(flags);
  try {
    return await withMailbox(`mailpit+http://127.0.0.1:${server.port}`, (mailbox) => use(server, mailbox));
  } finally {
    await server.stop();
  }
}

const messagesTo = ({ messages }: Look, address: string) =>
  messages.filter(({ recipients }) => recipients.some((recipient) => recipient.address === address));

interface Info {
  readonly Messages: number;
  readonly RuntimeStats: { readonly Uptime: number };
}

async function infoOf({ port }: MailServer): Promise<Info> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/info`);
  return (await answer.json()) as Info;
}

const emptied = ({ port }: MailServer) => fetch(`http://127.0.0.1:${port}/api/v1/messages`, { method: 'DELETE' });

test('a message is seen whole, with its envelope, and the mailbox is as it was', async () => {
  await withMailpit(async (server, mailbox) => {
    await server.send({ to: 'earlier@users.example' });
    const mark = await mailbox.mark();
    expect(await mailbox.look(mark)).toEqual({ messages: [], doubts: [] });
    await server.send({ to: tripwire });
    const look = await mailbox.look(mark);
    expect(look).toMatchObject({
      messages: [{ folder: 'INBOX', junk: false, recipients: [{ address: tripwire, from: 'envelope' }] }],
      doubts: [],
    });
    expect(Buffer.from(look.messages[0]?.raw ?? []).toString()).toContain('\r\n\r\nhttps://login.example/?token=one');
    expect(await infoOf(server)).toMatchObject({ Messages: 2, Unread: 2 });
    expect(mailbox).toMatchObject({
      kind: /^Mailpit \S+$/,
      seesAllRecipients: true,
      isSink: false,
      dropsDuplicates: false,
    });
  });
});

test('a message that sixty others followed is seen, and six hundred older ones hide nothing', async () => {
  await withMailpit(
    async (server, mailbox) => {
      await server.send(...others(600));
      const mark = await mailbox.mark();
      await server.send({ to: tripwire });
      await server.send(...others(60));
      const look = await mailbox.look(mark);
      expect(messagesTo(look, tripwire)).toHaveLength(1);
      expect(look.messages).toHaveLength(61);
      expect(look.doubts).toEqual([]);
    },
    ['--max', '0'],
  );
});

test('what another run deleted before it was seen is a doubt, and what was seen stays known', async () => {
  await withMailpit(async (server, mailbox) => {
    await server.send(...others(3));
    const mark = await mailbox.mark();
    await server.send({ to: tripwire });
    expect((await mailbox.look(mark)).messages).toHaveLength(1);
    await emptied(server);
    const look = await mailbox.look(mark);
    expect(messagesTo(look, tripwire)).toHaveLength(1);
    expect(look.doubts).toEqual([]);
    await server.send({ to: 'second@users.example' });
    await emptied(server);
    expect(kindsOf(await mailbox.look(mark))).toEqual([['vanished', 1]]);
    // What has gone before it is no matter of a new mark.
    const again = await mailbox.mark();
    expect(await mailbox.look(again)).toEqual({ messages: [], doubts: [] });
  });
});

test('older messages that another run deletes are no doubt', async () => {
  await withMailpit(async (server, mailbox) => {
    await server.send(...others(5));
    const mark = await mailbox.mark();
    await emptied(server);
    await server.send({ to: tripwire });
    expect(await mailbox.look(mark)).toMatchObject({ messages: [{}], doubts: [] });
  });
});

test('a restart is a doubt, whether its messages are gone or kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-mailpit-'));
  for (const flags of [[], ['--database', join(folder, 'mail.db')]]) {
    await withMailpit(async (server, mailbox) => {
      const mark = await mailbox.mark();
      await server.send({ to: tripwire });
      // So long that its start cannot be taken for the first one: Uptime is in whole seconds.
      await lookUntil(
        () => infoOf(server),
        ({ RuntimeStats }) => RuntimeStats.Uptime >= 6,
      );
      await server.restart();
      expect(kindsOf(await mailbox.look(mark))).toEqual([['restarted', 1]]);
    }, flags);
  }
});

test('another process looks on from a mark, and sees the same', async () => {
  await withMailpit(async (server, mailbox) => {
    const mark: unknown = JSON.parse(JSON.stringify(await mailbox.mark()));
    await server.send({ to: tripwire });
    await withMailbox(`http://127.0.0.1:${server.port}`, async (second) => {
      expect(await second.look(mark)).toEqual(await mailbox.look(mark));
    });
  });
});

test('a recipient that is refused behind a 250 is a doubt', async () => {
  await withMailpit(
    async (server, mailbox) => {
      const mark = await mailbox.mark();
      await server.send({ to: tripwire });
      expect(await mailbox.look(mark)).toMatchObject({ messages: [], doubts: [{ kind: 'refused', count: 1 }] });
    },
    ['--smtp-allowed-recipients', '@elsewhere\\.example$', '--smtp-ignore-rejected-recipients'],
  );
});

test('a recipient of the envelope whom no field names is seen, and told from those whom only a field names', async () => {
  await withMailpit(async (server, mailbox) => {
    const mark = await mailbox.mark();
    await server.send({ to: 'shown@users.example', envelope: { from: 'nexus@sender.example', to: tripwire } });
    await server.send({ to: 'user@users.example', bcc: 'archive@users.example' });
    const { messages } = await mailbox.look(mark);
    const recipients = messages.map((message) => message.recipients);
    expect(recipients).toContainEqual([
      { address: 'shown@users.example', from: 'header' },
      { address: tripwire, from: 'envelope' },
    ]);
    expect(recipients).toContainEqual([
      { address: 'user@users.example', from: 'envelope' },
      { address: 'archive@users.example', from: 'envelope' },
    ]);
  });
});

test('two messages with one Message-ID are two, and a mailbox that drops the second says so', async () => {
  const twice = [1, 2].map((number) => ({ to: tripwire, messageId: '<one@sender.example>', text: `${number}` }));
  await withMailpit(async (server, mailbox) => {
    const mark = await mailbox.mark();
    await server.send(...twice);
    const look = await mailbox.look(mark);
    expect(look.messages).toHaveLength(2);
    expect(new Set(look.messages.map(({ sameAs }) => sameAs)).size).toBe(2);
    expect(mailbox.dropsDuplicates).toBe(false);
  });
  await withMailpit(
    async (server, mailbox) => {
      const mark = await mailbox.mark();
      for (const message of twice) await server.send(message);
      expect(await mailbox.look(mark)).toMatchObject({ messages: [{}], doubts: [{ kind: 'refused', count: 1 }] });
      expect(mailbox.dropsDuplicates).toBe(true);
    },
    ['--ignore-duplicate-ids'],
  );
});

test('two runs at once see each its own message, and that of the other', async () => {
  await withMailpit(async (server, first) => {
    await withMailbox(`mailpit+http://127.0.0.1:${server.port}`, async (second) => {
      const mark = await first.mark();
      await server.send({ to: 'first@users.example' });
      const markOfSecond = await second.mark();
      await server.send({ to: 'second@users.example' });
      const looks = await Promise.all([first.look(mark), second.look(markOfSecond)]);
      expect(looks.map(({ messages }) => messages.length)).toEqual([2, 1]);
      expect(looks.flatMap(({ doubts }) => doubts)).toEqual([]);
    });
  });
});

test('it is found behind a user, a password and a web root, and says what is wrong with either', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'nexus-mailpit-')), 'users');
  writeFileSync(file, 'reader:s@cret/word\n');
  const server = await startMailpit(['--ui-auth-file', file], '/mail/pit');
  const place = `127.0.0.1:${server.port}`;
  const errorAt = (url: string) => withMailbox(url, (mailbox) => mailboxErrorOf(mailbox.mark()));
  try {
    await withMailbox(`mailpit+http://reader:s%40cret%2Fword@${place}/mail/pit/`, async (mailbox) => {
      const mark = await mailbox.mark();
      await server.send({ to: tripwire });
      expect(await mailbox.look(mark)).toMatchObject({ messages: [{}], doubts: [] });
    });
    expect(await errorAt(`http://${place}/mail/pit`)).toMatchObject({ reason: 'login', message: /asks for a user/ });
    const wrong = await errorAt(`http://reader:other-word@${place}/mail/pit`);
    expect(wrong).toMatchObject({ reason: 'login', message: /does not take the user and password/ });
    expect(wrong.message).not.toContain('other-word');
    expect(await errorAt(`http://reader:s%40cret%2Fword@${place}`)).toMatchObject({
      reason: 'other mailbox',
      message: /answers \/api\/v1\/info with 404.*web root/,
    });
  } finally {
    await server.stop();
  }
});

for (const version of [2, 3] as const) {
  test(`the URL of MailDev ${version} taken for Mailpit's is told as such`, async () => {
    const server = await startMaildev(version);
    try {
      await withMailbox(`http://127.0.0.1:${server.port}`, async (mailbox) => {
        const error = await mailboxErrorOf(mailbox.mark());
        expect(error.reason).toBe('other mailbox');
        expect(error.message).toMatch(
          new RegExp(`is MailDev ${version}\\..* and not Mailpit: write maildev\\+http://`),
        );
      });
    } finally {
      await server.stop();
    }
  });
}

test('it wakes when a message comes, and otherwise when the time is over', () => withMailpit(wakes));

test('its check says what it is, how full, and that two looks know of no doubt', async () => {
  await withMailpit(async (server, mailbox) => {
    await server.send(...others(500));
    const findings = await findingsOf(mailbox, [tripwire]);
    expect(findings.map(({ severity }) => severity)).toEqual(['note', 'note']);
    expect(findings[0]?.words).toContain(tripwire);
    expect(findings[1]?.words).toContain('500 messages');
  });
});

test('a message that is longer than what is read of one is listed, with the reason', async () => {
  await withMailpit(async (server, mailbox) => {
    const mark = await mailbox.mark();
    await server.send({ to: tripwire, text: `${'long '.repeat(20)}\n`.repeat(50_000) });
    const [message] = (await mailbox.look(mark)).messages;
    expect(message).toMatchObject({
      recipients: [{ address: tripwire }],
      unreadable: /longer than the 4194304 octets/,
    });
    expect(message?.raw).toBeUndefined();
  });
});
