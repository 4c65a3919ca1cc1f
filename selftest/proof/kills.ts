import type { Fault } from '../../reference/faults/fault.ts';
import { inProfile, type RequirementId, requirements } from '../../requirements/index.ts';
import type { Profile } from '../../requirements/types.ts';
import type { Result, Statement } from '../../src/report/statement.ts';
import { needsMailbox } from '../../src/run/selection.ts';

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

/** Whether it takes a mailbox to show what the fault breaks. */
export const isShownByMail = ({ breaks, mailbox }: Fault): boolean => mailbox === 'watched' || needsMailbox(breaks);

/** The smallest profile from `gate` on that shows what the fault breaks. */
export const profileFor = ({ profile, breaks }: Fault): Profile =>
  profile ?? (inProfile(breaks, 'gate') ? 'gate' : 'certify');

/** How a run against a fault must end: a warning alone ends nothing, and a certificate of a part is incomplete. */
export function endOf({ requirements: results, profile, selection }: Statement): Partial<Statement> {
  if (results.some(({ outcome }) => outcome === 'failed')) return { verdict: 'fail', exitCode: 1 };
  const partial = profile === 'certify' && selection.leftOut.some(({ kind }) => kind !== 'excluded');
  return partial ? { verdict: 'incomplete', exitCode: 3 } : { verdict: 'pass', exitCode: 0 };
}
