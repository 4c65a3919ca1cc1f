import { expect, test } from '@playwright/test';
import { product } from '../../src/client/agent.ts';
import { configuredBearer, fetchedBearer } from '../../src/client/oauth/bearer-token.ts';
import { readToken, tokenRequest } from '../../src/client/oauth/token-endpoint.ts';
import { createRedactor } from '../../src/client/redaction.ts';
import { octetsOf, type PreparedRequest } from '../../src/client/request.ts';
import type { Answer } from '../../src/client/transport.ts';
import { answerOf, silence } from './answer-setup.ts';
import { jwt } from './configuration-setup.ts';
import { fakeClock } from './fake-clock.ts';

const endpoint = {
  url: new URL('https://login.example/oauth/token?tenant=a-tenant'),
  clientId: 'a client:1',
  clientSecret: 'p+w/ü 0123456789',
  scope: 'users.password-reset mail',
};

function json(body: unknown, status = 200): Answer {
  return answerOf(status, { content: Buffer.from(JSON.stringify(body)) });
}
const issued = (access_token: string, expires_in?: number) => json({ access_token, token_type: 'Bearer', expires_in });

/** A source of tokens under a clock that only moves when it is told to. */
function source(answers: readonly Answer[], { takesMs = 0, until = 1_000_000 } = {}) {
  const clock = fakeClock();
  const redactor = createRedactor();
  let asked = 0;
  const sent: string[] = [];
  const transport = {
    async transmit(request: PreparedRequest) {
      sent.push(octetsOf(request).join(''));
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      await clock.sleep(takesMs);
      return answer ?? json({});
    },
  };
  const bearer = fetchedBearer({ endpoint, transport, clock, redactor, timeoutMs: 10_000, until });
  return { bearer, clock, redactor, sent, times: () => asked };
}

test('a token is asked for by these octets, id and secret form-encoded before they are sent as Basic', () => {
  const redactor = createRedactor();
  const request = tokenRequest(endpoint, redactor);
  const pair = 'YStjbGllbnQlM0ExOnAlMkJ3JTJGJUMzJUJDKzAxMjM0NTY3ODk=';
  expect(Buffer.from(pair, 'base64').toString()).toBe('a+client%3A1:p%2Bw%2F%C3%BC+0123456789');
  expect(octetsOf(request).map(String)).toEqual([
    [
      'POST /oauth/token?tenant=a-tenant HTTP/1.1',
      'Host: login.example',
      'Connection: close',
      'Content-Length: 61',
      'Accept: application/json',
      `User-Agent: ${product}`,
      `Authorization: Basic ${pair}`,
      'Content-Type: application/x-www-form-urlencoded',
      '',
      'grant_type=client_credentials&scope=users.password-reset+mail',
    ].join('\r\n'),
  ]);
  expect(request.origin.origin).toBe('https://login.example');
  expect(redactor.redact(pair)).toBe('‹OAuth client id and secret›');
});

test('scope and audience are asked for where they are configured', () => {
  const { scope: _, ...bare } = endpoint;
  const formOf = (more: object) => String(tokenRequest({ ...bare, ...more }, createRedactor()).content);
  expect(formOf({})).toBe('grant_type=client_credentials');
  expect(formOf({ audience: 'https://api' })).toBe('grant_type=client_credentials&audience=https%3A%2F%2Fapi');
});

