import { createHash } from 'node:crypto';
import type { Secret } from './credentials.ts';

/** Text that differs from `model` in every letter and digit, keeps its form, and is the same for the same seed. */
export function alike(model: string, seed: string): string {
  let stream = Buffer.alloc(0);
  for (let block = 0; stream.length < model.length; block += 1) {
    stream = Buffer.concat([stream, createHash('sha256').update(`${seed}/${block}`).digest()]);
  }
  return [...model].map((character, i) => replaced(character, stream[i] ?? 0)).join('');
}

const alphabets = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

function replaced(character: string, random: number): string {
  const alphabet = alphabets.find((letters) => letters.includes(character));
  if (!alphabet) return character;
  const step = 1 + (random % (alphabet.length - 1));
  return alphabet[(alphabet.indexOf(character) + step) % alphabet.length] ?? character;
}

/** One letter or digit in the middle changed. The last character of a JWT may hold unused bits: never that one. */
export function changedInTheMiddle(text: string): string {
  const middle = Math.floor(text.length / 2);
  const at = [...text].findIndex((character, i) => i >= middle && alphabets.some((a) => a.includes(character)));
  if (at < 0) return `${text}x`;
  return text.slice(0, at) + replaced(text[at] ?? '', 0) + text.slice(at + 1);
}

interface Jwt {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** The three parts of a JWT in compact form (RFC 7515 §7.1); `undefined` for an opaque token. */
export function jwtParts(token: string): Jwt | undefined {
  const [header, payload, signature, ...rest] = token.split('.');
  return header && payload && signature && rest.length === 0 ? { header, payload, signature } : undefined;
}

const compact = ({ header, payload, signature }: Jwt) => `${header}.${payload}.${signature}`;
const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
const encoded = (part: Record<string, unknown>) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A token of the same form that nobody issued: its signature is made up, so is the subject of a JWT. */
export function unissued(token: Secret, seed: string): Secret {
  const name = 'a Bearer token that was never issued';
  const jwt = jwtParts(token.value);
  if (!jwt) return { name, value: alike(token.value, seed) };
  const payload = encoded({ ...decoded(jwt.payload), sub: 'nexus-conformance' });
  return { name, value: compact({ ...jwt, payload, signature: alike(jwt.signature, seed) }) };
}

/** The token with one character of its signature changed; of an opaque one, one in its middle. */
export function tamperedSignature(token: Secret): Secret {
  const jwt = jwtParts(token.value);
  const value = jwt
    ? compact({ ...jwt, signature: changedInTheMiddle(jwt.signature) })
    : changedInTheMiddle(token.value);
  return { name: `${token.name}, its signature changed`, value };
}

/** A JWT with another payload under the signature of the old one; none of an opaque token. */
export function tamperedPayload(token: Secret): Secret[] {
  const jwt = jwtParts(token.value);
  if (!jwt) return [];
  const payload = encoded({ ...decoded(jwt.payload), nexus_conformance: true });
  return [{ name: `${token.name}, its payload changed`, value: compact({ ...jwt, payload }) }];
}

/** An unsecured JWT with the claims of a good one (RFC 8725 §3.1: `none` must not be accepted for a secured one). */
export function unsecured(token: Secret, jwt: Jwt): Secret {
  const header = encoded({ ...decoded(jwt.header), alg: 'none' });
  return { name: `${token.name}, without signature (alg: none)`, value: `${header}.${jwt.payload}.` };
}

/**
 * Values that differ from a good one in a single respect: the end, one character, letter case, length, everything.
 * Nothing is appended to a JWT: a decoder may ignore what follows (RFC 4648 §3.5).
 */
export function nearMisses({ value, name }: Secret, seed: string): Secret[] {
  const swapped = [...value].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
  const all = [
    { name: `${name}, last character dropped`, value: value.slice(0, -1) },
    { name: `${name}, one character changed`, value: changedInTheMiddle(value) },
    { name: `${name}, letter case swapped`, value: swapped },
    { name: `${name}, one character appended`, value: jwtParts(value) ? value : `${value}x` },
    { name: `another value of the form of ${name}`, value: alike(value, seed) },
  ];
  return all.filter((miss) => miss.value !== value && miss.value !== '');
}
