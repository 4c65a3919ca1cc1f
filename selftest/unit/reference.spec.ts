import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { parse } from 'dotenv';
import { envFile } from '../../reference/environment.ts';
import { faults } from '../../reference/faults/index.ts';
import { type Reference, type ReferenceOptions, startReference } from '../../reference/serve.ts';
import { variants } from '../../reference/variants/index.ts';

let reference: Reference;

async function start(options: ReferenceOptions = {}): Promise<void> {
  await reference?.close();
  reference = await startReference(options);
}

const value = (name: string) => reference.environment[name] ?? '';
const basic = (userPass: string) => `Basic ${Buffer.from(userPass, 'utf8').toString('base64')}`;
const account = (prefix = '') => `${value(`NEXUS_${prefix}BASIC_USERNAME`)}:${value(`NEXUS_${prefix}BASIC_PASSWORD`)}`;
const bearer = (token = value('NEXUS_BEARER_TOKEN')) => ({ Authorization: `Bearer ${token}` });
const applicationToken = () => ({ [value('NEXUS_APPLICATION_TOKEN_NAME')]: value('NEXUS_APPLICATION_TOKEN') });
const path = (user = value('NEXUS_USER_ID'), query = `?clientId=${value('NEXUS_CLIENT_ID')}`) =>
  `/v1/users/${user}/password-reset${query}`;

function post(headers: Readonly<Record<string, string>>, target = path()): Promise<Response> {
  return fetch(reference.baseUrl + target, { method: 'POST', headers, redirect: 'manual' });
}

/** All octets that the reference answers to these, up to the end of the connection, as Latin-1 text. */
function onTheWire(lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(reference.baseUrl);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write([...lines, '', ''].join('\r\n'), 'latin1'));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

const head = (...fields: readonly string[]) => [
  `POST ${path()} HTTP/1.1`,
  'Host: 127.0.0.1',
  'Connection: close',
  'Content-Length: 0',
  ...fields,
];

test.beforeEach(() => start());
test.afterEach(() => reference.close());

test('both security options are accepted, and each sends one e-mail to the user', async () => {
  expect((await post({ ...bearer(), ...applicationToken() })).status).toBe(204);
  expect((await post({ Authorization: basic(account()) })).status).toBe(204);
  expect(reference.outbox.map(({ to, userId, clientId }) => ({ to, userId, clientId }))).toEqual(
    Array(2).fill({
      to: value('NEXUS_USER_EMAIL'),
      userId: value('NEXUS_USER_ID'),
      clientId: value('NEXUS_CLIENT_ID'),
    }),
  );
});

test('other good credentials than the two plain controls are accepted too', async () => {
  for (const headers of [
    { Authorization: basic(account()), ...applicationToken() },
    { Authorization: basic(account()).replace('Basic', 'bAsIC') },
    { Authorization: bearer().Authorization.replace('Bearer', 'bEARER'), ...applicationToken() },
    { Authorization: basic(account('COLON_')) },
    { Authorization: basic(account('NON_ASCII_')) },
    { ...bearer(value('NEXUS_LOW_SCOPE_BEARER_TOKEN')), ...applicationToken() },
  ]) {
    expect((await post(headers)).status).toBe(204);
  }
});

