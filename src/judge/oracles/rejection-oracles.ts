import type { RowState } from '../../model/credential-states.ts';
import { type Answered, fieldValues } from '../../model/exchange.ts';
import { inList, rejections } from '../expectations.ts';
import type { Oracle } from '../oracle.ts';
import { verdictOf } from '../truth-table.ts';

/** A row that the contract's security says to refuse, and that was refused: 400 or 404 may be about an unknown user. */
export const refusedRow = ({ intent, response }: Answered): boolean =>
  intent.states !== undefined &&
  verdictOf(intent.states, { requiredScope: true }) === 'reject' &&
  (intent.user === 'unknown' ? [401, 403] : rejections).includes(response.status);

/**
 * RFC 9110 §11.4: lacking, invalid or partial credentials SHOULD get 401, valid but inadequate ones 403; RFC 6750 §3.1
 * provides 400 for a malformed request, and two Authorization lines are one (RFC 9110 §5.3).
 */
export const preferredRejection: Oracle = ({ intent: { states }, request, response: { status } }) => {
  const twoLines = fieldValues(request.fields, 'authorization').length > 1;
  const preferred = states ? preferredFor(states, twoLines) : rejections;
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

function preferredFor({ Bearer, Basic }: RowState, twoLines: boolean): readonly number[] {
  const isMalformed = twoLines || malformed.includes(Bearer) || malformed.includes(Basic);
  const isInadequate = Bearer === 'valid' || Bearer === 'wrong-scope';
  return [...(isMalformed ? [400] : []), 401, ...(isInadequate ? [403] : [])];
}
