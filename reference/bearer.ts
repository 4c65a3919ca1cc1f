import { randomBytes } from 'node:crypto';
import { type JWTPayload, type JWTVerifyOptions, jwtVerify, SignJWT } from 'jose';

/** The key that signs and verifies the tokens of one running reference (HS256: 256 bits, RFC 7518 §3.2). */
export type BearerKey = Uint8Array;

/** The claims that every token of this issuer has, besides its times and scope. */
export const issuerClaims = { issuer: 'https://nexus.example', audience: 'nexus' } as const;

export function createBearerKey(): BearerKey {
  return randomBytes(32);
}

/**
 * A signed token. `expiresIn` in seconds from now, negative for one that expired; without it the token never does. `validIn`
 * likewise; without it no claim says from when on it is valid. `subject` is whose it is: no test user, where it is left out.
 */
export async function issueBearer(
  key: BearerKey,
  {
    scope,
    expiresIn,
    validIn,
    subject = 'caller',
  }: { readonly scope: string; readonly expiresIn?: number; readonly validIn?: number; readonly subject?: string },
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const token = new SignJWT({ scope })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuerClaims.issuer)
    .setAudience(issuerClaims.audience)
    .setSubject(subject);
  if (validIn !== undefined) token.setNotBefore(now + validIn);
  if (expiresIn === undefined) return token.setIssuedAt(now).sign(key);
  const expiry = now + expiresIn;
  return token
    .setIssuedAt(Math.min(now, expiry - 3600))
    .setExpirationTime(expiry)
    .sign(key);
}

/** The claims of a token that this key signed and that has not expired; `undefined` for any other text. */
export async function verifiedClaims(
  key: BearerKey,
  token: string,
  options: JWTVerifyOptions = {},
): Promise<JWTPayload | undefined> {
  if (!token.split('.').every(isCanonical)) return undefined;
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], ...issuerClaims, ...options });
    return payload;
  } catch {
    return undefined;
  }
}

// Decoders of base64url skip unused bits and characters, so that several texts decode to one signature.
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}
