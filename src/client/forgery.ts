import { createHash } from 'node:crypto';
import { claimsOf } from '../configuration/jwt.ts';
import { derived, type Secret } from './credentials.ts';

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
  const [header, payload, signature] = claimsOf(token) ? token.split('.') : [];
  return header && payload && signature ? { header, payload, signature } : undefined;
}

const compact = ({ header, payload, signature }: Jwt) => `${header}.${payload}.${signature}`;
const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
const encoded = (part: Record<string, unknown>) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A token of the same form that nobody issued: its signature is made up, so is the subject of a JWT. */
export function unissued(token: Secret, seed: string): Secret {
  return derived(token, 'a Bearer token that was never issued', (value) => {
    const jwt = jwtParts(value);
    if (!jwt) return alike(value, seed);
    const payload = encoded({ ...decoded(jwt.payload), sub: 'nexus-conformance' });
    return compact({ ...jwt, payload, signature: alike(jwt.signature, seed) });
  });
}

/** The token with one character of its signature changed; of an opaque one, one in its middle. */
export function tamperedSignature(token: Secret): Secret {
  return derived(token, `${token.name}, its signature changed`, (value) => {
    const jwt = jwtParts(value);
    return jwt ? compact({ ...jwt, signature: changedInTheMiddle(jwt.signature) }) : changedInTheMiddle(value);
  });
}

/** A JWT with another payload under the signature of the old one; none of an opaque token. */
export function tamperedPayload(token: Secret): Secret[] {
  const jwt = jwtParts(token.value);
  if (!jwt) return [];
  const changed = derived(token, `${token.name}, its payload changed`, (value) => {
    const now = jwtParts(value) ?? jwt;
    return compact({ ...now, payload: encoded({ ...decoded(now.payload), nexus_conformance: true }) });
  });
  return [changed];
}

/** An unsecured JWT with the claims of a good one (RFC 8725 §3.1: `none` must not be accepted for a secured one). */
export function unsecured(token: Secret, jwt: Jwt): Secret {
  return derived(token, `${token.name}, without signature (alg: none)`, (value) => {
    const { header, payload } = jwtParts(value) ?? jwt;
    return `${encoded({ ...decoded(header), alg: 'none' })}.${payload}.`;
  });
}

/**
 * Values that differ from a good one in a single respect: the end, one character, letter case, length, everything.
 * Nothing is appended to a JWT: a decoder may ignore what follows (RFC 4648 §3.5).
 */
export function nearMisses(secret: Secret, seed: string): Secret[] {
  const { name } = secret;
  const all = [
    derived(secret, `${name}, last character dropped`, (value) => value.slice(0, -1)),
    derived(secret, `${name}, one character changed`, changedInTheMiddle),
    derived(secret, `${name}, letter case swapped`, withCaseSwapped),
    derived(secret, `${name}, one character appended`, (value) => (jwtParts(value) ? value : `${value}x`)),
    derived(secret, `another value of the form of ${name}`, (value) => alike(value, seed)),
  ];
  return all.filter((miss) => miss.value !== secret.value && miss.value !== '');
}

function withCaseSwapped(text: string): string {
  return [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
}
