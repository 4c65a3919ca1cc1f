import { expect, test } from '@playwright/test';
import { accepted, answered, causeOf, inShort, open, refused } from '../../src/judge/expectations.ts';
import { challengeApplicable } from '../../src/judge/oracles/challenge-oracles.ts';
import { operationProblemOfOtherType } from '../../src/judge/oracles/member-oracles.ts';
import { problemMediaType } from '../../src/judge/oracles/problem-oracles.ts';
import { problemIn } from '../../src/judge/problem/representation.ts';
import { isThrottled } from '../../src/model/exchange.ts';
import { answered as answeredWith, unanswered } from './exchange-setup.ts';
import { errorWith } from './problem-setup.ts';

const expired = { id: 'auth/basic#basic-valid', intent: { bearerExpired: '2026-11-23T12:00:00.000Z' } };

test('after the expiry of the Bearer a refusal is inconclusive, a success passes and a crash fails', () => {
  const inDoubt = {
    outcome: 'inconclusive',
    cause: 'control',
    exchange: 'auth/basic#basic-valid',
    reason: expect.stringContaining('after the Bearer token expired (2026-11-23T12:00:00.000Z)'),
  };
  for (const status of [400, 401, 403, 404]) {
    const exchange = answeredWith(status, expired);
    expect(accepted(exchange)).toEqual(inDoubt);
    expect(answered(exchange, open)).toEqual(inDoubt);
    expect(refused({ exchange, repeated: false })).toEqual(inDoubt);
  }
  expect(accepted(answeredWith(204, expired))).toBeUndefined();
  expect(accepted(answeredWith(500, expired))).toMatchObject({ outcome: 'failed' });
});

test('what cannot be judged names its exchange and its cause', () => {
  const id = 'auth/basic#basic-valid';
  expect(accepted(answeredWith(429, { id }))).toMatchObject({ cause: 'throttled', exchange: id });
  const exchange = answeredWith(413, { id });
  const anotherLayer = { outcome: 'inconclusive', cause: 'another-layer', exchange: id };
  expect(refused({ exchange, repeated: false })).toMatchObject(anotherLayer);
  expect(answered(exchange, open)).toMatchObject(anotherLayer);
  const asGood = { exchange: answeredWith(404, { id }), repeated: false, controlStatus: 404 };
  expect(refused(asGood)).toMatchObject({ cause: 'control', exchange: id });
});

test('a token that could not be fetched is not blamed on the network', () => {
  expect(causeOf('no-token')).toBe('control');
  expect(accepted(unanswered('no-token'))).toMatchObject({
    outcome: 'inconclusive',
    cause: 'control',
    reason: 'because of no-token',
  });
});

test('an exchange without a response and without a reason is inconclusive', () => {
  const { noAnswer, ...exchange } = unanswered('dropped');
  expect(inShort(exchange)).toBe('no answer (nothing was sent)');
  expect(accepted(exchange)).toMatchObject({
    outcome: 'inconclusive',
    cause: 'network',
    reason: 'there was no answer',
  });
});

test('429 and 503 are throttling and 500 is not, and a 503 that came while good requests were served is its own answer', () => {
  expect([429, 500, 503].map((status) => isThrottled(answeredWith(status)))).toEqual([true, false, true]);
  const own = { ...answeredWith(503), besides: 'auth/basic#good-request-besides' };
  expect(isThrottled(own)).toBe(false);
  expect(refused({ exchange: own, repeated: false })).toMatchObject({ outcome: 'failed' });
});

test('the first and the last status of a class are judged as one of this class', () => {
  const leftOpen = { observed: [204], otherClientErrors: 'warned' } as const;
  const outcomeAt = (status: number) => answered(answeredWith(status), leftOpen)?.outcome;
  expect([399, 400, 499, 500].map(outcomeAt)).toEqual(['failed', 'warned', 'warned', 'failed']);
  const words = [200, 299, 300, 399, 402, 499, 500].map((status) =>
    refused({ exchange: answeredWith(status), repeated: false })?.reason.replace(`${status}`, ''),
  );
  expect(new Set(words).size).toBe(4);
  expect([words[0] === words[1], words[2] === words[3], words[4] === words[5]]).toEqual([true, true, true]);
});

test('a Bearer challenge in token68 form gets no warning for lacking a parameter', () => {
  const challenge = (value: string) => answeredWith(401, { fields: [['WWW-Authenticate', value]] });
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
