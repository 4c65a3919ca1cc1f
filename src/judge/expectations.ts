import { alternatives, contract } from '../model/contract.ts';
import {
  cameBack,
  dateOf,
  type Exchange,
  fieldValues,
  isThrottled,
  type NoAnswerKind,
  type ReceivedResponse,
} from '../model/exchange.ts';
import type { Cause, Finding } from '../model/finding.ts';
import { gatewaysWords, isGatewaysOwn, naming } from './gateway.ts';

/** Any of these refuses credentials: the contract documents 400 and 404, RFC 9110 §15.5.2 and §15.5.4 provide 401 and 403. */
export const rejections: readonly number[] = [...contract.errors, 401, 403].toSorted((a, b) => a - b);
/** Answers to something else: framing, method, size, availability. They say nothing of credentials or parameters. */
export const anotherLayer: readonly number[] = [405, 406, 408, 411, 413, 414, 415, 421, 426, 429, 431];

/** What the statuses that a request may get come to. What is listed nowhere fails. */
export interface Answers {
  readonly passed?: readonly number[];
  readonly warned?: readonly number[];
  /** The contract leaves open which of these it is: it is recorded. */
  readonly observed?: readonly number[];
  /** Any other client error: a warning where only the refusal is demanded, and not how it is told. */
  readonly otherClientErrors?: 'warned';
  /** What the same request gets but for its Accept, which explains no other status. */
  readonly usual?: number;
  /** The variable by which the operator demands what the catalogue recommends. */
  readonly demandedBy?: string;
}

/** A request whose credentials are wrong. */
export const refusedCredentials: Answers = { passed: rejections, otherClientErrors: 'warned' };
/** The same where the stimulus explains further statuses. */
export const refusedCredentialsOr = (...also: readonly number[]): Answers => ({
  ...refusedCredentials,
  passed: [...rejections, ...also],
});
/** A request of whose acceptance contract and RFCs say nothing. */
export const open: Answers = { observed: [...contract.successes, ...rejections], otherClientErrors: 'warned' };

/** A request that must be refused, and whether it was sent a second time after a control in between had passed. */
export interface Refusal {
  readonly exchange: Exchange;
  readonly repeated: boolean;
  /** What the same request got with good credentials; absent where it asks for something else. */
  readonly controlStatus?: number | undefined;
}

/** What came back, in a few words. */
export function inShort({ response, noAnswer }: Exchange): string {
  if (response) return `${response.status}`;
  return noAnswer?.kind === 'not-http' ? noAnswer.message : `no answer (${noAnswer?.message ?? 'nothing was sent'})`;
}

/** Why nothing can be judged where there is no answer. */
export function causeOf(kind: NoAnswerKind | undefined): Cause {
  if (kind === 'out-of-time') return 'no-time-left';
  if (kind === 'no-token') return 'control';
  if (kind === 'lost') return 'not-run';
  return kind === 'out-of-emails' ? 'no-emails-left' : 'network';
}

/** `400, 401 or 404` */
export function inList(statuses: readonly number[]): string {
  return statuses.length < 2 ? statuses.join('') : `${statuses.slice(0, -1).join(', ')} or ${statuses.at(-1)}`;
}

/** The response, where there is one that judges anything: a refusal after the Bearer's `exp` does not (RFC 7519 §4.1.4). */
export function telling(exchange: Exchange): ReceivedResponse | Finding {
  const { response, noAnswer, intent } = exchange;
  if (!response && cameBack(exchange)) {
    return {
      outcome: 'failed',
      reason: 'answered in octets that are no HTTP',
      got: inShort(exchange),
      exchange: exchange.id,
    };
  }
  if (!response) return unjudged(exchange, causeOf(noAnswer?.kind), noAnswer?.message ?? 'there was no answer');
  const { status } = response;
  if (isThrottled(exchange)) {
    const reason = `the target answered ${status}: too many requests or not available now`;
    return unjudged(exchange, 'throttled', naming(response, reason));
  }
  if (isGatewaysOwn(response)) {
    return unjudged(exchange, 'another-layer', gatewaysWords(response));
  }
  if (intent.bearerExpired !== undefined && rejections.includes(status)) {
    const reason = `answered ${status} after the Bearer token expired (${intent.bearerExpired}): that shows nothing else`;
    return unjudged(exchange, 'control', reason);
  }
  if (intent.bearerValidFrom !== undefined) {
    const reason = `answered ${status} by a clock that is behind (Date: ${new Date(dateOf(response)).toISOString()}): the Bearer token is valid from ${intent.bearerValidFrom} on, by its nbf or iat`;
    return unjudged(exchange, 'control', reason);
  }
  return response;
}