const odd: readonly (readonly [what: string, answer: Answer, said: RegExp])[] = [
  ['an error code', json({ error: 'invalid_client' }, 401), /answered 401 invalid_client: check NEXUS_OAUTH_CLIENT_ID/],
  ['an error code that is no text', json({ error: { a: 1 } }, 400), /answered 400$/],
  ['an error code with an escape in it', json({ error: '\u001b[31mred' }, 400), /answered 400$/],
  [
    'an error with a description',
    json({ error: 'invalid_scope', error_description: 'AADSTS70011:\r\n\u001b[31mno such scope' }, 400),
    /answered 400 invalid_scope \(AADSTS70011: \[31mno such scope\): check NEXUS_OAUTH_SCOPE$/,
  ],
  ['a description without a code', json({ error_description: 'not here' }, 404), /answered 404 \(not here\)$/],
  ['a redirect', json({}, 302), /answered 302$/],
  ['a token with another status', json({ access_token: 'abc', token_type: 'Bearer' }, 201), /answered 201$/],
  ['no object', json(['abc']), /no JSON object/],
  ['no token', json({ token_type: 'Bearer' }), /no access_token/],
  ['a token that no field can carry', issued('a\r\nb'), /no access_token/],
  ['another kind of token', json({ access_token: 'abc', token_type: 'mac' }), /no token_type Bearer/],
  ['no kind of token', json({ access_token: 'abc' }), /no token_type Bearer/],
  ['nothing', silence('timeout', 'login.example said nothing'), /login.example said nothing/],
  ['more than anybody reads', answerOf(200, { content: Buffer.from('{}'), truncated: true }), /no JSON/],
];
for (const [what, answer, said] of odd) {
  test(`a token endpoint that answers ${what} gives no token, and is named without its query`, () => {
    const token = readToken(endpoint, answer, 0);
    expect(token).toEqual({ kind: 'no-token', message: expect.stringMatching(said) });
    expect(token).toMatchObject({ message: expect.stringContaining('https://login.example/oauth/token:') });
    expect(JSON.stringify(token), 'a query may hold a secret').not.toContain('a-tenant');
  });
}

test('a token whose kind is spelled in small letters is accepted', () => {
  expect(readToken(endpoint, json({ access_token: 'abc', token_type: 'bearer' }), 0)).toEqual({ value: 'abc' });
});

test('the life of a token is what its endpoint or its claims say', () => {
  expect(readToken(endpoint, issued('abc', 60), 5000)).toEqual({ value: 'abc', expiresAt: 65_000 });
  const ofText = json({ access_token: 'abc', token_type: 'Bearer', expires_in: '60' });
  expect(readToken(endpoint, ofText, 5000)).toEqual({ value: 'abc', expiresAt: 65_000 });
  const token = jwt({ exp: 70 });
  expect(readToken(endpoint, issued(token), 5000)).toEqual({ value: token, expiresAt: 70_000 });
  expect(configuredBearer(token, undefined).expiresAt).toBe(70_000);
  expect(configuredBearer(token, 'opaque').expiresAt).toBeUndefined();
});

test('a token is valid from its nbf or its iat on, whichever is later', async () => {
  const validFrom = (claims: object, format?: 'opaque') => configuredBearer(jwt(claims), format).validFrom;
  expect(validFrom({ nbf: 70, iat: 60 })).toBe(70_000);
  expect(validFrom({ nbf: 50, iat: 60 })).toBe(60_000);
  for (const claims of [{}, { nbf: 1e300 }, { nbf: 'now' }]) expect(validFrom(claims)).toBeUndefined();
  expect(validFrom({ nbf: 70 }, 'opaque')).toBeUndefined();
  const { bearer } = source([issued(jwt({ nbf: 70 }))]);
  expect(bearer.validFrom).toBeUndefined();
  await bearer.fresh();
  expect(bearer.validFrom).toBe(70_000);
});

test('all who wait for a token share one that is fetched once', async () => {
  const { bearer, times } = source([issued('abc', 100)], { takesMs: 5 });
  expect(times(), 'before anybody needs one').toBe(0);
  expect(await Promise.all(Array.from({ length: 8 }, () => bearer.fresh()))).toEqual(Array(8).fill(undefined));
  expect([bearer.value, times()]).toEqual(['abc', 1]);
});

test('a token is renewed before it dies, and not for every request', async () => {
  const { bearer, clock, times } = source([issued('first', 100), issued('second', 100)]);
  await bearer.fresh();
  await clock.sleep(74_000);
  await bearer.fresh();
  expect([bearer.value, times()]).toEqual(['first', 1]);
  await clock.sleep(2000);
  await bearer.fresh();
  expect([bearer.value, times()]).toEqual(['second', 2]);
});

test('after a failed renewal the old token is used until it dies, and no longer', async () => {
  const { bearer, clock } = source([issued('first', 100), json({ error: 'server_error' }, 503)]);
  await bearer.fresh();
  await clock.sleep(80_000);
  expect([await bearer.fresh(), bearer.value]).toEqual([undefined, 'first']);
  await clock.sleep(30_000);
  expect(await bearer.fresh()).toMatchObject({ kind: 'no-token', message: expect.stringContaining('503') });
});

test('an endpoint that fails is not asked again at once, but later', async () => {
  const { bearer, clock, times } = source([json({}, 500), issued('late', 100)]);
  for (let need = 0; need < 5; need += 1) expect(await bearer.fresh()).toMatchObject({ kind: 'no-token' });
  expect(times()).toBe(1);
  await clock.sleep(20_000);
  expect([await bearer.fresh(), bearer.value, times()]).toEqual([undefined, 'late', 2]);
});

test('no token is asked for after the deadline', async () => {
  const { bearer, times } = source([issued('abc')], { until: 0 });
  expect(await bearer.fresh()).toMatchObject({ kind: 'out-of-time' });
  expect(times()).toBe(0);
});

test('a token that had expired when it came is not used', async () => {
  const { bearer } = source([issued('abc', 1)], { takesMs: 2000 });
  expect(await bearer.fresh()).toMatchObject({ kind: 'no-token' });
});

test('a fetched token is masked, and so is the secret in an error', async () => {
  const { bearer, redactor } = source([issued('fetched-token-0123')]);
  await bearer.fresh();
  expect(redactor.redact('it is fetched-token-0123')).toBe('it is ‹a Bearer token by OAuth›');
  const echo = source([json({ error: endpoint.clientSecret.slice(-10) }, 400)]);
  echo.redactor.register(endpoint.clientSecret, 'NEXUS_OAUTH_CLIENT_SECRET');
  expect((await echo.bearer.fresh())?.message).not.toContain('0123456789');
});

const refusal = json({ error: 'invalid_client', error_description: 'use the form, p+w/ü 0123456789' }, 401);

test('an endpoint that takes id and secret in the form only gets them there, and no Basic any more', async () => {
  const { bearer, sent, clock } = source([refusal, issued('first', 100), issued('second', 100)]);
  expect([await bearer.fresh(), bearer.value]).toEqual([undefined, 'first']);
  await clock.sleep(80_000);
  expect([await bearer.fresh(), bearer.value]).toEqual([undefined, 'second']);
  const inForm = '&client_id=a+client%3A1&client_secret=p%2Bw%2F%C3%BC+0123456789&';
  expect(sent.map((request) => [request.includes('Authorization: Basic'), request.includes(inForm)])).toEqual([
    [true, false],
    [false, true],
    [false, true],
  ]);
});

test('where the form is refused too, that is tried once, and the description of the first answer is told, masked', async () => {
  const { bearer, sent, clock, redactor } = source([refusal, json({ error: 'invalid_request' }, 400), refusal]);
  redactor.register(endpoint.clientSecret, 'NEXUS_OAUTH_CLIENT_SECRET');
  const lacking = await bearer.fresh();
  expect(lacking?.message).toMatch(
    /401 invalid_client \(use the form, ‹NEXUS_OAUTH_CLIENT_SECRET›\): check .*; nor was it taken by client_secret_post$/,
  );
  await clock.sleep(20_000);
  await bearer.fresh();
  expect(sent.map((request) => request.includes('Authorization: Basic'))).toEqual([true, false, true]);
});
