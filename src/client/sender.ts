import { isUtf8 } from 'node:buffer';
import {
  dateOf,
  type Exchange,
  type ExchangeLog,
  type Field,
  fieldValues,
  type Intent,
  isThrottled,
  isThrottling,
  type NoAnswer,
  type NoAnswerKind,
  type Purpose,
  type SentRequest,
  type Throttled,
} from '../model/exchange.ts';
import type { AnnounceWait, Clock } from './clock.ts';
import { textOf } from './content.ts';
import { maskedAnswer, type ToldSecrets } from './masked-answer.ts';
import type { BearerToken } from './oauth/bearer-token.ts';
import { longestAhead, mostAttempts, type Pacer, retryAfter, waitBeforeRepeat } from './pacer.ts';
import type { Redactor } from './redaction.ts';
import { octetsOf, type PreparedRequest } from './request.ts';
import { type Address, factsOf, prepare, type Stimulus } from './stimulus.ts';
import type { Answer, Connection, Transport } from './transport.ts';

/** Sends stimuli and records every exchange, secrets masked. */
export interface Sender {
  /** `connection` is a connection already open, for what must not travel on a new one. */
  send(stimulus: Stimulus, connection?: Connection): Promise<Exchange>;
  /** Sends it once, and not again where the target asks for patience. */
  sendOnce(stimulus: Stimulus): Promise<Exchange>;
  /** Sends them all at once, whatever else may be under way, and none of them again. */
  sendTogether(stimuli: readonly Stimulus[]): Promise<readonly Exchange[]>;
  /** Waits out a limit on one user's resets: as long as an answer asks for, else so many milliseconds, where there is time. Says whether it did. */
  pauseAfter(exchange: Exchange, milliseconds: number): Promise<boolean>;
  /** The cookies that a response set, as a Cookie field value; unmasked, so only for sending back. */
  cookiesSetBy(exchange: Exchange): string;
}

export interface SenderParts {
  readonly purpose: Purpose;
  readonly address: Address;
  readonly log: ExchangeLog;
  readonly redactor: Redactor;
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly announceWait: AnnounceWait;
  /** Carries each request that no open connection is given for. */
  readonly transport: Transport;
  readonly timeoutMs: number;
  /** Nothing new is sent after this time, in milliseconds since the epoch. */
  readonly sendUntil: number;
  /** Nor anything once more after this time, where it is earlier. */
  readonly repeatUntil?: number;
  /** E-mails that the run may cause, by what is known of the target. */
  readonly emailBudget: () => number;
  /** Who reads the e-mails of the run, where somebody does. */
  readonly mail?: {
    readonly secrets: ToldSecrets;
    /** Cookies as a 204 set them, `name=value` each; unmasked, so only to be looked into. */
    noteCookies(exchange: string, pairs: readonly string[]): void;
  };
  /** Sends a good request once, and says what it was and whether it was answered as at the start; undefined where none is known. */
  readonly besides: (send: Sender['sendOnce']) => Promise<Besides | undefined>;
}

/** A good request, sent beside one that was answered 429 or 503. */
export interface Besides {
  readonly exchange: Exchange;
  readonly asAtTheStart: boolean;
}

