import type { RowState } from './contract.ts';

/** One header field as it stood on the wire: case, order and number are kept; octets as Latin-1 text. */
export type Field = readonly [name: string, value: string];

/** Whom a request is about. `made-up` is an id that names nobody and may have another form than real ones; `empty` is none. */
export type UserRole = 'user' | 'tripwire' | 'bystander' | 'unknown' | 'malformed' | 'made-up' | 'empty';

/** A request as it went out, but for the secrets, which are masked. */
export interface SentRequest {
  readonly method: string;
  /** Scheme, host and port of the connection. */
  readonly origin: string;
  /** The request-target (RFC 9112 §3.2). */
  readonly target: string;
  /** Every field line, those of the framing included. */
  readonly fields: readonly Field[];
  /** Content as text; absent where none was sent. */
  readonly content?: string;
}

/** An answer before the final one (RFC 9110 §15.2). */
export interface InterimResponse {
  readonly status: number;
  readonly fields: readonly Field[];
}

export interface ReceivedResponse {
  /** As in the status line: `HTTP/1.1`. */
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly Field[];
  readonly interim: readonly InterimResponse[];
  /** Content as text, secrets masked and control characters kept. */
  readonly content: string;
  /** Octets of content, content codings undone, before masking. */
  readonly contentLength: number;
  /** Whether these octets are UTF-8 (RFC 3629); the text does not show it any more. */
  readonly validUtf8: boolean;
  /** True where the content was longer than what is read of it. */
  readonly truncated: boolean;
  /** Registered content codings that the suite cannot undo, so that the content stands as it came (RFC 9110 §8.4). */
  readonly unknownCoding?: string;
  /** How the content is not what its Content-Encoding says, in words; it stands as it came. */
  readonly miscoded?: string;
  /** Octets after the end of the response, as Latin-1 text. */
  readonly trailing: string;
  /** Whether the server had ended the connection when the response was handed over. */
  readonly closed: boolean;
  /** What breaks the grammar and was read all the same; absent where nothing does. */
  readonly breaches?: readonly GrammarBreach[];
}

/** One way in which the octets of a response are not as the grammar of HTTP has them. */
export interface GrammarBreach {
  readonly kind: /** What a strict recipient refuses. */
    | 'syntax'
    /** A line ends with LF alone, which a recipient may take for a line end (RFC 9112 §2.2). */
    | 'line-end'
    /** It is said twice, wrongly or not clearly where the content ends (RFC 9112 §6). */
    | 'framing';
  /** In words, with the section of the RFC. */
  readonly message: string;
}

/** Why there is no response. */
export type NoAnswerKind =
  /** The connection could not be opened: no octet of the request left. */
  | 'unreachable'
  /** The connection ended before a response. */
  | 'dropped'
  /** No complete response within the time-out. */
  | 'timeout'
  /** What came back is no HTTP response. */
  | 'not-http'
  /** The head is longer than what is read of one: a limit of this suite. */
  | 'oversized'
  /** The run's deadline came before the request or before its answer. */
  | 'out-of-time'
  /** Not sent: it may cause an e-mail and all that were announced are used up. */
  | 'out-of-emails'
  /** Not sent: the Bearer token that it needs could not be fetched. */
  | 'no-token'
  /** The process that sent it ended before an answer was recorded. */
  | 'lost';

export interface NoAnswer {
  readonly kind: NoAnswerKind;
  /** One line for a person, secrets masked. */
  readonly message: string;
  /** It comes out so again and again, as where a certificate is not trusted or a proxy refuses. */
  readonly lasting?: true;
  /** Present where the head of a final response had come, and only its content had not. */
  readonly headCame?: boolean;
}

/** Who sends: a requirement, by its id, or the run itself. */
export type Purpose = string;

