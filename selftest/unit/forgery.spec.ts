import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { jwtParts } from '../../src/client/forged-jwts.ts';
import {
  alike,
  changedInTheMiddle,
  nearMisses,
  neverIssued,
  partsAtTheColon,
  passwordMisses,
  tamperedSignature,
} from '../../src/client/forgery.ts';
import { jwt } from './configuration-setup.ts';

const settings = { seed: 20_260_101, numRuns: 300 };
const text = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme-ascii' }).filter((s) => /[a-z0-9]/i.test(s));
const tokens = fc.record({ sub: fc.string(), exp: fc.nat() }).map((claims) => ({ name: 'a JWT', value: jwt(claims) }));

/** Letters and digits by their kind; everything else as it is. */
const formOf = (value: string) => value.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/[0-9]/g, '0');
const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
function partsOf(token: string) {
  const parts = jwtParts(token);
  if (!parts) throw new Error(`${token} is no JWT`);
  return parts;
}

test('a made-up value has the form of the good one, and differs in every letter and digit', () => {
  fc.assert(
    fc.property(text, fc.string(), (model, seed) => {
      const made = alike(model, seed);
      expect(formOf(made)).toBe(formOf(model));
      const letters = [...model].map((character, i) => [character, made[i]]).filter(([c]) => /[a-z0-9]/i.test(c ?? ''));
      expect(letters.every(([good, forged]) => good !== forged)).toBe(true);
    }),
    settings,
  );
});

test('a value without an ASCII letter or digit is made up with one more character', () => {
  expect(alike('!?!?_-', 's')).toBe('!?!?_-x');
  expect(alike('пароль', 's')).toBe('парольx');
  expect(alike('🔑a🔑', 's')).toMatch(/^🔑[b-z]🔑$/u);
  expect(changedInTheMiddle('🔑🔑a')).toMatch(/^🔑🔑[b-z]$/u);
});

const uuid = '3f2b8c1d-9e4a-4d6f-8b1c-0a2e4f6d8c9b';

test('a made-up value of hexadecimal digits is hexadecimal too, and a UUID stays a UUID', () => {
  for (const model of [uuid, uuid.toUpperCase(), 'deadbeefdeadbeef', '0123456789abcdef0123']) {
    for (const made of [alike(model, 's'), changedInTheMiddle(model)]) {
      expect(made).toMatch(/^[\da-f-]+$/i);
      expect(made).not.toBe(model);
    }
  }
  expect(alike(uuid, 's')).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  expect(changedInTheMiddle(uuid).slice(14, 20), 'version and variant').toBe(uuid.slice(14, 20));
});

test('one seed always makes up the same value, and another seed another one', () => {
  const model = 'Zq7kR2pw9XvLmN'.repeat(4);
  expect(alike(model, '1')).toBe(alike(model, '1'));
  expect(alike(model, '1')).not.toBe(alike(model, '2'));
});

test('a value changed in the middle is another value, and at most one of its characters differs', () => {
  fc.assert(
    fc.property(text, (model) => {
      const changed = changedInTheMiddle(model);
      expect(changed).not.toBe(model);
      const places = [...model].filter((character, i) => character !== changed[i]);
      expect(places.length).toBeLessThanOrEqual(1);
    }),
    settings,
  );
  expect(changedInTheMiddle('::::')).toBe('::::x');
});

test('a token that was never issued has the form of the good one and another signature', () => {
  fc.assert(
    fc.property(tokens, fc.string(), (token, seed) => {
      const [good, forged] = [token.value, neverIssued(token.value, seed)].map(partsOf);
      expect(forged?.header).toBe(good?.header);
      expect(forged?.signature).not.toBe(good?.signature);
      expect(formOf(forged?.signature ?? '')).toBe(formOf(good?.signature ?? ''));
      expect(decoded(forged?.payload ?? '')).toMatchObject({
        exp: decoded(good?.payload ?? '').exp,
        sub: 'nexus-conformance',
      });
    }),
    settings,
  );
  const opaque = neverIssued('opaque-Token_0123', 's');
  expect(formOf(opaque)).toBe(formOf('opaque-Token_0123'));
  expect(opaque).not.toBe('opaque-Token_0123');
});

test('a tampered signature is another one, and the rest of the token is as it was', () => {
  fc.assert(
    fc.property(tokens, (token) => {
      const good = partsOf(token.value);
      const signature = partsOf(tamperedSignature(token).value);
      expect(signature).toEqual({ ...good, signature: expect.not.stringMatching(`^${good.signature}$`) });
      expect(Buffer.from(signature.signature, 'base64url')).not.toEqual(Buffer.from(good.signature, 'base64url'));
    }),
    settings,
  );
});

test('a near miss of a JWT by letter case, or of the same form, changes only the signature', () => {
  const good = partsOf(jwt({ sub: 'caller' }));
  const value = `${good.header}.${good.payload}.aBc-${good.signature}`;
  const misses = nearMisses({ name: 'T', value }, 's').filter((miss) => /case|another/.test(miss.case));
  expect(misses.map(({ secret }) => partsOf(secret.value))).toEqual(
    misses.map(() => ({ ...good, signature: expect.not.stringMatching(`^aBc-${good.signature}$`) })),
  );
  expect(misses).toHaveLength(2);
});

