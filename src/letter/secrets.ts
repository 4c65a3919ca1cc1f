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

/** Whether any form of a means stands in any of the texts: a short one as a whole word, whatever the case of its letters. */
export function standsIn(means: Pick<Means, 'value' | 'written'>, texts: readonly string[]): boolean {
  const folded = texts.map((text) => text.toLowerCase());
  return secretForms(means).some((form) => {
    const sought = form.toLowerCase();
    return folded.some((text) => (isLong(form) ? text.includes(sought) : hasWord(text, sought)));
  });
}

/** The fresh means of a letter, and all texts of the response to the request that it came of. */
export interface Answered {
  readonly fresh: readonly Means[];
  readonly texts: readonly string[];
}

/**
 * What of a letter stands in the response. Something short may stand there by chance: it counts where something short of the
 * next letter stands in the next response too.
 */
export function disclosed(one: Answered, next?: Answered): Means[] {
  const found = ({ fresh, texts }: Answered) => fresh.filter((means) => standsIn(means, texts));
  const repeats = next !== undefined && found(next).some(({ value }) => !isLong(value));
  return found(one).filter(({ value }) => isLong(value) || repeats);
}

/** From so many characters on, nothing is the same by chance. */
const isLong = (text: string): boolean => text.length >= 16;

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const around = (text[at - 1] ?? '') + (text[at + word.length] ?? '');
    if (!/[\p{L}\p{N}]/u.test(around)) return true;
  }
  return false;
}
