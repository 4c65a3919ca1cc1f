/** The claims of a JSON Web Token that are looked at, as far as they are there and of their kind. */
export interface Claims {
  /** Seconds since the epoch (RFC 7519 §4.1.4). */
  readonly exp?: number;
  /** Whom it is meant for (RFC 7519 §4.1.3). */
  readonly aud?: readonly string[];
  /** What it allows: `scope` (RFC 8693 §4.2) or, as some issuers name it, `scp`. */
  readonly scopes?: readonly string[];
}

/** Whether a token has the shape of a signed JWT: three base64url parts, the first a JSON object (RFC 7515 §3.1). */
export function isJwt(token: string): boolean {
  const parts = token.split('.');
  return parts.length === 3 && parts.every((part) => /^[\w-]*$/.test(part)) && decoded(parts[0]) !== undefined;
}

/** The claims, unverified; undefined where the token is no JWT whose payload can be read. */
export function claimsOf(token: string): Claims | undefined {
  const claims = isJwt(token) ? decoded(token.split('.')[1]) : undefined;
  if (claims === undefined) return undefined;
  const { exp, aud, scope, scp } = claims;
  const audience = textsOf(aud);
  const scopes = textsOf(scope ?? scp)?.flatMap((text) => text.split(' ').filter(Boolean));
  return { ...(typeof exp === 'number' && { exp }), ...(audience && { aud: audience }), ...(scopes && { scopes }) };
}

/** One text or several; undefined where it is anything else. */
function textsOf(claim: unknown): string[] | undefined {
  const texts: unknown[] = [claim].flat();
  return texts.every((text) => typeof text === 'string') ? texts : undefined;
}

function decoded(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
