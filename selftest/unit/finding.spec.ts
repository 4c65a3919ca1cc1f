import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  conclude,
  everyJudgement,
  forEachCase,
  inconclusive,
  Judgement,
  notApplicable,
  type Outcome,
  outcomes,
  worst,
} from '../../src/model/finding.ts';
import { findingsOf } from './judgement-setup.ts';

const fails = async (reason: string): Promise<void> => conclude([{ outcome: 'failed', reason }]);

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

test('every case gives its findings, in the order of the cases', async () => {
  const slowThenFast = [30, 0, 10];
  const findings = await findingsOf(() =>
    forEachCase(
      slowThenFast,
      (ms) => `after ${ms} ms`,
      async (ms) => {
        await new Promise((resolve) => setTimeout(resolve, ms));
        if (ms === 0) throw inconclusive('network', 'no answer');
        await fails(`failed after ${ms} ms`);
      },
    ),
  );
  expect(findings).toEqual([
    { case: 'after 30 ms', outcome: 'failed', reason: 'failed after 30 ms' },
    { case: 'after 0 ms', outcome: 'inconclusive', cause: 'network', reason: 'no answer' },
    { case: 'after 10 ms', outcome: 'failed', reason: 'failed after 10 ms' },
  ]);
});

test('every case is tried, even after another one failed', async () => {
  const tried: string[] = [];
  await findingsOf(() =>
    forEachCase(['one', 'two', 'three'], String, async (name) => {
      tried.push(name);
      await fails(name);
    }),
  );
  expect(tried).toEqual(['one', 'two', 'three']);
});

test('a case within a case keeps its name', async () => {
  const inner = () => forEachCase(['a row'], String, () => fails('wrong'));
  expect(await findingsOf(() => forEachCase(['a table'], String, inner))).toMatchObject([{ case: 'a row' }]);
});

test('an unexpected error is thrown, whatever was found beside it', async () => {
  const broken = async () => {
    throw new TypeError('the suite is wrong');
  };
  await expect(everyJudgement([fails('wrong'), broken()])).rejects.toThrow(TypeError);
  await expect(forEachCase([1], String, broken)).rejects.toThrow('the suite is wrong');
});

test('a case that does not apply is left out where another passes, and kept where none does', async () => {
  const absent = async () => {
    throw notApplicable('there is none here');
  };
  const passes = async () => {};
  expect(await findingsOf(() => everyJudgement([absent(), passes()]))).toEqual([]);
  expect(await findingsOf(() => everyJudgement([absent(), absent()]))).toHaveLength(2);
  expect(await findingsOf(() => everyJudgement([absent(), fails('wrong')]))).toHaveLength(2);
});

test('nothing to say gives no finding', async () => {
  expect(await findingsOf(() => everyJudgement([]))).toEqual([]);
  expect(await findingsOf(() => conclude([undefined, undefined]))).toEqual([]);
});

test('a message says which case it is about', () => {
  const judgement = new Judgement([
    { outcome: 'failed', reason: 'let through', case: 'an empty token' },
    { outcome: 'warned', reason: 'refused oddly' },
  ]);
  expect(judgement.message).toBe('an empty token: let through\nrefused oddly');
});
