import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createRedactor } from '../../src/client/redaction.ts';

const seed = { seed: 20_260_101, numRuns: 300 };
const token = 'Zq7+kR/2 pé"w9Xv=LmN';
const utf8 = Buffer.from(token, 'utf8');

function redactorOf(...secrets: readonly string[]) {
  const redactor = createRedactor();
  for (const [index, secret] of secrets.entries()) redactor.register(secret, `SECRET_${index}`);
  return redactor;
}

const forms: Readonly<Record<string, string>> = {
  plain: token,
  'UTF-8 seen as Latin-1': utf8.toString('latin1'),
  Base64: utf8.toString('base64'),
  'Base64 without padding': utf8.toString('base64').replace(/=+$/, ''),
  base64url: utf8.toString('base64url'),
  'Base64 of Latin-1': Buffer.from(token, 'latin1').toString('base64'),
  'URL-encoded': encodeURIComponent(token),
  'URL-encoded in lower case': encodeURIComponent(token).replace(/%../g, (code) => code.toLowerCase()),
  'form-encoded': new URLSearchParams([['', token]]).toString().slice(1),
  'URL-encoded Latin-1': 'Zq7%2BkR%2F2%20p%E9%22w9Xv%3DLmN',
  'URL-encoded Base64': encodeURIComponent(utf8.toString('base64')),
  'JSON-escaped': JSON.stringify(token).slice(1, -1),
  'JSON-escaped to ASCII': 'Zq7+kR/2 p\\u00e9\\"w9Xv=LmN',
  'JSON-escaped by PHP': 'Zq7+kR\\/2 p\\u00e9\\"w9Xv=LmN',
  'JSON-escaped by .NET': 'Zq7\\u002BkR/2 p\\u00E9\\u0022w9Xv=LmN',
};

for (const [name, form] of Object.entries(forms)) {
  test(`a secret is masked in this form: ${name}`, () => {
    expect(redactorOf(token).redact(`<${form}>`)).toBe('<‹SECRET_0›>');
  });
}

for (const user of ['al', 'bob', 'anna', 'élodie']) {
  test(`a password is masked in the Base64 of ${user}:password`, () => {
    const pair = Buffer.from(`${user}:${token}!`, 'utf8');
    for (const encoding of ['base64', 'base64url'] as const) {
      expect(redactorOf(token).redact(pair.toString(encoding))).toMatch(
        /^[\w+/-]{1,12}‹SECRET_0›(‹part of SECRET_0›)?[\w+/=-]{0,4}$/,
      );
    }
  });
}

test('eight characters of a secret in a row are masked, and seven are not', () => {
  const redactor = redactorOf('abcdefghijklmnop');
  expect(redactor.redact('got abcdefgh… (16)')).toBe('got ‹part of SECRET_0›… (16)');
  expect(redactor.redact('got FGHIJKLMN, abcdefghijklmnop')).toBe('got ‹part of SECRET_0›, ‹SECRET_0›');
  expect(redactor.redact('abcdefghijklmnopijklmnop')).toBe('‹SECRET_0›‹part of SECRET_0›');
  expect(redactor.redact('abcdefghi-hijklmnop')).toBe('‹part of SECRET_0›-‹part of SECRET_0›');
  expect(redactor.redact('abcdefg hijklmn')).toBe('abcdefg hijklmn');
});

test('a whole secret is masked by its own name, even if another one begins alike', () => {
  const redactor = redactorOf('header.payload.one', 'header.payload.two');
  expect(redactor.redact('header.payload.two header.payload.three')).toBe('‹SECRET_1› ‹part of SECRET_0›hree');
});

test('a secret keeps the first of its names', () => {
  const redactor = redactorOf('hunter22', 'hunter22', '');
  expect(redactor.redact('hunter22')).toBe('‹SECRET_0›');
  const short = redactorOf('hush', 'hush');
  expect(short.redact('hush')).toBe('‹SECRET_0›');
});

test('a secret made of public words, or a tiny one, does not change what is judged', () => {
  const redactor = redactorOf('my-application-token', 'json', '40');
  const content = '{"type":"about:blank","status":404}';
  expect(redactor.redactField(['Content-Type', 'application/problem+json'])[1]).toBe('application/problem+json');
  expect(redactor.redact(content)).toBe(content);
  expect(redactor.redact('my-application-token')).not.toContain('my-app');
});

test('a short secret is masked in an exchange, and not in our own words', () => {
  const redactor = redactorOf('user', 'long enough');
  expect(redactor.redact('the user, Users, dXNlcg==')).toBe('the ‹SECRET_0›, Users, ‹SECRET_0›');
  expect(redactor.redactOwnText('the user is long enough')).toBe('the user is ‹SECRET_1›');
  expect(redactor.redactField(['X-user', 'user'])).toEqual(['X-user', '‹SECRET_0›']);
});

/** Every 8 characters in a row. */
function windowsOf(form: string): string[] {
  return Array.from({ length: form.length - 7 }, (_, at) => form.slice(at, at + 8));
}

const field = fc.tuple(fc.constantFrom('Authorization', 'cookie', 'Set-Cookie', 'X-Any'), fc.string());

