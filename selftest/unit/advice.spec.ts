import { expect, test } from '@playwright/test';
import {
  disclosure,
  overridden,
  processedWithoutTls,
  storable,
  tellsApart,
  traceEchoed,
} from '../../src/judge/oracles/advice-oracles.ts';
import type { Answered, Field } from '../../src/model/exchange.ts';
import { answered } from './exchange-setup.ts';

const json = (members: object, status = 400, sent: readonly Field[] = []): Answered =>
  answered(status, {
    id: `auth/basic#${JSON.stringify(members).length}`,
    sent,
    fields: [['Content-Type', 'application/problem+json']],
    content: JSON.stringify(members),
  });
const shownBy = (exchange: Answered, addresses: readonly string[] = []) =>
  disclosure([exchange], addresses)(exchange)?.reason;

for (const [language, text] of Object.entries({
  java: 'java.lang.IllegalStateException: no\n\tat com.nexus.Users.find(Users.java:88)',
  '.NET': '   at Nexus.Users.Reset.Post(String id) in C:\\src\\Nexus\\Reset.cs:line 42',
  '.NET, released': '   at Nexus.Users.Reset.Post(String id)',
  node: 'Error: no\n    at find (/srv/nexus/src/users.js:10:15)',
  python: 'Traceback (most recent call last):\n  File "/srv/nexus/app.py", line 3, in find',
  php: '#0 /srv/nexus/Users.php(12): find()\n in /srv/nexus/Users.php on line 12',
  ruby: "/srv/nexus/users.rb:12:in `find'",
  go: 'goroutine 17 [running]:\nmain.find()\n\t/srv/nexus/main.go:12 +0x1d',
})) {
  test(`a stack trace of ${language} is seen`, () => {
    expect(shownBy(json({ detail: text }))).toContain('a stack trace');
    expect(shownBy(json({ detail: text }, 204)), 'in an error alone').toBeUndefined();
  });
}

test('what else stands in errors is not taken for internals', () => {
  for (const text of [
    'Look at most 2.5 times (3) at docs.',
    'https://portal.example.rs:8443/docs/errors.html',
    'https://nexus.example/home/errors/reset.html',
    'urn:uuid:5f0c',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '/v1/users/1/password-reset',
    'A ValidationError, as the documentation of Exception has it.',
  ])
    expect(shownBy(json({ detail: text, instance: '/v1/users/1/password-reset', traceId: text }))).toBeUndefined();
  const { request, ...rest } = json({ instance: '/srv/nexus/v1/users/1/password-reset' });
  const below = { ...rest, request: { ...request, target: '/srv/nexus/v1/users/1/password-reset?clientId=x' } };
  expect(shownBy(below), 'its own base path').toBeUndefined();
});

test('paths of files, errors of databases and addresses of users are seen', () => {
  expect(shownBy(json({ detail: 'no row in /var/lib/nexus/users.db' }))).toContain("a path of the server's files");
  expect(shownBy(json({ detail: 'D:\\apps\\nexus\\users.mdb' }))).toContain("a path of the server's files");
  expect(shownBy(json({ detail: 'SQLSTATE[42601]: syntax error at or near "x"' }))).toContain('an error of a database');
  const address = 'User@nexus.example';
  expect(shownBy(json({ detail: `sent to ${address}` }), [address.toLowerCase()])).toContain(
    'e-mail address of a user',
  );
  expect(shownBy(json({ detail: 'ask support@nexus.example' }), [address])).toBeUndefined();
});

test('a credential that was sent and stands in an answer is seen, unless it is a word of the server’s own', () => {
  const sent: readonly Field[] = [['Authorization', 'Bearer ‹NEXUS_BEARER_TOKEN›']];
  const echo = json({ headers: { authorization: 'Bearer ‹NEXUS_BEARER_TOKEN›' } }, 400, sent);
  expect(shownBy(echo)).toBe('an answer shows a credential');
  expect(shownBy(json({ detail: 'der Wert ‹clientId› fehlt' }, 400, sent)), 'no mark of ours').toBeUndefined();
  expect(shownBy(json({ detail: '‹part of NEXUS_BEARER_TOKEN›' }, 400, sent)), 'by chance').toBeUndefined();
  const cookie = answered(401, { sent, fields: [['Set-Cookie', 'a=‹NEXUS_BEARER_TOKEN›']] });
  expect(shownBy(cookie), 'a cookie is masked whatever it is').toBeUndefined();
  const toOthers = json({ headers: 'Bearer ‹NEXUS_BEARER_TOKEN›' });
  expect(disclosure([echo, toOthers, toOthers], [])(echo), 'whoever asks').toBeUndefined();
});

