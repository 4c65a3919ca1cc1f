import { expect, test } from '@playwright/test';
import {
  causeOf,
  expectAccepted,
  expectRejection,
  inShort,
  isThrottling,
  observe,
  rejectionReason,
} from '../../src/judge/expectations.ts';
import { challengeApplicable } from '../../src/judge/oracles/challenge-oracles.ts';
import { operationProblemOfOtherType } from '../../src/judge/oracles/member-oracles.ts';
import { problemMediaType } from '../../src/judge/oracles/problem-oracles.ts';
import { problemIn } from '../../src/judge/problem/representation.ts';
import { answered, unanswered } from './exchange-setup.ts';
import { findingsOf } from './judgement-setup.ts';
import { errorWith } from './problem-setup.ts';

const expired = { id: 'auth/basic#3', intent: { bearerExpired: '2026-11-23T12:00:00.000Z' } };

test('after the expiry of the Bearer a refusal is inconclusive, a success passes and a crash fails', async () => {
  const inDoubt = {
    outcome: 'inconclusive',
    cause: 'control',
    exchange: 'auth/basic#3',
    reason: expect.stringContaining('after the Bearer token expired (2026-11-23T12:00:00.000Z)'),
  };
  for (const status of [400, 401, 403, 404]) {
    const exchange = answered(status, expired);
    expect(await findingsOf(() => expectAccepted(exchange))).toEqual([inDoubt]);
    expect(await findingsOf(() => expectRejection({ exchange, repeated: false }))).toEqual([inDoubt]);
  }
  expect(await findingsOf(() => expectAccepted(answered(204, expired)))).toEqual([]);
  expect(await findingsOf(() => expectAccepted(answered(500, expired)))).toMatchObject([{ outcome: 'failed' }]);
});

test('what cannot be judged names its exchange and its cause', async () => {
  const id = 'auth/basic#3';
  const throttled = answered(429, { id });
  expect(await findingsOf(() => expectAccepted(throttled))).toMatchObject([{ cause: 'throttled', exchange: id }]);
  const exchange = answered(413, { id });
  const anotherLayer = { outcome: 'inconclusive', cause: 'another-layer', exchange: id };
  expect(await findingsOf(() => expectRejection({ exchange, repeated: false }))).toMatchObject([anotherLayer]);
  expect(await findingsOf(() => observe(exchange))).toMatchObject([anotherLayer]);
  const asGood = { exchange: answered(404, { id }), repeated: false, controlStatus: 404 };
  expect(await findingsOf(() => expectRejection(asGood))).toMatchObject([{ cause: 'control', exchange: id }]);
});

test('a token that could not be fetched is not blamed on the network', async () => {
  expect(causeOf('no-token')).toBe('control');
  expect(await findingsOf(() => expectAccepted(unanswered('no-token')))).toMatchObject([
    { outcome: 'inconclusive', cause: 'control', reason: 'because of no-token' },
  ]);
});

test('an exchange without a response and without a reason is inconclusive', async () => {
  const { noAnswer, ...exchange } = unanswered('dropped');
  expect(inShort(exchange)).toBe('no answer (nothing was sent)');
  expect(await findingsOf(() => expectAccepted(exchange))).toMatchObject([
    { outcome: 'inconclusive', cause: 'network', reason: 'there was no answer' },
  ]);
});

test('a 429 is throttling, a 503 only with Retry-After, and a 500 never', () => {
  const fields = [['Retry-After', '1']] as const;
  expect([429, 500, 503].map((status) => isThrottling({ status, fields }))).toEqual([true, false, true]);
  expect([429, 500, 503].map((status) => isThrottling({ status, fields: [] }))).toEqual([true, false, false]);
});

test('the first and the last status of a class are judged as one of this class', async () => {
  const outcomeAt = async (status: number) => (await findingsOf(() => observe(answered(status), [204])))[0]?.outcome;
  expect([await outcomeAt(399), await outcomeAt(400), await outcomeAt(499), await outcomeAt(500)]).toEqual([
    'failed',
    'warned',
    'warned',
    'failed',
  ]);
  const words = [200, 299, 300, 399, 400, 499, 500].map((status) => rejectionReason(status).replace(`${status}`, ''));
  expect(new Set(words).size).toBe(4);
  expect([words[0] === words[1], words[2] === words[3], words[4] === words[5]]).toEqual([true, true, true]);
});

test('a Bearer challenge in token68 form gets no warning for lacking a parameter', () => {
  const challenge = (value: string) => answered(401, { fields: [['WWW-Authenticate', value]] });
  expect(challengeApplicable(challenge('Bearer dG9rZW4='))).toBeUndefined();
  expect(challengeApplicable(challenge('Bearer'))?.outcome).toBe('warned');
});

test('plain text that was cut is inconclusive', () => {
  const { response, ...rest } = errorWith({ type: 'text/plain', content: '{"status":400' });
  const cut = { ...rest, response: { ...response, truncated: true } };
  expect(problemMediaType(cut)?.outcome).toBe('inconclusive');
});

test('an array, a text, a number or null is no problem object', () => {
  for (const content of ['[]', '"status"', 'null', '400']) {
    expect(problemIn(errorWith({ content }).response), content).toBeUndefined();
  }
});

test('JSON of a router, or JSON that is no object, is not judged as a problem of the operation', () => {
  const type = 'application/json';
  expect(operationProblemOfOtherType(errorWith({ type, intent: { operationLevel: false } }))).toBe(false);
  expect(operationProblemOfOtherType(errorWith({ type, content: '[]' }))).toBe(false);
  expect(operationProblemOfOtherType(errorWith({ type }))).toBe(true);
});