test('missing, invalid and malformed credentials get 401 with both challenges and no e-mail', async () => {
  const token = value('NEXUS_BEARER_TOKEN');
  const [header, payload] = token.split('.');
  const unsecured = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  const wrong: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    none: {},
    'Bearer alone': bearer(),
    'ApplicationToken alone': applicationToken(),
    'empty ApplicationToken': { ...bearer(), ApplicationToken: '' },
    'bad ApplicationToken': { ...bearer(), ApplicationToken: `${value('NEXUS_APPLICATION_TOKEN')}x` },
    expired: { ...bearer(value('NEXUS_EXPIRED_BEARER_TOKEN')), ...applicationToken() },
    unsecured: { ...bearer(unsecured), ...applicationToken() },
    'signature gone': { ...bearer(`${header}.${payload}.`), ...applicationToken() },
    'character appended': { ...bearer(`${token}A`), ...applicationToken() },
    'not a token': { ...bearer('two words'), ...applicationToken() },
    '8 kB': { ...bearer('x'.repeat(8192)), ...applicationToken() },
    'Bearer under Basic': { Authorization: `Basic ${token}`, ...applicationToken() },
    'Bearer without scheme': { Authorization: token, ...applicationToken() },
    'wrong password': { Authorization: basic(`${account()}x`) },
    'empty password': { Authorization: basic(`${value('NEXUS_BASIC_USERNAME')}:`) },
    'unknown user-id': { Authorization: basic(`x${account()}`) },
    'not Base64': { Authorization: 'Basic %%%' },
    'not UTF-8': { Authorization: `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString('base64')}` },
    'no colon': { Authorization: basic('caller') },
    'unknown scheme': { Authorization: 'Digest x' },
  };
  for (const [name, headers] of Object.entries(wrong)) {
    const response = await post(headers);
    expect.soft(response.status, name).toBe(401);
    expect
      .soft(response.headers.get('www-authenticate'), name)
      .toBe('Bearer realm="nexus", Basic realm="nexus", charset="UTF-8"');
  }
  expect(reference.outbox).toHaveLength(0);
});

test('wrong parameters get the 400 or 404 of the contract as a problem', async () => {
  const user = value('NEXUS_USER_ID');
  const client = `?clientId=${value('NEXUS_CLIENT_ID')}`;
  const wrong: readonly (readonly [target: string, status: number])[] = [
    [path(user, ''), 400],
    [path(user, '?clientId='), 400],
    [path(user, '?clientId=%FF'), 400],
    [path(user, `?clientId=${value('NEXUS_UNKNOWN_CLIENT_ID')}`), 400],
    [path(user, `${client}&clientId=${value('NEXUS_SECOND_CLIENT_ID')}`), 400],
    [path(value('NEXUS_UNKNOWN_USER_ID')), 404],
    [path(value('NEXUS_MALFORMED_USER_ID')), 404],
    [path(''), 404],
    [path('%FF'), 404],
    [path('%00'), 404],
    [path('a%2Fb'), 404],
    [path('%'), 404],
  ];
  for (const [target, status] of wrong) {
    const response = await post({ Authorization: basic(account()) }, target);
    expect.soft(response.status, target).toBe(status);
    expect.soft(response.headers.get('content-type'), target).toBe('application/problem+json');
    expect
      .soft(Object.keys((await response.json()) as object), target)
      .toEqual(['type', 'title', 'status', 'detail', 'instance']);
  }
  expect(reference.outbox).toHaveLength(0);
});

test('an error comes in the type that Accept prefers, and in application/problem+json where it prefers none', async () => {
  const preferred = {
    'application/json': 'application/json',
    'text/json': 'text/json',
    'text/plain': 'text/plain',
    'Application/Problem+XML': 'application/problem+xml',
    'application/xml': 'application/xml',
    'text/xml;q=0.5, text/html': 'text/xml',
    'text/*': 'text/json',
    'application/json;q=0.5, application/xml': 'application/xml',
    'application/xml;q=0.5, application/json': 'application/json',
    'application/*, application/problem+json;q=0': 'application/json',
    'application/json, application/problem+json, */*;q=0.1': 'application/problem+json',
    'application/xml;q=0': 'application/problem+json',
    'application/vnd.nexus-conformance+json': 'application/problem+json',
    '*/*': 'application/problem+json',
    ';;q=x,': 'application/problem+json',
    '': 'application/problem+json',
  };
  const unknown = path(value('NEXUS_UNKNOWN_USER_ID'));
  for (const [accept, type] of Object.entries(preferred)) {
    const response = await post({ Authorization: basic(account()), Accept: accept }, unknown);
    expect.soft(response.status, accept).toBe(404);
    expect.soft(response.headers.get('content-type'), accept).toBe(type);
    expect.soft(await response.text(), accept).toMatch(type.endsWith('xml') ? /<status>404<\/status>/ : /"status":404/);
  }
  const withoutAccept = await onTheWire(head());
  expect(withoutAccept).toMatch(/^content-type: application\/problem\+json\r$/im);
});

