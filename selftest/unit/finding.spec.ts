import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  grouped,
  inconclusive,
  notApplicable,
  type Outcome,
  outcomes,
  Unjudgeable,
  worst,
} from '../../src/model/finding.ts';

test('of several outcomes the worst counts', () => {
  expect(worst([])).toBe('passed');
  expect(worst(['passed', 'not-applicable', 'observed'])).toBe('passed');
  expect(worst(['warned', 'inconclusive', 'passed'])).toBe('inconclusive');
  const some = fc.array(fc.constantFrom<Outcome>(...outcomes), { minLength: 1 });
  const rank = (outcome: Outcome) => outcomes.indexOf(outcome);
  fc.assert(
    fc.property(some, (all) => rank(worst(all)) === Math.min(...all.map(rank))),
    { seed: 20_260_101 },
  );
});

test('what ends a body says why, and carries its findings', () => {
  const exchange = 'auth/basic#basic-valid';
  expect(inconclusive('network', 'no answer', { exchange }).findings).toEqual([
    { outcome: 'inconclusive', cause: 'network', reason: 'no answer', exchange },
  ]);
  expect(notApplicable('there is none here').findings).toEqual([
    { outcome: 'not-applicable', reason: 'there is none here' },
  ]);
  const ended = new Unjudgeable([
    { outcome: 'inconclusive', reason: 'no answer' },
    { outcome: 'not-applicable', reason: 'there is none here' },
  ]);
  expect(ended.message).toBe('no answer\nthere is none here');
});

test('values are grouped by each of their keys, in the order in which the keys first occur', () => {
  expect(grouped(['b1', 'a1', 'b2'], ([letter]) => [letter])).toEqual([
    ['b', ['b1', 'b2']],
    ['a', ['a1']],
  ]);
  expect(grouped([1, 2, 3], (n) => (n === 2 ? ['low', 'even'] : n === 1 ? ['low'] : []))).toEqual([
    ['low', [1, 2]],
    ['even', [2]],
  ]);
  expect(grouped([], () => ['none'])).toEqual([]);
});
