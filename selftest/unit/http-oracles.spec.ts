import { expect, test } from '@playwright/test';
import type { Oracle } from '../../src/judge/oracle.ts';
import {
  allowsTheMethod,
  dated,
  errorWithContent,
  framedRightly,
  inJson,
  mayAskForPatience,
  methodNotAllowed,
  noContent,
  noContentLength,
  noContentOfHttp1,
  noContentToHead,
  noOctets,
  noTransferEncoding,
  owesDate,
  parsesOnItsOwn,
  sayingHowLong,
} from '../../src/judge/oracles/http-oracles.ts';
import type { Answered, Field, Intent, ReceivedResponse } from '../../src/model/exchange.ts';
import { answered, unanswered } from './exchange-setup.ts';
import { outcomeIn } from './judgement-setup.ts';

interface Parts extends Partial<ReceivedResponse> {
  readonly method?: string;
  readonly intent?: Partial<Intent>;
}

function answer(status: number, { method = 'POST', intent = {}, ...response }: Parts = {}): Answered {
  const { request, ...exchange } = answered(status, { intent });
  return { ...exchange, request: { ...request, method }, response: { ...exchange.response, ...response } };
}

const outcomes = (oracle: Oracle, exchanges: readonly Answered[]) =>
  exchanges.map((exchange) => outcomeIn(oracle(exchange)));
const withFields = (status: number, ...fields: readonly Field[]) => answer(status, { fields });

test('a 204 with a framing field fails, and the gateway that shows itself is named', () => {
  const length: Field = ['content-length', '0'];
  const coding: Field = ['Transfer-Encoding', 'chunked'];
  expect(outcomes(noContentLength, [withFields(204), withFields(204, length)])).toEqual(['passed', 'failed']);
  expect(outcomes(noTransferEncoding, [withFields(204, length), withFields(204, coding)])).toEqual([
    'passed',
    'failed',
  ]);
  expect(noContentLength(withFields(204, length, ['Server', 'Cowboy']))?.reason).toContain('Cowboy (Server)');
  expect([noContent(withFields(204)), noContent(withFields(200))]).toEqual([true, false]);
  expect(noContentOfHttp1(answer(204, { version: 'HTTP/2' }))).toBe(false);
  expect([noContentOfHttp1(answer(204)), noContentOfHttp1(answer(200))]).toEqual([true, false]);
});

test('octets after a 204 fail, unless they are the answer to another request', () => {
  const after = ['', '0\r\n\r\n', '\x1f\x8b\b', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'HTTP'];
  const exchanges = after.map((trailing) => answer(204, { trailing }));
  expect(outcomes(noOctets, exchanges)).toEqual(['passed', 'failed', 'failed', 'passed', 'failed']);
  const [chunk] = exchanges.slice(1);
  expect(chunk && noOctets(chunk)?.got).toBe('"0\\r\\n\\r\\n", 5 in all');
});

test('a 204 to OPTIONS gets a warning that names the CORS layer', () => {
  const preflight = answer(204, {
    method: 'OPTIONS',
    fields: [
      ['Content-Length', '0'],
      ['Transfer-Encoding', 'chunked'],
    ],
    trailing: '0\r\n\r\n',
  });
  for (const oracle of [noContentLength, noTransferEncoding, noOctets]) {
    expect(oracle(preflight)).toMatchObject({ outcome: 'warned', reason: expect.stringContaining('the CORS layer') });
  }
});

