import { expect, test } from '@playwright/test';
import { retryAfter, waitBeforeRepeat } from '../../src/client/pacer.ts';
import type { Exchange, Field } from '../../src/model/exchange.ts';
import { answered, unanswered } from './exchange-setup.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const always = () => 0.5;
const waits = (exchange: Exchange, random = always) =>
  [1, 2, 3, 4].map((attempt) => waitBeforeRepeat(exchange, attempt, false, now, random));
const asking = (value: string): { readonly fields: readonly Field[] } => ({ fields: [['Retry-After', value]] });
const never = [undefined, undefined, undefined, undefined];

test('a request that the target may have acted on is not repeated', () => {
  for (const status of [200, 204, 400, 401, 404, 408, 425, 500, 502, 504]) {
    expect(waits(answered(status)), `${status}`).toEqual(never);
  }
  for (const kind of ['dropped', 'timeout', 'not-http', 'oversized', 'lost'] as const) {
    expect(waits(unanswered(kind)), kind).toEqual(never);
  }
});

test('a request that was not sent for want of time, of e-mails or of a token is not repeated', () => {
  for (const kind of ['out-of-time', 'out-of-emails', 'no-token'] as const) {
    expect(waits(unanswered(kind)), kind).toEqual(never);
  }
});

test('a target that says when to come back is asked again then, three times at most', () => {
  expect(waits(answered(429, asking('7')))).toEqual([7000, 7000, 7000, undefined]);
  expect(waits(answered(503, asking('0')))).toEqual([0, 0, 0, undefined]);
});

test('a target that does not say when to come back is asked again after longer and longer waits', () => {
  expect(waits(answered(429))).toEqual([1000, 2000, 4000, undefined]);
  expect(waits(answered(429), () => 0.999)[2]).toBeCloseTo(7992);
  expect(waits(answered(429, asking('soon')))).toEqual([1000, 2000, 4000, undefined]);
});

test('where good requests are served meanwhile the next try comes soon, unless the target says when', () => {
  const waitsServed = (exchange: Exchange) =>
    [1, 2, 3].map((attempt) => waitBeforeRepeat(exchange, attempt, true, now));
  expect(waitsServed(answered(503))).toEqual([200, 400, 600]);
  expect(waitsServed(answered(503, asking('7')))).toEqual([7000, 7000, 7000]);
});

test('a Bearer that was not valid yet by the clock of the target is sent again when it is, up to a minute later, twice at most', () => {
  const refusedAt = (date: string) =>
    answered(401, { intent: { bearerValidFrom: '2026-11-23T12:00:06.000Z' }, fields: [['Date', date]] });
  expect(waits(refusedAt('Mon, 23 Nov 2026 12:00:00 GMT'))).toEqual([6000, 6000, undefined, undefined]);
  expect(waits(refusedAt('Mon, 23 Nov 2026 11:59:00 GMT'))).toEqual(never);
});

test('a target that asks for more than two minutes is not asked again', () => {
  expect(waits(answered(429, asking('120')))[0]).toBe(120_000);
  expect(waits(answered(429, asking('121')))).toEqual(never);
  expect(waits(answered(429, asking('99999999999999999999')))).toEqual(never);
});

test('a connection that could not be opened is tried again twice', () => {
  expect(waits(unanswered('unreachable'))).toEqual([200, 400, undefined, undefined]);
});

test('Retry-After is read as a date or as seconds, and a date in the past is no wait', () => {
  expect(retryAfter(asking('Mon, 23 Nov 2026 12:00:05 GMT').fields, now)).toBe(5000);
  expect(retryAfter(asking('Mon, 23 Nov 2026 11:59:00 GMT').fields, now)).toBe(0);
  expect(retryAfter(asking(' 3 ').fields, now)).toBe(3000);
  expect(retryAfter(asking('1.5e3s').fields, now)).toBeUndefined();
  expect(retryAfter(asking('').fields, now)).toBeUndefined();
  expect(retryAfter([], now)).toBeUndefined();
});
