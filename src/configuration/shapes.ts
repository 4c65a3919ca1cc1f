/** Whether an id is a UUID in its usual spelling (RFC 9562 §4). */
export function isUuid(id: string): boolean {
  return /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(id);
}

/** A UUID, or so many digits that they are hardly anything else; in either case of its letters (RFC 4648 §8). */
export function isHexadecimal(text: string): boolean {
  return /^[\da-f-]{16,}$/i.test(text);
}

/**
 * Base32 (RFC 4648 §6), or Crockford's, as a ULID is written: decoders of both take either case. Only where all of it is in
 * one case, with a digit among so many letters, is it hardly anything else.
 */
export function isBase32(text: string): boolean {
  const capital = text.toUpperCase();
  const isInOneCase = text === capital || text === text.toLowerCase();
  return isInOneCase && /^(?=.*\d)(?:[A-Z2-7]{16,}=*|[\dA-HJKMNP-TV-Z]{16,})$/.test(capital);
}

/** Whether a text may name a header field or a cookie (RFC 9110 §5.6.2; RFC 6265 §4.1.1). */
export function isToken(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(text);
}

/** Whether a URL's hostname names this very machine: `localhost` (RFC 6761 §6.3), 127.0.0.0/8 or ::1 (RFC 6890). */
export function isLoopback(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost\.?|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(hostname);
}

/** As a socket takes it: without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** The port that is named, or else that of the scheme. */
export const portOf = ({ port, protocol }: URL): number => Number(port) || (protocol === 'https:' ? 443 : 80);

/** The items of a list whose separator is a comma. */
export const itemsOf = (list: string): string[] =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

export const isEmailAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text);

const references: readonly (readonly [form: RegExp, shown: string])[] = [
  [/^\$\([^()]*\)$/, '$(NAME)'],
  [/^\$[A-Z_][A-Z0-9_]*$/, '$NAME'],
  [/^\$\{\{.*\}\}$/, `\${{ NAME }}`],
  [/^\$\{[^{}]*\}$/, `\${NAME}`],
  [/^\{\{.*\}\}$/, '{{ NAME }}'],
  [/^#\{[^{}]*\}#?$/, '#{NAME}'],
  [/^%\w+%$/, '%NAME%'],
  [/^<[^<>]*>$/, '<name>'],
];

/** How a text is written that is wholly a reference to something else, as templates, shells and pipelines have them. */
export function unreplaced(text: string): string | undefined {
  return references.find(([form]) => form.test(text))?.[1];
}

/** RFC 6750 §2.1: what may follow the word Bearer. */
export function isB64Token(token: string): boolean {
  return /^[\w.~+/-]+=*$/.test(token);
}

/** The claims of a JSON Web Token that are looked at, as far as they are there and of their kind. */
export interface Claims {
  /** Seconds since the epoch (RFC 7519 §4.1.4). */
  readonly exp?: number;
  /** From when on it is valid, and when it was issued, likewise (§4.1.5, §4.1.6). */
  readonly nbf?: number;
  readonly iat?: number;
  /** Whose it is (RFC 7519 §4.1.2). */
  readonly sub?: string;
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
  const { exp, nbf, iat, sub, aud, scope, scp } = claims;
  const audience = textsOf(aud);
  const scopes = textsOf(scope ?? scp)?.flatMap((text) => text.split(' ').filter(Boolean));
  return {
    ...(typeof exp === 'number' && { exp }),
    ...(typeof nbf === 'number' && { nbf }),
    ...(typeof iat === 'number' && { iat }),
    ...(typeof sub === 'string' && { sub }),
    ...(audience && { aud: audience }),
    ...(scopes && { scopes }),
  };
}

/**
 * What keeps a token from being like a good one, as one of the same issuer is; undefined where it is like it, or where nobody
 * can read it: the good one is opaque.
 */
export function unlike(good: string, other: string): string | undefined {
  if (!isJwt(good)) return undefined;
  if (claimsOf(other) === undefined) return 'is no JWT, as the good one is';
  const [ofGood, ofOther] = [signatureOf(good), signatureOf(other)];
  const different = (['iss', 'alg', 'length of signature'] as const).filter((key) => ofGood[key] !== ofOther[key]);
  return different.length === 0 ? undefined : `has another ${different.join(' and ')} than the good one`;
}

/** By whom and how a JWT was signed, as far as it says so (RFC 7519 §4.1.1, RFC 7515 §4.1.1), and how long its signature is. */
function signatureOf(token: string): Readonly<Record<'iss' | 'alg' | 'length of signature', unknown>> {
  const [header, payload, signature] = token.split('.');
  return { iss: decoded(payload)?.iss, alg: decoded(header)?.alg, 'length of signature': signature?.length };
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
