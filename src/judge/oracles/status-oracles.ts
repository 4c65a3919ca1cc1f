import { contract } from '../../model/contract.ts';
import type { Answered } from '../../model/exchange.ts';
import { inList } from '../expectations.ts';
import type { Oracle } from '../oracle.ts';

/** Requests to the operation itself, its path spelled plainly; other spellings may name other resources. */
export const toTheOperation = ({ intent, request }: Answered): boolean =>
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
const boundToACondition = [401, 403, 405, 406, 408, 411, 413, 414, 415, 417, 421, 429, 431, 501, 503];

/** The document's list is not closed, but what HTTP does not provide either is a surprise to every client. */
export const documentedStatus: Oracle = ({ response: { status } }) =>
  [...documented, ...boundToACondition].includes(status)
    ? undefined
    : {
        outcome: 'warned',
        reason: `answered ${status}, which the contract does not list`,
        wanted: inList(documented),
        got: `${status}`,
      };

/** RFC 9110 §15.6.1: a 500 is an unexpected condition of the server. 502 and 504 are a gateway's own words. */
export const noServerError: Oracle = ({ response: { status } }) => {
  if (status === 500) return { outcome: 'failed', reason: 'answered 500 Internal Server Error', got: '500' };
  if (status === 502 || status === 504) {
    const reason = `answered ${status}: a gateway did not reach the application`;
    return { outcome: 'inconclusive', cause: 'another-layer', reason };
  }
  return undefined;
};