export function createSender(parts: SenderParts): Sender {
  const { purpose, log, redactor, pacer, clock, sendUntil, repeatUntil = sendUntil } = parts;
  const cookies = new WeakMap<Exchange, string>();
  const times = new Map<string, number>();
  for (const { intent } of log.exchanges().filter((exchange) => exchange.intent.purpose === purpose)) {
    times.set(intent.case, (times.get(intent.case) ?? 0) + 1);
  }
  let mailed = log.exchanges().filter(mayHaveMailed).length;
  let behind = Math.max(...log.exchanges().map(behindBy));

  const paced = (stimulus: Stimulus, connection?: Connection, waited = 0, served?: Exchange) =>
    pacer.pace(() => once(stimulus, connection, waited, served), sendUntil);
  const sendOnce = (stimulus: Stimulus) => paced(stimulus);

  async function sendTogether(stimuli: readonly Stimulus[]): Promise<readonly Exchange[]> {
    const sends = stimuli.map((stimulus) => () => once(stimulus, undefined, 0, undefined));
    const exchanges = await pacer.paceTogether(sends, sendUntil);
    const throttled = exchanges.find(isThrottled);
    const wait = throttled && waitBeforeRepeat(throttled, 1, false, clock.now());
    if (wait !== undefined && clock.now() + wait <= sendUntil)
      pacer.slowDown(Date.parse(throttled?.sentAt ?? ''), wait);
    return exchanges;
  }

  async function pauseAfter({ response }: Exchange, milliseconds: number): Promise<boolean> {
    const wait = retryAfter(response?.fields ?? [], clock.now()) ?? milliseconds;
    if (clock.now() + wait > sendUntil) return false;
    parts.announceWait({ why: "a limit on one user's resets", milliseconds: wait });
    await clock.sleep(wait);
    return true;
  }

  async function send(stimulus: Stimulus, connection?: Connection): Promise<Exchange> {
    const pace = pacer.current();
    let served: Exchange | undefined;
    let waited = 0;
    for (let attempt = 1; ; attempt += 1) {
      const exchange = await paced(stimulus, connection, waited, attempt === mostAttempts ? served : undefined);
      const { response } = exchange;
      // Whoever answers for another host says nothing of this target's load.
      if (stimulus.host !== undefined && response?.status === 503) return exchange;
      if (response?.status !== 503) served = undefined;
      // It was its own answer, and slowing down was for nothing.
      if (exchange.besides !== undefined) pacer.resume(pace);
      // Of two that went out together neither can be sent again without the other.
      if (stimulus.pipelined || stimulus.isSent) return exchange;
      const isServed = served !== undefined || log.exchanges().some(({ besides }) => besides !== undefined);
      const wait = waitBeforeRepeat(exchange, attempt, isServed, clock.now());
      if (wait === undefined || clock.now() + wait > Math.min(sendUntil, repeatUntil)) return exchange;
      if (!response || !isThrottling(response)) {
        await clock.sleep(wait);
        continue;
      }
      // A limit on one user's resets is none on requests, and is waited for by who knows what they are for.
      const isAboutTheUser = response.status === 429 && exchange.intent.mayMail;
      if (isAboutTheUser && (await parts.besides(sendOnce))?.asAtTheStart) return exchange;
      waited = Math.round(wait);
      pacer.slowDown(Date.parse(exchange.sentAt), wait);
      parts.announceWait({ why: 'too many requests for the target', milliseconds: wait });
      if (response.status !== 503 || attempt > 1) continue;
      const besides = await parts.besides(sendOnce);
      if (besides?.asAtTheStart) served = besides.exchange;
    }
  }

  /** `waited` milliseconds before it; `served` is the good request that was answered as at the start, where all earlier tries got 503. */
  async function once(
    stimulus: Stimulus,
    connection: Connection | undefined,
    waited: number,
    served: Exchange | undefined,
  ): Promise<Exchange> {
    // A fetched token may have been renewed since these credentials were made, or while they waited for their turn.
    const { bearer } = stimulus.credentials;
    const lacking = await bearer?.fresh();
    if (bearer) await untilValid(bearer);
    const { expiresAt, validFrom } = bearer ?? {};
    const { mayMail, alternative } = factsOf(stimulus);
    const request = prepare(stimulus, parts.address, connection ? 'keep-alive' : 'close');
    // What cannot be written throws here: with an intent on record it would count as sent.
    octetsOf(request);
    const id = idOf(stimulus);
    const sentAt = clock.now();
    log.addIntent(id, intentOf(purpose, stimulus));
    const answer = lacking
      ? { noAnswer: lacking }
      : await answerTo(mayMail, request, connection ?? parts.transport, sentAt);
    const set = 'response' in answer ? cookiePairs(answer.response.fields) : [];
    for (const value of set.map(cookieValue).filter(mayBeSession)) redactor.register(value, 'a cookie of the target');
    const bearerTimes = {
      ...(expiresAt !== undefined && expiresAt <= clock.now() && { bearerExpired: isoOf(expiresAt) }),
      ...(alternative && validFrom && isTooEarly(answer, validFrom) && { bearerValidFrom: isoOf(validFrom) }),
    };
    const lasts = alternative !== undefined && expiresAt !== undefined && expiresAt > clock.now();
    const exchange: Exchange = {
      id,
      intent: { ...intentOf(purpose, stimulus, bearerTimes), ...(lasts && { bearerLasts: true }) },
      request: masked(request),
      sentAt: isoOf(sentAt),
      milliseconds: clock.now() - sentAt,
      ...(waited > 0 && { waited }),
      ...recordedAnswer(answer),
      ...(served && 'response' in answer && answer.response.status === 503 && { besides: served.id }),
    };
    if (set.length > 0) cookies.set(exchange, set.join('; '));
    log.addExchange(exchange);
    if (set.length > 0 && exchange.response?.status === 204) parts.mail?.noteCookies(id, set);
    behind = Math.max(behind, behindBy(exchange));
    return exchange;
  }

  /** One that was renewed is not valid yet by a clock that is behind: whatever it is sent with would be refused for that. */
  async function untilValid({ validFrom = 0 }: BearerToken): Promise<void> {
    const wait = validFrom + behind - clock.now();
    if (wait > 0 && wait <= longestAhead) await clock.sleep(wait);
  }

  function idOf({ case: name }: Stimulus): string {
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return time === 1 ? `${purpose}#${name}` : `${purpose}#${name}~${time}`;
  }

  async function answerTo(
    mayMail: boolean,
    request: PreparedRequest,
    transport: Transport,
    now: number,
  ): Promise<Answer> {
    if (now >= sendUntil) return outOfTime;
    if (mayMail) {
      if (mailed >= parts.emailBudget()) {
        return {
          noAnswer: { kind: 'out-of-emails', message: `the ${mailed} e-mails that were announced are used up` },
        };
      }
      mailed += 1;
    }
    const answer = await transport.transmit(request, Math.min(parts.timeoutMs, sendUntil - now));
    if (mayMail && didNotAct(answer)) mailed -= 1;
    const cutShort = 'noAnswer' in answer && answer.noAnswer.kind === 'timeout' && clock.now() >= sendUntil;
    return cutShort ? outOfTime : answer;
  }

  function masked({ method, origin, target, fields, content }: PreparedRequest): SentRequest {
    return {
      method,
      origin: origin.origin,
      target: redactor.redactTarget(target),
      fields: fields.map(([name, value]) => redactor.redactField([name, asText(value)])),
      ...(content.length > 0 && { content: recorded(content) }),
    };
  }

  /** Part of a secret is masked too, so it may be cut off anywhere. */
  function recorded(content: Buffer): string {
    const text = redactor.redact(content.toString('utf8', 0, mostRecorded));
    return content.length > mostRecorded ? `${text}‹${content.length - mostRecorded} octets more›` : text;
  }

  function recordedAnswer(answer: Answer): Pick<Exchange, 'response' | 'noAnswer'> {
    const told = parts.mail?.secrets;
    if ('noAnswer' in answer) return maskedAnswer(answer, redactor, told);
    const { content } = answer.response;
    const asRead = { content: textOf(content), contentLength: content.length, validUtf8: isUtf8(content) };
    return maskedAnswer({ response: { ...answer.response, ...asRead } }, redactor, told);
  }

  return { send, sendOnce, sendTogether, pauseAfter, cookiesSetBy: (exchange) => cookies.get(exchange) ?? '' };
}

