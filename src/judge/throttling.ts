import { fieldValues, type ReceivedResponse } from '../model/exchange.ts';

/** What of a response may say that there were too many requests. */
export type Throttled = Pick<ReceivedResponse, 'status' | 'fields'>;

/** The target asks to come back later: it says that it did not act (RFC 6585 §4; RFC 9110 §10.2.3, §15.6.4). */
export function isThrottling({ status, fields }: Throttled): boolean {
  return status === 429 || (status === 503 && fieldValues(fields, 'retry-after').length > 0);
}
