import { expect, test } from '@playwright/test';
import { noCredentials, together } from '../../src/client/credentials.ts';
import { type FieldLine, octetsOf } from '../../src/client/request.ts';
import { type Address, factsOf, prepare, type Stimulus, type StimulusFacts } from '../../src/client/stimulus.ts';
import { applicationToken, basic, bearer, odd } from './credentials-setup.ts';

const address: Address = {
  baseUrl: new URL('http://nexus.example:8080/base/'),
  userId: (role) => `${role} id`,
  clientId: (role) => `${role}&id`,
  applicationTokenName: 'App-Token',
  agent: 'nexus-conformance',
};
const good: Stimulus = { case: 'good', title: 'a good request', credentials: noCredentials, expects: 'either' };

const path = '/base/v1/users/user%20id/password-reset';
const target = `${path}?clientId=client%26id`;
const host = 'Host: nexus.example:8080';
const close = 'Connection: close';
const accept = 'Accept: application/json, application/problem+json, */*;q=0.1';
const identity = 'Accept-Encoding: identity';
const agent = 'User-Agent: nexus-conformance';

/** A request line, its field lines and what follows the head, as octets. */
const message = (line: string, lines: readonly string[], body = '') => [line, ...lines, '', body].join('\r\n');
const empty = [host, close, 'Content-Length: 0', accept, identity, agent];
const goodWith = (...lines: readonly string[]) => message(`POST ${target} HTTP/1.1`, [...empty, ...lines]);
const goodTo = (other: string) => message(`POST ${other} HTTP/1.1`, empty);

const form = { type: 'application/x-www-form-urlencoded', text: 'x=ü' };
const trailers: readonly FieldLine[] = [['X-Trailer', 'y']];
const framedBy = (framing: string, body: string) =>
  message(
    `POST ${target} HTTP/1.1`,
    [host, close, framing, accept, identity, agent, `Content-Type: ${form.type}`].filter((line) => line !== ''),
    body,
  );

