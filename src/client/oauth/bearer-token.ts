import { type Claims, claimsOf } from '../../configuration/shapes.ts';
import type { Values } from '../../configuration/values.ts';
import type { NoAnswer } from '../../model/exchange.ts';
import type { Clock } from '../clock.ts';
import type { Redactor } from '../redaction.ts';
import type { Transport } from '../transport.ts';
import {
  type ClientAuthentication,
  readToken,
  refusesClient,
  type TokenEndpoint,
  tokenRequest,
} from './token-endpoint.ts';

/** The Bearer token of a run, as it stands now: configured, or fetched and renewed. */
export interface BearerToken {
  /** What stands in its place wherever it would be shown. */
  readonly name: string;
  /** Empty as long as none could be had. */
  readonly value: string;
  /** When it expires, in milliseconds since the epoch; `undefined` where nothing says so. */
  readonly expiresAt: number | undefined;
  /** From when on it is valid (`nbf` or `iat`), likewise. */
  readonly validFrom: number | undefined;
  /** Sees to it that there is a living one, and says why not where there is none. */
  fresh(): Promise<NoAnswer | undefined>;
}

/** RFC 7519 §4.1.5; some verifiers refuse one that was issued later than now, too (§4.1.6). */
function validFromOf({ nbf = 0, iat = 0 }: Claims): number | undefined {
  const latest = Math.max(nbf, iat) * 1000;
  return latest > 0 && latest < farthestTime ? latest : undefined;
}

/** No Date can be later (ECMA-262 §21.4.1.1). */
const farthestTime = 8.64e15;

/** NEXUS_BEARER_TOKEN: as it is, for as long as it lives (`exp`, RFC 7519 §4.1.4). */
export function configuredBearer(token: string, format: Values['NEXUS_TOKEN_FORMAT']): BearerToken {
  const claims = format === 'opaque' ? undefined : claimsOf(token);
  return {
    name: 'NEXUS_BEARER_TOKEN',
    value: token,
    expiresAt: claims?.exp === undefined ? undefined : claims.exp * 1000,
    validFrom: validFromOf(claims ?? {}),
    fresh: async () => undefined,
  };
}

/** A token is renewed when this part of its life is over. */
const renewedAfter = 0.75;
/** So long a failure stands, in milliseconds: not everything that needs a token asks again. */
const failureStands = 15_000;

interface Held {
  readonly value: string;
  /** Milliseconds since the epoch; for ever where nothing says how long it lives. */
  readonly renewAt: number;
  readonly expiresAt: number;
}

export interface TokenSource {
  readonly endpoint: TokenEndpoint;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly timeoutMs: number;
  /** Nothing is asked for after this time, in milliseconds since the epoch. */
  readonly until: number;
}

/**
 * A token by client credentials (RFC 6749 §4.4): fetched when it is first needed, renewed when a quarter of its life is
 * left, once for all who wait for it. Where a renewal fails, the token that still lives goes on.
 */
export function fetchedBearer({ endpoint, transport, clock, redactor, timeoutMs, until }: TokenSource): BearerToken {
  const name = 'a Bearer token by OAuth';
  let held: Held | undefined;
  let failure: { readonly noAnswer: NoAnswer; readonly standsUntil: number } | undefined;
  let underWay: Promise<void> | undefined;

  let authentication: ClientAuthentication = 'client_secret_basic';
  let isOtherTried = false;

  /** Some endpoints take id and secret in the form only: that is tried once, where Basic is refused. */
  async function ask(askedAt: number): Promise<ReturnType<typeof readToken>> {
    const timeout = Math.min(timeoutMs, until - clock.now());
    if (timeout <= 0) return outOfTime;
    const answer = await transport.transmit(tokenRequest(endpoint, redactor, authentication), timeout);
    const token = readToken(endpoint, answer, askedAt);
    if (isOtherTried || !refusesClient(answer)) return token;
    isOtherTried = true;
    authentication = 'client_secret_post';
    const other = await ask(askedAt);
    if (!('kind' in other)) return other;
    authentication = 'client_secret_basic';
    return 'kind' in token ? { ...token, message: `${token.message}; nor was it taken by client_secret_post` } : token;
  }

  async function renew(): Promise<void> {
    const askedAt = clock.now();
    const token = await ask(askedAt);
    if ('kind' in token) {
      const noAnswer = { ...token, message: redactor.redact(token.message) };
      failure = { noAnswer, standsUntil: clock.now() + failureStands };
      return;
    }
    redactor.register(token.value, name);
    const { value, expiresAt = Number.POSITIVE_INFINITY } = token;
    held = { value, renewAt: askedAt + renewedAfter * (expiresAt - askedAt), expiresAt };
    failure = undefined;
  }

  return {
    name,
    get value() {
      return held?.value ?? '';
    },
    get expiresAt() {
      return held?.expiresAt === Number.POSITIVE_INFINITY ? undefined : held?.expiresAt;
    },
    get validFrom() {
      return validFromOf(claimsOf(held?.value ?? '') ?? {});
    },
    async fresh() {
      const now = clock.now();
      if (held && now < held.renewAt) return undefined;
      if (!failure || now >= failure.standsUntil) {
        underWay ??= renew().finally(() => {
          underWay = undefined;
        });
        await underWay;
      }
      if (held && clock.now() < held.expiresAt) return undefined;
      return failure?.noAnswer ?? { kind: 'no-token', message: 'the Bearer token had expired when it came' };
    },
  };
}

const outOfTime: NoAnswer = { kind: 'out-of-time', message: 'no time was left to fetch a Bearer token' };
