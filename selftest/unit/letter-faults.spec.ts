import { expect, test } from '@playwright/test';
import { type Fault, faultsIn } from '../../src/letter/faults.ts';
import { masked } from '../../src/letter/masked.ts';
import { freshMeans, type Means, meansIn } from '../../src/letter/means.ts';
import type { Letter } from '../../src/letter/read.ts';
import { secretForms } from '../../src/letter/secrets.ts';
import { alternative, head, htmlAlone, read, textAlone, tokens } from './letter-setup.ts';

const [token] = tokens;
const anchor = (href: string): Promise<Letter> => htmlAlone(`<a href="${href.replaceAll('&', '&amp;')}">Reset</a>`);
const baseUrl = 'https://api.example.com';

/** As in a run whose two letters are of this kind and share all. */
const kindsOf = (letter: Letter, base = baseUrl): Fault['kind'][] =>
  faultsIn(letter, { baseUrl: base, fresh: freshMeans(letter, letter, []) }).map(({ kind }) => kind);

const missing: readonly (readonly [uri: string, kind: 'empty' | 'placeholder'])[] = [
  ['https://example.com/reset?token=', 'empty'],
  ['https://example.com/reset?token=&user=1', 'empty'],
  ['https://example.com/password-reset?t=', 'empty'],
  ['https://example.com/reset/password?k=&lang=', 'empty'],
  ['https://example.com/reset?t=&user=83920174', 'empty'],
  ['https://example.com/app#/reset?token=', 'empty'],
  ['https://example.com/reset//confirm', 'empty'],
  ['myapp://reset?token=', 'empty'],
  ['https://id.example.com/reset?token=&redirect_uri=https%3A%2F%2Fapp.example.com%2F', 'empty'],
  ['https://click.example.net/?u=https%3A%2F%2Fexample.com%2Freset%3Ftoken%3D', 'empty'],
  ['https://example.com/reset?token=undefined', 'placeholder'],
  ['https://example.com/reset/undefined', 'placeholder'],
  ['https://example.com/reset/null', 'placeholder'],
  ['https://example.com/reset?code=null', 'placeholder'],
  ['https://example.com/reset?token={token}', 'placeholder'],
  ['https://example.com/reset?token={{token}}', 'placeholder'],
  ['https://example.com/reset?token=%7B%7Btoken%7D%7D', 'placeholder'],
  ['https://example.com/reset/{{ token }}', 'placeholder'],
  ['https://example.com/reset?token=%TOKEN%', 'placeholder'],
  ['https://example.com/reset?token=%DEADLINE_TOKEN%', 'placeholder'],
  ['https://example.com/reset?token=[token]', 'placeholder'],
  ['https://example.com/reset?token=<token>', 'placeholder'],
  [`https://example.com/reset?token=\${token}`, 'placeholder'],
  ['https://example.com/reset/:token', 'placeholder'],
  ['https://example.com/reset?token=[object Object]', 'placeholder'],
  ['{{reset_url}}', 'placeholder'],
  ['undefined', 'placeholder'],
];
for (const [uri, kind] of missing) {
  test(`${uri} has nothing where the means belongs: ${kind}`, async () => {
    expect(kindsOf(await anchor(uri))).toEqual([kind]);
  });
}

test('a placeholder for a code in the text is one', async () => {
  expect(kindsOf(await textAlone('Your code: {{ reset_code }}'))).toEqual(['placeholder']);
});

const inOrder: readonly string[] = [
  'https://example.com/',
  `https://example.com/reset?token=${token}`,
  'https://example.com/reset/a8Kd92?lang=',
  'https://example.com/reset/',
  'https://example.com/reset/password?k=83920174&lang=',
  'https://example.com/reset/password?k=83920174&t=',
  'https://example.com/reset/83920174?lang=',
  'https://example.com/reset?lang=&from=',
  'https://example.com/reset?k=83920174&countryCode=',
  'https://example.com/?utm_content=',
  'https://example.com/caf%C3%A9%20%E2%80%99?q=%C3%A4%C3%B6',
  'https://example.com/reset?token=%41%42%43abc',
  'https://example.com/?filter=null',
  'https://example.com/{lang}/about',
  'https://example.com/undefined',
  '{{unsubscribe_url}}',
];
for (const uri of inOrder) {
  test(`${uri} is no fault, even where nothing is fresh`, async () => {
    expect(kindsOf(await anchor(uri))).toEqual([]);
    expect(kindsOf(await textAlone(`Hello {{name}}, ${uri}`))).toEqual([]);
  });
}

