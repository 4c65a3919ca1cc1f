import { expect, test } from '@playwright/test';
import { createRedactor } from '../../src/client/redaction.ts';
import type { Values } from '../../src/configuration/values.ts';
import { type Look, type Mailbox, MailboxError, type Message } from '../../src/mailbox/mailbox.ts';
import { mailOf } from '../../src/model/mail.ts';
import { memoryLedger } from '../../src/run/ledger.ts';
import { createMailWatch } from '../../src/run/mail.ts';
import { answered } from './exchange-setup.ts';
import { fakeClock } from './fake-clock.ts';

const values = {
  NEXUS_BASE_URL: 'http://127.0.0.1:1',
  NEXUS_USER_EMAIL: 'user@nexus.example',
  NEXUS_TRIPWIRE_EMAIL: 'tripwire@nexus.example',
  NEXUS_MAILBOX_TIMEOUT_SECONDS: 1,
  NEXUS_PROFILE: 'gate',
} as Values;

function message(id: string, whose: 'user' | 'tripwire', changed: Partial<Message> = {}): Message {
  const address = `${whose}@nexus.example`;
  const raw = Buffer.from(
    `To: ${address}\r\nSubject: Reset\r\n\r\nhttps://x.example/?token=${id}${'0'.repeat(20)}\r\n`,
  );
  const recipients = [{ address, from: 'envelope' }] as const;
  return { id, sameAs: id, folder: 'INBOX', junk: false, raw, recipients, ...changed };
}

/** A watch over a mailbox that shows whatever `look` has by then. */
function watchOver(look: () => Look) {
  const clock = fakeClock();
  const ledger = memoryLedger();
  const mailbox: Mailbox = {
    kind: 'a mailbox of a test',
    seesAllRecipients: true,
    isSink: false,
    dropsDuplicates: false,
    mark: async () => 0,
    look: async () => look(),
    wake: (milliseconds) => clock.sleep(Math.min(100, milliseconds)),
    async *check() {},
    close: async () => {},
  };
  const watch = createMailWatch({
    values,
    open: async () => mailbox,
    ledger,
    redactor: createRedactor(),
    clock,
    announceWait: () => {},
    until: 1_000_000,
    startedAt: 0,
  });
  return { watch, ledger, clock };
}

const cause = { ...answered(204, { id: 'opening#token' }), sentAt: new Date(0).toISOString(), milliseconds: 0 };
const down = (): never => {
  throw new MailboxError('login', 'it does not take the password');
};

test('what a requirement sends is sent, and judged by its answers, where the mailbox cannot be read', async () => {
  const { watch } = watchOver(down);
  let sent = 0;
  const send = async () => {
    sent += 1;
  };
  expect(await watch.causedBy(['tripwire'], send), 'no baseline').toMatchObject({ letters: [], doubt: /\S/ });
  await watch.begin();
  expect(await watch.causedBy(['tripwire'], send)).toEqual({
    letters: [],
    doubt: 'it does not take the password',
  });
  expect(sent).toBe(2);
});

test('what came by requests that are sent twice is caused by them, and what came by others is not', async () => {
  const messages: Message[] = [message('1', 'tripwire')];
  const { watch } = watchOver(() => ({ messages, doubts: [] }));
  await watch.begin();
  const caused = await watch.causedBy(['tripwire'], async () => {
    messages.push(message(`${messages.length + 1}`, 'tripwire'));
  });
  expect(caused).toMatchObject({ letters: [{ id: '3' }], doubt: '' });
  let isFirst = true;
  const once = await watch.causedBy(['tripwire'], async () => {
    if (isFirst) messages.push(message('late', 'tripwire'));
    isFirst = false;
  });
  expect(once.letters).toEqual([]);
});

test('that nothing came shows nothing where the mailbox is in doubt', async () => {
  const doubts = [{ kind: 'vanished', count: 1, words: '1 message vanished' }] as const;
  const { watch } = watchOver(() => ({ messages: [], doubts }));
  await watch.begin();
  expect(await watch.causedBy(['tripwire'], async () => {})).toEqual({ letters: [], doubt: '1 message vanished' });
});

test('a message that somebody moves is nothing new', async () => {
  const messages: Message[] = [message('1', 'tripwire')];
  const { watch, ledger } = watchOver(() => ({ messages, doubts: [] }));
  await watch.begin();
  const caused = await watch.causedBy(['tripwire'], async () => {
    messages.push(message(`${messages.length + 1}`, 'tripwire', { sameAs: '1', folder: 'Junk', junk: true }));
  });
  expect(caused.letters).toEqual([]);
  const [first] = mailOf(ledger.mail(), 'letter');
  expect(await watch.await('tripwire', cause, first ? [first] : [])).toMatchObject({ waited: 3000 });
});

test('what is waited for is on record, with how long it took, and nothing where the mailbox cannot be read', async () => {
  const messages: Message[] = [];
  const { watch, ledger, clock } = watchOver(() => ({ messages: clock.now() < 700 ? [] : messages, doubts: [] }));
  await watch.begin();
  messages.push(message('1', 'user'));
  const record = await watch.await('user', cause);
  expect(record).toMatchObject({ whose: 'user', exchange: cause.id, waited: 700, letter: '1' });
  expect(mailOf(ledger.mail(), 'awaited')).toEqual([record]);
  const broken = watchOver(down);
  await broken.watch.begin();
  expect(await broken.watch.await('user', cause)).toBeUndefined();
  expect(mailOf(broken.ledger.mail(), 'awaited')).toEqual([]);
});

