import { type Alternative, alternatives, type Scheme } from '../model/contract.ts';
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
  /** What stands behind its name, such as the brackets of which parsers of queries make lists and objects. */
  readonly suffix?: string;
}

/** One credential of a request: of which scheme, where it is of one of the contract's, and whether it is certainly good. */
interface Part {
  readonly scheme?: Scheme;
  readonly valid: boolean;
}

/** What a request carries to authenticate. Each entry of `authorization` is one Authorization field line. */
export interface Credentials {
  readonly title: string;
  /** What they belong to, and so the control that they are measured against. */
  readonly alternative: Alternative | undefined;
  readonly parts: readonly Part[];
  readonly authorization: readonly AuthorizationLine[];
  readonly applicationTokens: readonly PlacedToken[];
  /** The run's Bearer token, where any of them is that one or is made from it. */
  readonly bearer?: BearerToken;
}

export const noCredentials: Credentials = {
  title: 'no credentials',
  alternative: undefined,
  parts: [],
  authorization: [],
  applicationTokens: [],
};

/** Several credentials in one request; Authorization field lines in the order given. Basic decides where it is among them. */
export function together(...all: readonly Credentials[]): Credentials {
  const present = all.filter(({ parts }) => parts.length > 0);
  if (present.length === 0) return noCredentials;
  const ofBasic = present.find(({ alternative }) => alternative?.schemes.includes('Basic'));
  const bearer = present.find((one) => one.bearer)?.bearer;
  return {
    title: present.map(({ title }) => title).join(', '),
    alternative: (ofBasic ?? present[0])?.alternative,
    parts: present.flatMap(({ parts }) => parts),
    authorization: present.flatMap(({ authorization }) => authorization),
    applicationTokens: present.flatMap(({ applicationTokens }) => applicationTokens),
    ...(bearer && { bearer }),
  };
}

/** The alternative that they satisfy for certain: nothing in them is wrong, doubtful, or there twice. */
export function satisfiedBy({ parts, authorization }: Credentials): Alternative | undefined {
  const schemes = parts.map(({ scheme }) => scheme);
  const isClean = parts.every(({ valid }) => valid) && new Set(schemes).size === schemes.length;
  if (!isClean || authorization.length > 1) return undefined;
  return alternatives.find((alternative) => alternative.schemes.every((scheme) => schemes.includes(scheme)));
}
