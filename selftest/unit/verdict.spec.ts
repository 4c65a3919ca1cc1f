import { expect, test } from '@playwright/test';
import { decide, type Judged, type VerdictFacts } from '../../src/judge/verdict.ts';

const must = { id: 'auth/basic', level: 'MUST', outcome: 'passed', causes: [] } as const satisfies Judged;
const should = { ...must, id: 'auth/rejection-status', level: 'SHOULD' } as const satisfies Judged;

function decisionOf(judged: readonly Judged[], facts: Partial<VerdictFacts> = {}) {
  const usual = { profile: 'gate', strict: false, partial: false, interrupted: false, nothingSent: false } as const;
  return decide({ ...usual, doubts: [], judged, ...facts });
}

const pass = { verdict: 'pass', exitCode: 0 };
const fail = { verdict: 'fail', exitCode: 1 };
const incomplete = { verdict: 'incomplete', exitCode: 3 };

test('a good run passes', () => {
  const applicable = [must, { ...must, outcome: 'not-applicable' }, { ...must, outcome: 'observed' }] as const;
  expect(decisionOf(applicable)).toMatchObject(pass);
  expect(decisionOf([must, { ...should, outcome: 'warned' }])).toMatchObject(pass);
  expect(decisionOf([must, { ...should, outcome: 'inconclusive' }])).toMatchObject(pass);
  expect(decisionOf([must], { partial: true })).toMatchObject(pass);
});

test('a failure makes the run fail, and its id is named', () => {
  const failed = [must, { ...must, id: 'auth/bad-basic', outcome: 'failed' }] as const;
  expect(decisionOf(failed)).toMatchObject({ ...fail, reason: '1 failed: auth/bad-basic' });
  expect(decisionOf([{ ...must, level: 'MAY', outcome: 'failed' }])).toMatchObject(fail);
});

test('strict makes a warning fail, and lets pass what passed', () => {
  expect(decisionOf([must, should], { strict: true })).toMatchObject(pass);
  expect(decisionOf([{ ...should, outcome: 'warned' }], { strict: true })).toMatchObject(fail);
});

test('a failure counts, whatever was not seen', () => {
  const both = [
    { ...must, outcome: 'failed' },
    { ...must, outcome: 'inconclusive' },
  ] as const;
  expect(decisionOf(both, { partial: true, profile: 'certify', doubts: ['half was filtered out'] })).toMatchObject(
    fail,
  );
});

test('a MUST that could not be judged makes the run incomplete', () => {
  expect(decisionOf([must, { ...must, outcome: 'inconclusive' }])).toEqual({
    ...incomplete,
    reason: '1 could not be judged',
  });
});

test('a run of nothing is incomplete', () => {
  for (const nothingSent of [true, false]) {
    expect(decisionOf([], { nothingSent })).toEqual({ ...incomplete, reason: 'nothing was selected' });
  }
});

test('a run in which nothing could be judged is incomplete', () => {
  const unjudged = { ...should, outcome: 'inconclusive' } as const;
  expect(decisionOf([unjudged, unjudged])).toEqual({ ...incomplete, reason: 'nothing could be judged' });
  expect(decisionOf([unjudged, { ...should, outcome: 'observed' }])).toMatchObject(pass);
});

test('a doubt about the whole run makes it incomplete', () => {
  expect(decisionOf([must], { doubts: ['half was filtered out'] })).toEqual({
    ...incomplete,
    reason: 'half was filtered out',
  });
});

test('certify is not granted for a part of the catalogue', () => {
  expect(decisionOf([must], { profile: 'certify', partial: true })).toMatchObject(incomplete);
  expect(decisionOf([must], { profile: 'certify' })).toMatchObject(pass);
});

test('a suite that breaks makes the run incomplete, with exit code 4', () => {
  const broke = { ...must, outcome: 'inconclusive', causes: ['network', 'suite'] } as const;
  expect(decisionOf([broke])).toMatchObject({ verdict: 'incomplete', exitCode: 4 });
  expect(decisionOf([{ ...broke, level: 'SHOULD' }])).toMatchObject({ verdict: 'incomplete', exitCode: 4 });
  expect(decisionOf([must], { nothingSent: true })).toMatchObject({ verdict: 'incomplete', exitCode: 4 });
});

test('an interrupted run does not pass, and ends with exit code 130', () => {
  expect(decisionOf([must], { interrupted: true })).toMatchObject({ verdict: 'incomplete', exitCode: 130 });
  expect(decisionOf([{ ...must, outcome: 'failed' }], { interrupted: true })).toMatchObject({
    verdict: 'fail',
    exitCode: 130,
  });
  expect(decisionOf([must], { interrupted: true, nothingSent: true })).toMatchObject({ exitCode: 130 });
});
