import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { textOf, withoutCodings } from '../../src/client/content.ts';
import { mostContent } from '../../src/client/response-reader.ts';
import { connectionEach } from '../../src/client/transport.ts';
import { rawResponse } from './answer-setup.ts';
import { served } from './octet-server.ts';

const text = '{"title":"Ungültig"}';
const plain = Buffer.from(text);
const mebibyte = 1024 * 1024;

/** What a response of this content and coding is read as. */
const read = (content: Buffer, ...codings: readonly string[]) =>
  withoutCodings(rawResponse(400, { content, fields: codings.map((coding) => ['content-encoding', coding]) }));

for (const [codings, content] of [
  [['gzip'], gzipSync(plain)],
  [['GZIP'], gzipSync(plain)],
  [['x-gzip'], gzipSync(plain)],
  [['deflate'], deflateSync(plain)],
  [['br'], brotliCompressSync(plain)],
  [['gzip, br'], brotliCompressSync(gzipSync(plain))],
  [['gzip', 'br'], brotliCompressSync(gzipSync(plain))],
  [['identity'], plain],
  [[''], plain],
  [[], plain],
] as const) {
  test(`content is read as it was before its codings: ${JSON.stringify(codings)}`, () => {
    expect(read(content, ...codings).content.toString()).toBe(text);
  });
}

test('content that a server compressed unasked is read over a connection', async () => {
  const coded = gzipSync(plain);
  const head = `HTTP/1.1 400 x\r\nContent-Encoding: gzip\r\nContent-Length: ${coded.length}\r\n\r\n`;
  await served(
    (socket) => socket.end(Buffer.concat([Buffer.from(head), coded])),
    async (origin) => {
      const fields = [['Host', origin.host]] as const;
      const none = Buffer.alloc(0);
      const request = { method: 'POST', origin, target: '/', version: 'HTTP/1.1', fields, content: none, body: none };
      const answer = await connectionEach({ insecureTls: false, proxies: [] }).transmit(request, 2000);
      expect(answer).toMatchObject({ response: { status: 400, content: plain } });
    },
  );
});

for (const coding of ['gzip', 'br', 'deflate', 'br, gzip']) {
  test(`content that is not coded by ${coding} as its field says stays as it came, and that is said`, () => {
    expect(read(plain, coding)).toMatchObject({ content: plain, miscoded: `it cannot be decoded as ${coding}` });
  });
}

test('content of a coding that cannot be undone here stays as it came, and its codings are named', () => {
  expect(read(plain, 'zstd')).toMatchObject({ status: 400, content: plain, unknownCoding: 'zstd' });
  expect(read(plain, 'gzip', 'Zstd')).toMatchObject({ content: plain, unknownCoding: 'gzip, zstd' });
  for (const coding of ['compress', 'dcb', 'x-compress']) expect(read(plain, coding)).not.toHaveProperty('miscoded');
});

test('a coding that IANA has not registered is none, whatever the content', () => {
  for (const coding of ['UTF-8', 'gzip, none', 'constructor']) {
    const [, strange = coding] = coding.split(', ');
    const miscoded = `${strange.toLowerCase()} is no content coding that IANA has registered`;
    expect(read(plain, coding)).toMatchObject({ content: plain, miscoded });
  }
});

test('no content has no coding, whatever its field says', () => {
  for (const coding of ['gzip', 'zstd', 'UTF-8']) {
    const response = read(Buffer.alloc(0), coding);
    expect(response).toMatchObject({ content: Buffer.alloc(0) });
    expect(response).not.toHaveProperty('unknownCoding');
    expect(response).not.toHaveProperty('miscoded');
  }
});

test('content that decodes to 3 MiB is read whole, and to more than 4 MiB stays as it came and is truncated', () => {
  const whole = read(gzipSync(Buffer.alloc(3 * mebibyte)), 'gzip');
  expect(whole.truncated).toBe(false);
  expect(whole.content).toHaveLength(3 * mebibyte);
  expect(read(gzipSync(Buffer.alloc(mostContent)), 'gzip').content).toHaveLength(4 * mebibyte);
  const bomb = gzipSync(Buffer.alloc(mostContent + 1));
  expect(read(bomb, 'gzip')).toMatchObject({ truncated: true, content: bomb });
});

test('coded content that was cut is left as it came', () => {
  const content = gzipSync(plain).subarray(0, 10);
  const response = rawResponse(400, { content, truncated: true, fields: [['Content-Encoding', 'gzip']] });
  expect(withoutCodings(response)).toEqual(response);
});

test('text in UTF-16 and in UTF-8 is read by its byte order mark', () => {
  const littleEndian = Buffer.from('\ufeff<ä/>', 'utf16le');
  expect(textOf(littleEndian)).toBe('\ufeff<ä/>');
  expect(textOf(Buffer.from(littleEndian).swap16())).toBe('\ufeff<ä/>');
  expect(textOf(Buffer.from('\ufeff<ä/>'))).toBe('\ufeff<ä/>');
});
