import { createHmac } from 'node:crypto';
import { decodeProtectedHeader, EmbeddedJWK, jwtVerify, type ProtectedHeaderParameters } from 'jose';
import { issuerClaims } from '../bearer.ts';
import type { Nexus } from '../nexus.ts';
import { fault } from './fault.ts';

/** The three parts of a token; fewer or more where it is no JWT. */
const partsOf = (token: string) => token.split('.');

/** The header of a JWT (RFC 7515 §4); empty where there is none. */
function headerOf(token: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return {};
  }
}

function isUnderTheEmptyKey(token: string): boolean {
  const [header = '', payload = '', signature] = partsOf(token);
  const made = createHmac('sha256', '').update(`${header}.${payload}`).digest('base64url');
  return headerOf(token).alg === 'HS256' && signature === made;
}

const hasSignature = (token: string, hex: string) =>
  headerOf(token).alg === 'ES256' && Buffer.from(partsOf(token)[2] ?? '', 'base64url').toString('hex') === hex;

const accepting = (nexus: Nexus, isGood: (token: string) => boolean | Promise<boolean>): Nexus => ({
  ...nexus,
  checksBearer: async (token) => (await isGood(token)) || nexus.checksBearer(token),
});

/** Bearer tokens whose signature anybody can make, and a signature that is read to a part of its end. */
export const forgedBearerFaults = [
  fault('key-in-the-header-believed', {
    does: 'verifies a token with the public key that stands in its own header',
    breaks: 'auth/tampered-bearer',
    like: { 'alg-none-accepted': 'there is a signature, and it is right' },
    change: (nexus) =>
      accepting(nexus, (token) =>
        jwtVerify(token, EmbeddedJWK, issuerClaims).then(
          () => true,
          () => false,
        ),
      ),
  }),
  fault('empty-key-for-an-unknown-kid', {
    does: 'takes the empty text for the key of a kid that nobody has',
    breaks: 'auth/tampered-bearer',
    like: { 'key-in-the-header-believed': 'the key is one that everybody knows' },
    change: (nexus) => accepting(nexus, (token) => headerOf(token).kid !== undefined && isUnderTheEmptyKey(token)),
  }),
  fault('empty-key-without-kid', {
    does: 'takes the empty text for the key where a token names none',
    breaks: 'auth/tampered-bearer',
    like: { 'empty-key-for-an-unknown-kid': 'there is no kid' },
    change: (nexus) => accepting(nexus, (token) => headerOf(token).kid === undefined && isUnderTheEmptyKey(token)),
  }),
  fault('ecdsa-zeros-accepted', {
    does: 'takes an ECDSA signature of zeros for one of everything',
    breaks: 'auth/tampered-bearer',
    like: { 'key-in-the-header-believed': 'there is no key at all' },
    change: (nexus) => accepting(nexus, (token) => hasSignature(token, '00'.repeat(64))),
  }),
  fault('ecdsa-zeros-in-der-accepted', {
    does: 'takes an ECDSA signature of zeros in DER for one of everything',
    breaks: 'auth/tampered-bearer',
    like: { 'ecdsa-zeros-accepted': 'the zeros are written in DER' },
    change: (nexus) => accepting(nexus, (token) => hasSignature(token, '3006020100020100')),
  }),
  fault('signature-and-more', {
    does: 'reads as many characters of a signature as it should have, and ignores what follows',
    breaks: 'auth/near-miss',
    like: { 'bearer-cut-short': 'the signature is too long' },
    change: (nexus) =>
      accepting(nexus, (token) => partsOf(token).length === 3 && token.startsWith(nexus.world.bearers.valid)),
  }),
  fault('fourth-segment-ignored', {
    does: 'reads three segments of a token, and ignores a fourth',
    breaks: 'auth/near-miss',
    like: { 'signature-and-more': 'what follows is a segment' },
    change: (nexus) => accepting(nexus, (token) => partsOf(token).slice(0, 3).join('.') === nexus.world.bearers.valid),
  }),
];
