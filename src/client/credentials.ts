/** A value that must never be shown, and the name that stands in its place wherever it would be. */
export interface Secret {
  readonly value: string;
  readonly name: string;
}

/** Where an ApplicationToken travels. The contract names neither place nor name: both are configuration. */
export type TokenPlace = 'header' | 'query' | 'cookie';

export interface PlacedToken {
  readonly in: TokenPlace;
  readonly value: string;
}

/** The way in that credentials belong to, and so the control they are measured against. */
export type Alternative = 'Bearer with ApplicationToken' | 'Basic';

/** What a request carries to authenticate. Each entry of `authorization` is one Authorization field line. */
export interface Credentials {
  readonly words: string;
  readonly alternative: Alternative | undefined;
  readonly authorization: readonly string[];
  readonly applicationTokens: readonly PlacedToken[];
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
  return {
    words: present.map((part) => part.words).join(', '),
    alternative: alternatives.has('Basic') ? 'Basic' : [...alternatives][0],
    authorization: present.flatMap((part) => part.authorization),
    applicationTokens: present.flatMap((part) => part.applicationTokens),
  };
}

/** An Authorization field line of any form (RFC 9110 §11.6.2). */
export function authorization(line: string, words: string, alternative?: Alternative): Credentials {
  return { ...noCredentials, words, alternative, authorization: [line] };
}
