import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect, type TestInfo, test } from '@playwright/test';
import type { Route } from '../../src/client/connect.ts';
import { openWire, requestBytes, type WireAnswer, type WireExchange } from '../../src/client/wire.ts';

type Answerer = (socket: Socket, request: string) => void;

const noContent = 'HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n';
const request = requestBytes({ method: 'POST', target: '/', fields: [['Host', 'localhost']] });
const patience = { timeoutMs: 2000, method: 'POST' };

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A server that gives each arriving segment to `answer`; the base URL goes to `use`, after which everything is closed. */
async function served(answer: Answerer, use: (url: URL) => Promise<void>): Promise<void> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => answer(socket, data.toString('latin1')));
  });
  try {
    await use(new URL(`http://127.0.0.1:${await listening(server)}`));
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

function latin1(text: string): Answerer {
  return (socket) => socket.end(text, 'latin1');
}

/** The answer of a server to one request on a connection of its own. */
async function answerOf(answer: Answerer, options: Partial<WireExchange> = {}): Promise<WireAnswer> {
  const answers: WireAnswer[] = [];
  await served(answer, async (url) => {
    const wire = await openWire({ url, connectTimeoutMs: 2000 });
    answers.push(await wire.exchange(request, { ...patience, ...options }));
    wire.close();
  });
  return answers[0] as WireAnswer;
}

function responseOf(answer: WireAnswer) {
  if ('noAnswer' in answer) throw new Error(`no answer: ${answer.noAnswer.message}`);
  return answer.response;
}

function contentOf(answer: WireAnswer): string {
  return responseOf(answer).content.toString('latin1');
}

function noAnswer(kind: string, message: RegExp) {
  return { noAnswer: { kind, message: expect.stringMatching(message) } };
}

test('a request is exactly the octets that were given', () => {
  const bytes = requestBytes({
    method: 'post',
    target: '/a/../b c',
    fields: [
      ['Authorization ', 'x'],
      ['authorization', Buffer.from('é', 'utf8')],
      ['X', 'é\r\n folded'],
    ],
    content: Buffer.from([0, 255]),
  });
  const head = 'post /a/../b c HTTP/1.1\r\nAuthorization : x\r\nauthorization: Ã©\r\nX: é\r\n folded\r\n\r\n';
  expect(bytes).toEqual(Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from([0, 255])]));
});

test('a character beyond Latin-1 is refused', () => {
  expect(() => requestBytes({ method: 'POST', target: '/\u010a', fields: [] })).toThrow(/Buffer/);
});

test('order, case and number of field lines are kept', async () => {
  const head = 'HTTP/1.1 404 Not Here\r\nX-Dup: 1\r\nx-dup:\t2 \r\nSet-Cookie: a\r\nFold: a\r\n  b\r\nL: \xe9\r\n';
  const answer = await answerOf(latin1(`${head}Content-Length: 2\r\n\r\nok`), { idleMs: 500 });
  expect(responseOf(answer)).toEqual({
    status: 404,
    fields: [
      ['X-Dup', '1'],
      ['x-dup', '2'],
      ['Set-Cookie', 'a'],
      ['Fold', 'a b'],
      ['L', 'é'],
      ['Content-Length', '2'],
    ],
    content: Buffer.from('ok'),
    truncated: false,
    wire: { version: 'HTTP/1.1', reason: 'Not Here', trailing: '', closed: true },
  });
});

test('HTTP/1.0 and a status line without a reason are understood', async () => {
  const { wire, status } = responseOf(await answerOf(latin1('HTTP/1.0 400\r\n\r\n')));
  expect({ status, ...wire }).toMatchObject({ status: 400, version: 'HTTP/1.0', reason: '' });
});

