import type { Means } from './means.ts';
import { decoded, fromBase64 } from './uri.ts';

/** Every way in which a means may stand in an answer: as it is, decoded once more, percent-encoded, in Base64 and out of it. */
export function secretForms({ value, written }: Pick<Means, 'value' | 'written'>): string[] {
  const octets = Buffer.from(value, 'utf8');
  // From octets, so that half a surrogate pair, of which no URI can be made, is none.
  const percent = encodeURIComponent(octets.toString('utf8'));
  const base64 = octets.toString('base64');
  const forms = [
    ...[value, written, decoded(value), fromBase64(value) ?? ''],
    ...[percent, percent.replace(/%../g, (octet) => octet.toLowerCase()), value.replaceAll('/', '\\/')],
    ...[base64, base64.replace(/=+$/, ''), octets.toString('base64url')],
    ...[value.replaceAll('-', ''), written.replace(/\s+/g, '')],
  ];
  return [...new Set(forms)].filter((form) => form.length >= 4);
}