test('a near miss is neither the good value nor empty, and has a case and a name of its own', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        tokens.map(({ value }) => value),
      ),
      fc.string(),
      (value, seed) => {
        const misses = nearMisses({ name: 'T', value }, seed);
        expect(misses.filter(({ secret }) => secret.value === value || secret.value === '')).toEqual([]);
        for (const names of [misses.map((miss) => miss.case), misses.map(({ secret }) => secret.name)]) {
          expect(new Set(names).size).toBe(misses.length);
        }
      },
    ),
    settings,
  );
});

test('a near miss leaves letters beyond ASCII as they are', () => {
  expect(missesOf('aBÿµ')).toMatchObject({ 'letter-case-swapped': 'Abÿµ' });
});

const missesOf = (value: string, seed = 's') =>
  Object.fromEntries(nearMisses({ name: 'T', value }, seed).map((miss) => [miss.case, miss.secret.value]));

test('every value gets all the kinds of near miss that it can have', () => {
  expect(missesOf('abc123')).toEqual({
    'last-character-dropped': 'abc12',
    'characters-appended': 'abc1232222',
    'one-character-changed': expect.stringMatching(/^(?!abc123)abc\d23$/),
    'letter-case-swapped': 'ABC123',
    'another-of-its-form': expect.stringMatching(/^[a-z]{3}\d{3}$/),
  });
  const { header, payload, signature } = partsOf(jwt({ sub: 'caller' }));
  expect(missesOf(jwt({ sub: 'caller' }))).toMatchObject({
    'characters-appended': `${header}.${payload}.${signature}2222`,
    'segment-appended': `${header}.${payload}.${signature}.2222`,
  });
});

const ulid = '01JDX3Z8K5M7QW9V2B4N6P0RST';
const withoutCase: readonly (readonly [form: string, value: string])[] = [
  ['digits', '123456'],
  ['a UUID', uuid],
  ['hexadecimal', 'deadbeefdeadbeef'],
  ['a ULID', ulid],
  ['Base32', 'MFRGGZDFMZTWQ2LKNNWG23TPOA======'],
];
for (const [form, value] of withoutCase) {
  test(`a value that is ${form} is not swapped in case, and gets every other near miss`, () => {
    expect(Object.keys(missesOf(value))).toEqual([
      ...['last-character-dropped', 'characters-appended', 'one-character-changed', 'another-of-its-form'],
    ]);
  });
}

test('a made-up ULID is one, and a made-up value of Base32 is in its alphabet', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    expect(missesOf(ulid, `${seed}`)['another-of-its-form']).toMatch(/^[01][\dA-HJKMNP-TV-Z]{25}$/);
    expect(missesOf('MFRGGZDFMZTWQ2LK', `${seed}`)['another-of-its-form']).toMatch(/^[A-Z2-7]{16}$/);
  }
});

test('a value in small letters alone, or in both cases, is swapped in case: it is no Base32', () => {
  for (const value of ['supersecretpassword', 'MFRGGZDFMZTWQ2lk']) {
    expect(missesOf(value)).toHaveProperty('letter-case-swapped');
  }
});

test('no near miss of Base64 decodes to the same octets, by a decoder that stops at the padding or needs none', () => {
  const octets = fc.uint8Array({ minLength: 8, maxLength: 40 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(octets, fc.constantFrom('base64', 'base64url'), fc.string(), (bytes, encoding, seed) => {
      const value = bytes.toString(encoding as BufferEncoding);
      const misses = nearMisses({ name: 'T', value }, seed);
      const decodings = misses.map(({ secret }) => Buffer.from(secret.value.replace(/=.*$/, ''), 'base64'));
      expect(decodings.filter((decoded) => decoded.equals(bytes))).toEqual([]);
    }),
    settings,
  );
});

test('a password loses its end, gets eighty characters more, and is cut at its colon, in this order', () => {
  const misses = passwordMisses({ name: 'P', value: 'Ab:cd' }).map((miss) => [miss.case, miss.secret.value]);
  expect(misses).toEqual([
    ['last-character-dropped', 'Ab:c'],
    ['characters-appended', `Ab:cd${'2222'.repeat(20)}`],
    ['one-character-changed', expect.stringMatching(/^Ab:[^c]d$/)],
    ['letter-case-swapped', 'aB:CD'],
    ['up-to-its-colon', 'Ab'],
    ['after-its-colon', 'cd'],
  ]);
});

test('a near miss follows the token that it is made from', () => {
  const token = { name: 'T', value: jwt({ sub: 'first' }) };
  const misses = nearMisses(token, 's');
  const before = misses.map(({ secret }) => secret.value);
  token.value = jwt({ sub: 'second' });
  const after = misses.map(({ secret }) => secret.value);
  expect(after.filter((one, at) => one === before[at] || one === token.value)).toEqual([]);
});

test('a password is cut at its first colon, before and after it, and one without a colon is not', () => {
  expect(partsAtTheColon({ name: 'P', value: 'one:two:three' })).toEqual([
    { case: 'up-to-its-colon', secret: { name: 'P up to its colon', value: 'one' } },
    { case: 'after-its-colon', secret: { name: 'P after its colon', value: 'two:three' } },
  ]);
  expect(partsAtTheColon({ name: 'P', value: 'one' })).toEqual([]);
});