const written = (id: string, whose: 'user' | 'tripwire', subject: string, text: string): Message =>
  message(id, whose, {
    raw: Buffer.from(`To: ${whose}@nexus.example\r\nSubject: ${subject}\r\n\r\n${text}\r\n`),
  });
const resetOf = (id: string, whose: 'user' | 'tripwire', token: string): Message =>
  written(id, whose, 'Reset', `Choose a new one: https://x.example/reset?token=${token}`);
const noticeOf = (id: string, whose: 'user' | 'tripwire'): Message =>
  written(id, whose, 'Somebody asked', `Was it you? Else see https://x.example/articles/what-to-do-${'z'.repeat(9)}`);
const tokenOf = (id: string): string => `${id}kQ7vR2mX9pLwZ4tB`;

/** What the messages show of the means, in the order in which they come. */
async function meansOf(...messages: readonly Message[]) {
  const { watch, ledger } = watchOver(() => ({ messages, doubts: [] }));
  await watch.begin();
  await watch.end();
  return mailOf(ledger.mail(), 'means').at(-1);
}

test('one token for everybody is nothing fresh, whatever notice comes after it', async () => {
  const same = tokenOf('0');
  const all = [resetOf('1', 'user', same), noticeOf('2', 'user'), resetOf('3', 'tripwire', same)];
  expect(await meansOf(...all, noticeOf('4', 'tripwire'))).toMatchObject({ fresh: [], wrong: [] });
});

test('the e-mail that holds the means is found behind a notice', async () => {
  const ofUser = [noticeOf('1', 'user'), resetOf('2', 'user', tokenOf('2'))];
  const all = [...ofUser, noticeOf('3', 'tripwire'), resetOf('4', 'tripwire', tokenOf('4'))];
  expect(await meansOf(...all)).toMatchObject({ of: ['2', '4'], fresh: ['query token'], wrong: [] });
});

for (const token of ['', 'undefined']) {
  test(`a token=${token} in any e-mail that was to reset a password is wrong`, async () => {
    const first = resetOf('1', 'user', tokenOf('1'));
    const whole = resetOf('9', 'tripwire', tokenOf('9'));
    const places = [
      ['2', [first, resetOf('2', 'user', token), whole]],
      ['3', [first, resetOf('3', 'tripwire', token)]],
      ['4', [resetOf('4', 'user', token), resetOf('5', 'user', token), resetOf('6', 'tripwire', token)]],
    ] as const;
    for (const [letter, all] of places) expect(await meansOf(...all)).toMatchObject({ wrong: [{ letter }] });
  });
}

test('a link of a notice that is broken says nothing of the reset', async () => {
  const notice = written('2', 'user', 'Somebody asked', 'See https://x.example/help?code= or {{help_url}}');
  const all = [resetOf('1', 'user', tokenOf('1')), notice, resetOf('3', 'tripwire', tokenOf('3'))];
  expect(await meansOf(...all)).toMatchObject({ of: ['1', '3'], fresh: ['query token'], wrong: [] });
});

test('an e-mail is held against one of its kind to see what it offers', async () => {
  const messages = [noticeOf('1', 'user'), resetOf('2', 'user', tokenOf('2')), noticeOf('3', 'user')];
  messages.push(resetOf('4', 'user', tokenOf('4')), noticeOf('5', 'user'));
  const { watch } = watchOver(() => ({ messages, doubts: [] }));
  await watch.begin();
  await watch.end();
  const kinds = messages.map(({ id }) => watch.offerIn(id)?.kind);
  expect(kinds).toEqual(['none', 'link', 'none', 'link', 'none']);
});

test('what has neither a link nor a code is waited behind, as long as an e-mail may take', async () => {
  const same = tokenOf('0');
  const bare = (id: string) => written(id, 'tripwire', 'Somebody asked', 'Was it you?');
  const all: readonly (readonly [at: number, Message])[] = [
    [0, resetOf('1', 'user', same)],
    [100, bare('2')],
    [700, resetOf('3', 'tripwire', same)],
  ];
  const { watch, ledger, clock } = watchOver(() => ({
    messages: all.filter(([at]) => at <= clock.now()).map(([, one]) => one),
    doubts: [],
  }));
  ledger.addExchange(cause);
  await watch.begin();
  await watch.await('user', cause);
  expect(await watch.await('tripwire', cause)).toMatchObject({ letter: '2', waited: 100 });
  await watch.end();
  expect(mailOf(ledger.mail(), 'means')).toMatchObject([{ of: ['1', '3'], fresh: [] }]);
});

test('a cookie that holds what an e-mail does is on record once, without it, whichever comes first', async () => {
  const messages: Message[] = [];
  const { watch, ledger } = watchOver(() => ({ messages, doubts: [] }));
  await watch.begin();
  const cookieOf = (id: string) =>
    `reset=${Buffer.from(JSON.stringify({ t: id + '0'.repeat(20) })).toString('base64')}`;
  watch.noteCookies('before', [cookieOf('1'), 'lb=node-1']);
  messages.push(message('1', 'user'), message('2', 'tripwire'));
  await watch.await('user', cause);
  watch.noteCookies('after', [cookieOf('2')]);
  watch.noteCookies('another', [cookieOf('3').slice(0, 12)]);
  const told = mailOf(ledger.mail(), 'told');
  expect(told.map(({ exchange, where }) => [exchange, where])).toEqual([
    ['before', 'the field Set-Cookie'],
    ['after', 'the field Set-Cookie'],
  ]);
  expect(JSON.stringify(told)).not.toContain('0'.repeat(8));
});
