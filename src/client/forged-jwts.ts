import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { claimsOf } from '../configuration/shapes.ts';
import { derived, type Secret } from './credentials.ts';

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

type Members = Readonly<Record<string, unknown>>;

export const compact = ({ header, payload, signature }: Jwt) => `${header}.${payload}.${signature}`;
const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Members;
const encoded = (part: Members) => Buffer.from(JSON.stringify(part)).toString('base64url');
const withMembers = (part: string, members: Members) => encoded({ ...decoded(part), ...members });

/** The JWT with another subject, everything else as it was. */
export const ofAnotherSubject = (jwt: Jwt): Jwt => ({
  ...jwt,
  payload: withMembers(jwt.payload, { sub: 'nexus-conformance' }),
});

/** RFC 8725 §3.1: `none` must not be accepted for a secured one. */
const unsigned =
  (alg: string) =>
  ({ header, payload }: Jwt): Jwt => ({ header: withMembers(header, { alg }), payload, signature: '' });

/** A JWT with these members in its header, and the signature that is made of header and payload (RFC 7515 §5.1). */
function signedAnew({ header, payload }: Jwt, members: Members, signatureOf: (input: string) => Buffer): Jwt {
  const made = withMembers(header, members);
  return { header: made, payload, signature: signatureOf(`${made}.${payload}`).toString('base64url') };
}

/** RFC 7515 §4.1.3: the key stands in the header; whether it is one that is trusted is another question. */
function signedByOurKey(jwt: Jwt): Jwt {
  const { alg } = decoded(jwt.header);
  // The algorithm of the good token, where it is one of RSA: any other might be refused by its name.
  const isRsa = alg === 'RS256';
  const { privateKey, publicKey } = isRsa
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const members = { alg: isRsa ? alg : 'ES256', kid: undefined, jwk: publicKey.export({ format: 'jwk' }) };
  return signedAnew(jwt, members, (input) =>
    sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  );
}

const underTheEmptyKey =
  (kid?: string) =>
  (jwt: Jwt): Jwt =>
    signedAnew(jwt, { alg: 'HS256', kid }, (input) => createHmac('sha256', '').update(input).digest());

/** With r = s = 0 a verifier that does not look at them multiplies by nothing, and everything is right. */
const underZeros =
  (signature: Buffer) =>
  (jwt: Jwt): Jwt =>
    signedAnew(jwt, { alg: 'ES256' }, () => signature);

/** What anybody can make of a good JWT. An algorithm's name is case-sensitive (RFC 7515 §4.1.1), and a list of forbidden ones may not be. */
const forgeries: readonly { readonly case: string; readonly how: string; readonly forge: (jwt: Jwt) => Jwt }[] = [
  {
    case: 'payload-changed',
    how: 'its payload changed',
    forge: (jwt) => ({ ...jwt, payload: withMembers(jwt.payload, { nexus_conformance: true }) }),
  },
  { case: 'signature-left-out', how: 'its signature left out', forge: (jwt) => ({ ...jwt, signature: '' }) },
  { case: 'alg-none-capitalised', how: 'without signature (alg: None)', forge: unsigned('None') },
  { case: 'alg-none-in-capitals', how: 'without signature (alg: NONE)', forge: unsigned('NONE') },
  { case: 'key-in-its-header', how: 'signed by a key that stands in its header', forge: signedByOurKey },
  { case: 'empty-key', how: 'signed with the empty key', forge: underTheEmptyKey() },
  {
    case: 'empty-key-of-an-unknown-kid',
    how: 'signed with the empty key, its kid unknown',
    forge: underTheEmptyKey('nexus-conformance'),
  },
  { case: 'ecdsa-zeros', how: 'under an ECDSA signature of zeros', forge: underZeros(Buffer.alloc(64)) },
  {
    case: 'ecdsa-zeros-in-der',
    how: 'under an ECDSA signature of zeros in DER',
    // SEQUENCE { INTEGER 0, INTEGER 0 }
    forge: underZeros(Buffer.from('3006020100020100', 'hex')),
  },
];

/** Each of them, its claims as in the good token unless they are what was changed; none of an opaque token. */
export function forgedJwts(token: Secret): Forged[] {
  if (!jwtParts(token.value)) return [];
  return forgeries.map(({ case: name, how, forge }) => ({ case: name, secret: reforged(token, how, forge) }));
}

/** An unsecured JWT with the claims of a good one. */
export const unsecured = (token: Secret): Secret => reforged(token, 'without signature (alg: none)', unsigned('none'));

function reforged(token: Secret, how: string, forge: (jwt: Jwt) => Jwt): Secret {
  let last: { readonly value: string; readonly forged: string } | undefined;
  return derived(token, `${token.name}, ${how}`, (value) => {
    const jwt = jwtParts(value);
    // A signature may come out otherwise each time, and what is masked has to be what is sent.
    if (last?.value !== value) last = { value, forged: jwt ? compact(forge(jwt)) : '' };
    return last.forged;
  });
}
