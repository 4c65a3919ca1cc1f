import { expect, test } from '@playwright/test';
import { together } from '../../src/client/credentials.ts';
import { configuredBearer } from '../../src/client/oauth/bearer-token.ts';
import { octetsOf } from '../../src/client/request.ts';
import { type Ledger, memoryLedger } from '../../src/run/ledger.ts';
import { answerOf, silence } from './answer-setup.ts';
import { jwt } from './configuration-setup.ts';
import { applicationToken, basic, bearer, odd } from './credentials-setup.ts';
import { good, mailing, response, senderOver, throttled } from './sender-setup.ts';

const idsIn = (log: Ledger) => log.exchanges().map(({ id }) => id);

test('an exchange is named by its purpose and its case, and by the time where it is sent again', async () => {
  const { sender, log } = senderOver([throttled, response(204)]);
  await sender.send(good);
  await sender.send({ ...good, case: 'another' });
  await sender.send(good);
  const names = ['auth/basic#good', 'auth/basic#good~2', 'auth/basic#another', 'auth/basic#good~3'];
  expect(idsIn(log)).toEqual(names);
});

test('requests of one case that are sent at once have names of their own', async () => {
  const { sender, log } = senderOver([response(401)]);
  await Promise.all([sender.send(good), sender.send(good), sender.send(good)]);
  expect(idsIn(log).toSorted()).toEqual(['auth/basic#good', 'auth/basic#good~2', 'auth/basic#good~3']);
});

test('a second sender on the same log goes on counting, for its own purpose only', async () => {
  const { sender, log } = senderOver([response(401)]);
  await sender.send(good);
  await sender.send({ ...good, case: 'another' });
  const again = senderOver([response(401)], { log });
  const other = senderOver([response(401)], { log, purpose: 'auth/bad-basic' });
  const ids = [again, again, other].map(({ sender }) => sender.send(good).then(({ id }) => id));
  expect(await Promise.all(ids)).toEqual(['auth/basic#good~2', 'auth/basic#good~3', 'auth/bad-basic#good']);
});

/** A ledger that also tells what was intended, in the order in which all of it happened. */
function watchedLedger() {
  const happened: string[] = [];
  const ledger = memoryLedger();
  const log: Ledger = {
    ...ledger,
    addIntent: (id, intent) => void happened.push(`intended ${id} ${intent.title}`),
    addExchange(exchange) {
      happened.push(`recorded ${exchange.id}`);
      ledger.addExchange(exchange);
    },
  };
  return { happened, log };
}

test('an intent is written before the request is sent, each time that it is', async () => {
  const { happened, log } = watchedLedger();
  const { sender } = senderOver([], {
    log,
    transport: {
      async transmit({ target }) {
        happened.push(`sent ${target.length > 0}`);
        return happened.length < 5 ? throttled : response(204);
      },
    },
  });
  await sender.send(mailing);
  expect(happened).toEqual([
    ...['intended auth/basic#good a good request', 'sent true', 'recorded auth/basic#good'],
    ...['intended auth/basic#good~2 a good request', 'sent true', 'recorded auth/basic#good~2'],
  ]);
});

test('what is intended and what is recorded say the same of a request', async () => {
  const intents = new Map<string, unknown>();
  const log: Ledger = { ...memoryLedger(), addIntent: (id, intent) => void intents.set(id, intent) };
  const { sender } = senderOver([response(204)], { log });
  const { id, intent } = await sender.send({ ...mailing, credentials: together(bearer(), applicationToken()) });
  expect(intents.get(id)).toEqual(intent);
});

test('a request that cannot be made is neither intended nor recorded', async () => {
  const { happened, log } = watchedLedger();
  const { sender, transport } = senderOver([response(204)], { log });
  const spelling = (): string => {
    throw new Error('no such user');
  };
  await expect(sender.send({ ...good, spelling })).rejects.toThrow('no such user');
  expect([happened, transport.requests]).toEqual([[], []]);
});

