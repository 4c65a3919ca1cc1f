import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { codesIn } from '../../src/letter/codes.ts';
import { masked } from '../../src/letter/masked.ts';
import { freshMeans, meansIn, type Offer, offerOf } from '../../src/letter/means.ts';
import type { Letter } from '../../src/letter/read.ts';
import { alternative, head, htmlAlone, read, textAlone, tokens } from './letter-setup.ts';

type Make = (token: string) => Promise<Letter>;

/** What is fresh in the first of two letters of one kind. */
async function freshOf(make: Make, pair: readonly [string, string] = tokens, shared: readonly string[] = []) {
  const [one, other] = await Promise.all(pair.map(make));
  if (one === undefined || other === undefined) throw new Error('two letters');
  return freshMeans(one, other, shared);
}

const valuesOf = (found: readonly { readonly value: string; readonly where: string }[]) =>
  found.map(({ where, value }) => [where, value]);

const uris: readonly (readonly [where: string, uri: (token: string) => string])[] = [
  ['query token', (token) => `https://example.com/reset?lang=en&token=${token}`],
  ['query', (token) => `https://example.com/reset?${token}`],
  ['query reset_password_token', (token) => `https://example.com/edit?reset_password_token=${token}`],
  ['path segment 2', (token) => `https://example.com/reset/${token}`],
  ['path segment 2', (token) => `https://example.com/reset/${token}/`],
  ['fragment', (token) => `https://example.com/#${token}`],
  ['fragment', (token) => `https://example.com/app#/reset/${token}`],
  ['fragment token', (token) => `https://example.com/app#/reset?token=${token}`],
  ['fragment token', (token) => `https://example.com/app#token=${token}&type=recovery`],
  ['host', (token) => `myapp://${token}`],
  ['query oobCode', (token) => `myapp://reset?oobCode=${token}`],
];
for (const [where, uri] of uris) {
  test(`a token in ${uri('TOKEN')} is the means, and stands in: ${where}`, async () => {
    for (const make of [
      textAlone,
      (text: string) => htmlAlone(`<a href="${text.replaceAll('&', '&amp;')}">Reset</a>`),
    ]) {
      expect(valuesOf(await freshOf((token) => make(uri(token))))).toEqual([[where, tokens[0]]]);
    }
  });
}

test('a token with padding and without a name is a value', async () => {
  const padded = tokens.map((token) => `${token}1==`) as [string, string];
  const fresh = await freshOf((token) => textAlone(`https://example.com/reset?${token}`), padded);
  expect(valuesOf(fresh)).toEqual([['query', padded[0]]]);
});

const digits = ['482913', '775208'] as const;
const codes: Readonly<Record<string, readonly [pair: readonly [string, string], make: Make]>> = {
  'of six digits': [digits, (code) => textAlone(`Your code is ${code}.`)],
  'of four digits': [['4829', '7752'], (code) => textAlone(`Code:${code}`)],
  'of letters and digits': [['K7QX2M', 'W4TB8N'], (code) => htmlAlone(`<p>Your code: <b>${code}</b></p>`)],
  'with a dash in the middle': [['K7Q-X2M', 'W4T-B8N'], (code) => textAlone(`Code: ${code}!`)],
  'digit by digit': [digits, (code) => textAlone(`Your code: ${code.split('').join(' ')}. Valid for 10 minutes.`)],
  'with a cell for each digit': [
    digits,
    (code) =>
      htmlAlone(
        '<table><tr>',
        ...code.split('').map((digit) => `  <td style="x">\r\n ${digit} </td>`),
        '</tr></table>',
      ),
  ],
  'with an element for each digit': [
    digits,
    (code) =>
      htmlAlone(
        `<p>${code
          .split('')
          .map((digit) => `<span>${digit}</span>`)
          .join('')}</p>`,
      ),
  ],
  'in two groups': [digits, (code) => htmlAlone(`<td>${code.slice(0, 3)}&nbsp;${code.slice(3)}</td>`)],
  'in Japanese text, full-width': [
    digits,
    (code) =>
      textAlone(`認証コードは${code.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))}です`),
  ],
  'in the subject': [digits, (code) => read(`Subject: ${code} is your code`, ...head.slice(0, 2), '', 'Hello')],
};
for (const [what, [pair, make]] of Object.entries(codes)) {
  test(`a code ${what} is the means`, async () => {
    const fresh = await freshOf(make, pair);
    expect(valuesOf(fresh)).toEqual([['code', pair[0]]]);
    expect(offerOf(fresh).kind).toBe('code');
    const [one] = await Promise.all(pair.map(make));
    expect(JSON.stringify(one && masked(one))).not.toContain(pair[0]);
  });
}

