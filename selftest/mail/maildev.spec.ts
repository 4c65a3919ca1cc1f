import { expect, test } from '@playwright/test';
import type { Mailbox } from '../../src/mailbox/mailbox.ts';
import { isInstalled } from '../implementations/installed.ts';
import { findingsOf, lookUntil, mailboxErrorOf, withMailbox } from '../unit/mailbox-setup.ts';
import * as mailpit from './mailpit-program.ts';
import { kindsOf, type MailServer, others, startMaildev, startMailpit, tripwire, wakes } from './servers.ts';

test.describe.configure({ timeout: 180_000 });
test.beforeAll(() => {
  if (!isInstalled()) throw new Error('MailDev is not installed: npx tsx selftest/install.ts');
});

for (const version of [2, 3] as const) {
  const api = version === 3 ? '/api/email' : '/email';
  const deleted = ({ port }: MailServer, id: string) =>
    fetch(`http://127.0.0.1:${port}${api}/${id}`, { method: 'DELETE' });
  const listOf = async ({ port }: MailServer) =>
    (await (await fetch(`http://127.0.0.1:${port}${api}`)).json()) as readonly {
      readonly id: string;
      readonly read: boolean;
    }[];

  async function withMaildev<T>(
    use: (server: MailServer, mailbox: Mailbox) => Promise<T>,
    flags: readonly string[] = [],
  ) {
    const server = await startMaildev(version, flags);
    try {
      return await withMailbox(`maildev+http://127.0.0.1:${server.port}`, (mailbox) => use(server, mailbox));
    } finally {
      await server.stop();
    }
  }
  /** MailDev takes a message before it shows it. */
  const lookFor = (mailbox: Mailbox, mark: unknown, count: number) =>
    lookUntil(
      () => mailbox.look(mark),
      ({ messages }) => messages.length >= count,
    );
  const goneFrom = (server: MailServer, count: number) =>
    lookUntil(
      () => listOf(server),
      (list) => list.length === count,
    );

  test.describe(`MailDev ${version}`, () => {
    test('a message is seen whole, with its envelope, and the mailbox is as it was', async () => {
      await withMaildev(async (server, mailbox) => {
        await server.send({ to: 'earlier@users.example' });
        await goneFrom(server, 1);
        const mark = await mailbox.mark();
        expect(await mailbox.look(mark)).toEqual({ messages: [], doubts: [] });
        await server.send({ to: 'shown@users.example', envelope: { from: 'nexus@sender.example', to: tripwire } });
        const look = await lookFor(mailbox, mark, 1);
        expect(look).toMatchObject({
          messages: [{ folder: 'INBOX', junk: false, recipients: [{ address: tripwire, from: 'envelope' }] }],
          doubts: [],
        });
        expect(Buffer.from(look.messages[0]?.raw ?? []).toString()).toContain('https://login.example/?token=one');
        expect((await listOf(server)).map(({ read }) => read)).toEqual([false, false]);
        expect(mailbox).toMatchObject({ kind: new RegExp(`^MailDev ${version}\\.`), seesAllRecipients: true });
      });
    });

    test('a message that sixty others followed is seen, and what is older than can be read at once hides nothing', async () => {
      await withMaildev(async (server, mailbox) => {
        const long = 'An older message. '.repeat(3000);
        await server.send(...others(120).map((message) => ({ ...message, text: long })));
        await goneFrom(server, 120);
        const mark = await mailbox.mark();
        await server.send({ to: tripwire });
        await server.send(...others(60));
        const { messages, doubts } = await lookFor(mailbox, mark, 61);
        expect(messages).toHaveLength(61);
        expect(messages.filter(({ recipients }) => recipients[0]?.address === tripwire)).toHaveLength(1);
        expect(doubts).toEqual([]);
      });
    });

    test('what another run deleted before it was seen is a doubt, one by one or all at once', async () => {
      await withMaildev(async (server, mailbox) => {
        const mark = await mailbox.mark();
        await server.send({ to: tripwire });
        const [{ id } = { id: '' }] = await goneFrom(server, 1);
        await deleted(server, id);
        await goneFrom(server, 0);
        expect(kindsOf(await mailbox.look(mark))).toEqual([['vanished', 1]]);
        const again = await mailbox.mark();
        await server.send(...others(2));
        await goneFrom(server, 2);
        await deleted(server, 'all');
        expect(kindsOf(await mailbox.look(again))).toEqual([['vanished', 2]]);
      });
    });

    test('what was seen stays known, whoever deletes it', async () => {
      await withMaildev(async (server, mailbox) => {
        await server.send(...others(2));
        await goneFrom(server, 2);
        const mark = await mailbox.mark();
        await server.send({ to: tripwire });
        await lookFor(mailbox, mark, 1);
        await deleted(server, 'all');
        expect(await mailbox.look(mark)).toMatchObject({ messages: [{}], doubts: [] });
        const again = await mailbox.mark();
        expect(await mailbox.look(again)).toEqual({ messages: [], doubts: [] });
      });
    });

    test('a restart is a doubt, and a mark after it is none', async () => {
      await withMaildev(async (server, mailbox) => {
        const mark = await mailbox.mark();
        await server.send({ to: tripwire });
        await server.restart();
        expect(kindsOf(await mailbox.look(mark))).toContainEqual(['restarted', 1]);
        const again = await mailbox.mark();
        await server.send({ to: tripwire });
        expect(await lookFor(mailbox, again, 1)).toMatchObject({ messages: [{}], doubts: [] });
      });
    });

    test('another process looks on from a mark: it sees what is there, and is in doubt about what is not', async () => {
      await withMaildev(async (server, mailbox) => {
        const mark: unknown = JSON.parse(JSON.stringify(await mailbox.mark()));
        await server.send({ to: tripwire });
        await withMailbox(`maildev+http://127.0.0.1:${server.port}`, async (second) => {
          expect(await lookFor(second, mark, 1)).toMatchObject({ messages: [{}], doubts: [{ kind: 'restarted' }] });
        });
      });
    });

    test('two messages with one Message-ID are two', async () => {
      await withMaildev(async (server, mailbox) => {
        const mark = await mailbox.mark();
        await server.send(
          ...[1, 2].map((number) => ({ to: tripwire, messageId: '<one@sender.example>', text: `${number}` })),
        );
        expect((await lookFor(mailbox, mark, 2)).messages).toHaveLength(2);
        expect(mailbox.dropsDuplicates).toBe(false);
      });
    });

    test('two runs at once see each its own message, and that of the other', async () => {
      await withMaildev(async (server, first) => {
        await withMailbox(`maildev+http://127.0.0.1:${server.port}`, async (second) => {
          const mark = await first.mark();
          await server.send({ to: 'first@users.example' });
          await lookFor(first, mark, 1);
          const markOfSecond = await second.mark();
          await server.send({ to: 'second@users.example' });
          const looks = [await lookFor(first, mark, 2), await lookFor(second, markOfSecond, 1)];
          expect(looks.map(({ messages }) => messages.length)).toEqual([2, 1]);
          expect(looks.flatMap(({ doubts }) => doubts)).toEqual([]);
        });
      });
    });

    test('it is found behind a user, a password and a path, and its events with it', async () => {
      const server = await startMaildev(version, ['--web-user', 'reader', '--web-pass', 's@cret/word'], '/mail/dev');
      try {
        const place = `127.0.0.1:${server.port}/mail/dev`;
        await withMailbox(`maildev+http://reader:s%40cret%2Fword@${place}`, async (mailbox) => {
          const mark = await mailbox.mark();
          await server.send({ to: tripwire });
          expect(await lookFor(mailbox, mark, 1)).toMatchObject({ messages: [{}], doubts: [] });
        });
        await withMailbox(`maildev+http://${place}`, async (mailbox) => {
          expect(await mailboxErrorOf(mailbox.mark())).toMatchObject({ reason: 'login' });
        });
      } finally {
        await server.stop();
      }
    });

    test('it wakes when a message comes, and otherwise when the time is over', () => withMaildev(wakes));

    test('its check says what it is, and that two looks know of no doubt', async () => {
      await withMaildev(async (_, mailbox) => {
        const findings = await findingsOf(mailbox, [tripwire]);
        expect(findings).toMatchObject([{ severity: 'note', words: expect.stringContaining(tripwire) }]);
      });
    });
  });
}

