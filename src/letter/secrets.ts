import type { Means } from './means.ts';
import { decoded, fromBase64, isWords } from './uri.ts';

/**
 * Every way in which a means may stand in an answer: as it is, decoded once more, percent-encoded, in Base64 and out of it. What
 * `known` has, addresses and the names of members are left out of them: they stand where nothing is told, too.
 */
export function secretForms({ value, written }: Pick<Means, 'value' | 'written'>, known: readonly string[] = []) {
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
  const parts = forms.flatMap((form) => secretParts(form, known));
  return [...new Set(parts)].filter((form) => form.length >= 4);
}

/** An address up to its path; in JSON and percent-encoded, too. */
const origin = /[a-z][a-z0-9+.-]*(?::|%3A)(?:\\?\/|%2F){2}[^\s/?#%"'\\]*/gi;
const mailAddress = /[\w.+%-]{1,64}(?:@|%40)(?:[\w-]+\.)+[a-z]{2,}(?![\w-])/gi;
const between = /[\s/?&#="',:;{}[\]\\|]|%(?:2[0236CF]|3[ABDF]|5[BD]|7[BD])/i;
/** From so many characters on, what is left of a value may be a secret by itself. */
const leastLeft = 8;

/** A form that holds what is no secret falls into parts. */
function secretParts(form: string, known: readonly string[]): string[] {
  const words = known
    .filter(({ length }) => length >= leastLeft)
    .flatMap((one) => [one, encodeURIComponent(one), one.replaceAll('-', '')]);
  const bare = [...new Set(words)].reduce(
    (left, one) => left.replace(new RegExp(one.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'gi'), ' '),
    form.replace(origin, ' ').replace(mailAddress, ' '),
  );
  if (bare === form && !/["{}]|%22/.test(form)) return [form];
  return bare.split(between).filter((part) => part.length >= leastLeft && looksRandom(part));
}

/** Made by chance and not of words: a path such as reset-password-confirm or ResetPassword is none. */
export const looksRandom = (value: string): boolean =>
  (/\d/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value))) && !isOfWords(value);

const isOfWords = (value: string): boolean => isWords(value) && /^(?:[A-Z]?[a-z]{3,}[_.-]?)+$/.test(value);

/** How deep what a cookie holds may be wrapped, and how much of it is looked into. */
const deepest = 3;
const longest = 16_384;

/** A text as it is, and as it is percent-decoded and out of Base64, one in the other too. */
export function readingsOf(text: string): readonly string[] {
  const all = new Set([text.slice(0, longest)]);
  let latest = [...all];
  for (let depth = 0; depth < deepest; depth += 1) {
    latest = latest.flatMap((one) => [decoded(one), ...outOfBase64(one)]).filter((one) => !all.has(one));
    for (const one of latest) all.add(one);
  }
  return [...all];
}

/** Octets, which need not be text. */
const outOfBase64 = (text: string): string[] =>
  [...text.matchAll(/[\w+/-]{8,}/g)].map(([run]) => Buffer.from(run, 'base64').toString('latin1'));
