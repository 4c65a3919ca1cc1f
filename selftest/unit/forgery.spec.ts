import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  alike,
  changedInTheMiddle,
  jwtParts,
  nearMisses,
  neverIssued,
  partsAtTheColon,
  tamperedPayload,
  tamperedSignature,
  unsecured,
  unsignedOtherwise,
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

test('tampering changes the part that it names, and nothing else', () => {
  fc.assert(
    fc.property(tokens, (token) => {
      const good = partsOf(token.value);
      const signature = partsOf(tamperedSignature(token).value);
      expect(signature).toEqual({ ...good, signature: expect.not.stringMatching(`^${good.signature}$`) });
      expect(Buffer.from(signature.signature, 'base64url')).not.toEqual(Buffer.from(good.signature, 'base64url'));
      const [payload] = tamperedPayload(token).map(({ secret }) => partsOf(secret.value));
      expect(payload).toEqual({ ...good, payload: expect.not.stringMatching(`^${good.payload}$`) });
      expect(decoded(payload?.payload ?? '')).toMatchObject(decoded(good.payload));
    }),
    settings,
  );
  expect(tamperedPayload({ name: 'T', value: 'opaque' })).toEqual([]);
});

test('an unsecured token has no signature and the same claims', () => {
  const token = { name: 'T', value: jwt({ sub: 'caller' }) };
  const [header = '', payload, signature] = unsecured(token, partsOf(token.value)).value.split('.');
  expect(decoded(header)).toEqual({ alg: 'none' });
  expect([payload, signature]).toEqual([partsOf(token.value).payload, '']);
});

test('each unsigned token has no signature, and an opaque token gives none', () => {
  const token = { name: 'T', value: jwt({ sub: 'caller' }) };
  const { header, payload } = partsOf(token.value);
  const forged = unsignedOtherwise(token);
  expect(forged.map((one) => one.case)).toEqual(['signature-left-out', 'alg-none-capitalised', 'alg-none-in-capitals']);
  const [cut, ...unsecuredOnes] = forged.map(({ secret }) => secret.value.split('.'));
  expect(cut).toEqual([header, payload, '']);
  expect(unsecuredOnes.map(([first = '', ...others]) => [decoded(first), ...others])).toEqual(
    ['None', 'NONE'].map((alg) => [{ alg }, payload, '']),
  );
  expect(unsignedOtherwise({ name: 'T', value: 'opaque' })).toEqual([]);
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
  const [swapped] = nearMisses({ name: 'T', value: 'aBÿµ' }, 's');
  expect(swapped).toMatchObject({ case: 'letter-case-swapped', secret: { value: 'Abÿµ' } });
});

test('every value gets all the kinds of near miss that it can have', () => {
  const missesOf = (value: string) =>
    nearMisses({ name: 'T', value }, 's').map(({ case: of, secret }) => [of, secret.value]);
  const casesOf = (value: string) => missesOf(value).map(([of]) => of);
  expect(Object.fromEntries(missesOf('abc123'))).toEqual({
    'letter-case-swapped': 'ABC123',
    'last-character-dropped': 'abc12',
    'one-character-changed': expect.stringMatching(/^(?!abc123)abc\d23$/),
    'one-character-appended': 'abc123x',
    'another-of-its-form': expect.stringMatching(/^[a-z]{3}\d{3}$/),
  });
  expect(casesOf('123456'), 'digits have no case').not.toContain('letter-case-swapped');
  expect(casesOf('123456')).toHaveLength(4);
  expect(casesOf(jwt({})), 'a decoder may ignore what follows a JWT').not.toContain('one-character-appended');
  expect(casesOf(jwt({}))).toHaveLength(4);
  expect(casesOf(uuid), 'a hexadecimal digit means the same in either case').not.toContain('letter-case-swapped');
});

test('what is forged follows the token that it is made from', () => {
  let value = jwt({ sub: 'first' });
  const token = {
    name: 'T',
    get value() {
      return value;
    },
  };
  const forged = [...tamperedPayload(token), ...unsignedOtherwise(token), ...nearMisses(token, 's')];
  const before = forged.map(({ secret }) => secret.value);
  value = jwt({ sub: 'second' });
  const after = forged.map(({ secret }) => secret.value);
  expect(after.filter((one, at) => one === before[at] || one === value)).toEqual([]);
});

test('a password is cut at its first colon, before and after it, and one without a colon is not', () => {
  expect(partsAtTheColon({ name: 'P', value: 'one:two:three' })).toEqual([
    { case: 'up-to-its-colon', secret: { name: 'P up to its colon', value: 'one' } },
    { case: 'after-its-colon', secret: { name: 'P after its colon', value: 'two:three' } },
  ]);
  expect(partsAtTheColon({ name: 'P', value: 'one' })).toEqual([]);
});

for (const value of ['opaque', 'a.b', 'a.b.c.d', '..', 'a..c']) {
  test(`${value} is no JWT`, () => expect(jwtParts(value)).toBeUndefined());
}
