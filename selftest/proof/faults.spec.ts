import { expect, test } from '@playwright/test';
import type { Fault } from '../../reference/faults/fault.ts';
import { faults } from '../../reference/faults/index.ts';
import { startReference } from '../../reference/serve.ts';
import { inProfile, type RequirementId, requirements } from '../../requirements/index.ts';
import type { Result, Statement } from '../../src/report/statement.ts';
import { namesDefinedIn } from './defined.ts';
import { judge } from './judge.ts';

for (const fault of Object.values(faults)) {
  test(`the fault ${fault.name} is overlooked, or more falls than it breaks`, async () => {
    const statement = await judgementOf(fault);
    expect(deviations(fault, statement)).toEqual([]);
    expect(statement).toMatchObject(endOf(statement));
  });
}

test('a fault is defined but not listed, or two of the same name overwrite each other', async () => {
  const defined = await namesDefinedIn(new URL('../../reference/faults/', import.meta.url));
  expect(Object.keys(faults).toSorted()).toEqual(defined.toSorted());
});

/** Judged in the smallest profile from `gate` on that looks at what the fault breaks. */
async function judgementOf(fault: Fault): Promise<Statement> {
  const reference = await startReference({ fault: fault.name });
  try {
    const profile = inProfile(fault.breaks, 'gate') ? 'gate' : 'certify';
    return await judge({ ...reference.environment, NEXUS_PROFILE: profile });
  } finally {
    await reference.close();
  }
}

const fell = ({ outcome }: Result) => outcome === 'failed' || outcome === 'warned';

/** What was found otherwise than the fault says, in words; empty where all is as it should be. */
function deviations({ breaks, follows = {} }: Fault, { requirements: results }: Statement): string[] {
  const expected: readonly string[] = [breaks, ...Object.keys(follows)];
  const said = ({ id, outcome, reason }: Result) => `${id} ${outcome}: ${reason ?? 'no reason'}`;
  const selected: readonly string[] = results.map(({ id }) => id);
  return [
    ...expected.filter((id) => !selected.includes(id)).map((id) => `not judged at all: ${id}`),
    ...results.filter((result) => expected.includes(result.id) && !fell(result)).map((r) => `overlooked: ${said(r)}`),
    ...results.filter((result) => !expected.includes(result.id) && fell(result)).map((r) => `unexpected: ${said(r)}`),
    ...results.filter((r) => r.id === breaks && r.outcome !== worstOf(breaks)).map((r) => `not as bad: ${said(r)}`),
  ];
}

const worstOf = (id: RequirementId) => (requirements[id].level === 'SHOULD' ? 'warned' : 'failed');

/** A warning alone ends nothing; what is not built yet keeps `certify` from being complete. */
function endOf({ requirements: results, profile, selection }: Statement): Partial<Statement> {
  if (results.some(({ outcome }) => outcome === 'failed')) return { verdict: 'fail', exitCode: 1 };
  const partial = profile === 'certify' && selection.leftOut.length > 0;
  return partial ? { verdict: 'incomplete', exitCode: 3 } : { verdict: 'pass', exitCode: 0 };
}
