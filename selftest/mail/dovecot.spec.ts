import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type TestInfo, test } from '@playwright/test';
import type { ImapAddress } from '../../src/mailbox/imap.ts';
import type { Mailbox, Mark } from '../../src/mailbox/mailbox.ts';
import { findingsOf, inShort, mailboxOn, singlePart, wholeMessage } from '../unit/imap-setup.ts';
import { type Certificates, makeCertificates } from '../unit/network-setup.ts';
import { anotherClient, type Dovecot, isInstalled, startDovecot, user } from './dovecot.ts';

test.beforeAll(() => test.skip(!isInstalled(), 'needs Dovecot 2.3'));

const nothing = { whole: [], unfinished: [], doubts: [] };

/** A Dovecot without TLS, a mailbox on it, and what lay there before. */
async function withDovecot(
  use: (dovecot: Dovecot, mailbox: Mailbox, mark: Mark) => Promise<void>,
  before: (dovecot: Dovecot) => Promise<void> = async () => {},
): Promise<void> {
  const dovecot = await startDovecot();
  const mailbox = mailboxOn(dovecot.port);
  try {
    await before(dovecot);
    await use(dovecot, mailbox, await mailbox.mark());
  } finally {
    await mailbox.close();
    await dovecot.close();
  }
}

/** Looks until a look comes to that. */
const expectLook = (mailbox: Mailbox, mark: Mark, expected: Partial<ReturnType<typeof inShort>>): Promise<void> =>
  expect.poll(async () => inShort(await mailbox.look(mark)), { intervals: [30] }).toEqual({ ...nothing, ...expected });

test('what is delivered to Dovecot is found, and nothing where nothing is', async () => {
  await withDovecot(async (dovecot, mailbox, mark) => {
    expect(inShort(await mailbox.look(mark))).toEqual(nothing);
    await dovecot.deliver(wholeMessage('first'));
    await expectLook(mailbox, mark, { whole: ['INBOX: first'] });
    await dovecot.deliver(singlePart('a text'));
    await expectLook(mailbox, mark, { whole: ['INBOX: first', 'INBOX: one part'] });
    expect(mailbox.kind).toContain('Dovecot');
  });
});

test('what Dovecot files into Junk has arrived there', async () => {
  await withDovecot(async (dovecot, mailbox, mark) => {
    await dovecot.deliver(wholeMessage('filtered'), 'Junk');
    await expectLook(mailbox, mark, { whole: ['Junk: filtered'] });
    expect((await mailbox.look(mark)).messages.map(({ junk }) => junk)).toEqual([true]);
  });
});

test('what is filed into a folder that is not flagged, with a name in UTF-7, has arrived there', async () => {
  const name = 'Courrier ind&AOk-sirable';
  await withDovecot(
    async (dovecot, mailbox, mark) => {
      await dovecot.deliver(wholeMessage('filtered'), name);
      await expectLook(mailbox, mark, { whole: ['Courrier indésirable: filtered'] });
      expect((await mailbox.look(mark)).messages.map(({ junk }) => junk)).toEqual([false]);
    },
    (dovecot) => dovecot.deliver(wholeMessage('old'), name),
  );
});

test('what another client expunges before it was read has vanished', async () => {
  await withDovecot(async (dovecot, mailbox, mark) => {
    await dovecot.deliver(wholeMessage('expunged'));
    await anotherClient(dovecot, (client) => client.messageDelete('1:*', { uid: true }));
    await expectLook(mailbox, mark, { doubts: ['vanished'] });
  });
});

test('what another client expunges after it was read is known', async () => {
  await withDovecot(async (dovecot, mailbox, mark) => {
    await dovecot.deliver(wholeMessage('read'));
    await expectLook(mailbox, mark, { whole: ['INBOX: read'] });
    await anotherClient(dovecot, (client) => client.messageDelete('1:*', { uid: true }));
    await dovecot.deliver(wholeMessage('another'));
    await expectLook(mailbox, mark, { whole: ['INBOX: read', 'INBOX: another'] });
  });
});

test('what another client moves is found where it is, and is the same', async () => {
  await withDovecot(async (dovecot, mailbox, mark) => {
    await dovecot.deliver(singlePart('moved'));
    expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, unfinished: ['INBOX'] });
    await anotherClient(dovecot, (client) => client.messageMove('1:*', 'Junk', { uid: true }));
    await expectLook(mailbox, mark, { whole: ['Junk: one part'] });
  });
});

test('what is half written has not arrived until the rest is there', async () => {
  await withDovecot(async (dovecot, mailbox, mark) => {
    const message = wholeMessage('slow');
    const half = message.length - 20;
    const path = await dovecot.write(message.slice(0, half));
    expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, unfinished: ['INBOX'] });
    await appendFile(path, message.slice(half));
    await expectLook(mailbox, mark, { whole: ['INBOX: slow'] });
    const [found] = (await mailbox.look(mark)).messages;
    expect(Buffer.from(found?.raw ?? '').toString()).toBe(message);
  });
});

test('a Dovecot whose index was lost is in doubt, whatever came', async () => {
  await withDovecot(
    async (dovecot, mailbox, mark) => {
      await dovecot.deliver(wholeMessage('new'));
      await dovecot.forgetIndex();
      // What is connected already is told that the folder was deleted.
      await expect.poll(async () => (await mailbox.look(mark)).doubts.length).toBe(1);
      // The new UIDVALIDITY is the time in seconds, and may be the old one.
      await expect
        .poll(async () => {
          await dovecot.forgetIndex();
          const other = mailboxOn(dovecot.port);
          const { doubts } = await other.look(mark);
          await other.close();
          return doubts.map(({ kind }) => kind);
        })
        .toEqual(['renumbered']);
    },
    (dovecot) => dovecot.deliver(wholeMessage('old')),
  );
});

