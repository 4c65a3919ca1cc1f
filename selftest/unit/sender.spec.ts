import { expect, test } from '@playwright/test';
import { authorization, noCredentials } from '../../src/client/credentials.ts';
import { createPacer } from '../../src/client/pacer.ts';
import { createRedactor } from '../../src/client/redaction.ts';
import { createSender, type SenderParts } from '../../src/client/sender.ts';
import type { Stimulus } from '../../src/client/stimulus.ts';
import type { Answer, Transport } from '../../src/client/transport.ts';
import type { Field, NoAnswerKind } from '../../src/model/exchange.ts';
import { type Ledger, memoryLedger } from '../../src/run/ledger.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

const good: Stimulus = { name: 'a good request', credentials: noCredentials };
const mailing: Stimulus = { ...good, mayMail: true };

const response = (status: number, fields: readonly Field[] = [], content = ''): Answer => ({
  response: { status, fields, content: Buffer.from(content), truncated: false },
});
const silence = (kind: NoAnswerKind, message: string = kind): Answer => ({ noAnswer: { kind, message } });
const throttled = response(429, [['Retry-After', '1']]);

interface FakeTransport extends Transport {
  /** The time-outs that were given, one a request that was sent. */
  readonly timeouts: readonly number[];
}

/** Gives these answers one after the other, the last one for ever, each after so many milliseconds. */
function fakeTransport(answers: readonly Answer[], clock: FakeClock, takesMs = 1): FakeTransport {
  const timeouts: number[] = [];
  return {
    timeouts,
    async transmit(_request, timeoutMs) {
      const answer = answers[Math.min(timeouts.length, answers.length - 1)];
      timeouts.push(timeoutMs);
      await clock.sleep(Math.min(takesMs, timeoutMs));
      if (!answer) throw new Error('there is no answer');
      return takesMs >= timeoutMs ? silence('timeout') : answer;
    },
  };
}

interface Options extends Partial<SenderParts> {
  readonly takesMs?: number;
  readonly ledger?: Ledger;
}

function senderOver(answers: readonly Answer[], { takesMs, ...parts }: Options = {}) {
  const clock = fakeClock();
  const http = fakeTransport(answers, clock, takesMs);
  const wire = fakeTransport(answers, clock, takesMs);
  const redactor = createRedactor();
  const ledger = parts.ledger ?? memoryLedger();
  const memory = { load: () => undefined, save: () => {} };
  const address = {
    baseUrl: new URL('http://127.0.0.1:8080/nexus'),
    userId: () => 'a user',
    clientId: 'portal-web',
    applicationTokenName: 'ApplicationToken',
  };
  const pacer = createPacer(undefined, memory, clock);
  const usual = { for: 'auth/basic', timeoutMs: 10_000, sendUntil: 1_000_000, emailBudget: 3 };
  const sender = createSender({ ...usual, address, ledger, redactor, pacer, clock, http, wire, ...parts });
  return { sender, ledger, redactor, clock, http, wire };
}

test('a POST is not sent again when the target may have acted on it', async () => {
  for (const answer of [silence('dropped'), silence('timeout'), silence('not-http'), response(500), response(503)]) {
    const { sender, http } = senderOver([answer, response(204)]);
    await sender.send(mailing);
    expect(http.timeouts, JSON.stringify(answer)).toHaveLength(1);
  }
});

test('a throttled request is repeated, and given up after four tries', async () => {
  const { sender, http, ledger } = senderOver([throttled, response(204)]);
  expect((await sender.send(good)).response?.status).toBe(204);
  expect(ledger.exchanges().map((exchange) => exchange.response?.status)).toEqual([429, 204]);
  expect(http.timeouts).toHaveLength(2);
  const stubborn = senderOver([throttled]);
  expect((await stubborn.sender.send(good)).response?.status).toBe(429);
  expect(stubborn.http.timeouts).toHaveLength(4);
});

test('a throttled request is repeated only after the time that the target asked for', async () => {
  const { sender, ledger } = senderOver([throttled, response(204)]);
  await sender.send(good);
  const [first, second] = ledger.exchanges().map(({ sentAt }) => Date.parse(sentAt));
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1000);
});

test('an unreachable target is tried three times', async () => {
  const { sender, http, clock } = senderOver([silence('unreachable')]);
  expect((await sender.send(mailing)).noAnswer?.kind).toBe('unreachable');
  expect(http.timeouts).toHaveLength(3);
  expect(clock.slept).toEqual(expect.arrayContaining([200, 400]));
});

test('an answer that is long in coming is waited for only until the deadline', async () => {
  const { sender, http } = senderOver([response(204)], { sendUntil: 3000, takesMs: 60_000 });
  expect((await sender.send(good)).noAnswer).toEqual({
    kind: 'out-of-time',
    message: 'no time was left before the deadline',
  });
  expect(http.timeouts).toEqual([3000]);
});

test('nothing is sent after the deadline, or repeated beyond it', async () => {
  const late = senderOver([response(204)], { sendUntil: 0 });
  expect((await late.sender.send(good)).noAnswer?.kind).toBe('out-of-time');
  expect(late.http.timeouts).toEqual([]);
  const soon = senderOver([throttled, response(204)], { sendUntil: 500 });
  expect((await soon.sender.send(good)).response?.status).toBe(429);
  expect(soon.http.timeouts).toHaveLength(1);
});

test('no more requests that may mail are sent than were announced', async () => {
  const { sender, http } = senderOver([response(204)]);
  const exchanges = await Promise.all(Array.from({ length: 6 }, () => sender.send(mailing)));
  expect(http.timeouts).toHaveLength(3);
  expect(exchanges.filter(({ noAnswer }) => noAnswer?.kind === 'out-of-emails')).toHaveLength(3);
  expect((await sender.send(good)).response?.status, 'what cannot mail goes on').toBe(204);
});

