import type { Alternative } from '../model/contract.ts';
import type { BearerToken } from './oauth/bearer-token.ts';

/** A value that must never be shown, and the name that stands in its place wherever it would be. */
export interface Secret {
  /** Looked at when it is sent, and not kept before: a token that is fetched is renewed during a run. */
  readonly value: string;
  readonly name: string;
  /** The run's Bearer token, where it is that one or is made from it. */
  readonly bearer?: BearerToken;
}

/** A secret made from another one, and made anew whenever that one is. */
export function derived(from: Secret, name: string, change: (value: string) => string): Secret {
  return {
    ...(from.bearer && { bearer: from.bearer }),
    name,
    get value() {
      return change(from.value);
    },
  };
}

/** An Authorization field value (RFC 9110 §11.6.2), looked at when it is sent. */
export interface AuthorizationLine {
  readonly value: string;
}

/** Where an ApplicationToken travels. The contract names neither place nor name: both are configuration. */
export type TokenPlace = 'header' | 'query' | 'cookie';

export interface PlacedToken {
  readonly in: TokenPlace;
  readonly value: string;
}

/** What a request carries to authenticate. Each entry of `authorization` is one Authorization field line. */
export interface Credentials {
  readonly words: string;
  readonly alternative: Alternative | undefined;
  readonly authorization: readonly AuthorizationLine[];
  readonly applicationTokens: readonly PlacedToken[];
  /** The run's Bearer token, where any of them is that one or is made from it. */
  readonly bearer?: BearerToken;
}

export const noCredentials: Credentials = {
  words: 'no credentials',
  alternative: undefined,
  authorization: [],
  applicationTokens: [],
};

/** Several credentials in one request; Authorization field lines in the order given. */
export function together(...parts: readonly Credentials[]): Credentials {
  const present = parts.filter((part) => part.authorization.length + part.applicationTokens.length > 0);
  if (present.length === 0) return noCredentials;
  const alternatives = new Set(present.map((part) => part.alternative));
  const bearer = present.find((part) => part.bearer)?.bearer;
  return {
    words: present.map((part) => part.words).join(', '),
    alternative: alternatives.has('Basic') ? 'Basic' : [...alternatives][0],
    authorization: present.flatMap((part) => part.authorization),
    applicationTokens: present.flatMap((part) => part.applicationTokens),
    ...(bearer && { bearer }),
  };
}

/** An Authorization field line of any form. */
export function authorization(line: string | AuthorizationLine, words: string, alternative?: Alternative): Credentials {
  const value = typeof line === 'string' ? { value: line } : line;
  return { ...noCredentials, words, alternative, authorization: [value] };
}