test('a short code in a link is one where its name says so', async () => {
  const make = (code: string) => textAlone(`https://example.com/reset?code=${code}&page=${code}`);
  expect(valuesOf(await freshOf(make, digits))).toEqual([['query code', digits[0]]]);
});

test('moments, addresses, numbers of letters and what is glued together are no codes', () => {
  const text = [
    'Requested at 19:30:46 on 2026-11-28 (28.11.2026, 11/28/2026 7:30 PM, 19h30, +0100, 2026-11-28T19:30:46.123Z)',
    'from 203.0.113.77, by casey4711@example.com. Request ID: 8f3a-2b77; Ref. no 48291; see https://example.com/48291',
    'It is the 28th, for 1500sec, at 12,345.67',
  ].join('\n');
  expect(codesIn(text)).toEqual([]);
});

test('times that differ in two letters are nothing fresh, in text and links', async () => {
  const make = (time: string) =>
    textAlone(
      `https://example.com/reset?at=2026-11-28T${time}Z&ts=17643582${time.slice(-2)}&utm_id=${time}0123456789`,
      `At ${time}`,
    );
  expect(await freshOf(make, ['19:30:46', '19:31:02'])).toEqual([]);
});

const ids = ['5f0c9a52-1d7e-4f7b-9c57-0b8d2f6a7c11', 'a1b2c3d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d'] as const;
const spellings: Readonly<Record<string, (id: string) => string>> = {
  'as it is': (id) => id,
  'in capitals': (id) => id.toUpperCase(),
  'without dashes': (id) => id.replaceAll('-', ''),
  'in Base64': (id) => Buffer.from(id).toString('base64url'),
  'in Base64 of its octets': (id) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url'),
  'in an address': (id) => encodeURIComponent(`https://app.example.com/users/${id}/welcome`),
  'beside a word': (id) => `user-number:${id}`,
};
for (const [how, spell] of Object.entries(spellings)) {
  test(`what the suite itself sent is nothing fresh, ${how}`, async () => {
    const make = (id: string) => textAlone(`https://example.com/reset?token=${tokens[0]}&of=${spell(id)}`);
    expect(await freshOf(make, ids, ids)).toEqual([]);
  });
}

test('whom a letter is for is nothing fresh', async () => {
  const make = (name: string) =>
    read(`To: ${name}@example.com`, '', `Hello ${name}, https://example.com/reset?to=${name}%40example.com`);
  expect(await freshOf(make, ['casey4711', 'tripwire42'])).toEqual([]);
});

test('letters that share all are without anything fresh', async () => {
  const fresh = await freshOf(() => textAlone(`https://example.com/reset?token=${tokens[0]}`));
  expect(fresh).toEqual([]);
  expect(offerOf(fresh)).toEqual({ kind: 'none' });
});

const anchors = (...hrefs: readonly string[]): string =>
  hrefs.map((href) => `<a href="${href.replaceAll('&', '&amp;')}">x</a>`).join('\r\n');
const track = (uri: string, id: string): string => `https://click.example.net/l?u=${encodeURIComponent(uri)}&id=${id}`;
const url = 'https://example.com';
const other = (token: string): string => token.split('').reverse().join('');

