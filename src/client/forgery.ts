import { createHash } from 'node:crypto';
import { claimsOf, isUuid } from '../configuration/shapes.ts';
import { derived, type Secret } from './credentials.ts';

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

const alphanumeric = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const hexadecimal = ['0123456789', 'abcdef', 'ABCDEF'];
/** A UUID, or so many digits that they are hardly anything else. */
const isHexadecimal = (text: string) => /^[\da-f-]{16,}$/i.test(text);

/** The character at a place, or another one of its kind in its stead. */
function replacedAt(text: string, at: number, random: number): string {
  const character = text[at] ?? '';
  // RFC 9562 §4: version and variant. A UUID of others, or one with a letter beyond `f`, would test the parser only.
  if ((at === 14 || at === 19) && isUuid(text)) return character;
  const alphabets = isHexadecimal(text) ? hexadecimal : alphanumeric;
  const alphabet = alphabets.find((letters) => letters.includes(character));
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

/** A secret that differs from a good one, by the case that sends it. */
export interface Forged {
  /** In kebab-case: what was done to it. */
  readonly case: string;
  readonly secret: Secret;
}

interface Jwt {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** The three parts of a JWT in compact form (RFC 7515 §7.1); `undefined` for an opaque token. */
export function jwtParts(token: string): Jwt | undefined {
  const [header, payload, signature] = claimsOf(token) ? token.split('.') : [];
  return header && payload && signature ? { header, payload, signature } : undefined;
}

const compact = ({ header, payload, signature }: Jwt) => `${header}.${payload}.${signature}`;
const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
const encoded = (part: Record<string, unknown>) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A value of the same form that nobody issued. A JWT keeps its claims but for the subject; its signature is made up. */
export function neverIssued(value: string, seed: string): string {
  const jwt = jwtParts(value);
  if (!jwt) return alike(value, seed);
  const payload = encoded({ ...decoded(jwt.payload), sub: 'nexus-conformance' });
  return compact({ ...jwt, payload, signature: alike(jwt.signature, seed) });
}

/** Changes the signature of a JWT, whose other parts a server would not even read after that; the whole of other values. */
const inTheSignature =
  (change: (text: string) => string) =>
  (value: string): string => {
    const jwt = jwtParts(value);
    return jwt ? compact({ ...jwt, signature: change(jwt.signature) }) : change(value);
  };

/** The token with one character of its signature changed; of an opaque one, one in its middle. */
export function tamperedSignature(token: Secret): Secret {
  return derived(token, `${token.name}, its signature changed`, inTheSignature(changedInTheMiddle));
}

/** A JWT with another payload under the signature of the old one; none of an opaque token. */
export function tamperedPayload(token: Secret): Forged[] {
  const jwt = jwtParts(token.value);
  if (!jwt) return [];
  const secret = derived(token, `${token.name}, its payload changed`, (value) => {
    const now = jwtParts(value) ?? jwt;
    return compact({ ...now, payload: encoded({ ...decoded(now.payload), nexus_conformance: true }) });
  });
  return [{ case: 'payload-changed', secret }];
}

/** An unsecured JWT with the claims of a good one (RFC 8725 §3.1: `none` must not be accepted for a secured one). */
export function unsecured(token: Secret, jwt: Jwt, alg = 'none'): Secret {
  return derived(token, `${token.name}, without signature (alg: ${alg})`, (value) => {
    const { header, payload } = jwtParts(value) ?? jwt;
    return compact({ header: encoded({ ...decoded(header), alg }), payload, signature: '' });
  });
}

/**
 * A JWT that names its algorithm and lacks the signature, and unsecured ones whose `alg` is spelled as a list of forbidden
 * names may not hold it (RFC 7515 §4.1.1: it is case-sensitive); none of an opaque token.
 */
export function unsignedOtherwise(token: Secret): Forged[] {
  const jwt = jwtParts(token.value);
  if (!jwt) return [];
  const cut = derived(
    token,
    `${token.name}, its signature left out`,
    inTheSignature(() => ''),
  );
  return [
    { case: 'signature-left-out', secret: cut },
    { case: 'alg-none-capitalised', secret: unsecured(token, jwt, 'None') },
    { case: 'alg-none-in-capitals', secret: unsecured(token, jwt, 'NONE') },
  ];
}

/**
 * Values that differ from a good one in a single respect: letter case, the end, one character, length, everything.
 * Nothing is appended to a JWT: a decoder may ignore what follows (RFC 4648 §3.5).
 */
export function nearMisses(from: Secret, seed: string): Forged[] {
  const { name } = from;
  const miss = (id: string, of: string, change: (value: string) => string): Forged => ({
    case: id,
    secret: derived(from, of, change),
  });
  const all = [
    miss('letter-case-swapped', `${name}, letter case swapped`, inTheSignature(withCaseSwapped)),
    miss('last-character-dropped', `${name}, last character dropped`, (value) => value.slice(0, -1)),
    miss('one-character-changed', `${name}, one character changed`, changedInTheMiddle),
    miss('one-character-appended', `${name}, one character appended`, (value) =>
      jwtParts(value) ? value : `${value}x`,
    ),
    miss(
      'another-of-its-form',
      `another value of the form of ${name}`,
      inTheSignature((text) => alike(text, seed)),
    ),
  ];
  return all.filter(({ secret }) => secret.value !== from.value && secret.value !== '');
}

/** Of letters in ASCII. Hexadecimal digits mean the same in either case (RFC 4648 §8; RFC 9562 §4): those stay as they are. */
function withCaseSwapped(text: string): string {
  if (isHexadecimal(text)) return text;
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