/**
 * The request must have been accepted: 204, the one documented success. For an unknown user, about whom nothing can be
 * mailed, it is accepted where the answer is about the user and not about the credentials.
 */
export function accepted(exchange: Exchange): Finding | undefined {
  const told = telling(exchange);
  if ('outcome' in told) return told;
  const { status } = told;
  const { user, acceptedBy } = exchange.intent;
  const aboutNobody = acceptedBy === undefined ? [404, 400] : [acceptedBy];
  const wanted = user === 'unknown' ? aboutNobody : contract.successes;
  if (wanted.includes(status)) return undefined;
  if (status === 409 && user !== 'unknown' && exchange.intent.purpose === 'opening') {
    const reason = 'answered 409: a reset of the same user that was asked for before may still be pending';
    return unjudged(exchange, 'throttled', reason);
  }
  const configured = `the configured credentials of ${callerOf(exchange)}`;
  return unlike(exchange, 'failed', wanted, `answered ${status}, although it carries ${configured}`);
}

/** Whose credentials a good request carries, in words. */
const callerOf = ({ intent }: Exchange): string =>
  alternatives.find(({ id }) => id === intent.alternative)?.title ?? intent.title;

/** The request may be accepted or refused, as the table says. */
export function answered(exchange: Exchange, answers: Answers): Finding | undefined {
  const told = telling(exchange);
  return 'outcome' in told ? told : ofStatus(exchange, told, answers);
}

/** The request must be refused, as the table says. It shows nothing where a good request gets that answer, too. */
export function refused(
  { exchange, repeated, controlStatus }: Refusal,
  answers: Answers = refusedCredentials,
): Finding | undefined {
  const { passed = [], warned = [] } = answers;
  if (repeated && !exchange.intent.plainTarget && isCut(exchange)) return cut(exchange);
  if (repeated && isLostOnTheWay(exchange)) return unanswered(exchange, [...passed, ...warned]);
  const told = telling(exchange);
  if ('outcome' in told) return told;
  if ([...passed, ...warned].includes(told.status) && told.status === controlStatus) {
    const reason = `answered ${told.status}, as a good request is: nothing shows that it was refused`;
    return unjudged(exchange, 'control', reason);
  }
  return ofStatus(exchange, told, answers);
}

/**
 * However the request is dressed up, it must not reach the operation: 204 says that it did. Another success may be that
 * of another resource where the target was spelled differently. Whoever cuts an attack off lets nobody in.
 */
export function noWayAround({ exchange, repeated }: Refusal): Finding | undefined {
  if (repeated && isCut(exchange)) return cut(exchange);
  if (repeated && isLostOnTheWay(exchange)) return unanswered(exchange, rejections);
  if (isForAnotherHost(exchange) && !contract.successes.includes(exchange.response?.status ?? 204)) {
    return ofAnotherResource(exchange);
  }
  const told = telling(exchange);
  if ('outcome' in told) return told;
  const { status } = told;
  if (status < 200 || status >= 300) return undefined;
  if (contract.successes.includes(status) || exchange.intent.plainTarget) {
    return unlike(exchange, 'failed', rejections, reasonOf(status));
  }
  return ofAnotherResource(exchange);
}

