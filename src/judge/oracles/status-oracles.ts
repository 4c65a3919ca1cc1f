import { contract, type RowState } from '../../model/contract.ts';
import { type Answered, type Exchange, fieldValues } from '../../model/exchange.ts';
import { anotherLayer, inList, rejections } from '../expectations.ts';
import { gatewaysWords, isGatewaysOwn } from '../gateway.ts';
import type { Oracle } from '../oracle.ts';
import { verdictOf } from '../truth-table.ts';

/** Requests to the operation itself, its path spelled plainly: other spellings may name other resources, other methods other operations. */
export const toTheOperation = ({ intent, request }: Pick<Exchange, 'intent' | 'request'>): boolean =>
  intent.plainTarget && request.method === contract.method;

/** The document lists 204 and no other success. */
export const noOtherSuccess: Oracle = ({ response: { status } }) =>
  status >= 200 && status < 300 && !contract.successes.includes(status)
    ? {
        outcome: 'failed',
        reason: `answered ${status}: 204 is the only success of the contract`,
        wanted: '204',
        got: `${status}`,
      }
    : undefined;

const documented = [...contract.successes, ...contract.errors];
/** Statuses that HTTP itself provides for a condition of the request or the server (RFC 9110 §15). */
const boundToACondition = [401, 403, 405, 406, 408, 411, 413, 414, 415, 417, 421, 426, 429, 431, 501, 503, 505];

/** The document's list is not closed, but what HTTP does not provide either is a surprise to every client. */
export const documentedStatus: Oracle = ({ response: { status } }) =>
  [...documented, ...boundToACondition].includes(status) || isGatewaysOwn({ status })
    ? undefined
    : {
        outcome: 'warned',
        reason: `answered ${status}, which the contract does not list`,
        wanted: inList(documented),
        got: `${status}`,
      };

/** RFC 9110 §15.6.1: a 500 is an unexpected condition of the server. Where a gateway speaks for itself nothing is known of it. */
export const noServerError: Oracle = ({ response }) => {
  const { status } = response;
  if (status === 500) return { outcome: 'failed', reason: 'answered 500 Internal Server Error', got: '500' };
  if (!isGatewaysOwn(response)) return undefined;
  return { outcome: 'inconclusive', cause: 'another-layer', reason: gatewaysWords(response) };
};

/** A row that the contract's security says to refuse, and that was refused: 400 or 404 may be about an unknown user. */
export const refusedRow = ({ intent, response: { status } }: Answered): boolean =>
  intent.states !== undefined &&
  verdictOf(intent.states, { requiredScope: true }) === 'reject' &&
  isRefusal(status) &&
  !(intent.user === 'unknown' && contract.errors.includes(status));

/** By a status that may refuse credentials, or by one that nobody provides for anything here. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && !anotherLayer.includes(status);

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
