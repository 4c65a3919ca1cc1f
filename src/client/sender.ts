import { isUtf8 } from 'node:buffer';
import { isThrottling, type Throttled } from '../judge/expectations.ts';
import type { Exchange, Field, Intent, NoAnswer, NoAnswerKind, SentRequest } from '../model/exchange.ts';
import { fieldValues } from '../model/exchange.ts';
import type { Ledger } from '../run/ledger.ts';
import { textOf } from './content.ts';
import type { Clock, Pacer } from './pacer.ts';
import type { Redactor } from './redaction.ts';
import { waitBeforeRepeat } from './retry.ts';
import { type Address, prepare, type Stimulus } from './stimulus.ts';
import type { PreparedRequest } from './transport.ts';
import { type Answer, needsExactBytes, type Transport } from './transport.ts';

/** Sends stimuli and records every exchange, secrets masked. */
export interface Sender {
  /** `connection` is a connection already open, for what must not travel on a new one. */
  send(stimulus: Stimulus, connection?: Transport): Promise<Exchange>;
  /** The cookies that a response set, as a Cookie field value; unmasked, so only for sending back. */
  cookiesSetBy(exchange: Exchange): string;
}

export interface SenderParts {
  /** Requirement id, or `opening`, `closing`: exchanges are numbered within it. */
  readonly for: string;
  readonly address: Address;
  readonly ledger: Ledger;
  readonly redactor: Redactor;
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly http: Transport;
  readonly wire: Transport;
  readonly timeoutMs: number;
  /** Nothing new is sent after this time, in milliseconds since the epoch. */
  readonly sendUntil: number;
  /** E-mails that the run has announced. */
  readonly emailBudget: number;
}

export function createSender(parts: SenderParts): Sender {
  const { ledger, redactor, pacer, clock, sendUntil } = parts;
  const cookies = new WeakMap<Exchange, string>();
  let sent = ledger.exchanges().filter((exchange) => exchange.intent.for === parts.for).length;
  let mailed = ledger.exchanges().filter(mayHaveMailed).length;

  async function send(stimulus: Stimulus, connection?: Transport): Promise<Exchange> {
    for (let attempt = 1; ; attempt += 1) {
      const exchange = await pacer.pace(() => once(stimulus, connection));
      const wait = waitBeforeRepeat(exchange, attempt, clock.now(), Math.random);
      if (wait === undefined || clock.now() + wait > sendUntil) return exchange;
      if (exchange.response) pacer.slowDown(Date.parse(exchange.sentAt), wait);
      else await clock.sleep(wait);
    }
  }

  async function once(stimulus: Stimulus, connection: Transport | undefined): Promise<Exchange> {
    // A fetched token may have been renewed since these credentials were made, or while they waited for their turn.
    const { bearer } = stimulus.credentials;
    const lacking = await bearer?.fresh();
    const expiresAt = bearer?.expiresAt;
    const request = prepare(stimulus, parts.address);
    const transport = connection ?? (needsExactBytes(request) ? parts.wire : parts.http);
    sent += 1;
    const id = `${parts.for}#${sent}`;
    const sentAt = clock.now();
    const answer = lacking ? { noAnswer: lacking } : await answerTo(stimulus, request, transport, sentAt);
    const set = 'response' in answer ? cookiePairs(answer.response.fields) : [];
    for (const value of set.map(cookieValue).filter(mayBeSession)) redactor.register(value, 'a cookie of the target');
    const exchange: Exchange = {
      id,
      intent: intentOf(
        parts.for,
        stimulus,
        expiresAt !== undefined && expiresAt <= clock.now() ? expiresAt : undefined,
      ),
      request: masked(request),
      sentAt: new Date(sentAt).toISOString(),
      milliseconds: clock.now() - sentAt,
      ...maskedAnswer(answer),
    };
    if (set.length > 0) cookies.set(exchange, set.join('; '));
    ledger.addExchange(exchange);
    return exchange;
  }

  async function answerTo(
    stimulus: Stimulus,
    request: PreparedRequest,
    transport: Transport,
    now: number,
  ): Promise<Answer> {
    if (now >= sendUntil) return outOfTime;
    if (stimulus.mayMail) {
      if (mailed >= parts.emailBudget) {
        return {
          noAnswer: { kind: 'out-of-emails', message: `the ${mailed} e-mails that were announced are used up` },
        };
      }
      mailed += 1;
    }
    const answer = await transport.transmit(request, Math.min(parts.timeoutMs, sendUntil - now));
    if (stimulus.mayMail && didNotAct(answer)) mailed -= 1;
    const cutShort = 'noAnswer' in answer && answer.noAnswer.kind === 'timeout' && clock.now() >= sendUntil;
    return cutShort ? outOfTime : answer;
  }

  function masked({ method, origin, target, fields, content }: PreparedRequest): SentRequest {
    return {
      method,
      target: redactor.redactTarget(origin.origin + target),
      fields: [...fields.map(redactor.redactField), ['Content-Length', `${content?.length ?? 0}`]],
      ...(content && { content: redactor.redact(content.toString('utf8')) }),
    };
  }

  function maskedAnswer(answer: Answer): Pick<Exchange, 'response'> | Pick<Exchange, 'noAnswer'> {
    if ('noAnswer' in answer) {
      return { noAnswer: { ...answer.noAnswer, message: redactor.redact(answer.noAnswer.message) } };
    }
    const { content, fields, wire, ...rest } = answer.response;
    return {
      response: {
        ...rest,
        fields: fields.map(redactor.redactField),
        content: redactor.redact(textOf(content)),
        contentLength: content.length,
        validUtf8: isUtf8(content),
        ...(wire && {
          wire: { ...wire, reason: redactor.redact(wire.reason), trailing: redactor.redact(wire.trailing) },
        }),
      },
    };
  }

  return { send, cookiesSetBy: (exchange) => cookies.get(exchange) ?? '' };
}

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

function intentOf(requirement: string, stimulus: Stimulus, bearerExpired: number | undefined): Intent {
  const { row, mayMail = false, authenticated = false, operationLevel = false } = stimulus;
  return {
    for: requirement,
    name: stimulus.name,
    user: stimulus.user ?? 'user',
    ...(row && { row: row.name, states: row.states }),
    mayMail,
    // Nothing is certain of a Bearer that expired, neither that it is accepted nor how far the request comes.
    authenticated: authenticated && bearerExpired === undefined,
    plainTarget: stimulus.spelling === undefined,
    operationLevel: operationLevel && bearerExpired === undefined,
    ...(bearerExpired !== undefined && { bearerExpired: new Date(bearerExpired).toISOString() }),
  };
}
