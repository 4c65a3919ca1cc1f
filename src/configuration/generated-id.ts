import { createHash } from 'node:crypto';

/** Whether an id is a UUID in its usual spelling (RFC 9562 §4). */
export function isUuid(id: string): boolean {
  return /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(id);
}

/** A UUID of version 4 (RFC 9562 §5.4) that nobody has been given; the same for the same seed and purpose. */
export function generatedUuid(seed: number, purpose: string): string {
  const digits = createHash('sha256').update(`${purpose} ${seed}`).digest('hex');
  const variant = '89ab'[Number.parseInt(digits.charAt(16), 16) % 4];
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
