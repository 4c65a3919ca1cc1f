import { expect, test } from '@playwright/test';
import { clearingOf, decide, type Judged, type VerdictFacts } from '../../src/judge/verdict.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import type { Cause, Clearing } from '../../src/model/finding.ts';
import { answered, unanswered } from './exchange-setup.ts';

const must = { id: 'auth/basic', level: 'MUST', outcome: 'passed', causes: [], clears: [] } as const satisfies Judged;
const should = { ...must, id: 'auth/rejection-status', level: 'SHOULD' } as const satisfies Judged;

function decisionOf(judged: readonly Judged[], facts: Partial<VerdictFacts> = {}) {
  const usual = { profile: 'gate', strict: false, partial: false, interrupted: false, nothingSent: false } as const;
  return decide({ ...usual, doubts: [], strangers: [], judged, ...facts });
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
    reason: '1 MUST could not be judged',
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

test('a run of which nothing applies to the target, or only what could not be judged, is no pass', () => {
  const foreign = { ...must, outcome: 'not-applicable' } as const;
  const unjudged = { ...should, outcome: 'inconclusive' } as const;
  expect(decisionOf([foreign, foreign])).toEqual({ ...incomplete, reason: 'nothing of it applies to this target' });
  expect(decisionOf([foreign, unjudged])).toMatchObject(incomplete);
  expect(decisionOf([foreign, { ...unjudged, clears: ['later'] }])).toMatchObject({ exitCode: 75 });
  expect(decisionOf([foreign, { ...should, outcome: 'observed' }])).toMatchObject(pass);
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

const waitsFor = (...clears: readonly Clearing[]) => ({ ...must, outcome: 'inconclusive', clears }) as const;

test('a run that is incomplete only for what may clear by itself ends with exit code 75', () => {
  const later = { verdict: 'incomplete', exitCode: 75 };
  expect(decisionOf([must, waitsFor('later')])).toMatchObject(later);
  expect(decisionOf([waitsFor('later', 'later'), waitsFor('later')])).toMatchObject(later);
  expect(decisionOf([must, waitsFor('later', 'operator')])).toMatchObject(incomplete);
  expect(decisionOf([waitsFor('later'), waitsFor('operator')])).toMatchObject(incomplete);
  expect(decisionOf([must, waitsFor()]), 'nothing is known of it').toMatchObject(incomplete);
  const should = { ...waitsFor('operator'), level: 'SHOULD' } as const;
  expect(decisionOf([waitsFor('later'), should]), 'a SHOULD that waits for a person').toMatchObject(incomplete);
});

test('no pause helps a run that is incomplete for another reason, too', () => {
  const waiting = [must, waitsFor('later')];
  expect(decisionOf(waiting, { doubts: ['half was filtered out'] })).toMatchObject(incomplete);
  expect(decisionOf(waiting, { profile: 'certify', partial: true })).toMatchObject(incomplete);
  expect(decisionOf(waiting, { profile: 'certify' })).toMatchObject({ exitCode: 75 });
  expect(decisionOf(waiting, { nothingSent: true })).toMatchObject({ exitCode: 4 });
  expect(decisionOf(waiting, { interrupted: true })).toMatchObject({ exitCode: 130 });
  expect(decisionOf([...waiting, { ...must, outcome: 'failed' }])).toMatchObject(fail);
  expect(decisionOf([]), 'nothing waits').toMatchObject(incomplete);
});

test('a test of somebody else that was not green makes the run incomplete, with exit code 4 and its title', () => {
  const strangers = ['a test of theirs', 'another one'];
  expect(decisionOf([must], { strangers })).toEqual({
    verdict: 'incomplete',
    exitCode: 4,
    reason: 'not green, and no requirement: a test of theirs, another one',
  });
  expect(decisionOf([{ ...must, outcome: 'failed' }], { strangers })).toMatchObject(fail);
});

test('a test of the team that failed fails the run, and where such were asked for and none ran it is incomplete', () => {
  const failedTest = { title: 'a test of ours', status: 'failed' };
  const ownTests = [{ title: 'another one', status: 'passed' }];
  expect(decisionOf([must], { ownTests })).toMatchObject(pass);
  expect(decisionOf([must], { ownTests: [...ownTests, failedTest] })).toEqual({
    ...fail,
    reason: '1 of your own tests failed: a test of ours',
  });
  expect(decisionOf([{ ...must, outcome: 'failed' }], { ownTests: [failedTest] })).toMatchObject({
    ...fail,
    reason: '1 failed: auth/basic; 1 of your own tests failed: a test of ours',
  });
  expect(decisionOf([must], { ownTests: [] })).toEqual({ ...incomplete, reason: 'no test of NEXUS_OWN_TESTS ran' });
  expect(decisionOf([must, waitsFor('later')], { ownTests: [] }), 'no pause helps').toMatchObject(incomplete);
});

function clearing(cause: Cause | undefined, exchange?: Exchange, since: readonly Exchange[] = []): Clearing {
  const finding = { outcome: 'inconclusive', reason: 'x', ...(cause && { cause }) } as const;
  return exchange ? clearingOf({ ...finding, exchange: exchange.id }, [exchange, ...since]) : clearingOf(finding, []);
}

test('what passes by itself may clear later, and all else waits for a person', () => {
  for (const cause of ['network', 'throttled', 'no-time-left'] as const) expect(clearing(cause), cause).toBe('later');
  for (const cause of ['configuration', 'control', 'no-emails-left', 'suite', 'not-run', undefined] as const) {
    expect(clearing(cause), cause).toBe('operator');
  }
});

test('a target that does not speak HTTP will not do so later, and one that was slow or away may be back', () => {
  for (const kind of ['not-http', 'oversized'] as const) {
    expect(clearing('network', unanswered(kind)), kind).toBe('operator');
  }
  for (const kind of ['unreachable', 'dropped', 'timeout'] as const) {
    expect(clearing('network', unanswered(kind)), kind).toBe('later');
  }
});

test('a gateway that does not reach its application may do so later, and what it refuses it will refuse again', () => {
  for (const status of [502, 503, 504]) expect(clearing('another-layer', answered(status)), `${status}`).toBe('later');
  for (const status of [403, 405, 413]) expect(clearing('another-layer', answered(status))).toBe('operator');
  expect(clearing('another-layer'), 'nothing is known of it').toBe('operator');
});

test('a limit that others do not meet is that of one user, which waits for a person', () => {
  const throttled = answered(429, { id: 'throttled' });
  const of = (status: number, user: 'user' | 'unknown') => answered(status, { id: 'since', intent: { user } });
  expect(clearing('throttled', throttled)).toBe('later');
  expect(clearing('throttled', throttled, [of(404, 'unknown')])).toBe('operator');
  expect(clearing('throttled', throttled, [of(429, 'unknown')]), 'they meet it, too').toBe('later');
  expect(clearing('throttled', throttled, [of(204, 'user')]), 'it was lifted').toBe('later');
  const before = clearingOf({ outcome: 'inconclusive', reason: 'x', cause: 'throttled', exchange: throttled.id }, [
    of(404, 'unknown'),
    throttled,
  ]);
  expect(before, 'what was before it shows nothing').toBe('later');
});
