import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from '@playwright/test';
import { mostContent, mostHead } from '../../src/client/response-reader.ts';
import type { Answer, RawResponse } from '../../src/client/transport.ts';
import { openWire, type Wire, type WireExchange } from '../../src/client/wire.ts';
import type { Route } from '../../src/configuration/network.ts';
import { makeCertificates, tlsFront } from './network-setup.ts';
import { type Answerer, portOf, saying, served } from './octet-server.ts';

const ok = 'HTTP/1.1 200 OK\r\n';
const noContent = 'HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n';
const requestFor = (target: string) => Buffer.from(`POST ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
const request = requestFor('/');
const patience = { timeoutMs: 2000, method: 'POST' };

/** What `talk` makes of a connection to a server. */
function connected<T>(answer: Answerer, talk: (wire: Wire) => Promise<T>): Promise<T> {
  return served(answer, async (url) => {
    const wire = await openWire({ url, connectTimeoutMs: 2000 });
    try {
      return await talk(wire);
    } finally {
      wire.close();
    }
  });
}

/** The answer of a server to one request on a connection of its own. */
const answerOf = (answer: Answerer, options: Partial<WireExchange> = {}): Promise<Answer> =>
  connected(answer, (wire) => wire.exchange(request, { ...patience, ...options }));

function responseOf(answer: Answer): RawResponse {
  if ('noAnswer' in answer) throw new Error(`no answer: ${answer.noAnswer.message}`);
  return answer.response;
}

const contentOf = (answer: Answer): string => responseOf(answer).content.toString('latin1');

function noAnswer(kind: string, message: RegExp) {
  return { noAnswer: { kind, message: expect.stringMatching(message) } };
}

/** The head had come. */
const withinContent = (kind: string, message: RegExp) => ({
  noAnswer: { ...noAnswer(kind, message).noAnswer, headCame: true },
});

/** Keeps each read, and answers when so many octets have come. */
function recording(octets: number): { readonly reads: readonly string[]; readonly answer: Answerer } {
  const reads: string[] = [];
  const answer: Answerer = (socket, read) => {
    reads.push(read);
    if (reads.join('').length >= octets) socket.write(noContent);
  };
  return { reads, answer };
}

test('a server receives exactly the octets that were given', async () => {
  const octets = Buffer.from('post /a/../b c HTTP/9\r\nA : \xe9\0\r\n folded\n\r\n\xff', 'latin1');
  const { reads, answer } = recording(octets.length);
  await connected(answer, (wire) => wire.exchange(octets, patience));
  expect(reads).toEqual([octets.toString('latin1')]);
});

test('each of several buffers is read by itself, and an empty one is passed over', async () => {
  const segments = ['PO', 'ST / HTTP/1.1\r\nHo', '', 'st: localhost\r', '\n\r\n', ''];
  const { reads, answer } = recording(segments.join('').length);
  const buffers = segments.map((segment) => Buffer.from(segment));
  expect(responseOf(await connected(answer, (wire) => wire.exchange(buffers, patience))).status).toBe(204);
  expect(reads).toEqual(segments.filter((segment) => segment !== ''));
});

test('an answer that comes before the last segment is read, and the rest is not missed', async () => {
  const { reads, answer } = recording(1);
  const ending: Answerer = (socket, read) => {
    answer(socket, read);
    socket.end();
  };
  const segments = [request.subarray(0, 4), request.subarray(4, 8), request.subarray(8)];
  expect(responseOf(await connected(ending, (wire) => wire.exchange(segments, patience))).status).toBe(204);
  expect(reads[0]).toBe('POST');
});

test('what a server says besides the response is kept: interim responses, octets after it, its close', async () => {
  const early = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: y\r\n\r\n';
  const response = responseOf(await answerOf(saying(`${early}${noContent}STRAY\xff`), { idleMs: () => 500 }));
  expect(response).toEqual({
    version: 'HTTP/1.1',
    status: 204,
    reason: 'No Content',
    fields: [['Date', 'x']],
    interim: [
      { status: 100, fields: [] },
      { status: 103, fields: [['Link', 'y']] },
    ],
    content: Buffer.alloc(0),
    truncated: false,
    trailing: 'STRAY\xff',
    closed: true,
  });
});

test('a final response that comes later than the interim one is waited for', async () => {
  const answer: Answerer = (socket) => {
    socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    setTimeout(() => socket.write(noContent), 60);
  };
  expect(responseOf(await answerOf(answer))).toMatchObject({ status: 204, interim: [{ status: 100 }] });
});

test('a 100 without a final response is a time-out', async () => {
  const answer = await answerOf((socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), { timeoutMs: 100 });
  expect(answer).toEqual(noAnswer('timeout', /within 100 ms.*final/));
});

test('a response to HEAD is read without waiting for content', async () => {
  const answer = await answerOf((socket) => socket.write(`${ok}Content-Length: 5\r\n\r\n`), { method: 'HEAD' });
  expect(responseOf(answer)).toMatchObject({ status: 200, content: Buffer.alloc(0), trailing: '', closed: false });
});

test('stray octets that come late are seen', async () => {
  const late: Answerer = (socket) => {
    socket.write(noContent);
    setTimeout(() => socket.write('LATE'), 60);
  };
  expect(responseOf(await answerOf(late, { idleMs: () => 400 }))).toMatchObject({ trailing: 'LATE', closed: false });
});

for (const kilobytes of [20, 200]) {
  test(`a head of ${kilobytes} kB is read`, async () => {
    const value = 'a'.repeat(kilobytes * 1000);
    const { status, fields } = responseOf(await answerOf(saying(`HTTP/1.1 401 x\r\nA: ${value}\r\n\r\n`)));
    expect({ status, fields }).toEqual({ status: 401, fields: [['A', value]] });
  });
}

test('a head of 300 kB is oversized', async () => {
  expect(await answerOf(saying(`${ok}A: ${'a'.repeat(300_000)}\r\n\r\n`))).toEqual(
    noAnswer('oversized', new RegExp(`more than ${mostHead} octets within the header section`)),
  );
});

test('3 MiB of content are read whole', async () => {
  const content = Buffer.alloc(3 * 1024 * 1024, 'Nexus').toString();
  const response = responseOf(await answerOf(saying(`${ok}Content-Length: ${content.length}\r\n\r\n${content}`)));
  expect(response.truncated).toBe(false);
  expect(response.content.equals(Buffer.from(content))).toBe(true);
});

test('content without end is cut at 4 MiB', async () => {
  const flood: Answerer = (socket) => {
    socket.write(`${ok}\r\n`);
    const more = (): void => {
      while (socket.writable && socket.write(Buffer.alloc(65_536)));
    };
    socket.on('drain', more);
    more();
  };
  const { content, truncated } = responseOf(await answerOf(flood));
  expect({ octets: content.length, truncated }).toEqual({ octets: mostContent, truncated: true });
});

test('a reset connection is a value, and nothing is thrown', async () => {
  expect(await answerOf((socket) => socket.resetAndDestroy())).toEqual(noAnswer('dropped', /ECONNRESET/));
});

test('a reset is not taken for the end of content', async () => {
  const resetting: Answerer = (socket) => {
    socket.write(`${ok}\r\npart`, () => setTimeout(() => socket.resetAndDestroy(), 30));
  };
  expect(await answerOf(resetting)).toEqual(withinContent('dropped', /after 4 octets.*ECONNRESET/));
});

test('the time-out ends the answer of a server that never stops sending', async () => {
  const endless: Answerer = (socket) => {
    socket.write(`${ok}Transfer-Encoding: chunked\r\n\r\n`);
    const timer = setInterval(() => socket.write('1\r\na\r\n'), 5);
    socket.on('close', () => clearInterval(timer));
  };
  expect(await answerOf(endless, { timeoutMs: 200 })).toEqual(withinContent('timeout', /octets of content/));
});

test('a kept-alive connection gives each request its own response', async () => {
  const echo: Answerer = (socket, text) => {
    const target = text.split(' ')[1] ?? '';
    socket.write(`${ok}Content-Length: ${target.length}\r\n\r\n${target}`);
  };
  await connected(echo, async (wire) => {
    for (const target of ['/a', '/bcd', '/e'.repeat(500)]) {
      expect(contentOf(await wire.exchange(requestFor(target), patience))).toBe(target);
    }
    wire.close();
    expect(await wire.exchange(request, patience)).toEqual(noAnswer('dropped', /nothing was sent/));
  });
});

test('stray octets after one response are none of the next', async () => {
  let requests = 0;
  const straying: Answerer = (socket) => socket.write(requests++ === 0 ? `${noContent}{}` : noContent);
  await connected(straying, async (wire) => {
    expect(responseOf(await wire.exchange(request, patience)).trailing).toBe('{}');
    expect(responseOf(await wire.exchange(request, patience))).toMatchObject({ status: 204, trailing: '' });
  });
});

test('stray octets that come with the next response are where it begins', async () => {
  let requests = 0;
  const late: Answerer = (socket) => socket.write(requests++ === 0 ? noContent : `{}${noContent}`);
  await connected(late, async (wire) => {
    expect(responseOf(await wire.exchange(request, patience)).trailing).toBe('');
    expect(await wire.exchange(request, patience)).toEqual(noAnswer('not-http', /"\{\}/));
  });
});

test('how long is listened on depends on how long the response took', async () => {
  const slow: Answerer = (socket) =>
    setTimeout(() => {
      socket.write(noContent);
      setTimeout(() => socket.end('STRAY'), 20);
    }, 600);
  const response = responseOf(await answerOf(slow, { idleMs: (answeredAfterMs) => answeredAfterMs }));
  expect(response).toMatchObject({ trailing: 'STRAY', closed: true });
});

test('the second answer to pipelined requests can be read', async () => {
  await connected(saying(`${noContent}HTTP/1.1 400 Bad Request\r\n\r\nno`), async (wire) => {
    const both = await wire.exchange(Buffer.concat([request, request]), { ...patience, idleMs: () => 100 });
    expect(responseOf(both).trailing).toMatch(/^HTTP\/1\.1 400/);
    expect(responseOf(await wire.exchange([], patience)).status).toBe(400);
  });
});

test('a second exchange at once on one connection is refused', async () => {
  await connected(saying(noContent), async (wire) => {
    const first = wire.exchange(request, patience);
    await expect(wire.exchange(request, patience)).rejects.toThrow(/under way/);
    expect(responseOf(await first).status).toBe(204);
  });
});

test('a port where nothing listens is unreachable, and nothing is thrown', async () => {
  const server = createServer();
  const port = await portOf(server);
  server.close();
  for (const scheme of ['http', 'https']) {
    const wire = await openWire({ url: new URL(`${scheme}://127.0.0.1:${port}`), connectTimeoutMs: 2000 });
    const message = new RegExp(`^cannot connect to 127\\.0\\.0\\.1:${port}: .*ECONNREFUSED.*$`);
    expect(await wire.exchange(request, patience)).toEqual(noAnswer('unreachable', message));
    wire.close();
  }
});