test('behind 600 older messages a new one is found alone', async () => {
  await withDovecot(
    async (dovecot, mailbox, mark) => {
      await dovecot.deliver(wholeMessage('new'));
      await expectLook(mailbox, mark, { whole: ['INBOX: new'] });
    },
    async (dovecot) => {
      for (let number = 0; number < 600; number += 1) await dovecot.deliver(wholeMessage(`old ${number}`));
    },
  );
});

test('two runs at once find the same', async () => {
  await withDovecot(async (dovecot, mailbox, mark) => {
    const other = mailboxOn(dovecot.port);
    const [otherMark] = await Promise.all([other.mark(), dovecot.deliver(wholeMessage('one'))]);
    await dovecot.deliver(wholeMessage('two'));
    await expectLook(mailbox, mark, { whole: ['INBOX: one', 'INBOX: two'] });
    await expect.poll(async () => inShort(await other.look(otherMark)).whole).toContain('INBOX: two');
    await other.close();
  });
});

test('Dovecot tells of new mail by IDLE', async () => {
  await withDovecot(async (dovecot, _, mark) => {
    const patient = mailboxOn(dovecot.port, { pace: { answerMs: 10_000, readingMs: 60_000, pollMs: 50_000 } });
    await patient.look(mark);
    const woken = patient.wake(50_000);
    await dovecot.deliver(wholeMessage('new'));
    await woken;
    expect(inShort(await patient.look(mark)).whole).toEqual(['INBOX: new']);
    await patient.close();
  });
});

test('a wrong password is told as one', async () => {
  await withDovecot(async (dovecot) => {
    const mailbox = mailboxOn(dovecot.port, { address: { password: 'another-password' } });
    await expect(mailbox.mark()).rejects.toMatchObject({
      reason: 'login',
      message: expect.stringMatching(
        /it said "\[AUTHENTICATIONFAILED\] Authentication failed\."; check user and password/,
      ),
    });
  });
});

test('doctor is told what Dovecot has', async () => {
  await withDovecot(async (_, mailbox) => {
    const [folders] = await findingsOf(mailbox);
    expect(folders?.words).toMatch(/^these folders are looked into: .*"INBOX"/);
    expect(folders?.words).toContain('"Junk"');
  });
});

/** Opens mailboxes on a Dovecot that wants TLS, trusting its authority unless another is given. */
type At = (how: Partial<ImapAddress>, ca?: string) => Mailbox;

async function withTls({ server, authority }: Certificates, use: (at: At) => Promise<void>): Promise<void> {
  const dovecot = await startDovecot({ tls: server });
  const opened: Mailbox[] = [];
  try {
    await use((how, ca = authority.cert) => {
      const address = { port: how.scheme === 'imaps' ? dovecot.tlsPort : dovecot.port, ...how };
      const mailbox = mailboxOn(dovecot.port, { address, network: { insecureTls: false, proxies: [], ca } });
      opened.push(mailbox);
      return mailbox;
    });
  } finally {
    for (const mailbox of opened) await mailbox.close();
    await dovecot.close();
  }
}

function certificatesFor(info: TestInfo): Certificates {
  const certificates = makeCertificates(info.outputPath('certificates'));
  test.skip(certificates === undefined, 'needs the command openssl');
  if (!certificates) throw new Error('skipped');
  return certificates;
}

for (const scheme of ['imaps', 'imap+starttls'] as const) {
  test(`${scheme} leads to a Dovecot whose certificate is of a private authority that is trusted`, async () => {
    const certificates = certificatesFor(test.info());
    await withTls(certificates, async (at) => {
      const mailbox = at({ scheme });
      expect(inShort(await mailbox.look(await mailbox.mark()))).toEqual(nothing);
      await expect(at({ scheme }, certificates.stranger.cert).mark()).rejects.toMatchObject({
        reason: 'tls',
        message: expect.stringContaining('NEXUS_CA_FILE'),
      });
    });
  });
}

test('no password goes to a Dovecot that has no STARTTLS, where it is asked for', async () => {
  await withDovecot(async (dovecot) => {
    await expect(mailboxOn(dovecot.port, { address: { scheme: 'imap+starttls' } }).mark()).rejects.toMatchObject({
      reason: 'tls',
      message: expect.stringContaining('does not support STARTTLS; no password is sent without TLS'),
    });
  });
});

test('an access token opens the mailbox by XOAUTH2, and another one does not', async () => {
  const introspection = createServer(async (request, response) => {
    let form = '';
    for await (const chunk of request) form += chunk;
    const isGood = new URLSearchParams(form).get('token') === 'good-token';
    const answer = isGood ? { active: true, username: user } : { active: false };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => introspection.listen(0, '127.0.0.1', resolve));
  const { port } = introspection.address() as AddressInfo;
  const dovecot = await startDovecot({ introspectionUrl: `http://127.0.0.1:${port}/` });
  const mailbox = mailboxOn(dovecot.port, { accessToken: async () => 'good-token' });
  const other = mailboxOn(dovecot.port, { accessToken: async () => 'another-token' });
  try {
    expect(inShort(await mailbox.look(await mailbox.mark()))).toEqual(nothing);
    const refused = await other.mark().catch((error: Error) => error);
    expect(refused).toMatchObject({
      reason: 'login',
      message: expect.stringContaining('the access token is not taken'),
    });
    expect(`${refused}`).not.toContain('another-token');
  } finally {
    for (const each of [mailbox, other]) await each.close();
    await dovecot.close();
    introspection.close();
  }
});
