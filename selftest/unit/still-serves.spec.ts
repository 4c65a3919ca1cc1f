import { expect, test } from '@playwright/test';
import { stillServes } from '../../src/judge/still-serves.ts';
import { onceMore } from '../../src/judge/user-limit.ts';
import { alternatives } from '../../src/model/contract.ts';
import type { Exchange, Intent } from '../../src/model/exchange.ts';
import { answered, unanswered } from './exchange-setup.ts';
import { outcomeIn } from './judgement-setup.ts';

const [pair, basic] = alternatives;
const of = (purpose: string, alternative = pair, intent: Partial<Intent> = {}) => ({
  intent: { purpose, case: alternative?.id ?? '', alternative: alternative?.id ?? '', authenticated: true, ...intent },
});
const opening = [pair, basic].flatMap((alternative) => [
  answered(204, of('opening', alternative)),
  answered(404, of('opening', alternative, { user: 'unknown' })),
]);
const atTheEnd = (status: number, alternative = pair, intent: Partial<Intent> = {}) =>
  answered(status, of('closing', alternative, { user: 'unknown', ...intent }));
const outcomes = (...after: readonly Exchange[]) => stillServes([...opening, ...after]).map(outcomeIn);

test('who answers good requests as at the start still serves, and who does not fails', () => {
  expect(outcomes(atTheEnd(404), atTheEnd(404, basic))).toEqual(['passed', 'passed']);
  for (const status of [500, 400, 204, 302])
    expect(outcomes(atTheEnd(404), atTheEnd(status, basic))).toContain('failed');
  expect(outcomes(atTheEnd(401)), 'refused').toEqual(['failed']);
});

test('an answer about the user goes before that about nobody, and is measured by the 204 of the start', () => {
  expect(outcomes(atTheEnd(403), answered(204, of('closing')))).toEqual(['passed']);
  expect(outcomes(atTheEnd(403), answered(500, of('closing')))).toEqual(['failed']);
});

test('a gateway, a throttling target and silence are inconclusive, and so is nothing at all', () => {
  expect(outcomes(atTheEnd(502))).toEqual(['inconclusive']);
  expect(outcomes(atTheEnd(429))).toEqual(['inconclusive']);
  expect(outcomes(unanswered('timeout', of('closing', pair, { user: 'unknown' })))).toEqual(['inconclusive']);
  expect(outcomes()).toEqual(['inconclusive']);
  expect(outcomes(unanswered('out-of-emails', of('closing')))).toEqual(['inconclusive']);
});

test('an account that the run’s wrong passwords have locked is no end of the service while others are served', () => {
  const wrong = answered(401, of('auth/near-miss', basic, { authenticated: false }));
  expect(outcomes(wrong, atTheEnd(404), atTheEnd(401, basic))).toEqual(['passed', 'passed']);
  expect(outcomes(wrong, atTheEnd(401, basic))).toEqual(['inconclusive']);
  expect(outcomes(atTheEnd(404), atTheEnd(401, basic))).toEqual(['passed', 'failed']);
});

test("a limit on the user's resets is none of the service", () => {
  const limit = answered(400, of('opening', pair, { case: pair ? onceMore(pair) : '' }));
  const user = answered(400, of('closing', pair, { case: 'user' }));
  expect(outcomes(limit, atTheEnd(404), user)).toEqual(['passed']);
  expect(outcomes(atTheEnd(404), user)).toEqual(['passed', 'failed']);
});