/** What comes of a request by HTTPS to a server that speaks none. */
const byTls = (answer: Answerer, connectTimeoutMs: number): Promise<Answer> =>
  served(answer, async (url) => {
    const wire = await openWire({ url: new URL(`https://${url.host}`), connectTimeoutMs });
    return wire.exchange(request, patience);
  });

test('a server that is mute in the TLS handshake is unreachable after the time-out', async () => {
  const mute = (_socket: Socket): void => {};
  expect(await byTls(mute, 150)).toEqual(noAnswer('unreachable', /within 150 ms/));
});

test('HTTPS to a plain HTTP port says what is wrong', async () => {
  const message = /^cannot connect to [^\n]*(EPROTO|SSL)[^\n]*$/;
  expect(await byTls(saying('HTTP/1.1 400 Bad Request\r\n\r\n'), 2000)).toEqual(noAnswer('unreachable', message));
});

test('a private authority can be trusted, and an unknown one is not', async () => {
  const made = makeCertificates(test.info().outputPath('certificates'));
  test.skip(made === undefined, 'the command openssl is missing');
  if (!made) return;
  await served(saying(noContent), async (behind) => {
    const front = await tlsFront(Number(behind.port), made, false);
    const url = new URL(`https://127.0.0.1:${front.port}`);
    const statusWith = async (trust: Partial<Route>) => {
      const wire = await openWire({ url, connectTimeoutMs: 5000, ...trust });
      const answer = await wire.exchange(request, patience);
      wire.close();
      return 'response' in answer ? answer.response.status : answer;
    };
    expect(await statusWith({ ca: made.authority.cert })).toBe(204);
    expect(await statusWith({ insecure: true })).toBe(204);
    expect(await statusWith({ ca: made.stranger.cert })).toMatchObject({ noAnswer: { kind: 'unreachable' } });
    const { noAnswer: untrusted } = noAnswer('unreachable', /^[^\n]*NEXUS_CA_FILE may help$/);
    expect(await statusWith({})).toEqual({ noAnswer: { ...untrusted, lasting: true } });
    front.close();
  });
});
