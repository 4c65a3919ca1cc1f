import { isUtf8 } from 'node:buffer';
import {
  type Exchange,
  type ExchangeLog,
  type Field,
  fieldValues,
  type Intent,
  isThrottling,
  type NoAnswer,
  type NoAnswerKind,
  type Purpose,
  type SentRequest,
  type Throttled,
} from '../model/exchange.ts';
import type { Clock } from './clock.ts';
import { textOf } from './content.ts';
import { type Pacer, waitBeforeRepeat } from './pacer.ts';
import type { Redactor } from './redaction.ts';
import { octetsOf, type PreparedRequest } from './request.ts';
import { type Address, factsOf, prepare, type Stimulus } from './stimulus.ts';
import type { Answer, Connection, Transport } from './transport.ts';

/** Sends stimuli and records every exchange, secrets masked. */
export interface Sender {
  /** `connection` is a connection already open, for what must not travel on a new one. */
  send(stimulus: Stimulus, connection?: Connection): Promise<Exchange>;
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
  /** Carries each request that no open connection is given for. */
  readonly transport: Transport;
  readonly timeoutMs: number;
  /** Nothing new is sent after this time, in milliseconds since the epoch. */
  readonly sendUntil: number;
  /** E-mails that the run has announced. */
  readonly emailBudget: number;
}

export function createSender(parts: SenderParts): Sender {
  const { purpose, log, redactor, pacer, clock, sendUntil } = parts;
  const cookies = new WeakMap<Exchange, string>();
  const times = new Map<string, number>();
  for (const { intent } of log.exchanges().filter((exchange) => exchange.intent.purpose === purpose)) {
    times.set(intent.case, (times.get(intent.case) ?? 0) + 1);
  }
  let mailed = log.exchanges().filter(mayHaveMailed).length;

  async function send(stimulus: Stimulus, connection?: Connection): Promise<Exchange> {
    for (let attempt = 1; ; attempt += 1) {
      const exchange = await pacer.pace(() => once(stimulus, connection));
      // Whoever answers for another host says nothing of this target's load.
      if (stimulus.host !== undefined && exchange.response?.status === 503) return exchange;
      const wait = waitBeforeRepeat(exchange, attempt, clock.now(), Math.random);
      if (wait === undefined || clock.now() + wait > sendUntil) return exchange;
      if (exchange.response) pacer.slowDown(Date.parse(exchange.sentAt), wait);
      else await clock.sleep(wait);
    }
  }

  async function once(stimulus: Stimulus, connection: Connection | undefined): Promise<Exchange> {
    // A fetched token may have been renewed since these credentials were made, or while they waited for their turn.
    const { bearer } = stimulus.credentials;
    const lacking = await bearer?.fresh();
    const expiresAt = bearer?.expiresAt;
    const request = prepare(stimulus, parts.address, connection ? 'keep-alive' : 'close');
    // What cannot be written throws here: with an intent on record it would count as sent.
    octetsOf(request);
    const id = idOf(stimulus);
    const sentAt = clock.now();
    log.addIntent(id, intentOf(purpose, stimulus));
    const answer = lacking
      ? { noAnswer: lacking }
      : await answerTo(factsOf(stimulus).mayMail, request, connection ?? parts.transport, sentAt);
    const set = 'response' in answer ? cookiePairs(answer.response.fields) : [];
    for (const value of set.map(cookieValue).filter(mayBeSession)) redactor.register(value, 'a cookie of the target');
    const expired = expiresAt !== undefined && expiresAt <= clock.now() ? expiresAt : undefined;
    const exchange: Exchange = {
      id,
      intent: intentOf(purpose, stimulus, expired),
      request: masked(request),
      sentAt: new Date(sentAt).toISOString(),
      milliseconds: clock.now() - sentAt,
      ...maskedAnswer(answer),
    };
    if (set.length > 0) cookies.set(exchange, set.join('; '));
    log.addExchange(exchange);
    return exchange;
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
      if (mailed >= parts.emailBudget) {
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
      ...(content.length > 0 && { content: redactor.redact(content.toString('utf8')) }),
    };
  }

  function maskedAnswer(answer: Answer): Pick<Exchange, 'response'> | Pick<Exchange, 'noAnswer'> {
    if ('noAnswer' in answer) {
      return { noAnswer: { ...answer.noAnswer, message: redactor.redact(answer.noAnswer.message) } };
    }
    const { content, fields, interim, breaches, reason, trailing, ...rest } = answer.response;
    return {
      response: {
        ...rest,
        reason: redactor.redact(reason),
        fields: fields.map(redactor.redactField),
        interim: interim.map((one) => ({ ...one, fields: one.fields.map(redactor.redactField) })),
        content: redactor.redact(textOf(content)),
        contentLength: content.length,
        validUtf8: isUtf8(content),
        trailing: redactor.redact(trailing),
        ...(breaches && { breaches: breaches.map(redactor.redact) }),
      },
    };
  }

  return { send, cookiesSetBy: (exchange) => cookies.get(exchange) ?? '' };
}

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
const mayHaveMailed = (exchange: Exchange) => exchange.intent.mayMail && !didNotAct(exchange);

/** Whether no e-mail is due: nothing was sent, the target says to come back later, or it says that it refused. */
function didNotAct({ response, noAnswer }: { readonly response?: Throttled; readonly noAnswer?: NoAnswer }): boolean {
  if (!response) return unsent.includes(noAnswer?.kind);
  return isThrottling(response) || (response.status >= 400 && response.status < 500);
}

/** Nothing is certain of a Bearer that expired, neither that it is accepted nor how far the request comes. */
function intentOf(purpose: Purpose, stimulus: Stimulus, bearerExpired?: number): Intent {
  const { row, title, user = 'user' } = stimulus;
  const { alternative, mayMail, plainTarget, operationLevel } = factsOf(stimulus);
  const isCertain = bearerExpired === undefined;
  return {
    purpose,
    case: stimulus.case,
    title,
    user,
    ...(row && { row: row.id, states: row.states }),
    ...(alternative !== undefined && { alternative }),
    mayMail,
    authenticated: alternative !== undefined && isCertain,
    plainTarget,
    operationLevel: operationLevel && isCertain,
    ...(!isCertain && { bearerExpired: new Date(bearerExpired).toISOString() }),
  };
}
