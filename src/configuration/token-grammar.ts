/** Whether a text may name a header field or a cookie (RFC 9110 §5.6.2; RFC 6265 §4.1.1). */
export function isToken(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(text);
}
