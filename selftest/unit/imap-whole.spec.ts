import { expect, test } from '@playwright/test';
import { endOfHead, fieldsOf, isClosed } from '../../src/mailbox/head.ts';

const multipart = (parameter: string, end: string): Buffer =>
  Buffer.from(
    `Subject: x\r\nContent-Type: multipart/mixed;\r\n ${parameter}\r\n\r\n--b\r\n\r\ntext --b-- text\r\n--inner--\r\n${end}`,
  );

for (const [what, raw, expected] of [
  ['closed', multipart('boundary=b', '--b--\r\n'), true],
  ['closed, without a last line end', multipart('boundary="b"', '--b--'), true],
  ['closed, with something after it', multipart('charset=x; Boundary = b', '--b-- \r\nepilogue'), true],
  [
    'closed, with other line ends',
    Buffer.from(multipart('boundary=b', '--b--\n').toString().replaceAll('\r', '')),
    true,
  ],
  ['closed, with a boundary that has to be quoted', multipart('boundary="b (1)+"', '--b (1)+--\r\n'), true],
  ['closed, with an escaped boundary', multipart('boundary="b\\"1"', '--b"1--\r\n'), true],
  ['closed at once after the head', Buffer.from('Content-Type: multipart/mixed; boundary=b\n\n--b--'), true],
  ['cut off in a line', multipart('boundary=b', '--b-'), false],
  ['cut off after a part', multipart('boundary=b', '--b\r\n\r\nanother part\r\n'), false],
  ['that closes another boundary', multipart('boundary=b', '--bb--\r\n--b--b\r\n'), false],
  ['without a boundary', multipart('charset=x', '--b--\r\n'), false],
  ['whose head has not ended', Buffer.from('Content-Type: multipart/mixed; boundary=b\r\n--b--\r\n'), false],
  ['of a single part', Buffer.from('Content-Type: text/plain; boundary=b\r\n\r\n--b--\r\n'), false],
] as const) {
  test(`a message ${what} shows ${expected ? '' : 'not '}that it is whole`, () => {
    expect(isClosed(raw)).toBe(expected);
  });
}

test('a head ends with its first empty line, and what is cut off ends nowhere', () => {
  expect(endOfHead(Buffer.from('A: b\r\n\r\nc\n\n'))).toBe(8);
  expect(endOfHead(Buffer.from('A: b\n\nc\r\n\r\n'))).toBe(6);
  expect(endOfHead(Buffer.from('A: b\r\n'))).toBeUndefined();
});

test('fields keep their order and number, are unfolded, and what is none is passed over', () => {
  const raw = Buffer.from('From mbox line\r\nX-A: 1\r\n\t2\r\nx-a : 3\r\nNo field\r\nB:\r\n\r\nC: 4');
  expect(fieldsOf(raw)).toEqual([
    { name: 'x-a', value: '1\t2' },
    { name: 'x-a', value: '3' },
    { name: 'b', value: '' },
  ]);
});