test('an answer that begins with octets of a 204 before it fails, and one that does not come does not', () => {
  expect(parsesOnItsOwn(unanswered('not-http'))).toMatchObject({ outcome: 'failed', got: 'because of not-http' });
  expect([answered(401), unanswered('dropped'), unanswered('timeout')].map(parsesOnItsOwn)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('an answer to HEAD has fields about content and no content', () => {
  const answers = [answer(405, { fields: [['Content-Length', '7']] }), answer(405, { trailing: '{}' })];
  expect(outcomes(noContentToHead, answers)).toEqual(['passed', 'failed']);
});

test('an answer that is framed twice or wrongly fails, but for those that have no content whatever they say', () => {
  const breaches = [{ kind: 'framing', message: 'chunked is applied twice' }] as const;
  const others = [{ kind: 'syntax', message: 'A is folded' }] as const;
  const trailing = '}';
  expect(
    outcomes(framedRightly, [
      answer(404, { breaches: others }),
      answer(404, { breaches }),
      answer(404, { trailing }),
      answer(404, { trailing, fields: [['Content-Length', '8']] }),
      answer(404, { trailing: 'HTTP/1.1 204 No Content\r\n\r\n' }),
      answer(405, { trailing, method: 'HEAD' }),
      answer(204, { trailing }),
      answer(304, { trailing }),
      answer(204, { breaches }),
    ]),
  ).toEqual(['passed', 'failed', 'failed', 'failed', 'passed', 'passed', 'passed', 'passed', 'failed']);
});

const imf = 'Mon, 23 Nov 2026 12:00:00 GMT';

for (const [value, outcome] of [
  [imf, 'passed'],
  ['Monday, 23-Nov-26 12:00:00 GMT', 'passed'],
  ['Mon Nov  2 12:00:00 2026', 'passed'],
  ['mon, 23 nov 2026 12:00:00 gmt', 'failed'],
  ['Mon, 23 Nov 2026 12:00:00 +0000', 'failed'],
  ['Mon, 23 Nov 2026 25:00:00 GMT', 'failed'],
  ['2026-11-23T12:00:00Z', 'failed'],
  [`${imf}, ${imf}`, 'failed'],
  ['', 'failed'],
] as const) {
  test(`as a Date ${JSON.stringify(value)} ${outcome}`, () => {
    expect(outcomeIn(dated(withFields(401, ['Date', value])))).toBe(outcome);
  });
}

test('Date stands there once: twice alike is a warning, unlike or not at all a failure', () => {
  const date: Field = ['date', imf];
  const later: Field = ['Date', 'Mon, 23 Nov 2026 12:01:00 GMT'];
  const answers = [withFields(204, date), withFields(204, date, date), withFields(204, date, later), withFields(204)];
  expect(outcomes(dated, answers)).toEqual(['passed', 'warned', 'failed', 'failed']);
});

test('an answer without Date gets a warning where a parser may have given it', () => {
  const unread = { intent: { malformed: true } } as const;
  expect(outcomes(dated, [answer(400, unread), answer(431), answer(414), answer(408), answer(400)])).toEqual([
    'warned',
    'warned',
    'warned',
    'warned',
    'failed',
  ]);
  expect(outcomeIn(dated({ ...answer(400, { ...unread, fields: [['Date', 'now']] }) }))).toBe('failed');
});

test('2xx, 3xx and 4xx answers owe a Date', () => {
  expect([199, 200, 304, 499, 500].map((status) => owesDate(answer(status)))).toEqual([false, true, true, true, false]);
});

test('Retry-After is a date or seconds, and is missed in a 429 and a 503', () => {
  const values = ['0', '120', imf, '-1', '1.5', '1s', '+1', '2026-11-23T12:00:00Z', ''];
  const answers = values.map((value) => withFields(401, ['Retry-After', value]));
  expect(outcomes(sayingHowLong, answers)).toEqual([
    ...['passed', 'passed', 'passed'],
    ...['failed', 'failed', 'failed', 'failed', 'failed', 'failed'],
  ]);
  expect(outcomeIn(sayingHowLong(withFields(503, ['Retry-After', '1'], ['Retry-After', 'x'])))).toBe('failed');
  expect(outcomes(sayingHowLong, [answer(429), answer(503)])).toEqual(['warned', 'warned']);
  const asking = [answer(429), answer(503), answer(404), withFields(404, ['retry-after', '1'])];
  expect(asking.map(mayAskForPatience)).toEqual([true, true, false, true]);
});

test('a 405 lists the method that works, in one line or several', () => {
  const allowing = (...lines: readonly string[]) => withFields(405, ...lines.map((line): Field => ['allow', line]));
  const answers = [
    allowing('POST'),
    allowing('GET ,POST'),
    allowing('GET', ', POST'),
    allowing('POST2, post'),
    allowing(''),
  ];
  expect(outcomes(allowsTheMethod, [...answers, allowing()])).toEqual([
    ...['passed', 'passed', 'passed'],
    ...['failed', 'failed', 'failed'],
  ]);
  expect([405, 404].map((status) => methodNotAllowed(answer(status)))).toEqual([true, false]);
});

test('who takes JSON only gets a warning for anything else', () => {
  const types = ['application/json', 'application/problem+json', 'text/html', 'application/xml'];
  const answers = types.map((type) => withFields(400, ['Content-Type', type]));
  expect(outcomes(inJson, [...answers, answer(400)])).toEqual(['passed', 'passed', 'warned', 'warned', 'warned']);
  expect(
    [answer(400, { contentLength: 1 }), answer(400), answer(204, { contentLength: 1 })].map(errorWithContent),
  ).toEqual([true, false, false]);
});