test('the e-mails of one requirement count for the next one too', async () => {
  const { sender, ledger } = senderOver([response(204)]);
  await sender.send(mailing);
  await sender.send({ ...mailing, name: 'another' });
  const next = senderOver([response(204)], { ledger, for: 'auth/bad-basic' });
  const exchanges = [await next.sender.send(mailing), await next.sender.send(mailing)];
  expect(exchanges.map(({ noAnswer }) => noAnswer?.kind)).toEqual([undefined, 'out-of-emails']);
  expect(exchanges.map(({ id }) => id)).toEqual(['auth/bad-basic#1', 'auth/bad-basic#2']);
});

test('what the target did not act on uses up no e-mail', async () => {
  for (const answer of [throttled, silence('unreachable')]) {
    const { sender, ledger } = senderOver([answer, answer, response(204)], { emailBudget: 1 });
    expect((await sender.send(mailing)).response?.status).toBe(204);
    const next = senderOver([response(204)], { ledger, emailBudget: 2 });
    expect((await next.sender.send(mailing)).response?.status).toBe(204);
  }
});

test('what may have mailed uses up an e-mail, even if no answer came', async () => {
  const { sender } = senderOver([silence('dropped'), response(204)], { emailBudget: 1 });
  await sender.send(mailing);
  expect((await sender.send(mailing)).noAnswer?.kind).toBe('out-of-emails');
});

test('a request that a library would change is sent as exact octets', async () => {
  for (const stimulus of [
    { ...good, spelling: (path: string) => `${path}/../x` },
    { ...good, spelling: (path: string) => path.replace('/v1', '\\\\v1') },
    { ...good, fields: [['authorization', 'a'] as const, ['Authorization', 'b'] as const] },
  ]) {
    const { sender, http, wire } = senderOver([response(204)]);
    await sender.send(stimulus);
    expect([http.timeouts.length, wire.timeouts.length]).toEqual([0, 1]);
  }
  const { sender, http, wire } = senderOver([response(204)]);
  await sender.send({ ...good, spelling: (path) => path.replace('users', '%75sers') });
  expect([http.timeouts.length, wire.timeouts.length], 'an escape survives').toEqual([1, 0]);
});

test('what must travel on one connection travels on that one', async () => {
  const { sender, http, clock } = senderOver([response(204)]);
  const connection = fakeTransport([response(401)], clock);
  expect((await sender.send(good, connection)).response?.status).toBe(401);
  expect([http.timeouts.length, connection.timeouts.length]).toEqual([0, 1]);
});

test('a secret is masked on the record, where it was sent and where it came back', async () => {
  const secret = 'correct-horse-battery';
  const answer = response(400, [['X-Echo', secret]], `{"detail":"${secret}"}`);
  const { sender, redactor, ledger } = senderOver([answer]);
  redactor.register(secret, 'NEXUS_BEARER_TOKEN');
  const query = `clientId=portal-web&token=${secret}`;
  await sender.send({ ...good, query, credentials: authorization(`Bearer ${secret}`, 'Bearer') });
  const record = JSON.stringify(ledger.exchanges());
  expect(record).not.toContain(secret);
  expect(record.match(/‹NEXUS_BEARER_TOKEN›/g)).toHaveLength(4);
  expect(ledger.exchanges()[0]?.response?.contentLength, 'octets before masking').toBe(34);
});

test('a secret is masked in the words of an error', async () => {
  const { sender, redactor } = senderOver([silence('dropped', 'cannot send hunter2-hunter2')]);
  redactor.register('hunter2-hunter2', 'NEXUS_BASIC_PASSWORD');
  expect((await sender.send(good)).noAnswer?.message).toBe('cannot send ‹NEXUS_BASIC_PASSWORD›');
});

test('a cookie is masked on the record, and can be sent back', async () => {
  const cookies = [
    ['Set-Cookie', 'sid=0123456789abcdef; Path=/; HttpOnly'],
    ['set-cookie', 'lb=node-1'],
  ] as const;
  const { sender, ledger } = senderOver([response(204, cookies), response(401, [['X', 'sid is 0123456789abcdef']])]);
  const exchange = await sender.send(good);
  expect(sender.cookiesSetBy(exchange)).toBe('sid=0123456789abcdef; lb=node-1');
  const other = await sender.send(good);
  expect(sender.cookiesSetBy(other)).toBe('');
  expect(JSON.stringify(ledger.exchanges())).not.toContain('0123456789abcdef');
});

test('the record says what a probe was meant to be', async () => {
  const { sender, clock } = senderOver([response(204)], { takesMs: 40 });
  const exchange = await sender.send({ ...mailing, user: 'tripwire', authenticated: true });
  expect(exchange).toMatchObject({
    id: 'auth/basic#1',
    intent: { for: 'auth/basic', name: 'a good request', user: 'tripwire', mayMail: true, authenticated: true },
    request: {
      method: 'POST',
      target: 'http://127.0.0.1:8080/nexus/v1/users/a%20user/password-reset?clientId=portal-web',
    },
    sentAt: new Date(0).toISOString(),
    milliseconds: 40,
  });
  expect(exchange.intent.plainTarget).toBe(true);
  expect(clock.now()).toBe(40);
  const { intent } = await sender.send({ ...good, spelling: (path) => `${path}/` });
  expect(intent).toMatchObject({ user: 'user', mayMail: false, authenticated: false, plainTarget: false });
});
