import { isThrottling } from '../judge/throttling.ts';
import { type Exchange, fieldValues } from '../model/exchange.ts';

const mostAttempts = 4;
/** A wait above this is not sat out: the case is inconclusive. In milliseconds. */
const longestWait = 120_000;
const longestGuess = 60_000;

/**
 * How long to wait before sending a request again, in milliseconds; `undefined` where it must not be sent again. Only
 * two things allow it: the target said that it did not act, or no octet of the request left.
 */
export function waitBeforeRepeat(
  exchange: Exchange,
  attempt: number,
  now: number,
  random: () => number,
): number | undefined {
  const { response, noAnswer } = exchange;
  if (attempt >= mostAttempts) return undefined;
  if (noAnswer?.kind === 'unreachable') return attempt < 3 ? 200 * attempt : undefined;
  if (!response || !isThrottling(response)) return undefined;
  const asked = retryAfter(fieldValues(response.fields, 'retry-after')[0], now);
  const wait = asked ?? Math.min(2 ** attempt * 1000, longestGuess) * random();
  return wait <= longestWait ? wait : undefined;
}

/** Retry-After in milliseconds from now: seconds or an HTTP-date (RFC 9110 §10.2.3); `undefined` where it is neither. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
