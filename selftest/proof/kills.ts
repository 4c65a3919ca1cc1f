import type { Fault } from '../../reference/faults/fault.ts';
import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Result, Statement } from '../../src/report/statement.ts';

/** What a fault must bring down: what it breaks first, then what follows. */
export function fallenBy({ breaks, follows = {} }: Fault): readonly RequirementId[] {
  return [breaks, ...(Object.keys(follows) as RequirementId[])];
}

const fell = ({ outcome }: Result) => outcome === 'failed' || outcome === 'warned';

/** What was found otherwise than the fault says, in words; empty where all is as it should be. */
export function deviations(fault: Fault, { requirements: results }: Statement): string[] {
  const expected: readonly string[] = fallenBy(fault);
  const said = ({ id, outcome, reason }: Result) => `${id} ${outcome}: ${reason ?? 'no reason'}`;
  const selected: readonly string[] = results.map(({ id }) => id);
  return [
    ...expected.filter((id) => !selected.includes(id)).map((id) => `not judged at all: ${id}`),
    ...results.filter((result) => expected.includes(result.id) && !fell(result)).map((r) => `overlooked: ${said(r)}`),
    ...results.filter((result) => !expected.includes(result.id) && fell(result)).map((r) => `unexpected: ${said(r)}`),
    ...results.filter((r) => r.id === fault.breaks && isTooMild(r)).map((r) => `not as bad: ${said(r)}`),
  ];
}

/** A SHOULD may fail where the operator has declared it. */
const isTooMild = ({ id, outcome }: Result) => outcome === 'warned' && requirements[id].level !== 'SHOULD';
