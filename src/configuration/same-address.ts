import { domainToASCII } from 'node:url';

/**
 * Whether two texts are one e-mail address. The domain has no case, and is compared as A-label (RFC 5890 §2.3.2.1). The local
 * part is compared as it stands, a `+tag` included (RFC 5321 §2.4), or else without case, unless two of the addresses that are
 * configured fall together that way.
 */
export function sameAddress(a: string, b: string, configured: readonly string[] = []): boolean {
  const [one, other] = [canonical(a), canonical(b)];
  if (one === other) return true;
  const folded = one.toLowerCase();
  if (folded !== other.toLowerCase()) return false;
  const alike = configured.map(canonical).filter((address) => address.toLowerCase() === folded);
  return new Set(alike).size < 2;
}

/** The local part as it stands, the domain in its one spelling. */
function canonical(address: string): string {
  const trimmed = address.trim();
  const at = trimmed.lastIndexOf('@');
  const domain = trimmed.slice(at + 1);
  // An address literal, as [127.0.0.1], is no domain.
  return `${trimmed.slice(0, at + 1)}${domainToASCII(domain) || domain.toLowerCase()}`;
}
