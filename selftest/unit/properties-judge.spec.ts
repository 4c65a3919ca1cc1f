import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { fullTable, verdictOf } from '../../src/judge/truth-table.ts';
import { decide, type Judged, type VerdictFacts } from '../../src/judge/verdict.ts';
import { credentialStates, type RowState, type Scheme } from '../../src/model/contract.ts';
import { type Outcome, outcomes, worst } from '../../src/model/finding.ts';
import { collect } from '../../src/run/check.ts';

const seeded = { seed: 20_260_101 };
const schemes = Object.keys(credentialStates) as readonly Scheme[];
const declarations = [{ requiredScope: false }, { requiredScope: true }];

/** A row for each declaration and scheme: all that there are, so nothing is left to chance. */
function forEachRow(
  look: (row: { states: RowState; scheme: Scheme; judged: (states: RowState) => string }) => void,
): void {
  for (const declared of declarations) {
    const judged = (states: RowState) => verdictOf(states, declared);
    for (const { states } of fullTable(declared)) for (const scheme of schemes) look({ states, scheme, judged });
  }
}

test('taking a credential away lets nobody in', () => {
  forEachRow(({ states, scheme, judged }) => {
    if (judged(states) === 'reject') expect(judged({ ...states, [scheme]: 'absent' }), scheme).toBe('reject');
  });
});

test('a credential that is not valid lets in nobody whom its absence keeps out', () => {
  forEachRow(({ states, scheme, judged }) => {
    const isValid = [1, 0.5].includes((credentialStates[scheme] as Record<string, number>)[states[scheme]] ?? 0);
    if (!isValid && judged({ ...states, [scheme]: 'absent' }) === 'reject') expect(judged(states)).toBe('reject');
  });
});

test('one more valid credential keeps nobody out, if there is at most one Authorization line', () => {
  forEachRow(({ states, scheme, judged }) => {
    const more = { ...states, [scheme]: 'valid' };
    const lines = (['Bearer', 'Basic'] as const).filter((name) => more[name] !== 'absent').length;
    if (judged(states) === 'accept' && lines <= 1) expect(judged(more), scheme).toBe('accept');
  });
});

test('a declared scope never makes the judge more lenient', () => {
  for (const { states, verdict } of fullTable({ requiredScope: true })) {
    const undeclared = verdictOf(states, { requiredScope: false });
    if (undeclared === 'reject') expect(verdict).toBe('reject');
    if (verdict === 'accept') expect(undeclared).toBe('accept');
  }
});

const anyAlternative = fc.record({ schemes: fc.uniqueArray(fc.constantFrom(...schemes), { minLength: 1 }) });
const anyRow = fc.constantFrom(...fullTable({ requiredScope: false }).map(({ states }) => states));

test('one more way in keeps nobody out', () => {
  const declared = { requiredScope: false };
  fc.assert(
    fc.property(anyRow, fc.array(anyAlternative, { minLength: 1 }), anyAlternative, (states, security, another) => {
      const before = verdictOf(states, declared, security);
      const after = verdictOf(states, declared, [...security, another]);
      expect(before === 'accept' && after !== 'accept').toBe(false);
      expect(before !== 'reject' && after === 'reject').toBe(false);
    }),
    seeded,
  );
});

const anyJudged: fc.Arbitrary<Judged> = fc.record({
  id: fc.constantFrom('auth/basic', 'auth/bearer-alone', 'problem/uri-members'),
  level: fc.constantFrom('MUST', 'SHOULD', 'MAY'),
  outcome: fc.constantFrom<Outcome>(...outcomes),
  causes: fc.array(fc.constantFrom('network', 'configuration', undefined), { maxLength: 2 }),
  clears: fc.array(fc.constantFrom('later', 'operator', undefined), { maxLength: 2 }),
});
const anyFacts: fc.Arbitrary<VerdictFacts> = fc.record({
  judged: fc.array(anyJudged, { maxLength: 6 }),
  profile: fc.constantFrom('smoke', 'gate', 'certify'),
  strict: fc.boolean(),
  partial: fc.boolean(),
  interrupted: fc.boolean(),
  nothingSent: fc.boolean(),
  doubts: fc.array(fc.constant('part of it was filtered out'), { maxLength: 1 }),
  strangers: fc.array(fc.constant('a test of theirs'), { maxLength: 1 }),
});
const unjudged: Judged = {
  id: 'auth/basic',
  level: 'MUST',
  outcome: 'inconclusive',
  causes: ['network'],
  clears: ['later'],
};
const broken: Judged = { ...unjudged, outcome: 'failed', causes: [] };

test('a run with a failure fails, whatever else was found', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => decide({ ...facts, judged: [...facts.judged, broken] }).verdict === 'fail'),
    seeded,
  );
});

test('no run passes with a MUST that could not be judged, a doubt, a stranger that is not green, nothing judged or an interruption', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const verdicts = [
        decide({ ...facts, judged: [...facts.judged, unjudged] }),
        decide({ ...facts, doubts: ['the target was another one'] }),
        decide({ ...facts, strangers: ['a test of theirs'] }),
        decide({ ...facts, judged: [] }),
        decide({ ...facts, interrupted: true }),
      ];
      return verdicts.every(({ verdict }) => verdict !== 'pass');
    }),
    seeded,
  );
});

test('strictness never makes a verdict better', () => {
  const goodness = ['fail', 'incomplete', 'pass'];
  const of = (facts: VerdictFacts) => goodness.indexOf(decide(facts).verdict);
  fc.assert(
    fc.property(anyFacts, (facts) => of({ ...facts, strict: true }) <= of({ ...facts, strict: false })),
    seeded,
  );
});

test('the exit code says the same as the verdict', () => {
  const codes: Readonly<Record<string, readonly number[]>> = { pass: [0], fail: [1], incomplete: [3, 4, 75] };
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { verdict, exitCode } = decide(facts);
      return facts.interrupted ? exitCode === 130 : (codes[verdict] ?? []).includes(exitCode);
    }),
    seeded,
  );
});

const some = fc.array(fc.constantFrom<Outcome>(...outcomes), { minLength: 1, maxLength: 5 });

test('the worst outcome does not depend on the order or the grouping', () => {
  fc.assert(
    fc.property(some, some, (some1, some2) => {
      const together = worst([...some1, ...some2]);
      return together === worst([...some2, ...some1]) && together === worst([worst(some1), worst(some2)]);
    }),
    seeded,
  );
});

test('several checks come to the worst of them, and nothing bad is lost', () => {
  fc.assert(
    fc.property(some, (all) => {
      const { check, findings } = collect('auth/basic');
      for (const outcome of all) check.found(outcome === 'passed' ? undefined : { outcome, reason: `it ${outcome}` });
      const found = findings().map(({ outcome }) => outcome);
      expect(worst(found)).toBe(worst(all));
      const bad = (outcome: Outcome) => ['failed', 'inconclusive', 'warned'].includes(outcome);
      expect(found.filter(bad).toSorted()).toEqual(all.filter(bad).toSorted());
    }),
    seeded,
  );
});