/** What a request was meant to be: the facts that judging needs and that the wire does not show. */
export interface Intent {
  /** Requirement id, or `opening`, `closing`, `doctor`. */
  readonly purpose: Purpose;
  /** The stimulus: in kebab-case, unique within the purpose. */
  readonly case: string;
  /** The same in words. */
  readonly title: string;
  readonly user: UserRole;
  /** Truth-table row, by the states of its credentials, where the request is one. */
  readonly row?: string;
  /** State of each credential, where the request is a row. */
  readonly states?: RowState;
  /** The alternative whose good credentials it carries, by id. */
  readonly alternative?: string;
  /** The one status that shows that it was accepted, where it is about a user of whom nothing can be mailed. */
  readonly acceptedBy?: number;
  /** Present where a limit on the user's resets was waited out before it. */
  readonly afterLimit?: true;
  /** Whether the answer 204 would be tolerable, so that an e-mail may follow. */
  readonly mayMail: boolean;
  /** True where the credentials satisfy an alternative for certain. */
  readonly authenticated: boolean;
  /** True where the request-target is the operation's own, spelled plainly. */
  readonly plainTarget: boolean;
  /** Present where it breaks the rules of HTTP, so that whoever reads it first may answer for itself. */
  readonly malformed?: true;
  /** True where a 400 or 404 is the operation's own answer, and not that of a router or a gateway before it. */
  readonly operationLevel: boolean;
  /** When the Bearer that it carries, or that was made into what it carries, expired, where that was before the answer; ISO 8601. */
  readonly bearerExpired?: string;
  /** Present where the good Bearer that it carries says of itself that it outlasts the answer. */
  readonly bearerLasts?: true;
  /** From when on the Bearer of a good request is valid, where it was answered 401 by a clock that was before that; ISO 8601. */
  readonly bearerValidFrom?: string;
}

/** One request and its response, or why there is none. A plain record that every part shares. */
export interface Exchange {
  /** `purpose#case`; where a case is sent again `purpose#case~2` and so on. */
  readonly id: string;
  readonly intent: Intent;
  readonly request: SentRequest;
  /** ISO 8601, UTC. */
  readonly sentAt: string;
  readonly milliseconds: number;
  /** How long the run had waited before it sent this again, because the target had asked for fewer requests; in milliseconds. */
  readonly waited?: number;
  readonly response?: ReceivedResponse;
  readonly noAnswer?: NoAnswer;
  /** Of a 503 that came in all tries: id of the good request between two of them that was answered as at the start. */
  readonly besides?: string;
}

/** An exchange that was answered. */
export type Answered = Exchange & { readonly response: ReceivedResponse };

export function isAnswered(exchange: Exchange): exchange is Answered {
  return exchange.response !== undefined;
}

/** Whether anything came back: octets that are no HTTP are an answer too. */
export const cameBack = ({ response, noAnswer }: Pick<Exchange, 'response' | 'noAnswer'>): boolean =>
  response !== undefined || noAnswer?.kind === 'not-http';

/** `purpose#case`, whichever time it was sent. */
export const caseOf = ({ intent }: Pick<Exchange, 'intent'>): string => `${intent.purpose}#${intent.case}`;

/** What the clock of whoever answered showed, in milliseconds since the epoch; NaN where it has none (RFC 9110 §6.6.1). */
export const dateOf = ({ fields }: Pick<ReceivedResponse, 'fields'>): number =>
  Date.parse(fieldValues(fields, 'date')[0] ?? '');

/** Where exchanges are recorded. It only grows. */
export interface ExchangeLog {
  exchanges(): readonly Exchange[];
  /** Before the first octet leaves: whoever comes after a killed process knows what may have been sent. */
  addIntent(id: string, intent: Intent): void;
  addExchange(exchange: Exchange): void;
}

/**
 * A recorded text with something else where a secret was masked, to be read by a parser: a secret may stand where the grammar
 * has no place for its mark.
 */
export const withoutMarks = (text: string, standIn: string): string => text.replace(/‹[^‹›]*›/g, standIn);

/** The values of all field lines of that name, in order; names compare without case (RFC 9110 §5.1). */
export function fieldValues(fields: readonly Field[], name: string): string[] {
  return fields.filter(([n]) => n.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** What of a response may say that there were too many requests. */
export type Throttled = Pick<ReceivedResponse, 'status'>;

/**
 * The target asks to come back later: it says that it did not act (RFC 6585 §4, RFC 9110 §15.6.4). Rate and concurrency limits
 * of frameworks answer a 503 without Retry-After.
 */
export function isThrottling({ status }: Throttled): boolean {
  return status === 429 || status === 503;
}

/** The same of an exchange: a 503 that a request got in all its tries, while good requests were served, is its own answer. */
export function isThrottled({ response, besides }: Pick<Exchange, 'response' | 'besides'>): boolean {
  return response !== undefined && isThrottling(response) && besides === undefined;
}
