/** What an e-mail holds is masked wherever it may be told, and masking changes nothing that is judged. */
import { expect, test } from '@playwright/test';
import { createRedactor } from '../../src/client/redaction.ts';
import type { Values } from '../../src/configuration/values.ts';
import { readingsOf, secretForms } from '../../src/letter/secrets.ts';
import type { Field } from '../../src/model/exchange.ts';
import type { ToldRecord } from '../../src/model/mail.ts';
import { memoryLedger } from '../../src/run/ledger.ts';
import { keepSecret, letterRecord, marksToldIn, meansRecord } from '../../src/run/letters.ts';
import { answered } from './exchange-setup.ts';
import { textAlone } from './letter-setup.ts';

const values = {
  NEXUS_BASE_URL: 'http://nexus.example:48123',
  NEXUS_USER_ID: '4711',
  NEXUS_USER_EMAIL: 'user@nexus.example',
  NEXUS_TRIPWIRE_EMAIL: 'tripwire@nexus.example',
  NEXUS_CLIENT_ID: 'portal-web-2',
} as Values;

const tokens = ['kQ7vR2mX9pLwZ4aB8cD1eF', 'pM3nV6xC1zA9sD4fG7hJ2k'] as const;
const link = (token: string) => `https://id.nexus.example/reset?token=${token}`;

/** What stays of an answer when these texts have been read, one after the other. */
async function afterReading(texts: readonly string[], status: number, fields: readonly Field[], content = '') {
  const redactor = createRedactor();
  const ofLetters = createRedactor();
  const ledger = memoryLedger();
  const letters = await Promise.all(texts.map((text) => textAlone(text)));
  ledger.addExchange(answered(status, { fields, content }));
  for (const [index, letter] of letters.entries()) {
    keepSecret(`${index}`, letter, { values, redactor, ofLetters, ledger, before: letters[index - 1] });
  }
  return { letters, redactor, ofLetters, response: ledger.exchanges()[0]?.response };
}

const footer = '(c) 2026 Fabrikam365 Ltd, Main Street 1204, 80331 Munich. Sent by server 48123 for 4711.';
const judged: readonly Field[] = [
  ['Date', 'Sat, 28 Nov 2026 23:54:30 GMT'],
  ['Content-Length', '1204'],
  ['Retry-After', '1204'],
  ['Expires', 'Sat, 28 Nov 2026 23:54:30 GMT'],
  ['WWW-Authenticate', 'Basic realm="Fabrikam365"'],
];

for (const status of [204, 401]) {
  test(`a year, a house number, a postcode and a name in an e-mail change no field of a ${status} whose form is judged`, async () => {
    const { response } = await afterReading([footer, footer], status, judged);
    expect(response?.fields).toEqual(judged);
  });
}

test('words of an e-mail change nothing of a problem', async () => {
  const text = `${footer} Codes 4045 and ABC1234567, see ${link(tokens[0])}&returnUrl=https%3A%2F%2Fid.nexus.example%2FLogin2`;
  const content = JSON.stringify({
    type: 'https://id.nexus.example/errors/4045',
    title: 'Fabrikam365 refuses ABC1234567',
    status: 404,
    instance: 'http://nexus.example:48123/v1/users/4711/1204',
  });
  const { response } = await afterReading([text], 404, [], content);
  expect(response?.content).toBe(content);
});

test('a code is masked in an answer that may tell it, and the token of a link in each', async () => {
  const text = `Your code is 1204, or ${link(tokens[0])}`;
  const told: readonly Field[] = [
    ['X-Code', 'code 1204, 12045'],
    ['X-Token', tokens[0]],
  ];
  const mark = expect.stringMatching(/^code ‹code of an e-mail, no\. [\da-f]{6}›, 12045$/);
  const token = expect.stringMatching(/^‹query token of an e-mail, no\. [\da-f]{6}›$/);
  const accepted = await afterReading([text], 204, told);
  expect(accepted.response?.fields).toEqual([
    ['X-Code', mark],
    ['X-Token', token],
  ]);
  const refused = await afterReading([text], 401, told);
  expect(refused.response?.fields).toEqual([told[0], ['X-Token', token]]);
});

