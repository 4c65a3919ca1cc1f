import { X509Certificate } from 'node:crypto';
import { certificatesIn } from '../configuration/network.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { claimsOf } from '../configuration/shapes.ts';

/** What was given to the suite and ends soon: without another one a later run will not be what this one was. */
export interface Lapse {
  /** The variable that holds it. */
  readonly variable: 'NEXUS_BEARER_TOKEN' | 'NEXUS_LOW_SCOPE_BEARER_TOKEN' | 'NEXUS_CLIENT_CERT_FILE';
  /** ISO 8601, UTC. */
  readonly endsAt: string;
}

const dayMs = 86_400_000;
/** From so many days ahead it is said. */
export const soonDays = 14;

/** Of stored tokens by their `exp`, and of the client certificate by its notAfter; `now` in milliseconds since the epoch. */
export function lapsesOf({ values, network, target }: Configuration, now: number): Lapse[] {
  if (target === 'reference') return [];
  const tokens = (['NEXUS_BEARER_TOKEN', 'NEXUS_LOW_SCOPE_BEARER_TOKEN'] as const).flatMap((variable) =>
    values.NEXUS_TOKEN_FORMAT === 'opaque' ? [] : { variable, end: endOfStored(values[variable]) },
  );
  const [leaf] = certificatesIn(network.clientCertificate?.cert ?? '');
  const end = leaf === undefined ? undefined : Date.parse(new X509Certificate(leaf).validTo);
  return [...tokens, { variable: 'NEXUS_CLIENT_CERT_FILE' as const, end }].flatMap(({ variable, end: at }) =>
    at !== undefined && at - now < soonDays * dayMs ? [{ variable, endsAt: new Date(at).toISOString() }] : [],
  );
}

/** In milliseconds since the epoch. One that never lives that long is got anew for each run, and is none that is stored. */
function endOfStored(token: string | undefined): number | undefined {
  const { exp, iat } = (token === undefined ? undefined : claimsOf(token)) ?? {};
  if (exp === undefined || !(Math.abs(exp) < 1e11) || exp - (iat ?? 0) < (soonDays * dayMs) / 1000) return undefined;
  return exp * 1000;
}

/** `NEXUS_BEARER_TOKEN ends at 2026-12-01T00:00:00.000Z (in 8 days)`. */
export function lapseLine({ variable, endsAt }: Lapse, now: number): string {
  const days = Math.floor((Date.parse(endsAt) - now) / dayMs);
  return `${variable} ends at ${endsAt} (${days < 0 ? 'it has ended' : `in ${days} ${days === 1 ? 'day' : 'days'}`})`;
}