/** Octets of a request's content that are recorded. */
const mostRecorded = 8192;

const asText = (value: string | Buffer): string => (typeof value === 'string' ? value : value.toString('latin1'));

/** `name=value` of each cookie that is set (RFC 6265 §5.2). */
function cookiePairs(fields: readonly Field[]): string[] {
  return fieldValues(fields, 'set-cookie').map((line) => (line.split(';')[0] ?? '').trim());
}

const cookieValue = (pair: string): string => pair.slice(pair.indexOf('=') + 1);

/** A shorter value, as a load balancer sets it, is no secret and may stand anywhere; in its own field it is masked all the same. */
const mayBeSession = (value: string): boolean => value.length >= 16;

const outOfTime: Answer = { noAnswer: { kind: 'out-of-time', message: 'no time was left before the deadline' } };
const unsent: readonly (NoAnswerKind | undefined)[] = ['out-of-time', 'out-of-emails', 'no-token', 'unreachable'];
/** Whether an e-mail may be due to it. */
export const mayHaveMailed = (exchange: Exchange): boolean => exchange.intent.mayMail && !didNotAct(exchange);

/** Whether no e-mail is due: nothing was sent, the target says to come back later, or it says that it refused. */
function didNotAct({ response, noAnswer }: { readonly response?: Throttled; readonly noAnswer?: NoAnswer }): boolean {
  if (!response) return unsent.includes(noAnswer?.kind);
  return isThrottling(response) || (response.status >= 400 && response.status < 500);
}

const isoOf = (time: number): string => new Date(time).toISOString();

function isTooEarly(answer: Answer, validFrom: number): boolean {
  return 'response' in answer && answer.response.status === 401 && dateOf(answer.response) < validFrom;
}

/** By how much the target's clock is behind ours, where a Bearer was refused for that; in milliseconds. */
function behindBy({ intent, response, sentAt, milliseconds }: Exchange): number {
  if (intent.bearerValidFrom === undefined || !response) return Number.NEGATIVE_INFINITY;
  return Date.parse(sentAt) + milliseconds - dateOf(response);
}

/** Nothing is certain of a Bearer that is out of its time, neither that it is accepted nor how far the request comes. */
function intentOf(
  purpose: Purpose,
  stimulus: Stimulus,
  bearerTimes: Pick<Intent, 'bearerExpired' | 'bearerValidFrom'> = {},
): Intent {
  const { row, title, user = 'user', acceptedBy, afterLimit, malformed } = stimulus;
  const { alternative, mayMail, plainTarget, operationLevel } = factsOf(stimulus);
  const isCertain = Object.keys(bearerTimes).length === 0;
  return {
    purpose,
    case: stimulus.case,
    title,
    user,
    ...(row && { row: row.id, states: row.states }),
    ...(acceptedBy !== undefined && { acceptedBy }),
    ...(afterLimit && { afterLimit }),
    ...(alternative !== undefined && { alternative }),
    mayMail,
    authenticated: alternative !== undefined && isCertain,
    plainTarget,
    ...(malformed && { malformed }),
    operationLevel: operationLevel && isCertain,
    ...bearerTimes,
  };
}