test('a secret is masked in any surroundings', () => {
  const secret = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' });
  const encodings = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => Buffer.from(text).toString('base64'),
    (text) => encodeURIComponent(text),
  );
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 4 }),
      encodings,
      fc.string(),
      fc.string(),
      (secrets, encode, before, after) => {
        const redacted = redactorOf(...secrets).redact(before + secrets.map(encode).join(after) + after);
        return !secrets
          .map(encode)
          .flatMap(windowsOf)
          .some((window) => redacted.includes(window));
      },
    ),
    seed,
  );
});

test('what was redacted stays the same when it is redacted again', () => {
  const text = fc
    .array(fc.oneof(fc.string(), fc.constantFrom('‹', '›', '‹masked›', '‹SECRET_0›', 'part of ', token, 'p@ss')))
    .map((parts) => parts.join(''));
  const redactor = redactorOf(token, 'p@ss', 'SECRET_0');
  fc.assert(
    fc.property(text, field, (any, [name, value]) => {
      for (const redact of [redactor.redact, redactor.redactOwnText, redactor.redactTarget]) {
        expect(redact(redact(any))).toBe(redact(any));
      }
      const once = redactor.redactField([name, value + any]);
      expect(redactor.redactField(once)).toEqual(once);
    }),
    seed,
  );
});

test('text without a secret is not changed', () => {
  const redactor = redactorOf(token, 'correct horse battery');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => redactor.redact(text) === text),
    seed,
  );
  expect(createRedactor().redact('‹masked› İ ſ ẞ')).toBe('‹masked› İ ſ ẞ');
  expect(redactor.redact('İİİ CORRECT HORSE')).toBe('İİİ ‹part of SECRET_1›');
});

test('odd secrets are masked too', () => {
  for (const secret of ['\ud800 lone surrogate', '[(*+?\\', '\0\n\r\t\u2028\u2029', '‹SECRET_0›', '$& $1 $`']) {
    expect(redactorOf(secret).redact(`<${secret}>`)).toMatch(/^<‹SECRET_0›>$/);
  }
});

for (const [sent, shown] of [
  ['Bearer ‹never registered›', 'Bearer ‹masked›'],
  [`bearer  ${token}`, 'bearer  ‹SECRET_0›'],
  [`Bearer ${token}, ${token} `, 'Bearer ‹SECRET_0›‹masked›‹SECRET_0› '],
  ['Digest username="u", response="123"', 'Digest ‹masked›'],
  ['Basic', 'Basic'],
  ['Basic ', 'Basic '],
  ['0123456789', '‹masked›'],
  ['', ''],
] as const) {
  test(`of Authorization only the scheme is shown: ${sent}`, () => {
    const redactor = redactorOf(token);
    expect(redactor.redactField(['authorization', sent])).toEqual(['authorization', shown]);
    expect(redactor.redactField(['Proxy-Authorization', sent])).toEqual(['Proxy-Authorization', shown]);
  });
}

test('a cookie shows its name and attributes, and not its value', () => {
  const { redactField } = redactorOf(token);
  expect(redactField(['Cookie', `a=1; b=${token}; c=x=y; d; e=`])).toEqual([
    'Cookie',
    'a=‹masked›; b=‹SECRET_0›; c=‹masked›;‹masked›; e=',
  ]);
  expect(redactField(['set-cookie', 'sid=0123; Path=/; HttpOnly'])).toEqual([
    'set-cookie',
    'sid=‹masked›; Path=/; HttpOnly',
  ]);
  expect(redactField(['Date', 'Thu; a=b'])).toEqual(['Date', 'Thu; a=b']);
});

test('an ApplicationToken that nobody registered is masked in its place', () => {
  const header = createRedactor({ applicationToken: { in: 'header', name: 'ApplicationToken' } });
  expect(header.redactField(['applicationtoken', 'unknown'])).toEqual(['applicationtoken', '‹masked›']);
  expect(header.redactTarget('/a?applicationtoken=x')).toBe('/a?applicationtoken=x');
  const query = createRedactor({ applicationToken: { in: 'query', name: 'app token' } });
  expect(query.redactTarget('http://h/a?x=1&app%20token=un%known&App+Token=&app+token=b#app token=c')).toBe(
    'http://h/a?x=1&app%20token=‹masked›&App+Token=&app+token=‹masked›#app token=c',
  );
  expect(query.redactField(['app token', 'x'])).toEqual(['app token', 'x']);
});

test('a long text is redacted within five seconds, and one made to be slow within 20 times as long', () => {
  const secrets = Array.from({ length: 29 }, (_, index) => Buffer.alloc(48, `${index}-${token}`).toString('base64'));
  const redactor = redactorOf(...secrets, `${'a'.repeat(4000)}b`);
  const milliseconds = (text: string): number => {
    const start = performance.now();
    redactor.redact(text);
    return performance.now() - start;
  };
  const plain = Buffer.alloc(786_432, 'any text of no secret at all').toString('base64');
  milliseconds(plain);
  const base = milliseconds(plain);
  expect(base).toBeLessThan(5000);
  expect(milliseconds('a'.repeat(plain.length))).toBeLessThan(base * 20);
  expect(milliseconds(secrets.join(' ').repeat(600).slice(0, plain.length))).toBeLessThan(base * 20);
});
