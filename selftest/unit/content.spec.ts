import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { textOf } from '../../src/client/content.ts';
import { noCredentials } from '../../src/client/credentials.ts';
import { httpTransport } from '../../src/client/http-transport.ts';
import { prepare } from '../../src/client/stimulus.ts';
import type { Answer } from '../../src/client/transport.ts';
import { wireTransport } from '../../src/client/wire-transport.ts';

const text = '{"title":"Ungültig"}';
const plain = Buffer.from(text);
const transports = {
  'the HTTP library': httpTransport({ insecureTls: false }),
  'exact octets': wireTransport({ insecureTls: false }),
};

/** What a server's answer of this content and coding is read as. */
async function answerTo(content: Buffer, coding: string, transport: keyof typeof transports): Promise<Answer> {
  const server = createServer((_request, response) => {
    response.writeHead(400, { 'Content-Encoding': coding, 'Content-Type': 'application/json' }).end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const address = { baseUrl, userId: () => '1', clientId: 'portal', applicationTokenName: 'ApplicationToken' };
  try {
    return await transports[transport].transmit(prepare({ name: 'any', credentials: noCredentials }, address), 5000);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

for (const name of Object.keys(transports) as (keyof typeof transports)[]) {
  test(`content that a server compressed unasked is read by ${name}`, async () => {
    const coded: readonly (readonly [coding: string, content: Buffer])[] = [
      ['gzip', gzipSync(plain)],
      ['GZIP', gzipSync(plain)],
      ['x-gzip', gzipSync(plain)],
      ['deflate', deflateSync(plain)],
      ['br', brotliCompressSync(plain)],
      ['gzip, br', brotliCompressSync(gzipSync(plain))],
      ['identity', plain],
    ];
    for (const [coding, content] of coded) {
      const answer = await answerTo(content, coding, name);
      expect.soft('response' in answer && answer.response.content.toString(), coding).toBe(text);
    }
  });

  test(`an answer with a false Content-Encoding is undecodable with ${name}`, async () => {
    for (const coding of ['gzip', 'br', 'deflate', 'br, gzip']) {
      expect.soft(await answerTo(plain, coding, name), coding).toMatchObject({ noAnswer: { kind: 'undecodable' } });
    }
  });

  test(`an unknown coding, and a coding of no content, still give a response with ${name}`, async () => {
    const unknown = await answerTo(plain, 'zstd', name);
    expect(unknown).toMatchObject({ response: { unknownCoding: 'zstd', status: 400 } });
    const empty = await answerTo(Buffer.alloc(0), 'gzip', name);
    expect('response' in empty && empty.response.content.length).toBe(0);
  });

  test(`content that decodes to more than 1 MiB is cut by ${name}`, async () => {
    const answer = await answerTo(gzipSync(Buffer.alloc(3 * 1024 * 1024)), 'gzip', name);
    expect(answer).toMatchObject({ response: { truncated: true } });
    if ('response' in answer) expect(answer.response.content.length).toBeLessThanOrEqual(1024 * 1024);
  });
}

test('text in UTF-16 and in UTF-8 is read by its byte order mark', () => {
  const littleEndian = Buffer.from('\ufeff<ä/>', 'utf16le');
  expect(textOf(littleEndian)).toBe('\ufeff<ä/>');
  expect(textOf(Buffer.from(littleEndian).swap16())).toBe('\ufeff<ä/>');
  expect(textOf(Buffer.from('\ufeff<ä/>'))).toBe('\ufeff<ä/>');
});