test('an interim response is not taken for the final one', async () => {
  const answer = await answerOf(latin1(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\nLink: y\r\n\r\n${noContent}`));
  expect(responseOf(answer).status).toBe(204);
  expect(answer.interim).toEqual([100, 103]);
});

test('a 100 without a final response is a time-out, and the 100 is kept', async () => {
  const answer = await answerOf((socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), { timeoutMs: 100 });
  expect(answer).toMatchObject({ ...noAnswer('timeout', /within 100 ms.*final/), interim: [100] });
});

for (const [name, head] of [
  ['a 204', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n'],
  ['a chunked 204', 'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['a 304', 'HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\n'],
] as const) {
  test(`octets after ${name} are not taken for content`, async () => {
    const response = responseOf(await answerOf(latin1(`${head}STRAY`)));
    expect(response.content).toHaveLength(0);
    expect(response.wire.trailing).toBe('STRAY');
  });
}

test('a response to HEAD is read without waiting for content', async () => {
  const answer = await answerOf((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'), {
    method: 'HEAD',
  });
  expect(responseOf(answer)).toMatchObject({
    status: 200,
    content: Buffer.alloc(0),
    wire: { trailing: '', closed: false },
  });
});

test('stray octets that come late are seen', async () => {
  const late: Answerer = (socket) => {
    socket.write(noContent);
    setTimeout(() => socket.write('LATE'), 60);
  };
  expect(responseOf(await answerOf(late, { idleMs: 400 })).wire).toMatchObject({ trailing: 'LATE', closed: false });
});

test('a response reads the same when it comes octet by octet', async () => {
  const text =
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a="b"\r\nabc\r\nA \r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n';
  const dripping: Answerer = async (socket) => {
    socket.setNoDelay(true);
    for (const octet of text) {
      socket.write(octet);
      await new Promise(setImmediate);
    }
  };
  expect(contentOf(await answerOf(dripping))).toBe('abc0123456789');
  expect(contentOf(await answerOf(latin1(text)))).toBe('abc0123456789');
});

test('Transfer-Encoding wins over Content-Length', async () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n';
  expect(contentOf(await answerOf(latin1(`${head}2\r\nab\r\n0\r\n\r\n`)))).toBe('ab');
});

test('content without any framing is read to the end of the connection', async () => {
  expect(contentOf(await answerOf(latin1('HTTP/1.1 200 OK\r\n\r\nuntil close')))).toBe('until close');
  const coded = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\nall of it';
  expect(contentOf(await answerOf(latin1(coded)))).toBe('all of it');
});

test('a Content-Length that is given twice with the same value is accepted', async () => {
  expect(
    contentOf(await answerOf(latin1('HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok'))),
  ).toBe('ok');
});

for (const [octets, message] of [
  ['SSH-2.0-OpenSSH', /"SSH-2\.0-OpenSSH" stands where a status line/],
  ['STRAYHTTP/1.1 204 x\r\n\r\n', /"STRAYHTTP/],
  ['HTTP/2.0 200 OK\r\n\r\n', /status line/],
  ['HTTP/1.1 20 OK\r\n\r\n', /no status line/],
  ['HTTP/1.1 200 OK\nA: b\n\n', /bare LF.*HTTP\/1\.1 200 OK/],
  ['HTTP/1.1 200 OK\r\nA: b\n\r\n', /bare LF.*A: b/],
  ['HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n', /bare CR/],
  ['HTTP/1.1 200 OK\r\nA : b\r\n\r\n', /"A : b" is no field line/],
  ['HTTP/1.1 200 OK\r\n A: b\r\n\r\n', /no field line/],
  ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', /Content-Length "1, 2"/],
  ['HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na', /Content-Length "\+1"/],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', /"xyz".*size of a chunk/],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n', /not followed by CRLF/],
  [`HTTP/1.1 200 OK\r\nA: ${'a'.repeat(70_000)}\r\n\r\n`, /more than 65536 octets within the header section/],
  ['HTTP/1.1 100 Continue\r\n\r\n'.repeat(3000), /more than 65536 octets/],
] as const) {
  test(`what is no HTTP is refused: ${JSON.stringify(octets.slice(0, 70))}`, async () => {
    expect(await answerOf(latin1(octets))).toMatchObject(noAnswer('not-http', message));
  });
}

for (const [octets, message] of [
  ['', /closed the connection before the first octet/],
  ['HTTP/1.1 20', /within the status line/],
  ['HTTP/1.1 200 OK\r\nA: b\r\nC', /within the header section, after 1 field lines/],
  ['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', /within the content, 7 octets short/],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n', /within a chunk size, after 3 octets/],
] as const) {
  test(`half a response is not taken for a whole one: ${JSON.stringify(octets)}`, async () => {
    expect(await answerOf(latin1(octets))).toMatchObject(noAnswer('dropped', message));
  });
}

test('a reset connection is a value, and nothing is thrown', async () => {
  expect(await answerOf((socket) => socket.resetAndDestroy())).toMatchObject(noAnswer('dropped', /ECONNRESET/));
});

test('a reset is not taken for the end of content', async () => {
  const resetting: Answerer = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\npart', () => setTimeout(() => socket.resetAndDestroy(), 30));
  };
  expect(await answerOf(resetting)).toMatchObject(noAnswer('dropped', /after 4 octets.*ECONNRESET/));
});

test('content without end is cut at 1 MiB', async () => {
  const flood: Answerer = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const more = (): void => {
      while (socket.writable && socket.write(Buffer.alloc(65_536)));
    };
    socket.on('drain', more);
    more();
  };
  const { content, truncated } = responseOf(await answerOf(flood));
  expect({ octets: content.length, truncated }).toEqual({ octets: 1024 * 1024, truncated: true });
  const whole = `HTTP/1.1 200 OK\r\nContent-Length: ${1024 * 1024}\r\n\r\n${'x'.repeat(1024 * 1024)}`;
  expect(responseOf(await answerOf(latin1(whole))).truncated).toBe(false);
});

test('the time-out ends the answer of a server that never stops sending', async () => {
  const endless: Answerer = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    const timer = setInterval(() => socket.write('1\r\na\r\n'), 5);
    socket.on('close', () => clearInterval(timer));
  };
  expect(await answerOf(endless, { timeoutMs: 200 })).toMatchObject(noAnswer('timeout', /octets of content/));
});

test('a kept-alive connection gives each request its own response', async () => {
  const echo: Answerer = (socket, text) => {
    const target = text.split(' ')[1] ?? '';
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${target.length}\r\n\r\n${target}`);
  };
  await served(echo, async (url) => {
    const wire = await openWire({ url, connectTimeoutMs: 2000 });
    for (const target of ['/a', '/bcd', '/e'.repeat(500)]) {
      const answer = await wire.exchange(requestBytes({ method: 'POST', target, fields: [] }), patience);
      expect(contentOf(answer)).toBe(target);
    }
    wire.close();
    expect(await wire.exchange(request, patience)).toMatchObject(noAnswer('dropped', /nothing was sent/));
  });
});