const sent: Readonly<Record<string, readonly [change: Partial<Stimulus>, octets: string]>> = {
  'nothing changed': [{}, goodWith()],
  'a tripwire user': [{ user: 'tripwire' }, goodTo('/base/v1/users/tripwire%20id/password-reset?clientId=client%26id')],
  'no user': [{ user: 'empty' }, goodTo('/base/v1/users//password-reset?clientId=client%26id')],
  'an unknown client': [{ client: 'unknown' }, goodTo(`${path}?clientId=unknown%26id`)],
  'an empty client': [{ client: 'empty' }, goodTo(`${path}?clientId=`)],
  'no client': [{ client: 'none' }, goodTo(path)],
  'an ApplicationToken whose name has brackets, in the query': [
    {
      credentials: {
        ...applicationToken('x', 'query'),
        applicationTokens: [{ in: 'query', value: 'x', suffix: '[$ne]' }],
      },
    },
    goodTo(`${target}&App-Token%5B%24ne%5D=x`),
  ],
  'an ApplicationToken whose name has brackets, in a cookie': [
    {
      credentials: {
        ...applicationToken('x', 'cookie'),
        applicationTokens: [{ in: 'cookie', value: 'x', suffix: '[]' }],
      },
    },
    goodWith('Cookie: App-Token[]=x'),
  ],
  'another query': [{ query: 'clientId=a+b%2fc&clientId[]=|^' }, goodTo(`${path}?clientId=a+b%2fc&clientId[]=|^`)],
  'another query than the client makes': [{ query: 'x', client: 'unknown' }, goodTo(`${path}?x`)],
  'no query': [{ query: '' }, goodTo(path)],
  'another method': [{ method: 'delete' }, message(`delete ${target} HTTP/1.1`, empty)],
  'another version': [{ version: 'HTTP/1.0' }, message(`POST ${target} HTTP/1.0`, empty)],
  'another spelling of the path': [
    { spelling: (plain) => `/${plain.replace('users', '%75sers')}/../x;y//` },
    goodTo('/base//v1/%75sers/user%20id/password-reset/../x;y//?clientId=client%26id'),
  ],
  'the absolute form': [{ form: (origin, url) => url.origin + origin }, goodTo(`http://nexus.example:8080${target}`)],
  'a target made of both its path and another form': [
    { spelling: (plain) => `${plain}/`, form: (origin) => `${origin}#fragment` },
    goodTo(`${path}/?clientId=client%26id#fragment`),
  ],
  'further fields': [
    {
      fields: [
        ['Origin', 'https://portal.example'],
        ['Origin', Buffer.from('é', 'utf8')],
      ],
    },
    goodWith('Origin: https://portal.example', 'Origin: Ã©'),
  ],
  'a usual field in another way': [
    { fields: [['accept', 'application/problem+xml']] },
    message(`POST ${target} HTTP/1.1`, [
      ...[host, close, 'Content-Length: 0', identity, agent],
      'accept: application/problem+xml',
    ]),
  ],
  'other lines': [
    {
      fields: [['X', '1']],
      lines: (all) => [['HOST', 'other.example'], ...all.filter(([name]) => name !== 'Host').toReversed()],
    },
    message(`POST ${target} HTTP/1.1`, [
      ...['HOST: other.example', 'X: 1', agent, identity, accept],
      ...['Content-Length: 0', close],
    ]),
  ],
  'other octets between name and value': [
    { lines: ([host]) => (host ? [[host[0], host[1], ':']] : []) },
    message(`POST ${target} HTTP/1.1`, ['Host:nexus.example:8080']),
  ],
  'no line at all': [{ lines: () => [] }, message(`POST ${target} HTTP/1.1`, [])],
  'content by its length': [{ content: form }, framedBy('Content-Length: 4', 'x=Ã¼')],
  'content in chunks': [
    { content: form, framing: 'chunked' },
    framedBy('Transfer-Encoding: chunked', '4\r\nx=Ã¼\r\n0\r\n\r\n'),
  ],
  'content in chunks, with trailers': [
    { content: form, framing: 'chunked', trailers },
    framedBy('Transfer-Encoding: chunked', '4\r\nx=Ã¼\r\n0\r\nX-Trailer: y\r\n\r\n'),
  ],
  'content without framing': [{ content: form, framing: 'none' }, framedBy('', 'x=Ã¼')],
  'trailers without chunks': [{ content: form, trailers }, framedBy('Content-Length: 4', 'x=Ã¼')],
  'no content in chunks': [
    { framing: 'chunked' },
    message(
      `POST ${target} HTTP/1.1`,
      [host, close, 'Transfer-Encoding: chunked', accept, identity, agent],
      '0\r\n\r\n',
    ),
  ],
  'no content without framing': [
    { framing: 'none' },
    message(`POST ${target} HTTP/1.1`, [host, close, accept, identity, agent]),
  ],
  'Basic credentials': [{ credentials: basic() }, goodWith('Authorization: Basic dXNlcjpwYXNz')],
  'a Bearer and an ApplicationToken, before further fields': [
    { credentials: together(bearer(), applicationToken()), fields: [['X', 'y']] },
    goodWith('Authorization: Bearer good', 'App-Token: app', 'X: y'),
  ],
  'two Authorization lines, an empty and a long one': [
    { credentials: together(odd(''), odd('x'.repeat(8000))) },
    goodWith('Authorization: ', `Authorization: ${'x'.repeat(8000)}`),
  ],
  'an Authorization value in Latin-1': [{ credentials: odd('Bearer café') }, goodWith('Authorization: Bearer café')],
  'an ApplicationToken in the query': [
    { credentials: applicationToken('to ken&', 'query') },
    goodTo(`${target}&App-Token=to%20ken%26`),
  ],
  'an ApplicationToken in the query, without another': [
    { credentials: applicationToken('t', 'query'), client: 'none' },
    goodTo(`${path}?App-Token=t`),
  ],
  'ApplicationTokens in cookies': [
    { credentials: together(applicationToken('to~ken', 'cookie'), applicationToken('b', 'cookie')) },
    goodWith('Cookie: App-Token=to~ken; App-Token=b'),
  ],
  'an empty ApplicationToken': [{ credentials: applicationToken('') }, goodWith('App-Token: ')],
};

const octetsFor = (change: Partial<Stimulus>, connection: 'close' | 'keep-alive' = 'close') =>
  octetsOf(prepare({ ...good, ...change }, address, connection)).map((segment) => segment.toString('latin1'));

for (const [what, [change, octets]] of Object.entries(sent)) {
  test(`a stimulus is exactly these octets: ${what}`, () => {
    expect(octetsFor(change)).toEqual([octets]);
  });
}

test('a request on a connection that is to stay open says so', () => {
  expect(octetsFor({}, 'keep-alive')).toEqual([goodWith().replace(close, 'Connection: keep-alive')]);
});

test('segments cut the octets and change none of them', () => {
  const segments = octetsFor({ content: form, framing: 'chunked', trailers, segments: () => [4, 30] });
  expect(segments.map(({ length }) => length).slice(0, 2)).toEqual([4, 26]);
  expect([segments.join('')]).toEqual(octetsFor({ content: form, framing: 'chunked', trailers }));
});

test('a base URL without a path, by IPv6 and on the usual port, gives the plain target and host', () => {
  const [octets = ''] = octetsOf(prepare(good, { ...address, baseUrl: new URL('https://[::1]:443') }, 'close'));
  expect(octets.toString()).toMatch(
    /^POST \/v1\/users\/user%20id\/password-reset\?\S+ HTTP\/1\.1\r\nHost: \[::1\]\r\n/,
  );
});

