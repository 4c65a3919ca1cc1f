/** The claims of a JSON Web Token that configuration looks at (RFC 7519 §4.1.4). */
export interface Claims {
  /** Seconds since the epoch. */
  readonly exp?: number;
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
  return 'exp' in claims && typeof claims.exp === 'number' ? { exp: claims.exp } : {};
}

function decoded(part: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
