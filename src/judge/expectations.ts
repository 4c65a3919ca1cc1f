import { type Exchange, fieldValues, type NoAnswerKind, type ReceivedResponse } from '../model/exchange.ts';
import { type Cause, conclude, type Finding, inconclusive } from '../model/finding.ts';

/** Any of these refuses: the contract documents 400 and 404, RFC 9110 §15.5.2 and §15.5.4 provide 401 and 403. */
export const rejections: readonly number[] = [400, 401, 403, 404];
/** What a request gets whose acceptance the contract and the RFCs leave open. */
export const openAnswers: readonly number[] = [204, ...rejections];
/** Answers to something else than credentials: framing, method, size, availability. They say nothing of the refusal. */
export const anotherLayer: readonly number[] = [405, 406, 408, 411, 413, 414, 415, 421, 426, 429, 431, 503];

/** A refusal probe, and whether it was sent a second time after a control in between had passed. */
export interface Refusal {
  readonly exchange: Exchange;
  readonly repeated: boolean;
  /** What the same request got with good credentials; absent where it asks for something else. */
  readonly controlStatus?: number | undefined;
}

/** What of a response may say that there were too many requests. */
export type Throttled = Pick<ReceivedResponse, 'status' | 'fields'>;

/** The target asks to come back later: it says that it did not act (RFC 6585 §4; RFC 9110 §10.2.3, §15.6.4). */
export function isThrottling({ status, fields }: Throttled): boolean {
  return status === 429 || (status === 503 && fieldValues(fields, 'retry-after').length > 0);
}

/** What came back, in a few words. */
export function inShort({ response, noAnswer }: Exchange): string {
  return response ? `${response.status}` : `no answer (${noAnswer?.message ?? 'nothing was sent'})`;
}

/** The response, where there is one that judges anything: a refusal after the Bearer's `exp` does not (RFC 7519 §4.1.4). */
export function answerOf(exchange: Exchange): ReceivedResponse {
  const { response, noAnswer, intent, id } = exchange;
  if (!response) {
    const cause = causeOf(noAnswer?.kind);
    throw inconclusive(cause, noAnswer?.message ?? 'there was no answer', { exchange: id });
  }
  if (isThrottling(response)) {
    throw inconclusive('throttled', `the target answered ${response.status}: too many requests or not available now`, {
      exchange: id,
    });
  }
  if (intent.bearerExpired !== undefined && rejections.includes(response.status)) {
    const reason = `answered ${response.status} after the Bearer token expired (${intent.bearerExpired}): that shows nothing else`;
    throw inconclusive('control', reason, { exchange: id });
  }
  return response;
}

/** Why nothing can be judged where there is no answer. */
export function causeOf(kind: NoAnswerKind | undefined): Cause {
  if (kind === 'out-of-time') return 'no-time-left';
  if (kind === 'no-token') return 'control';
  return kind === 'out-of-emails' ? 'no-emails-left' : 'network';
}

export function unlike(
  exchange: Exchange,
  outcome: Finding['outcome'],
  wanted: readonly number[],
  reason: string,
): Finding {
  return { outcome, reason, exchange: exchange.id, wanted: inList(wanted), got: inShort(exchange) };
}

/** `400, 401 or 404` */
export function inList(statuses: readonly number[]): string {
  return statuses.length < 2 ? statuses.join('') : `${statuses.slice(0, -1).join(', ')} or ${statuses.at(-1)}`;
}

/**
 * The request must have been accepted: 204, the one documented success. For an unknown user, about whom nothing can be
 * mailed, it is accepted where the answer is about the user and not about the credentials.
 */
export function expectAccepted(exchange: Exchange): void {
  const { status } = answerOf(exchange);
  const wanted = exchange.intent.user === 'unknown' ? [404, 400] : [204];
  if (wanted.includes(status)) return;
  if (status === 409) {
    const reason = 'answered 409: a reset of the same user that was asked for before may still be pending';
    throw inconclusive('throttled', reason, { exchange: exchange.id });
  }
  conclude([unlike(exchange, 'failed', wanted, `answered ${status}, although its credentials are valid`)]);
}

/** The answer to a refusal probe, where it shows anything: not where it is the one that a good request got as well. */
export function answerToRefusal(
  { exchange, repeated, controlStatus }: Refusal,
  wanted: readonly number[],
): ReceivedResponse {
  if (exchange.noAnswer && repeated && causeOf(exchange.noAnswer.kind) === 'network') {
    const late =
      exchange.noAnswer.kind === 'timeout' ? ' (one that is delayed beyond NEXUS_TIMEOUT_SECONDS looks so)' : '';
    const reason = `got no answer, twice${late}, while a good request between the two was answered 204`;
    conclude([unlike(exchange, 'failed', wanted, reason)]);
  }
  const response = answerOf(exchange);
  if (wanted.includes(response.status) && response.status === controlStatus) {
    const reason = `answered ${response.status}, as a good request is: nothing shows that it was refused`;
    throw inconclusive('control', reason, { exchange: exchange.id });
  }
  return response;
}

/** The request must have been refused. `also` names further statuses that the stimulus explains. */
export function expectRejection({ exchange, repeated, controlStatus }: Refusal, also: readonly number[] = []): void {
  const wanted = [...rejections, ...also];
  const { status } = answerToRefusal({ exchange, repeated, controlStatus }, wanted);
  if (wanted.includes(status)) return;
  if (anotherLayer.includes(status)) {
    throw inconclusive('another-layer', `answered ${status}: another layer spoke before the credentials were judged`, {
      exchange: exchange.id,
    });
  }
  const outcome = status >= 400 && status < 500 ? 'warned' : 'failed';
  conclude([unlike(exchange, outcome, wanted, rejectionReason(status))]);
}

export function rejectionReason(status: number): string {
  if (status < 300) return `answered ${status}: the request was let through`;
  if (status < 400) return `answered ${status}: a client that follows the redirect sees a success`;
  if (status < 500) return `was refused, but with ${status}, which the contract does not provide for it`;
  return `answered ${status}: refusing must not break the server`;
}

/**
 * However the request is dressed up, it must not reach the operation: 204 says that it did. Another success may be that
 * of another resource where the target was spelled differently.
 */
export function expectNoWayAround({ exchange }: Refusal): void {
  const { status } = answerOf(exchange);
  if (status < 200 || status >= 300) return;
  if (status === 204 || exchange.intent.plainTarget) {
    conclude([unlike(exchange, 'failed', rejections, rejectionReason(status))]);
  }
  conclude([{ outcome: 'observed', reason: `answered ${status}, maybe of another resource`, exchange: exchange.id }]);
}

/** Accepting and refusing are both right: what happened is recorded. */
export function observe(exchange: Exchange, allowed: readonly number[] = openAnswers): void {
  const { status } = answerOf(exchange);
  if (allowed.includes(status)) {
    conclude([{ outcome: 'observed', reason: `answered ${status}`, exchange: exchange.id }]);
  }
  if (anotherLayer.includes(status)) {
    throw inconclusive('another-layer', `answered ${status}: another layer spoke first`, { exchange: exchange.id });
  }
  const outcome = status >= 400 && status < 500 ? 'warned' : 'failed';
  conclude([unlike(exchange, outcome, allowed, `answered ${status}, which is outside what is left open`)]);
}
