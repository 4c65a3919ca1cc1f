import type { JsonWebKey } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { compactVerify, EmbeddedJWK } from 'jose';
import { forgedJwts, jwtParts, unsecured } from '../../src/client/forged-jwts.ts';
import { jwt } from './configuration-setup.ts';

const claims = { sub: 'caller', exp: 2_000_000_000 };
const tokenOf = (header: object) => ({ name: 'T', value: jwt(claims, { ...header, kid: 'of the issuer' }) });

/** Header, payload and signature of every forged token, by its case. */
function forgedOf(header: object) {
  const parts = forgedJwts(tokenOf(header)).map(({ case: name, secret }) => {
    const [first = '', payload = '', signature = ''] = secret.value.split('.');
    return [name, { header: decoded(first), payload: decoded(payload), signature, value: secret.value }] as const;
  });
  return Object.fromEntries(parts);
}

const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

test('a forged token keeps the claims of the good one, but where they are what was changed', () => {
  const { 'payload-changed': changed, ...others } = forgedOf({ alg: 'RS256' });
  expect(changed?.payload).toEqual({ ...claims, nexus_conformance: true });
  expect(Object.values(others).filter(({ payload }) => JSON.stringify(payload) !== JSON.stringify(claims))).toEqual([]);
});

test('an unsigned token has no signature, and names its algorithm in one spelling or another', () => {
  const forged = forgedOf({ alg: 'RS256' });
  const algOf = (name: string) => [forged[name]?.header.alg, forged[name]?.signature];
  expect(algOf('signature-left-out')).toEqual(['RS256', '']);
  expect(algOf('alg-none-capitalised')).toEqual(['None', '']);
  expect(algOf('alg-none-in-capitals')).toEqual(['NONE', '']);
  expect(unsecured(tokenOf({ alg: 'RS256' })).value).toMatch(/\.$/);
});

for (const [alg, used] of [
  ['RS256', 'RS256'],
  ['HS256', 'ES256'],
] as const) {
  test(`a token of ${alg} is signed by ${used} with a key that stands in its header, and verifies with it`, async () => {
    const forged = forgedOf({ alg })['key-in-its-header'];
    expect(forged?.header).toMatchObject({ alg: used, jwk: { kty: used === 'RS256' ? 'RSA' : 'EC' } });
    expect(forged?.header).not.toHaveProperty('kid');
    expect(Object.keys(forged?.header.jwk as JsonWebKey)).not.toContain('d');
    await expect(compactVerify(forged?.value ?? '', EmbeddedJWK)).resolves.toBeDefined();
  });
}

test('a token is signed with the empty key, with a kid that nobody has and with none', () => {
  const forged = forgedOf({ alg: 'RS256' });
  expect(forged['empty-key']?.header).toEqual({ alg: 'HS256' });
  expect(forged['empty-key-of-an-unknown-kid']?.header).toEqual({ alg: 'HS256', kid: 'nexus-conformance' });
  for (const name of ['empty-key', 'empty-key-of-an-unknown-kid']) expect(forged[name]?.signature).toHaveLength(43);
});

test('a signature of zeros is as long as one of ES256, or DER of two zeros', () => {
  const forged = forgedOf({ alg: 'RS256' });
  const octetsOf = (name: string) => Buffer.from(forged[name]?.signature ?? '', 'base64url');
  expect(octetsOf('ecdsa-zeros')).toEqual(Buffer.alloc(64));
  const sequenceOfTwoIntegers = [0x30, 6, 0x02, 1, 0, 0x02, 1, 0];
  expect([...octetsOf('ecdsa-zeros-in-der')]).toEqual(sequenceOfTwoIntegers);
});

test('a forged token is the same as long as the token that it is made from is, and follows it then', () => {
  const token = tokenOf({ alg: 'ES256' });
  const forged = forgedJwts(token);
  const valuesNow = () => forged.map(({ secret }) => secret.value);
  const before = valuesNow();
  expect(valuesNow()).toEqual(before);
  token.value = jwt({ sub: 'second' });
  expect(valuesNow().filter((one, at) => one === before[at] || one === token.value)).toEqual([]);
});

test('each has a case and a name of its own, and of an opaque token there is none', () => {
  const forged = forgedJwts(tokenOf({ alg: 'RS256' }));
  for (const names of [forged.map((one) => one.case), forged.map(({ secret }) => secret.name)]) {
    expect(new Set(names).size).toBe(forged.length);
  }
  expect(forgedJwts({ name: 'T', value: 'opaque' })).toEqual([]);
});

for (const value of ['opaque', 'a.b', 'a.b.c.d', '..', 'a..c']) {
  test(`${value} is no JWT`, () => expect(jwtParts(value)).toBeUndefined());
}