test('what MailDev 3 pushed out of a small store is a doubt, though it tells nobody', async () => {
  const server = await startMaildev(3, ['--max-emails', '5']);
  try {
    await withMailbox(`maildev+http://127.0.0.1:${server.port}`, async (mailbox) => {
      await server.send(...others(3));
      const mark = await mailbox.mark();
      await server.send({ to: tripwire });
      for (const message of others(7)) await server.send(message);
      const look = await lookUntil(
        () => mailbox.look(mark),
        ({ messages, doubts }) => messages.length + (doubts[0]?.count ?? 0) === 8,
      );
      expect(look).toMatchObject({ messages: { length: 5 }, doubts: [{ kind: 'vanished', count: 3 }] });
    });
  } finally {
    await server.stop();
  }
});

test('the URL of Mailpit taken for that of MailDev is told as such', async () => {
  test.skip(!mailpit.isInstalled(), 'needs Mailpit: npx tsx selftest/install-others.ts');
  const server = await startMailpit();
  try {
    await withMailbox(`maildev+http://127.0.0.1:${server.port}`, async (mailbox) => {
      expect(await mailboxErrorOf(mailbox.mark())).toMatchObject({
        reason: 'other mailbox',
        message: expect.stringMatching(/is Mailpit and not MailDev: write mailpit\+http:\/\//),
      });
    });
  } finally {
    await server.stop();
  }
});