const offers: readonly (readonly [what: string, make: Make, offer: (token: string) => string | Offer['kind']])[] = [
  [
    'of four links the third, which resets',
    (t) => htmlAlone(anchors(url, `${url}/help?t=${other(t)}`, `${url}/reset/${t}`, `${url}/unsubscribe/${other(t)}`)),
    (t) => `${url}/reset/${t}`,
  ],
  [
    'of a link and its cancellation the first',
    (t) => htmlAlone(anchors(`${url}/password-reset/cancel?token=${t}`, `${url}/password-reset?token=${t}`)),
    (t) => `${url}/password-reset?token=${t}`,
  ],
  [
    "of two that differ between the parts the HTML's",
    (t) => alternative([`${url}/reset?lang=en&amp;token=${t}`], [anchors(`${url}/reset?lang=en&token=${t}`)]),
    (t) => `${url}/reset?lang=en&token=${t}`,
  ],
  ['the one in angle brackets', (t) => textAlone(`Reset: <${url}/reset/${t}>`), (t) => `${url}/reset/${t}`],
  ['the only one, of an app', (t) => textAlone(`myapp://reset?token=${t}`), (t) => `myapp://reset?token=${t}`],
  [
    'of a page and an app with the same token the page',
    (t) => htmlAlone(anchors(`myapp://reset?token=${t}`, `${url}/reset?token=${t}`)),
    (t) => `${url}/reset?token=${t}`,
  ],
  [
    'of tracked links the one that holds something fresh of the service',
    (t) =>
      htmlAlone(anchors(track(url, `${t}1`), track(`${url}/reset?token=${t}`, `${t}2`), track(`${url}/blog`, `${t}3`))),
    (t) => track(`${url}/reset?token=${t}`, `${t}2`),
  ],
  [
    'the one that names where it leads in the end',
    (t) =>
      htmlAlone(anchors(`${url}/reset?token=${t}&redirect_uri=https%3A%2F%2Fportal.example.net%2Fwelcome-back-again`)),
    (t) => `${url}/reset?token=${t}&redirect_uri=https%3A%2F%2Fportal.example.net%2Fwelcome-back-again`,
  ],
  [
    'of two to one page with the same token the first',
    (t) => htmlAlone(anchors(`${url}/reset?token=${t}`, `${url}/reset?token=${t}&utm_source=foot`)),
    (t) => `${url}/reset?token=${t}`,
  ],
  [
    'a token that is Base64 of little',
    (t) => textAlone(`${url}/reset?token=${Buffer.from(t.slice(0, 13)).toString('base64url')}`),
    (t) => `${url}/reset?token=${Buffer.from(t.slice(0, 13)).toString('base64url')}`,
  ],
  [
    'what can be pressed, though the text names what it leads to',
    (t) => alternative([track(`${url}/reset?token=${t}`, '1')], [anchors(`https://click.example.net/r/${t}`)]),
    (t) => `https://click.example.net/r/${t}`,
  ],
  [
    'none of two pages with the same token',
    (t) => htmlAlone(anchors(`${url}/a/${t}`, `${url}/b/${t}`)),
    () => 'ambiguous',
  ],
  ['none of two unlike ones', (t) => htmlAlone(anchors(`${url}/a/${t}`, `${url}/b/${other(t)}`)), () => 'ambiguous'],
  [
    'none of tracked links that nobody can read',
    (t) => htmlAlone(anchors(`${url}/l/${t}`, `${url}/l/${other(t)}`)),
    () => 'ambiguous',
  ],
  ['none but one that cancels', (t) => htmlAlone(anchors(`${url}/cancel/${t}`)), () => 'none'],
  ['no image', (t) => htmlAlone(`<img src="${url}/pixel/${t}.gif">`), () => 'none'],
];
for (const [what, make, wanted] of offers) {
  test(`a letter offers ${what}`, async () => {
    const offer = offerOf(await freshOf(make));
    expect(offer.kind === 'link' ? offer.link.uri : offer.kind).toBe(wanted(tokens[0]));
  });
}

test('parts that come twice offer one link', async () => {
  const part = (token: string) => ['--b', 'Content-Type: text/html', '', anchors(`${url}/reset/${token}`)];
  const make = (token: string) =>
    read(...head, 'Content-Type: multipart/mixed; boundary=b', '', ...part(token), ...part(token), '--b--');
  expect(offerOf(await freshOf(make)).kind).toBe('link');
});

const shapes: readonly ((uri: string) => Promise<Letter>)[] = [
  (uri) => textAlone(`Reset: ${uri} now`),
  (uri) => textAlone(`Reset (${uri}).`),
  (uri) => textAlone(`<${uri}>`),
  (uri) => htmlAlone(anchors(url, uri, `${url}/help`)),
  (uri) => htmlAlone(`<p>Copy ${uri.replaceAll('&', '&amp;')}</p>`),
  (uri) => htmlAlone(anchors(track(uri, '1'))),
  (uri) => htmlAlone(`<a href='${uri.replace(/[/=&?]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`)}'>x</a>`),
  (uri) => alternative([uri.slice(0, -5), uri.slice(-5)], [anchors(uri)]),
  (uri) => alternative([uri.replaceAll('&', '&amp;')], [anchors(uri)]),
  (uri) => {
    const lines = uri.replaceAll('=', '=3D').match(/=3D|[^=]{1,30}/g) ?? [];
    return alternative([lines.join('=\r\n')], [`<a href=3D"${lines.join('=\r\n')}">x</a>`], 'quoted-printable');
  },
];
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');
const anyToken = fc
  .array(fc.constantFrom(...alphabet), { minLength: 16, maxLength: 200 })
  .map((characters) => characters.join(''));

test('whatever a token is, and wherever in whatever letter, it is found, and what may be shown does not hold it', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyToken,
      anyToken,
      fc.constantFrom(...uris),
      fc.constantFrom(...shapes),
      async (one, another, [, uri], shape) => {
        fc.pre(one.toLowerCase() !== another.toLowerCase());
        const [letter, next] = await Promise.all([one, another].map((token) => shape(uri(token))));
        if (letter === undefined || next === undefined) throw new Error('two letters');
        expect(freshMeans(letter, next, ids).map(({ value }) => value)).toContain(one);
        expect(meansIn(letter).map(({ value }) => value)).toContain(one);
        expect(JSON.stringify(masked(letter))).not.toContain(one);
      },
    ),
    { seed: 20_260_101, numRuns: 400 },
  );
});