test('other methods get 405 with Allow, and do nothing', async () => {
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const headers = { Authorization: basic(account()) };
    const response = await fetch(reference.baseUrl + path(), { method, headers });
    expect.soft(response.status, method).toBe(405);
    expect.soft(response.headers.get('allow'), method).toBe('POST');
  }
  expect(reference.outbox).toHaveLength(0);
});

test('a 204 has neither Content-Length nor Transfer-Encoding nor content', async () => {
  const answer = await onTheWire(head(`Authorization: ${basic(account())}`));
  expect(answer).toMatch(/^HTTP\/1\.1 204 No Content\r\n/);
  expect(answer).not.toMatch(/^(content-length|transfer-encoding|content-type):/im);
  expect(answer).toMatch(/\r\n\r\n$/);
});

test('two Authorization lines get 401, whichever of the two is right', async () => {
  const lines = [`Authorization: ${basic(account())}`, 'Authorization: Bearer x'];
  expect(await onTheWire(head(...lines))).toMatch(/^HTTP\/1\.1 401 /);
  expect(await onTheWire(head(...lines.reverse()))).toMatch(/^HTTP\/1\.1 401 /);
});

test('a second Host line gets 400', async () => {
  expect(await onTheWire(head('Host: nexus.example'))).toMatch(/^HTTP\/1\.1 400 /);
});

test('dotenv reads its env file back unchanged, and each start has secrets of its own', async () => {
  const first = reference.environment;
  expect(parse(envFile(first))).toEqual(first);
  await start();
  for (const secret of Object.keys(first).filter((name) => /PASSWORD|TOKEN$/.test(name))) {
    expect(value(secret), secret).not.toBe(first[secret]);
  }
});

test('close() leaves no listener and no open connection', async () => {
  const { hostname, port } = new URL(reference.baseUrl);
  const idle = connect(Number(port), hostname);
  await new Promise((resolve) => idle.once('connect', resolve));
  const ended = new Promise((resolve) => idle.once('close', resolve));
  idle.on('error', () => {});
  await reference.close();
  await ended;
  await expect(fetch(reference.baseUrl)).rejects.toThrow();
});

test('an unknown fault or variant is refused, and the message names it', async () => {
  await expect(startReference({ fault: 'bearer-alon' })).rejects.toThrow(/no fault 'bearer-alon'.*bearer-alone/);
  await expect(startReference({ variant: 'toString' })).rejects.toThrow(/no variant 'toString'/);
});

test('every variant accepts both of its controls, and refuses a request without credentials', async () => {
  // `fetch` reads no more than 16 kB of fields and trusts no certificate of ours, and the second control is what a cool-down refuses.
  // What `fetch` sends of its own looks like an attack to firewalls.
  const isOther = (name: string) =>
    name === 'twenty-kilobytes-of-fields' || /^(http2|cool-down|firewall|501-|cuts-off)/.test(name);
  for (const variant of Object.keys(variants).filter((name) => !isOther(name))) {
    await start({ variant });
    const name = value('NEXUS_APPLICATION_TOKEN_NAME');
    const token = value('NEXUS_APPLICATION_TOKEN');
    const place = value('NEXUS_APPLICATION_TOKEN_IN');
    const fields = place === 'header' ? { [name]: token } : place === 'cookie' ? { Cookie: `${name}=${token}` } : {};
    const target = place === 'query' ? `${path()}&${name}=${token}` : path();
    // One of them is behind the clock of the issuer, and takes the Bearer after a while.
    await expect.poll(async () => (await post({ ...bearer(), ...fields }, target)).status, variant).toBe(204);
    expect.soft((await post({ Authorization: basic(account()) })).status, variant).toBe(204);
    expect.soft((await post({})).status, variant).toBeGreaterThanOrEqual(400);
  }
});

test('no fault names what it breaks among what follows from it', () => {
  for (const { name, breaks, follows = {} } of Object.values(faults)) {
    expect(Object.keys(follows), name).not.toContain(breaks);
  }
});
