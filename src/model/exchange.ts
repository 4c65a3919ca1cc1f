import type { StateOf } from './credential-states.ts';

/** One header field as it stood on the wire: case, order and number are kept. */
export type Field = readonly [name: string, value: string];

/** Which test user a request is about. */
export type UserRole = 'user' | 'tripwire' | 'unknown' | 'malformed';

export interface SentRequest {
  readonly method: string;
  /** The absolute URL or, where exact bytes were sent, the request-target. Secrets are masked. */
  readonly target: string;
  readonly fields: readonly Field[];
  /** Content as text, secrets masked; absent where none was sent. */
  readonly content?: string;
}

export interface ReceivedResponse {
  readonly status: number;
  readonly fields: readonly Field[];
  /** Content as text, secrets masked and control characters kept. */
  readonly content: string;
  /** Octets of content, content codings undone, before masking. */
  readonly contentLength: number;
  /** Whether these octets are UTF-8 (RFC 3629); the text does not show it any more. */
  readonly validUtf8: boolean;
  /** True where the content was longer than what is read of it. */
  readonly truncated: boolean;
  /** Content codings that are not known, so that the content stands as it came (RFC 9110 §8.4). */
  readonly unknownCoding?: string;
  /** What only exact bytes can show; absent where the HTTP library answered. */
  readonly wire?: {
    readonly version: string;
    readonly reason: string;
    /** Octets after the end of the response, as Latin-1 text. */
    readonly trailing: string;
    readonly closed: boolean;
  };
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
  /** The content is not coded as Content-Encoding says (RFC 9110 §8.4). */
  | 'undecodable'
  /** The header section is longer than what the HTTP library reads of one: 16 KiB. */
  | 'oversized'
  /** The run's deadline came before the request or before its answer. */
  | 'out-of-time'
  /** Not sent: it may cause an e-mail and all that were announced are used up. */
  | 'out-of-emails'
  /** Not sent: the Bearer token that it needs could not be fetched. */
  | 'no-token';

export interface NoAnswer {
  readonly kind: NoAnswerKind;
  /** One line for a person, secrets masked. */
  readonly message: string;
}

/** What a probe was meant to be: the facts that oracles need and that the wire does not show. */
export interface Intent {
  /** Requirement id, or `opening`, `closing`. */
  readonly for: string;
  /** The stimulus in words, unique within `for`. */
  readonly name: string;
  readonly user: UserRole;
  /** Truth-table row, e.g. `TT-B1A0S0`, where the request is one. */
  readonly row?: string;
  /** State of each credential, where the request is a row. */
  readonly states?: StateOf;
  /** Whether the answer 204 would be tolerable, so that an e-mail may follow. */
  readonly mayMail: boolean;
  /** True where the credentials satisfy an alternative for certain. */
  readonly authenticated: boolean;
  /** True where the request-target is the operation's own, spelled plainly. */
  readonly plainTarget: boolean;
  /** True where a 400 or 404 is the operation's own answer, and not that of a router or a gateway before it. */
  readonly operationLevel: boolean;
  /** When the Bearer that it carries, or that was made into what it carries, expired, where that was before the answer; ISO 8601. */
  readonly bearerExpired?: string;
}

/** One request and its response, or why there is none. A plain record that every part shares. */
export interface Exchange {
  readonly id: string;
  readonly intent: Intent;
  readonly request: SentRequest;
  /** ISO 8601, UTC. */
  readonly sentAt: string;
  readonly milliseconds: number;
  readonly response?: ReceivedResponse;
  readonly noAnswer?: NoAnswer;
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