test('the content of a request is what it carries, without its framing', () => {
  const { content, origin } = prepare({ ...good, content: form, framing: 'chunked' }, address, 'close');
  expect(content.toString()).toBe(form.text);
  expect(origin).toBe(address.baseUrl);
});

const pair = together(bearer(), applicationToken());
const plain: StimulusFacts = { alternative: undefined, mayMail: true, plainTarget: true, operationLevel: false };
const authenticated: StimulusFacts = { ...plain, alternative: 'bearer-and-application-token' };
const operational: StimulusFacts = { ...authenticated, operationLevel: true };

const following: Readonly<Record<string, readonly [change: Partial<Stimulus>, facts: StimulusFacts]>> = {
  'the good request without credentials': [{}, plain],
  'the good request with one alternative': [{ credentials: pair }, authenticated],
  'the good request with the other': [{ credentials: basic() }, { ...authenticated, alternative: 'basic' }],
  'half an alternative': [{ credentials: bearer() }, plain],
  'a part that is not valid': [{ credentials: together(pair, applicationToken('x', 'query', false)) }, plain],
  'a part that is there twice': [{ credentials: together(pair, applicationToken()) }, plain],
  'two Authorization lines, each of them good': [{ credentials: together(basic(), pair) }, plain],
  'credentials of which nothing is known': [{ credentials: odd('Basic dXNlcjpwYXNz') }, plain],

  'a request that must be accepted': [{ expects: 'acceptance' }, plain],
  'a request that must be refused': [{ expects: 'refusal' }, { ...plain, mayMail: false }],
  'the tripwire user': [{ user: 'tripwire' }, plain],
  'an unknown user': [
    { user: 'unknown', expects: 'acceptance' },
    { ...plain, mayMail: false },
  ],
  'a malformed user': [{ user: 'malformed' }, { ...plain, mayMail: false }],
  'a made-up user': [{ user: 'made-up' }, { ...plain, mayMail: false }],
  'no user': [{ user: 'empty' }, { ...plain, mayMail: false, plainTarget: false }],

  'another spelling of the path': [{ spelling: (path) => path }, { ...plain, plainTarget: false }],
  'another form of the target': [{ form: (target) => target }, { ...plain, plainTarget: false }],
  'another host': [{ host: 'localhost' }, { ...plain, plainTarget: false }],
  'a malformed request': [{ malformed: true }, { ...plain, plainTarget: false }],
  'another query': [{ query: 'clientId=x' }, plain],
  'another version, framing, fields and lines': [
    {
      version: 'HTTP/1.0',
      framing: 'chunked',
      trailers,
      segments: () => [1],
      fields: [['X', 'y']],
      lines: (all) => all,
    },
    plain,
  ],
  'what breaks the rules of HTTP': [{ malformed: true }, { ...plain, plainTarget: false }],

  'an unknown client, authenticated': [{ credentials: pair, client: 'unknown' }, operational],
  'an empty client, authenticated': [{ credentials: pair, client: 'empty' }, operational],
  'no client, authenticated': [
    { credentials: basic(), client: 'none' },
    { ...operational, alternative: 'basic' },
  ],
  'an unknown user, authenticated': [
    { credentials: pair, user: 'unknown' },
    { ...operational, mayMail: false },
  ],
  'an unknown client of the tripwire user, to be refused': [
    { credentials: pair, user: 'tripwire', client: 'unknown', expects: 'refusal' },
    { ...operational, mayMail: false },
  ],
  'an unknown user with another query': [
    { credentials: pair, user: 'unknown', query: '' },
    { ...authenticated, mayMail: false },
  ],
  'a malformed user, which a router may refuse': [
    { credentials: pair, user: 'malformed', client: 'unknown' },
    { ...authenticated, mayMail: false },
  ],
  'an unknown client without credentials': [{ client: 'unknown' }, plain],
  'an unknown client by another method': [{ credentials: pair, client: 'unknown', method: 'GET' }, authenticated],
  'an unknown client on lines that say the same': [
    { credentials: pair, client: 'unknown', lines: (all) => all },
    operational,
  ],
  'an unknown client in another version': [
    { credentials: pair, client: 'unknown', version: 'HTTP/1.0' },
    authenticated,
  ],
  'an unknown client with content': [{ credentials: pair, client: 'unknown', content: form }, authenticated],
  'an unknown client at another spelling': [
    { credentials: pair, client: 'unknown', spelling: (path) => `${path}/` },
    { ...authenticated, plainTarget: false },
  ],
};

for (const [what, [change, facts]] of Object.entries(following)) {
  test(`what follows from a stimulus is known: ${what}`, () => {
    expect(factsOf({ ...good, ...change })).toEqual(facts);
  });
}