test('the record holds the request as it went out: its origin, its target and every field line in order', async () => {
  const { sender, transport } = senderOver([response(204)]);
  const { request } = await sender.send({
    ...good,
    method: 'PUT',
    content: { type: 'text/plain', text: 'ü' },
    framing: 'chunked',
    fields: [
      ['x-octets', Buffer.from([0xe9])],
      ['X-Octets', 'twice'],
    ],
    lines: ([first, ...others]) => [...others, ...(first ? [first] : [])],
  });
  expect(request).toEqual({
    method: 'PUT',
    origin: 'http://127.0.0.1:8080',
    target: '/nexus/v1/users/a%20user/password-reset?clientId=portal-web',
    fields: [
      ['Connection', 'close'],
      ['Transfer-Encoding', 'chunked'],
      ['Accept', 'application/json, application/problem+json, */*;q=0.1'],
      ['Accept-Encoding', 'identity'],
      ['User-Agent', 'nexus-conformance'],
      ['x-octets', 'é'],
      ['X-Octets', 'twice'],
      ['Content-Type', 'text/plain'],
      ['Host', '127.0.0.1:8080'],
    ],
    content: 'ü',
  });
  const [octets] = transport.requests.map((sent) => Buffer.concat(octetsOf(sent)).toString('latin1'));
  const lines = request.fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  expect(octets).toBe(`PUT ${request.target} HTTP/1.1\r\n${lines}\r\n2\r\nÃ¼\r\n0\r\n\r\n`);
});

test('a request without content is recorded with its length and without any content', async () => {
  const { sender } = senderOver([response(204)]);
  const { request } = await sender.send(good);
  expect(request.fields).toContainEqual(['Content-Length', '0']);
  expect(request).not.toHaveProperty('content');
});

test('the record holds the whole response as it came', async () => {
  const parts = {
    version: 'HTTP/1.0',
    reason: 'Bad Request',
    fields: [['X', 'y']] as const,
    interim: [{ status: 103, fields: [['Link', 'z']] as const }],
    trailing: 'STRAY',
    closed: true,
    truncated: true,
    unknownCoding: 'zstd',
    miscoded: 'utf-8 is no content coding',
    breaches: [{ kind: 'line-end', message: 'a line ends with LF alone' }] as const,
  };
  const { sender } = senderOver([answerOf(400, { ...parts, content: Buffer.from([0xc3, 0xbc, 0xff]) })]);
  const exchange = await sender.send(good);
  expect(exchange.response).toEqual({ ...parts, status: 400, content: 'ü\ufffd', contentLength: 3, validUtf8: false });
  const { sender: other } = senderOver([response(204)]);
  expect((await other.send(good)).response).not.toHaveProperty('breaches');
});

test('a secret is masked on the record, where it was sent and where it came back', async () => {
  const secret = 'correct-horse-battery';
  const answer = answerOf(400, {
    reason: `no ${secret}`,
    fields: [['X-Echo', secret]],
    interim: [{ status: 103, fields: [['Link', secret]] }],
    content: Buffer.from(`{"detail":"${secret}"}`),
    trailing: secret,
    miscoded: `${secret} is no content coding`,
    breaches: [{ kind: 'syntax', message: `"${secret} " is no field name` }],
  });
  const { sender, redactor, log } = senderOver([answer]);
  redactor.register(secret, 'NEXUS_BEARER_TOKEN');
  const query = `clientId=portal-web&token=${secret}`;
  const content = { type: 'text/plain', text: secret };
  await sender.send({ ...good, query, content, credentials: odd(`Bearer ${secret}`) });
  const record = JSON.stringify(log.exchanges());
  expect(record).not.toContain(secret);
  const inTheRequest = ['target', 'Authorization', 'content'];
  const inTheResponse = ['reason', 'X-Echo', 'Link', 'content', 'trailing', 'breach', 'miscoded'];
  expect(record.match(/‹NEXUS_BEARER_TOKEN›/g)).toHaveLength([...inTheRequest, ...inTheResponse].length);
  expect(log.exchanges()[0]?.response?.contentLength, 'octets before masking').toBe(34);
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
  const { sender, log } = senderOver([response(204, cookies), response(401, [['X', 'sid is 0123456789abcdef']])]);
  const exchange = await sender.send(good);
  expect(sender.cookiesSetBy(exchange)).toBe('sid=0123456789abcdef; lb=node-1');
  const other = await sender.send(good);
  expect(sender.cookiesSetBy(other)).toBe('');
  expect(JSON.stringify(log.exchanges())).not.toContain('0123456789abcdef');
});