test('a year is a code where the next e-mail has another number', async () => {
  const fields: readonly Field[] = [['X-Code', '2026']];
  const codes = ['Your code is 2026', 'Your code is 7193'];
  expect((await afterReading([codes[0] ?? ''], 204, fields)).response?.fields).toEqual(fields);
  expect((await afterReading([footer, footer], 204, fields)).response?.fields).toEqual(fields);
  for (const texts of [codes, codes.toReversed()]) {
    const { response } = await afterReading(texts, 204, fields);
    expect(response?.fields).toEqual([['X-Code', expect.stringContaining('‹code of an e-mail')]]);
  }
});

test('addresses and what the suite says itself are no secret, also within one', () => {
  const value = `https://id.nexus.example/reset/${tokens[0]}?for=user-id-4711-4711`;
  const forms = secretForms({ value, written: encodeURIComponent(value) }, ['user-id-4711-4711']);
  expect(forms).toContain(tokens[0]);
  for (const form of forms) expect(form).not.toMatch(/nexus\.example|4711/);
});

const wrappings: Readonly<Record<string, (token: string) => string>> = {
  bare: (token) => token,
  'behind a version': (token) => `v1.${token}`,
  'in percent-encoded JSON': (token) => encodeURIComponent(JSON.stringify({ reset: token })),
  'in Base64 JSON': (token) => Buffer.from(JSON.stringify({ user: 1, reset: token })).toString('base64'),
  'in percent-encoded Base64 JSON': (token) =>
    encodeURIComponent(Buffer.from(JSON.stringify({ a: token })).toString('base64')),
  'in a signed cookie': (token) =>
    `${Buffer.from(JSON.stringify({ reset: token })).toString('base64url')}.c2lnbmF0dXJl`,
};
for (const [how, wrap] of Object.entries(wrappings)) {
  test(`a token is found in a cookie: ${how}`, async () => {
    const { ofLetters } = await afterReading(tokens.map(link), 204, []);
    expect(marksToldIn(`reset=${wrap(tokens[0])}`, ofLetters)).toHaveLength(1);
    expect(marksToldIn(`reset=${wrap('AbCdEf0123456789AbCdEf')}`, ofLetters)).toEqual([]);
  });
}

test('no cookie is looked into without end', () => {
  const nested = Array.from({ length: 9 }).reduce<string>(
    (text) => Buffer.from(text).toString('base64'),
    'x'.repeat(999),
  );
  expect(readingsOf(nested).length).toBeLessThan(100);
});

/** What is found in the cookies of an answer to the first of two e-mails. */
async function leaksOf(texts: readonly [string, string], pair: string) {
  const { letters, ofLetters } = await afterReading(texts, 204, []);
  const exchange = answered(204, { id: 'auth/basic#good' });
  const told = marksToldIn(pair, ofLetters).map(
    (mark): ToldRecord => ({ kind: 'told', exchange: exchange.id, where: 'the field Set-Cookie', mark }),
  );
  const records = letters.map((letter, index) => {
    const address = `${index === 0 ? 'user' : 'tripwire'}@nexus.example`;
    const message = {
      ...{ id: `${index}`, sameAs: `${index}`, folder: 'INBOX', junk: false },
      recipients: [{ address, from: 'envelope' as const }],
    };
    return letterRecord(message, letter, { values, seenAt: 0, startedAt: 0 });
  });
  const read = new Map(letters.map((letter, index) => [`${index}`, letter]));
  return meansRecord(records, read, [exchange], { values, ofLetters, told })?.leaks;
}

test('a cookie tells what is fresh in an e-mail, and no word that all of them have', async () => {
  const texts = [`${link(tokens[0])} ${footer}`, `${link(tokens[1])} ${footer}`] as const;
  expect(await leaksOf(texts, `reset=v1.${tokens[0]}`)).toEqual([
    { exchange: 'auth/basic#good', where: 'the field Set-Cookie', isTrace: false },
  ]);
  expect(await leaksOf(texts, 'Fabrikam365=80331-1204')).toEqual([]);
});
