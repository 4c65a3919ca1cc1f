import { expect, test } from '@playwright/test';
import { framed, octetsOf, type PreparedRequest } from '../../src/client/request.ts';

const bare: PreparedRequest = {
  method: 'POST',
  origin: new URL('http://127.0.0.1'),
  target: '/',
  version: 'HTTP/1.1',
  fields: [],
  content: Buffer.alloc(0),
  body: Buffer.alloc(0),
};
const trailers = [
  ['X-Sum', '1'],
  ['x-sum', Buffer.from('é', 'utf8')],
] as const;

test('a request is exactly the octets that were given', () => {
  const octets = octetsOf({
    ...bare,
    method: 'post',
    target: '/a/../b c',
    version: 'HTTP/9',
    fields: [
      ['Authorization ', 'x'],
      ['authorization', Buffer.from('é', 'utf8')],
      ['X', 'é\r\n folded'],
      ['', ''],
    ],
    content: Buffer.from('what the record shows'),
    body: Buffer.from([0, 255]),
  });
  const head = 'post /a/../b c HTTP/9\r\nAuthorization : x\r\nauthorization: Ã©\r\nX: é\r\n folded\r\n: \r\n\r\n';
  expect(octets).toEqual([Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from([0, 255])])]);
});

test('a character beyond Latin-1 is refused wherever it stands', () => {
  for (const part of [
    { method: 'POST\u010a' },
    { target: '/\u010a' },
    { version: 'HTTP/1.1\u010a' },
    { fields: [['X\u010a', 'y']] },
    { fields: [['X', '\u010a']] },
  ] satisfies Partial<PreparedRequest>[]) {
    expect(() => octetsOf({ ...bare, ...part }), JSON.stringify(part)).toThrow(/Buffer/);
  }
});

test('segments are the same octets, cut at their offsets', () => {
  const request: PreparedRequest = { ...bare, fields: [['Host', 'a']], body: Buffer.from('body') };
  const [whole = Buffer.alloc(0)] = octetsOf(request);
  const cut = octetsOf({ ...request, segments: () => [4, 17, 18] }).map((segment) => segment.toString('latin1'));
  expect(cut).toEqual(['POST', ' / HTTP/1.1\r\n', 'H', 'ost: a\r\n\r\nbody']);
  expect(cut.join('')).toBe(whole.toString('latin1'));
  expect(octetsOf({ ...request, segments: () => [] })).toEqual([whole]);
});

for (const [framing, content, fields, body] of [
  ['content-length', 'abc', [['Content-Length', '3']], 'abc'],
  ['content-length', '', [['Content-Length', '0']], ''],
  ['content-length', 'é', [['Content-Length', '2']], 'Ã©'],
  ['none', 'abc', [], 'abc'],
  ['none', '', [], ''],
  ['chunked', 'abc', [['Transfer-Encoding', 'chunked']], '3\r\nabc\r\n0\r\nX-Sum: 1\r\nx-sum: Ã©\r\n\r\n'],
  ['chunked', '', [['Transfer-Encoding', 'chunked']], '0\r\nX-Sum: 1\r\nx-sum: Ã©\r\n\r\n'],
] as const) {
  test(`${framing} frames ${JSON.stringify(content)} as RFC 9112 §6 says, and trailers go with chunks only`, () => {
    const frame = framed(Buffer.from(content), framing, trailers);
    expect({ fields: frame.fields, body: frame.body.toString('latin1') }).toEqual({ fields, body });
  });
}

test('the size of a chunk is hexadecimal, and content is one chunk', () => {
  const { body } = framed(Buffer.alloc(5000, 'x'), 'chunked');
  expect(body.toString()).toBe(`1388\r\n${'x'.repeat(5000)}\r\n0\r\n\r\n`);
});
