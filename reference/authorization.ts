/** User-id and password of Basic (RFC 7617 §2). */
export interface UserPass {
  readonly userId: string;
  readonly password: string;
}

/** The Authorization field is a singleton: two lines are a sender's error (RFC 9110 §5.3), of which neither counts. */
export function onlyLine(lines: readonly string[]): string | undefined {
  return lines.length === 1 ? lines[0] : undefined;
}

/** The token of `Bearer token68` (RFC 6750 §2.1); the scheme in any case (RFC 9110 §11.1). */
export function readBearer(authorization: string): string | undefined {
  return /^bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
}

/** The pair of `Basic base64(user-id:password)` (RFC 7617 §2): padded Base64 of UTF-8, cut at the first colon. */
export function readBasic(authorization: string): UserPass | undefined {
  const encoded = /^basic +([\w+/]+={0,2})$/i.exec(authorization)?.[1];
  const decoded = encoded === undefined ? undefined : decodeUtf8(encoded);
  return decoded === undefined ? undefined : splitAt(decoded, decoded.indexOf(':'));
}

/** What stands before and after the colon at that place; `undefined` where there is none. */
export function splitAt(userPass: string, colon: number): UserPass | undefined {
  return colon < 0 ? undefined : { userId: userPass.slice(0, colon), password: userPass.slice(colon + 1) };
}

/** The text of padded Base64; `undefined` where it is not canonical or not UTF-8. */
export function decodeUtf8(base64: string): string | undefined {
  const octets = Buffer.from(base64, 'base64');
  if (octets.toString('base64') !== base64) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}