test('markup of the request is seen in HTML alone, and where it is not escaped', () => {
  const page = (type: string, content: string) => {
    const { request, ...rest } = answered(400, { fields: [['Content-Type', type]], content });
    return { ...rest, request: { ...request, target: '/v1/users/1/password-reset?clientId=no%3Cb%3E' } };
  };
  expect(shownBy(page('text/html', '<p>no client no<b></p>'))).toContain('markup of the request');
  expect(shownBy(page('text/html', '<p>no client no&lt;b></p>'))).toBeUndefined();
  expect(shownBy(page('text/plain', 'no client no<b>'))).toBeUndefined();
});

test('an answer may be stored where it says for how long, and nothing keeps caches off', () => {
  const outcomeOf = (...fields: readonly Field[]) => storable(answered(404, { fields }))?.outcome;
  const date: Field = ['Date', 'Mon, 23 Nov 2026 12:00:00 GMT'];
  const later: Field = ['Expires', 'Mon, 23 Nov 2026 13:00:00 GMT'];
  for (const value of ['max-age=60', 'public', 's-maxage=1', 'public, max-age="60"']) {
    expect(outcomeOf(['Cache-Control', value]), value).toBe('warned');
  }
  for (const value of ['no-store', 'no-cache', 'private, max-age=60', 'max-age=0', 'max-age=60, no-store', '']) {
    expect(outcomeOf(['Cache-Control', value]), value).toBeUndefined();
  }
  expect(outcomeOf(date, later)).toBe('warned');
  expect(outcomeOf(date, ['Expires', '0'])).toBeUndefined();
  expect(outcomeOf(date, later, ['Cache-Control', 'max-age=0']), 'RFC 9111 §5.3').toBeUndefined();
  expect(outcomeOf()).toBeUndefined();
});

test('TRACE that shows the request, a GET that becomes a POST, and work without TLS are seen', () => {
  const echo = answered(200, { fields: [['Content-Type', 'message/http']], content: 'TRACE / HTTP/1.1' });
  expect(traceEchoed(echo)?.outcome).toBe('warned');
  expect(traceEchoed(answered(200, { content: 'Welcome' }))).toBeUndefined();
  expect(traceEchoed(answered(405))).toBeUndefined();
  expect([204, 200, 405].map((status) => overridden(answered(status))?.outcome)).toEqual([
    'warned',
    undefined,
    undefined,
  ]);
  const statuses = [301, 308, 400, 426, 204, 302, 500];
  const warned = 'warned';
  expect(statuses.map((status) => processedWithoutTls(answered(status))?.outcome)).toEqual([
    ...Array(4).fill(undefined),
    warned,
    warned,
    warned,
  ]);
});

test('users are told apart by what is alike in all answers about one, and another in all about the other', () => {
  const about = (id: string, detail: string, status = 401, fields: readonly Field[] = []) =>
    [1, 2].map((nth) =>
      answered(status, {
        fields: [['Content-Type', 'application/json'], ...fields],
        content: JSON.stringify({ detail, instance: `/users/${id}#${nth}` }),
      }),
    );
  const ids = ['5f0c', '9a1b'];
  const told = (...others: Parameters<typeof about>) => tellsApart(about('5f0c', 'no'), about(...others), ids)?.reason;
  expect(told('9a1b', 'no'), 'but for its id').toBeUndefined();
  expect(told('9a1b', 'no such user')).toContain('the member /detail');
  expect(told('9a1b', 'no', 404)).toContain('the status');
  expect(told('9a1b', 'no', 401, [['X-Tenant', 'a']])).toContain('the field x-tenant');
  const mixed = [...about('9a1b', 'no'), ...about('9a1b', 'no', 404)];
  expect(tellsApart(about('5f0c', 'no'), mixed, ids), 'not in all of them').toBeUndefined();
});