test('whoever reads the e-mails is shown the cookies of a 204, and masks what it knows', async () => {
  const cookies = [['Set-Cookie', 'reset=v1.token; Path=/']] as const;
  const shown: unknown[] = [];
  const mail = {
    secrets: { redact: (text: string) => text.replace('4711', '‹code›') },
    noteCookies: (exchange: string, pairs: readonly string[]) => shown.push([exchange, pairs]),
  };
  const answers = [response(204, [...cookies, ['X-Code', '4711']]), response(401, [...cookies, ['X-Code', '4711']])];
  const { sender } = senderOver(answers, { mail });
  const exchange = await sender.send(good);
  expect(shown).toEqual([[exchange.id, ['reset=v1.token']]]);
  expect(exchange.response?.fields.at(-1)).toEqual(['X-Code', '‹code›']);
  expect((await sender.send(good)).response?.fields.at(-1), 'it may not tell').toEqual(['X-Code', '4711']);
  expect(shown).toHaveLength(1);
});

const pair = together(bearer(), applicationToken());

test('the record says what a probe was meant to be', async () => {
  const { sender, clock } = senderOver([response(204)], { takesMs: 40 });
  const states = { Bearer: 'valid', ApplicationToken: 'valid', Basic: 'absent' } as const;
  const row = { id: 'a-row', states, verdict: 'accept', authorizationLines: 1 } as const;
  const exchange = await sender.send({ ...mailing, user: 'tripwire', credentials: pair, client: 'unknown', row });
  expect(exchange).toMatchObject({ id: 'auth/basic#good', sentAt: new Date(0).toISOString(), milliseconds: 40 });
  expect(exchange.intent).toEqual({
    purpose: 'auth/basic',
    case: 'good',
    title: 'a good request',
    user: 'tripwire',
    row: 'a-row',
    states,
    alternative: 'bearer-and-application-token',
    mayMail: true,
    authenticated: true,
    plainTarget: true,
    operationLevel: true,
  });
  expect(clock.now()).toBe(40);
  const { intent } = await sender.send({ ...good, credentials: basic('x', false), spelling: (path) => `${path}/` });
  expect(intent).toEqual({
    purpose: 'auth/basic',
    case: 'good',
    title: 'a good request',
    user: 'user',
    mayMail: false,
    authenticated: false,
    plainTarget: false,
    operationLevel: false,
  });
});

test('nothing is certain of a request whose Bearer expired before the answer', async () => {
  const expiring = configuredBearer(jwt({ exp: 1 }), 'jwt');
  const credentials = { ...pair, bearer: expiring };
  const { sender } = senderOver([response(401)], { takesMs: 1500 });
  const { intent } = await sender.send({ ...good, credentials, client: 'unknown' });
  expect(intent).toMatchObject({
    authenticated: false,
    operationLevel: false,
    alternative: 'bearer-and-application-token',
    bearerExpired: new Date(1000).toISOString(),
  });
  const inTime = await senderOver([response(401)], { takesMs: 500 }).sender.send({ ...good, credentials });
  expect(inTime.intent).toMatchObject({ authenticated: true });
  expect(inTime.intent).not.toHaveProperty('bearerExpired');
});

test('where no Bearer can be had nothing is sent, and that is on record', async () => {
  const lacking = { kind: 'no-token', message: 'no Bearer token from login.example' } as const;
  const fresh = async () => lacking;
  const credentials = {
    ...pair,
    bearer: { name: 'a token', value: '', expiresAt: undefined, validFrom: undefined, fresh },
  };
  const { sender, transport, log } = senderOver([response(204)]);
  expect((await sender.send({ ...mailing, credentials })).noAnswer).toEqual(lacking);
  expect(transport.requests).toEqual([]);
  expect(idsIn(log)).toEqual(['auth/basic#good']);
});
