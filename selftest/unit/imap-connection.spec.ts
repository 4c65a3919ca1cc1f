import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { expect } from '@playwright/test';
import { paceAt } from '../../src/mailbox/imap-client.ts';
import { MailboxError } from '../../src/mailbox/mailbox.ts';
import { scriptedImap } from '../mail/scripted-imap.ts';
import { findingsOf, inShort, mailboxOn, pace, password, test, wholeMessage } from './imap-setup.ts';
import { forwardProxy } from './network-setup.ts';

test.use({ capabilities: 'IDLE' });

/** Of a mailbox that must not be looked into. */
async function failureOf(attempt: Promise<unknown>): Promise<MailboxError> {
  const error = await attempt.then(
    () => undefined,
    (failure) => failure,
  );
  if (!(error instanceof MailboxError)) throw new Error(`No MailboxError, but ${error}`);
  expect(error.message).not.toContain(password);
  return error;
}

test('a connection that is cut is opened again within the look', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  let cuts = 0;
  server.script = ({ command }) => {
    if (command !== 'UID FETCH' || cuts === 2) return undefined;
    cuts += 1;
    return 'cut';
  };
  server.deliver('INBOX', wholeMessage('found after all'));
  expect(inShort(await mailbox.look(mark)).whole).toEqual(['INBOX: found after all']);
  expect(server.connections()).toBe(3);
});

test('one that is cut time and again is opened twice more, and not for ever', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  server.script = ({ command }) => (command === 'STATUS' ? 'cut' : undefined);
  expect(await failureOf(mailbox.look(mark))).toMatchObject({ reason: 'network' });
  const { message, reason } = await failureOf(mailbox.look(mark));
  expect([message, reason]).toEqual([
    `imap://127.0.0.1:${server.port}: the connection was lost: the server closed it`,
    'network',
  ]);
  expect(server.connections()).toBe(3);
});

test('what the server says when it ends the connection is told', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  server.script = ({ command }) => (command === 'STATUS' ? '* BYE Maintenance, come back later\r\n' : undefined);
  expect((await failureOf(mailbox.look(mark))).message).toContain('it said "Maintenance, come back later"');
});

test('an alert is quoted', async ({ server, mailbox }) => {
  server.script = ({ command }) =>
    command === 'LOGIN' ? '* NO [ALERT] Your mailbox moves tomorrow\r\nTAG NO Not now\r\n' : undefined;
  const { message } = await failureOf(mailbox.mark());
  expect(message).toContain('it said "Not now"; it alerts "Your mailbox moves tomorrow"');
});

test('a throttle is told at once in the words of the server, and with its time', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  const words = 'Request is throttled. Suggested Backoff Time: 92415 milliseconds';
  server.script = ({ command }) => (command === 'STATUS' ? `TAG BAD ${words}\r\n` : undefined);
  const failure = await failureOf(mailbox.look(mark));
  expect(failure).toMatchObject({ reason: 'limit', retryAfter: 92_415 });
  expect(failure.message).toContain(`it said "${words}"`);
});

test('a throttle without a time is a limit, too, and no folder that cannot be read', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  server.script = ({ command }) => (command === 'STATUS' ? 'TAG NO Request is throttled\r\n' : undefined);
  expect(await failureOf(mailbox.look(mark))).toMatchObject({ reason: 'limit', retryAfter: undefined });
});

test('a login that is throttled is a limit', async ({ server, mailbox }) => {
  server.script = ({ command }) =>
    command === 'LOGIN' ? 'TAG BAD Request is throttled. Suggested Backoff Time: 60000 milliseconds\r\n' : undefined;
  expect(await failureOf(mailbox.mark())).toMatchObject({ reason: 'limit', retryAfter: 60_000 });
});

test('a server that does not answer is given up', async ({ server }) => {
  const mailbox = mailboxOn(server.port, { pace: { ...pace, answerMs: 2000 } });
  const mark = await mailbox.mark();
  server.script = ({ command }) => (command === 'STATUS' ? 'silence' : undefined);
  const { message, reason } = await failureOf(mailbox.look(mark));
  expect([message, reason]).toEqual([
    `imap://127.0.0.1:${server.port}: no answer to STATUS: none came within 2 s`,
    'network',
  ]);
  await mailbox.close();
});

