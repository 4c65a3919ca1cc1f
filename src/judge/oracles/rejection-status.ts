import type { StateOf } from '../credential-states.ts';
import { inList, rejections } from '../expectations.ts';
import type { Answered, Oracle } from '../oracle.ts';
import { verdictOf } from '../truth-table.ts';

/** A row that the contract's security says to refuse, and that was refused. */
export const refusedRow = ({ intent, response }: Answered): boolean =>
  intent.states !== undefined &&
  verdictOf(intent.states, { requiredScope: true }) === 'reject' &&
  rejections.includes(response.status);

/**
 * RFC 9110 §11.4: lacking, invalid or partial credentials SHOULD get 401, valid but inadequate ones 403; RFC 6750 §3.1
 * provides 400 for a malformed request.
 */
export const preferredRejection: Oracle = ({ intent: { states }, response: { status } }) => {
  const preferred = states ? preferredFor(states) : rejections;
  return preferred.includes(status)
    ? undefined
    : {
        outcome: 'warned',
        reason: `refused with ${status} where ${inList(preferred)} is recommended`,
        wanted: inList(preferred),
        got: `${status}`,
      };
};

const malformed: readonly string[] = ['malformed', 'bad-base64', 'no-colon'];

function preferredFor({ Bearer, Basic }: StateOf): readonly number[] {
  if (malformed.includes(Bearer) || malformed.includes(Basic)) return [400, 401];
  if (Bearer === 'valid' || Bearer === 'wrong-scope') return [401, 403];
  return [401];
}