test('stray octets after one response show in the next', async () => {
  let requests = 0;
  const straying: Answerer = (socket) => socket.write(requests++ === 0 ? `${noContent}{}` : noContent);
  await served(straying, async (url) => {
    const wire = await openWire({ url, connectTimeoutMs: 2000 });
    expect(responseOf(await wire.exchange(request, patience)).wire.trailing).toBe('{}');
    expect(await wire.exchange(request, patience)).toMatchObject(noAnswer('not-http', /"\{\}/));
    wire.close();
  });
});

test('the second answer to pipelined requests can be read', async () => {
  await served(latin1(`${noContent}HTTP/1.1 400 Bad Request\r\n\r\nno`), async (url) => {
    const wire = await openWire({ url, connectTimeoutMs: 2000 });
    const both = await wire.exchange(Buffer.concat([request, request]), { ...patience, idleMs: 100 });
    expect(responseOf(both).wire.trailing).toMatch(/^HTTP\/1\.1 400/);
    expect(responseOf(await wire.exchange(Buffer.alloc(0), patience)).status).toBe(400);
    wire.close();
  });
});

test('a second exchange at once on one connection is refused', async () => {
  await served(latin1(noContent), async (url) => {
    const wire = await openWire({ url, connectTimeoutMs: 2000 });
    const first = wire.exchange(request, patience);
    await expect(wire.exchange(request, patience)).rejects.toThrow(/under way/);
    expect(responseOf(await first).status).toBe(204);
    wire.close();
  });
});

test('a port where nothing listens is unreachable, and nothing is thrown', async () => {
  const server = createServer();
  const port = await listening(server);
  server.close();
  for (const scheme of ['http', 'https']) {
    const wire = await openWire({ url: new URL(`${scheme}://127.0.0.1:${port}`), connectTimeoutMs: 2000 });
    const message = new RegExp(`^cannot connect to 127\\.0\\.0\\.1:${port}: .*ECONNREFUSED.*$`);
    expect(await wire.exchange(request, patience)).toEqual({ ...noAnswer('unreachable', message), interim: [] });
    wire.close();
  }
});

test('a server that is mute in the TLS handshake is unreachable after the time-out', async () => {
  await served(
    () => {},
    async (url) => {
      const wire = await openWire({ url: new URL(`https://${url.host}`), connectTimeoutMs: 150 });
      expect(await wire.exchange(request, patience)).toMatchObject(noAnswer('unreachable', /within 150 ms/));
    },
  );
});

test('HTTPS to a plain HTTP port says what is wrong', async () => {
  await served(latin1('HTTP/1.1 400 Bad Request\r\n\r\n'), async (url) => {
    const wire = await openWire({ url: new URL(`https://${url.host}`), connectTimeoutMs: 2000 });
    expect(await wire.exchange(request, patience)).toMatchObject(
      noAnswer('unreachable', /^cannot connect to [^\n]*(EPROTO|SSL)[^\n]*$/),
    );
  });
});

/** A key and a certificate for localhost that nobody has signed; undefined without an `openssl` command. */
function selfSigned(info: TestInfo): { key: Buffer; cert: Buffer } | undefined {
  const key = info.outputPath('key.pem');
  const cert = info.outputPath('cert.pem');
  const files = ['-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost'];
  const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...names], { stdio: 'ignore' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } catch {
    return undefined;
  }
}

test('a private authority can be trusted, and an unknown one is not', async () => {
  const pair = selfSigned(test.info());
  test.skip(pair === undefined, 'there is no openssl command to make a certificate with');
  const server = createTlsServer(pair ?? {}, (socket) => socket.on('data', () => socket.write(noContent)));
  const url = new URL(`https://127.0.0.1:${await listening(server)}`);
  const statusWith = async (trust: Partial<Route>) => {
    const wire = await openWire({ url, connectTimeoutMs: 5000, ...trust });
    const answer = await wire.exchange(request, patience);
    wire.close();
    return 'response' in answer ? answer.response.status : answer.noAnswer;
  };
  expect(await statusWith({ ca: pair?.cert.toString() ?? '' })).toBe(204);
  expect(await statusWith({ insecure: true })).toBe(204);
  expect(await statusWith({})).toMatchObject({
    kind: 'unreachable',
    message: expect.stringMatching(/^[^\n]*NEXUS_CA_FILE may help$/),
  });
  server.close();
});
