import { createHash } from 'node:crypto';
import { isBase32, isHexadecimal, isUuid } from '../configuration/shapes.ts';
import { derived, type Secret } from './credentials.ts';
import { compact, type Forged, jwtParts, ofAnotherSubject } from './forged-jwts.ts';

/**
 * Text that differs from `model` in every letter and digit, keeps its form, and is the same for the same seed. Where the
 * model has neither it is one character longer.
 */
export function alike(model: string, seed: string): string {
  let stream = Buffer.alloc(0);
  for (let block = 0; stream.length < model.length; block += 1) {
    stream = Buffer.concat([stream, createHash('sha256').update(`${seed}/${block}`).digest()]);
  }
  const made = model
    .split('')
    .map((_, at) => replacedAt(model, at, stream[at] ?? 0))
    .join('');
  return made === model ? `${model}x` : made;
}

/** What a character may become, by the form of the whole: one that its decoder does not know would test the parser only. */
const alphanumeric = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const hexadecimal = ['0123456789', 'abcdef', 'ABCDEF'];
/** Crockford reads I, L and O as digits and has no U; RFC 4648 has no 0, 1, 8 and 9. A ULID begins with at most 7. */
const base32 = ['01', '234567', '89', 'abcdefghjkmnpqrstvwxyz', 'ABCDEFGHJKMNPQRSTVWXYZ', 'ilou', 'ILOU'];

function alphabetsOf(text: string): readonly string[] {
  if (isHexadecimal(text)) return hexadecimal;
  return isBase32(text) ? base32 : alphanumeric;
}

/** The character at a place, or another one of its kind in its stead. */
function replacedAt(text: string, at: number, random: number): string {
  const character = text[at] ?? '';
  // RFC 9562 §4: version and variant. A UUID of others, or one with a letter beyond `f`, would test the parser only.
  if ((at === 14 || at === 19) && isUuid(text)) return character;
  const alphabet = alphabetsOf(text).find((letters) => letters.includes(character));
  if (!alphabet) return character;
  const step = 1 + (random % (alphabet.length - 1));
  return alphabet[(alphabet.indexOf(character) + step) % alphabet.length] ?? character;
}

/** One letter or digit in the middle changed. The last character of a JWT may hold unused bits: never that one. */
export function changedInTheMiddle(text: string): string {
  const middle = Math.floor(text.length / 2);
  const at = text.split('').findIndex((character, i) => i >= middle && replacedAt(text, i, 0) !== character);
  return at < 0 ? `${text}x` : text.slice(0, at) + replacedAt(text, at, 0) + text.slice(at + 1);
}

/** A value of the same form that nobody issued. A JWT keeps its claims but for the subject; its signature is made up. */
export function neverIssued(value: string, seed: string): string {
  const jwt = jwtParts(value);
  if (!jwt) return alike(value, seed);
  return compact({ ...ofAnotherSubject(jwt), signature: alike(jwt.signature, seed) });
}

/** Changes the signature of a JWT, whose other parts a server would not even read after that; the whole of other values. */
function inTheSignature(change: (text: string) => string): (value: string) => string {
  return (value) => {
    const jwt = jwtParts(value);
    return jwt ? compact({ ...jwt, signature: change(jwt.signature) }) : change(value);
  };
}

/** The token with one character of its signature changed; of an opaque one, one in its middle. */
export function tamperedSignature(token: Secret): Secret {
  return derived(token, `${token.name}, its signature changed`, inTheSignature(changedInTheMiddle));
}

/** So many octets more that no decoder of Base64 or Base32 can drop them, in characters that every form has. */
export const four = '2222';
/** bcrypt hashes 72 octets, and cuts what is longer or throws. */
export const eighty = four.repeat(20);

interface Miss {
  readonly case: string;
  /** The same in words. */
  readonly how: string;
  readonly change: (value: string) => string;
}

const dropped: Miss = {
  case: 'last-character-dropped',
  how: 'last character dropped',
  change: beforePadding((text) => text.slice(0, -1)),
};
const changed: Miss = { case: 'one-character-changed', how: 'one character changed', change: changedInTheMiddle };
const swapped: Miss = {
  case: 'letter-case-swapped',
  how: 'letter case swapped',
  change: inTheSignature(withCaseSwapped),
};
const appended = (characters: string): Miss => ({
  case: 'characters-appended',
  how: `${characters.length} characters appended`,
  change: beforePadding((text) => text + characters),
});

/** Values that differ from a good token in a single respect: its end, its length, one character, letter case, everything. */
export function nearMisses(token: Secret, seed: string): Forged[] {
  return missesOf(token, [
    dropped,
    appended(four),
    {
      case: 'segment-appended',
      how: 'a fourth segment appended',
      change: (value) => (jwtParts(value) ? `${value}.${four}` : value),
    },
    changed,
    swapped,
    {
      case: 'another-of-its-form',
      how: 'another value of its form',
      change: inTheSignature((text) => alike(text, seed)),
    },
  ]);
}

/** The same of a password; another value of its length the truth table has. */
export function passwordMisses(password: Secret): Forged[] {
  return [...missesOf(password, [dropped, appended(eighty), changed, swapped]), ...partsAtTheColon(password)];
}

function missesOf(from: Secret, misses: readonly Miss[]): Forged[] {
  const forged = misses.map(({ case: name, how, change }) => ({
    case: name,
    secret: derived(from, `${from.name}, ${how}`, change),
  }));
  return forged.filter(({ secret: { value } }) => value !== from.value && value !== '');
}

/**
 * Changes what stands before the padding of Base64: behind it, or without it, a decoder may see the same octets (RFC 4648
 * §3.2, §3.3).
 */
function beforePadding(change: (text: string) => string): (value: string) => string {
  return (value) => {
    const [padding = ''] = /=*$/.exec(value) ?? [];
    return change(value.slice(0, value.length - padding.length)) + padding;
  };
}

/** Of letters in ASCII. Those of hexadecimal digits and of Base32 mean the same in either case: they stay as they are. */
function withCaseSwapped(text: string): string {
  if (isHexadecimal(text) || isBase32(text)) return text;
  return text.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));
}

/** What a password may be cut to where it is split at each colon of the pair (RFC 7617 §2: the first one counts). */
export function partsAtTheColon(password: Secret): readonly [before: Forged, after: Forged] | readonly [] {
  const [before = '', ...after] = password.value.split(':');
  if (after.length === 0) return [];
  return [
    { case: 'up-to-its-colon', secret: { name: `${password.name} up to its colon`, value: before } },
    { case: 'after-its-colon', secret: { name: `${password.name} after its colon`, value: after.join(':') } },
  ];
}
