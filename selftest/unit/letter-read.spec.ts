import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { faultsIn } from '../../src/letter/faults.ts';
import { linksIn } from '../../src/letter/links.ts';
import { masked } from '../../src/letter/masked.ts';
import { freshMeans, meansIn, offerOf } from '../../src/letter/means.ts';
import { readLetter } from '../../src/letter/read.ts';
import { head, octets, read } from './letter-setup.ts';

const rest = head.filter((line) => !line.startsWith('To:'));

test('a comma in a name parts no addresses, and a group stands for its members', async () => {
  const letter = await read(
    ...rest,
    'To: "Doe, Casey" <casey@example.com>, Team: sam@example.com, "Lee, Kim" <kim@example.com>;',
    'Cc: undisclosed-recipients:;',
    'Bcc: robin+tag@example.com',
    '',
    'Hello',
  );
  expect(letter.to).toEqual(['casey@example.com', 'sam@example.com', 'kim@example.com']);
  expect(letter.cc).toEqual([]);
  expect(letter.bcc).toEqual(['robin+tag@example.com']);
  expect(letter.from).toEqual(['no-reply@example.com']);
});

test('a letter without Message-ID, To, Subject and Date is read', async () => {
  const letter = await read('From: a@example.com', '', 'https://example.com/');
  expect(letter).toMatchObject({ subject: '', to: [], text: 'https://example.com/\n', longestPause: 0 });
  expect(letter.date).toBeUndefined();
});

test('ISO-2022-JP is read without a charset, in text and subject', async () => {
  const japanese = Buffer.from('\x1b$B%Q%9%o!<%I\x1b(B', 'latin1').toString('latin1');
  const letter = await read(`Subject: ${japanese}`, '', `${japanese}: <https://example.com/r>`);
  expect(letter.subject).toBe('パスワード');
  expect(letter.text).toContain('パスワード: <https://example.com/r>');
});

test('the way tells when a letter was first taken, where it waited longest and who delays', async () => {
  const letter = await read(
    'Received: from b by c (Postfix) id 3; Sat, 28 Nov 2026 19:36:00 +0000 (UTC)',
    'Received: from a by b; Sat, 28 Nov 2026',
    ' 20:30:50 +0100 (CET)',
    'Received: from app by a; Sat, 28 Nov 2026 19:30:47 +0000',
    'X-Greylist: delayed 300 seconds by postgrey-1.37 at mx.example.com',
    ...head,
    '',
    'Hello',
  );
  expect(letter.date).toBe(Date.UTC(2026, 10, 28, 19, 30, 46));
  expect(letter.firstReceived).toBe(Date.UTC(2026, 10, 28, 19, 30, 47));
  expect(letter.longestPause).toBe(310);
  expect(letter.greylisted).toBe(true);
});

test('a date that is none is none, and clocks that differ make no pause', async () => {
  const letter = await read(
    'Received: from a by b; Sat, 28 Nov 2026 19:30:40 +0000',
    'Received: from app by a; Sat, 28 Nov 2026 19:30:47 +0000',
    'Date: yesterday, at noon',
    '',
    'Hello',
  );
  expect(letter).toMatchObject({ longestPause: 0, greylisted: false });
  expect(letter.date).toBeUndefined();
});

test('quoted-printable, Base64 and lines of any length are decoded, other parts told by type', async () => {
  const link = `https://example.com/reset?token=${'x'.repeat(1500)}`;
  const letter = await read(
    ...head,
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Gr=C3=BC=C3=9Fe',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    `<a href="${link}">Reset</a>`,
    '--b',
    'Content-Type: image/png; name=logo.png',
    'Content-Transfer-Encoding: base64',
    '',
    'iVBORw0KGgo=',
    '--b--',
  );
  expect(letter.text).toContain('Grüße');
  expect(letter.others).toEqual(['image/png']);
  expect(linksIn(letter).map(({ uri }) => uri)).toContain(link);
});

test('parts nested 1000 deep are read', async () => {
  const nested = Array.from({ length: 1000 }, (_, depth) => [
    `Content-Type: multipart/mixed; boundary=b${depth}`,
    '',
    `--b${depth}`,
  ]).flat();
  const letter = await read(...head, ...nested, '', 'https://example.com/deep');
  expect(linksIn(letter).map(({ uri }) => uri)).toEqual(['https://example.com/deep']);
});

test('of what is nested without end, or has a head without end, the head is read', async () => {
  const nested = Array.from(
    { length: 3000 },
    (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}`,
  );
  expect((await read(...head, ...nested)).subject).toBe('Reset your password');
  const long = Array.from({ length: 50_000 }, (_, index) => `X-${index}: y`);
  expect((await read(...head, ...long)).subject).toBe('Reset your password');
});

const hostile: Readonly<Record<string, string>> = {
  'lines without content': '\r\n'.repeat(12 * 2 ** 20),
  'one line': 'x'.repeat(25 * 2 ** 20),
  'nothing but delimiters': '--b\r\n'.repeat(5 * 2 ** 20),
  'tags that never end': '<a href="'.repeat(25 * 2 ** 17),
  brackets: '<https://'.repeat(25 * 2 ** 17),
  'an address of closing brackets': `https://${')'.repeat(25 * 2 ** 20)}`,
  digits: '1 2 '.repeat(25 * 2 ** 18),
  'comments that never end': '<!-- '.repeat(25 * 2 ** 17),
};
for (const [what, content] of Object.entries(hostile)) {
  test(`25 MiB of ${what} are read, and looked through`, async () => {
    for (const type of ['text/plain', 'text/html', 'multipart/mixed; boundary=b']) {
      const letter = await readLetter(octets(...head, `Content-Type: ${type}`, '', content));
      expect(letter.subject).toBe('Reset your password');
      lookThrough(letter);
    }
  });
}

test('whatever octets there are, they are read and looked through', async () => {
  const words = [
    'Content-Type: text/html\r\n\r\n',
    '<a href="',
    'https://',
    '&#x',
    '"',
    '>',
    '%',
    '{{',
    '\x1b$B',
    '?token=',
  ];
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(...words).map((word) => Buffer.from(word)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      lookThrough(await readLetter(Buffer.concat(pieces)));
    }),
    { seed: 20_260_101, numRuns: 500 },
  );
});

function lookThrough(letter: Awaited<ReturnType<typeof readLetter>>): void {
  const fresh = freshMeans(letter, letter, ['5f0c']);
  expect(fresh).toEqual([]);
  expect(offerOf(fresh).kind).toBe('none');
  offerOf(meansIn(letter));
  faultsIn(letter, { baseUrl: 'https://example.com', fresh });
  masked(letter);
}
