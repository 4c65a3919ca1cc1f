import { expect, test } from '@playwright/test';
import { requirements } from '../../requirements/index.ts';
import type { Level } from '../../requirements/types.ts';
import { type Answers, answered as answeredBy } from '../../src/judge/expectations.ts';
import { review } from '../../src/judge/review.ts';
import { atLevel, decide, outcomeOf } from '../../src/judge/verdict.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import { type Finding, type OutcomeRecord, outcomes } from '../../src/model/finding.ts';
import { answered } from './exchange-setup.ts';

const levels: readonly Level[] = ['MUST', 'SHOULD', 'MAY'];
const failure: Finding = { outcome: 'failed', reason: 'answered 422', wanted: '400', got: '422' };
const others = outcomes.filter((outcome) => outcome !== 'passed' && outcome !== 'failed');

test('a SHOULD that is unmet is a warning, and a MUST or MAY that is unmet fails', () => {
  expect(atLevel('SHOULD', failure)).toEqual({ ...failure, outcome: 'warned' });
  expect(atLevel('MUST', failure)).toEqual(failure);
  expect(atLevel('MAY', failure)).toEqual(failure);
});

test('a SHOULD that the operator demands fails', () => {
  const demanded = { ...failure, demandedBy: 'NEXUS_STRICT_CLIENT' };
  for (const level of levels) expect(atLevel(level, demanded), level).toEqual(demanded);
});

test('what is no failure is the same at every level', () => {
  for (const level of levels) {
    for (const outcome of others) expect(atLevel(level, { ...failure, outcome }).outcome, level).toBe(outcome);
  }
});

test('the worst finding is the outcome, and a MAY that is met only says how this target behaves', () => {
  expect(levels.map((level) => outcomeOf(level, []))).toEqual(['passed', 'passed', 'observed']);
  for (const level of levels) {
    expect(outcomeOf(level, [{ ...failure, outcome: 'warned' }, failure]), level).toBe('failed');
    for (const outcome of others) expect(outcomeOf(level, [{ ...failure, outcome }]), level).toBe(outcome);
  }
});

const id = 'parameters/missing-client-id-is-400';
const recommended: Answers = { passed: [400], warned: [404] };
const good = { purpose: id, authenticated: true, alternative: 'basic', operationLevel: true } as const;

/** The requirement's record, as it is made of what its exchanges were answered. */
function recordOf(exchanges: readonly Exchange[], answers = recommended): OutcomeRecord {
  const { level } = requirements[id];
  const found = exchanges.map((exchange) => answeredBy(exchange, answers)).filter((finding) => finding !== undefined);
  const findings = found.map((finding) => atLevel(level, finding));
  return { id, outcome: outcomeOf(level, findings), findings, exchanges: [], restsOn: [] };
}

/** How a run ends of which this is all. */
function endOf({ outcome, findings }: OutcomeRecord) {
  const causes = findings.map(({ cause }) => cause);
  return decide({
    judged: [
      { id: 'auth/basic', level: 'MUST', outcome: 'passed', causes: [], clears: [] },
      { id, level: requirements[id].level, outcome, causes, clears: [] },
    ],
    profile: 'gate',
    strict: false,
    partial: false,
    interrupted: false,
    nothingSent: false,
    doubts: [],
    strangers: [],
  });
}

const refusedOnce = answered(401, { id: 'first', intent: { ...good, case: 'first' } });
const refusedOddly = answered(422, { id: 'second', intent: { ...good, case: 'second' } });
const acceptedToTheEnd = answered(404, {
  id: 'closing#basic',
  intent: { ...good, purpose: 'closing', case: 'basic', user: 'unknown' },
});

test('a SHOULD that is answered once 401 and once 422 warns, and the run passes, however it ended', () => {
  const record = recordOf([refusedOnce, refusedOddly]);
  expect(record.findings).toMatchObject([{ outcome: 'inconclusive', cause: 'control' }, { outcome: 'warned' }]);
  expect(endOf(record), 'before the end is known').toMatchObject({ verdict: 'pass', exitCode: 0 });

  const reviewed = review(record, [refusedOnce, refusedOddly, acceptedToTheEnd]);
  expect(reviewed).toMatchObject({ outcome: 'warned', findings: [{ outcome: 'warned' }, { outcome: 'warned' }] });
  expect(endOf(reviewed)).toMatchObject({ verdict: 'pass', exitCode: 0 });
});

test('a SHOULD that the operator demands and that is answered once 401 and once 422 fails the run', () => {
  const demanded: Answers = { ...recommended, demandedBy: 'NEXUS_STRICT_CLIENT' };
  const reviewed = review(recordOf([refusedOnce, refusedOddly], demanded), [
    refusedOnce,
    refusedOddly,
    acceptedToTheEnd,
  ]);
  expect(reviewed.outcome).toBe('failed');
  expect(endOf(reviewed)).toMatchObject({ verdict: 'fail', exitCode: 1 });
});