test('where something is fresh, an empty value and a placeholder are no fault', async () => {
  const letters = tokens.map((each) =>
    htmlAlone(`<a href="https://example.com/reset?token=&key=${each}">x</a><a href="https://example.com/{page}">y</a>`),
  );
  const [one, other] = await Promise.all(letters);
  if (one === undefined || other === undefined) throw new Error('two letters');
  expect(faultsIn(one, { baseUrl, fresh: freshMeans(one, other, []) })).toEqual([]);
});

for (const host of [
  'localhost',
  'localhost:3000',
  '127.0.0.1:8080',
  '127.1',
  '[::1]:5000',
  '0.0.0.0',
  'app.localhost',
]) {
  test(`a link to ${host} is a fault, unless the target is local too`, async () => {
    const letter = await anchor(`http://${host}/reset?token=${token}`);
    const fresh = meansIn(letter);
    expect(faultsIn(letter, { baseUrl, fresh }).map(({ kind }) => kind)).toEqual(['loopback']);
    expect(faultsIn(letter, { baseUrl: 'http://127.0.0.1:9000', fresh })).toEqual([]);
  });
}

test('where only an image, or where it leads in the end, is on loopback, the link works', async () => {
  const letter = await htmlAlone(
    '<img src="http://localhost/logo.png">',
    `<a href="https://example.com/reset?token=${token}&amp;redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F">x</a>`,
  );
  expect(faultsIn(letter, { baseUrl, fresh: meansIn(letter) })).toEqual([]);
});

test('a tracked link that leads to loopback is a fault', async () => {
  const inner = encodeURIComponent(`http://localhost/reset?token=${token}`);
  const letter = await anchor(`https://click.example.net/?u=${inner}`);
  expect(faultsIn(letter, { baseUrl, fresh: meansIn(letter) }).map(({ kind }) => kind)).toEqual(['loopback']);
});

test('a link escaped as for HTML is a fault in text alone', async () => {
  const escaped = `https://example.com/reset?lang=en&amp;token=${token}`;
  const numbers = `https:&#x2F;&#x2F;example.com&#x2F;reset&#x2F;${token}`;
  expect(kindsOf(await textAlone(escaped))).toEqual(['escaped']);
  expect(kindsOf(await textAlone(numbers))).toEqual(['escaped']);
  expect(kindsOf(await textAlone('Tom &amp; Kim'))).toEqual([]);
  expect(kindsOf(await alternative([escaped], [`<a href="${escaped}">Reset</a>`]))).toEqual([]);
});

test('the words of a fault hold nothing of a value', async () => {
  const letter = await anchor(`http://localhost/reset?token=${token}`);
  for (const { words } of faultsIn(letter, { baseUrl, fresh: meansIn(letter) })) expect(words).not.toContain(token);
});

const means = (value: string, where = 'query token'): Means => ({ value, written: encodeURIComponent(value), where });
const secret = 'a+b/c==d-e_f~g:h-0123456789';
const answers: readonly string[] = [
  secret,
  encodeURIComponent(secret),
  encodeURIComponent(secret).toLowerCase(),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
  JSON.stringify({ secret }).replaceAll('/', '\\/'),
];
for (const [index, answer] of answers.entries()) {
  test(`a token is found in an answer, form ${index + 1} of ${answers.length}`, () => {
    const found = (value: string) =>
      secretForms(means(value)).some((form) => answer.toLowerCase().includes(form.toLowerCase()));
    expect(found(secret)).toBe(true);
    expect(found(`${secret}x`)).toBe(false);
  });
}

test('a token is found by what it is in Base64 of', () => {
  const plain = 'user=1;secret=kQ7vR2mX9pLwZ4';
  const encoded = means(Buffer.from(plain).toString('base64url'));
  expect(secretForms(encoded)).toContain(plain);
});

test('what may be shown of a letter is subject, recipients and masked links', async () => {
  const letter = await read(
    'To: "Doe, Casey" <casey@example.com>',
    'Cc: sam@example.com',
    `Subject: Code 482913 for ${token}`,
    ...head.slice(5),
    'Content-Type: text/html',
    '',
    `<a href="https://u:${token}@example.com:8443/v1/reset/${token}/a1b2c3/go?token=${token}&amp;lang=en#${token}">x</a>`,
    `<a href="https://click.example.net/l?u=${encodeURIComponent(`https://example.com/reset?token=${token}`)}">x</a>`,
    `<a href="myapp://${token}">x</a><a href="mailto:${token}@example.com">x</a><p>${token}</p>`,
  );
  expect(masked(letter)).toEqual({
    subject: 'Code ‹…› for ‹…›',
    recipients: ['casey@example.com', 'sam@example.com'],
    links: [
      'https://example.com:8443/v1/reset/‹…›/‹…›/go?token=‹…›&lang=‹…›#‹…›',
      'https://click.example.net/l?u=‹…› → https://example.com/reset?token=‹…›',
      'myapp://‹…›',
      'mailto:‹…›',
    ],
  });
});