test('a login that is refused is tried once, however often the mailbox is looked into', async ({ server, mailbox }) => {
  server.script = ({ command }) =>
    command === 'LOGIN' ? 'TAG NO [AUTHENTICATIONFAILED] Authentication failed.\r\n' : undefined;
  for (const _ of [1, 2, 3]) {
    expect(await failureOf(mailbox.mark())).toMatchObject({ reason: 'login' });
  }
  expect(server.connections()).toBe(1);
});

test('the password is masked where the server says it', async ({ server, mailbox }) => {
  server.script = ({ command }) => (command === 'LOGIN' ? `TAG NO wrong password ${password}\r\n` : undefined);
  expect((await failureOf(mailbox.mark())).message).toContain('‹the password of NEXUS_MAILBOX_URL›');
});

test('IDLE tells that something came before the time is over', async ({ server }) => {
  const mailbox = mailboxOn(server.port, { pace: { ...pace, pollMs: 30_000 } });
  const mark = await mailbox.mark();
  const woken = mailbox.wake(60_000);
  await expect.poll(() => server.asked.map(({ command }) => command)).toContain('IDLE');
  server.deliver('INBOX', wholeMessage('new'));
  await woken;
  expect(inShort(await mailbox.look(mark)).whole).toEqual(['INBOX: new']);
  expect(server.asked.filter(({ command, open }) => command === 'STATUS' && open !== undefined)).toEqual([]);
  await mailbox.close();
});

for (const [what, answer] of [
  ['that falls silent in IDLE', 'silence'],
  ['that refuses IDLE', 'TAG NO not here\r\n'],
  ['that cuts the connection in IDLE', 'cut'],
  ['that answers IDLE as if it were over', 'TAG OK\r\n'],
] as const) {
  test(`a server ${what} holds nothing up`, async ({ server }) => {
    const mailbox = mailboxOn(server.port, { pace: { ...pace, answerMs: 2000 } });
    const mark = await mailbox.mark();
    server.script = ({ command }) => (command === 'IDLE' ? answer : undefined);
    await mailbox.wake(1000);
    await mailbox.wake(1000);
    server.script = () => undefined;
    server.deliver('INBOX', wholeMessage('new'));
    expect(inShort(await mailbox.look(mark)).whole).toEqual(['INBOX: new']);
    await mailbox.close();
  });
}

test('after a server was silent in IDLE it is not asked again', async ({ server }) => {
  const mailbox = mailboxOn(server.port, { pace: { ...pace, answerMs: 2000 } });
  const mark = await mailbox.mark();
  server.script = ({ command }) => (command === 'IDLE' ? 'silence' : undefined);
  for (const _ of [1, 2, 3]) await mailbox.wake(1000);
  await mailbox.look(mark);
  await mailbox.wake(1000);
  expect(server.asked.filter(({ command }) => command === 'IDLE')).toHaveLength(1);
  await mailbox.close();
});

test('a password does not leave for another machine without TLS', async () => {
  const mailbox = mailboxOn(143, { address: { host: 'mail.example' } });
  const { message, reason } = await failureOf(mailbox.mark());
  expect(reason).toBe('tls');
  expect(message).toContain('imaps:// or imap+starttls://');
});

test('no password is sent where STARTTLS is not offered', async ({ server }) => {
  const mailbox = mailboxOn(server.port, { address: { scheme: 'imap+starttls' } });
  const { message, reason } = await failureOf(mailbox.mark());
  expect([message, reason]).toEqual([expect.stringContaining('Server does not support STARTTLS'), 'tls']);
  expect(server.asked.map(({ command }) => command)).not.toContain('LOGIN');
});

test('TLS to a port without TLS points at port and scheme', async ({ server }) => {
  const { message, reason } = await failureOf(mailboxOn(server.port, { address: { scheme: 'imaps' } }).mark());
  expect([message, reason]).toEqual([expect.stringContaining('port and scheme of NEXUS_MAILBOX_URL'), 'tls']);
});

test('a server that says nothing first points at port and scheme', async () => {
  const mute = await scriptedImap({ greeting: '' });
  const mailbox = mailboxOn(mute.port, { pace: { ...pace, answerMs: 1000 } });
  const { message, reason } = await failureOf(mailbox.mark());
  expect([message, reason]).toEqual([expect.stringMatching(/GREETING_TIMEOUT.*port and scheme/), 'tls']);
  mute.close();
});