/** Front doors have a page of their own for hosts that they do not know. */
const isForAnotherHost = ({ request: { fields, origin } }: Exchange): boolean =>
  fieldValues(fields, 'host').some((host) => host !== new URL(origin).host);

/** The connection ended without an answer, as front doors end it on what looks like an attack. */
export const isCut = ({ noAnswer }: Exchange): boolean => noAnswer?.kind === 'dropped';
const isLostOnTheWay = ({ noAnswer }: Exchange): boolean =>
  noAnswer !== undefined && causeOf(noAnswer.kind) === 'network';

export function unanswered(exchange: Exchange, wanted: readonly number[]): Finding {
  const late =
    exchange.noAnswer?.kind === 'timeout' ? ' (one that is delayed beyond NEXUS_TIMEOUT_SECONDS looks so)' : '';
  return unlike(exchange, 'failed', wanted, `got no answer, twice${late}, ${meanwhile}`);
}

const meanwhile = 'while a good request between the two was accepted';
const cut = (exchange: Exchange): Finding =>
  leftOpen(exchange, `the connection ended without an answer, twice, ${meanwhile}`);
const ofAnotherResource = (exchange: Exchange): Finding =>
  leftOpen(exchange, `answered ${inShort(exchange)}, maybe of another resource`);
export const leftOpen = (exchange: Exchange, reason: string): Finding => ({
  outcome: 'observed',
  reason,
  exchange: exchange.id,
});

/** The request must be answered as the same one was before: `when` says what is different, as in "among others". */
export function answeredAsBefore(exchange: Exchange, before: readonly number[], when: string): Finding | undefined {
  const told = telling(exchange);
  if ('outcome' in told) return told;
  if (before.includes(told.status)) return undefined;
  return unlike(exchange, 'failed', before, `answered ${told.status} ${when}, and ${inList(before)} before`);
}

function ofStatus(exchange: Exchange, response: ReceivedResponse, answers: Answers): Finding | undefined {
  const { status } = response;
  const { passed = [], warned = [], observed = [], otherClientErrors = 'failed', usual, demandedBy } = answers;
  if (passed.includes(status)) return undefined;
  if (observed.includes(status)) return leftOpen(exchange, `answered ${status}`);
  if (warned.includes(status)) {
    return unlike(exchange, 'warned', passed, `answered ${status} where ${inList(passed)} is recommended`);
  }
  if (status === 401 && observed.length === 0) {
    const reason =
      'answered 401, although its credentials were accepted before: has a token expired, is an account locked?';
    return unjudged(exchange, 'control', reason);
  }
  if (usual !== undefined) {
    return unlike(exchange, 'failed', passed, `answered ${status}, although the usual Accept is answered ${usual}`);
  }
  if (anotherLayer.includes(status)) {
    const reason = `answered ${status}: another layer spoke before the operation could`;
    return unjudged(exchange, 'another-layer', naming(response, reason));
  }
  const outcome = status >= 400 && status < 500 ? otherClientErrors : 'failed';
  const reason = observed.length > 0 ? `answered ${status}, which is outside what is left open` : reasonOf(status);
  const finding = unlike(exchange, outcome, observed.length > 0 ? observed : passed, reason);
  return demandedBy === undefined ? finding : { ...finding, demandedBy };
}

function reasonOf(status: number): string {
  if (status < 300) return `answered ${status}: the request was let through`;
  if (status < 400) return `answered ${status}: a client that follows the redirect sees a success`;
  if (status < 500) return `was refused, but with ${status}, which the contract does not provide for it`;
  return `answered ${status}: refusing must not break the server`;
}

function unlike(exchange: Exchange, outcome: Finding['outcome'], wanted: readonly number[], reason: string): Finding {
  return { outcome, reason, exchange: exchange.id, wanted: inList(wanted), got: inShort(exchange) };
}

const unjudged = (exchange: Exchange, cause: Cause, reason: string): Finding => ({
  outcome: 'inconclusive',
  cause,
  reason,
  exchange: exchange.id,
});