test('nobody at the port is a matter of the network', async () => {
  const closed: Server = createServer((socket: Socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const { message, reason } = await failureOf(mailboxOn(port).mark());
  expect([message, reason]).toEqual([expect.stringContaining('ECONNREFUSED'), 'network']);
});

for (const [host, pollMs] of [
  ['127.0.0.1', 250],
  ['::1', 250],
  ['mail.example', 2000],
  ['outlook.office365.com', 5000],
  ['imap-mail.outlook.com', 5000],
] as const) {
  test(`${host} is looked at every ${pollMs} ms`, () => {
    expect(paceAt(host)).toEqual({ answerMs: 10_000, readingMs: 60_000, pollMs });
  });
}

test('doctor is told what is looked into, and whose e-mail is looked for', async ({ server, mailbox }) => {
  server.addFolder('Spam', { flags: ['\\Junk'] });
  expect(await findingsOf(mailbox, ['u1@example.com'])).toEqual([
    { severity: 'note', words: 'these folders are looked into: "INBOX", "Archive", "Spam"' },
    {
      severity: 'note',
      words: 'u1@example.com: looked for in the mailbox of the user in NEXUS_MAILBOX_URL at 127.0.0.1',
    },
  ]);
});

test('doctor is told of a mailbox that cannot be opened, and of an INBOX that cannot be read', async ({
  server,
  mailbox,
}) => {
  server.script = ({ command }) => (command === 'EXAMINE' ? 'TAG NO [NOPERM] No\r\n' : undefined);
  expect(await findingsOf(mailbox)).toContainEqual({
    severity: 'problem',
    words: 'the folder "INBOX" cannot be read: it said "[NOPERM] No"',
  });
  server.script = ({ command }) => (command === 'LOGIN' ? 'TAG NO [AUTHENTICATIONFAILED] No.\r\n' : undefined);
  const [first, ...rest] = await findingsOf(mailboxOn(server.port));
  expect([first?.severity, rest]).toEqual(['problem', []]);
});

test('doctor is told of a folder that does not exist, and of what Gmail hides', async () => {
  const gmail = await scriptedImap({ capabilities: 'X-GM-EXT-1' });
  gmail.addFolder('INBOX');
  gmail.addFolder('[Gmail]/Spam', { flags: ['\\Junk'] });
  const mailbox = mailboxOn(gmail.port);
  expect(await findingsOf(mailbox)).toContainEqual({
    severity: 'problem',
    words: 'Gmail hides All Mail and Trash from IMAP: show it there in the settings, under Labels',
  });
  const elsewhere = mailboxOn(gmail.port, { address: { folder: 'Resets' } });
  expect(await findingsOf(elsewhere)).toContainEqual({
    severity: 'problem',
    words: 'there is no folder "Resets"; there are "INBOX", "[Gmail]/Spam"',
  });
  await Promise.all([mailbox.close(), elsewhere.close()]);
  gmail.close();
});

const throughProxy = (port: number, proxyPort: number, word: string) =>
  mailboxOn(port, {
    network: {
      insecureTls: false,
      proxies: [
        {
          origin: `https://127.0.0.1:${port}`,
          proxy: {
            url: `http://127.0.0.1:${proxyPort}/`,
            username: 'somebody',
            password: word,
            namedBy: 'NEXUS_PROXY_URL',
          },
        },
      ],
    },
  });

test('the way leads through the proxy that is configured, whose password may hold anything', async ({ server }) => {
  const proxy = await forwardProxy('somebody:pr0xy%41/w@rd');
  const mailbox = throughProxy(server.port, proxy.port, 'pr0xy%41/w@rd');
  const mark = await mailbox.mark();
  server.deliver('INBOX', wholeMessage('through the proxy'));
  expect(inShort(await mailbox.look(mark)).whole).toEqual(['INBOX: through the proxy']);
  expect([...new Set(proxy.tunnels)]).toEqual([`127.0.0.1:${server.port}`]);
  await mailbox.close();
  proxy.close();
});

test('a proxy that opens no way is named as that, and not its password', async ({ server }) => {
  const proxy = await forwardProxy('somebody:pr0xy-w0rd');
  const failure = await failureOf(throughProxy(server.port, proxy.port, 'an0ther-w0rd').mark());
  expect(failure).toMatchObject({ reason: 'proxy' });
  expect(failure.message).toContain(
    'the proxy opened no way there: Invalid response from proxy: 407; check NEXUS_PROXY_URL',
  );
  expect(failure.message).not.toContain('an0ther-w0rd');
  expect(server.connections()).toBe(0);
  proxy.close();
});
