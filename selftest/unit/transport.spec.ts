import { expect, test } from '@playwright/test';
import { noCredentials, together } from '../../src/client/credentials.ts';
import { octetsOf, type PreparedRequest } from '../../src/client/request.ts';
import { prepare, type Stimulus } from '../../src/client/stimulus.ts';
import { connectionEach, openConnection } from '../../src/client/transport.ts';
import type { Network } from '../../src/configuration/network.ts';
import { applicationToken, basic, bearer, odd } from './credentials-setup.ts';
import { type Answerer, saying, served } from './octet-server.ts';

const network: Network = { insecureTls: false, proxies: [] };
const form = { type: 'application/x-www-form-urlencoded', text: 'clientId=portal-web&x=\u00fc' };
const noContent = 'HTTP/1.1 204 No Content\r\n\r\n';

const stimuli: Readonly<Record<string, Partial<Stimulus>>> = {
  'no credentials': {},
  Basic: { credentials: basic() },
  'an empty Authorization': { credentials: odd('') },
  'a value of 8 kB': { credentials: bearer('x'.repeat(8000)) },
  'a value in Latin-1': { credentials: odd('Bearer caf\u00e9') },
  'two Authorization lines': { credentials: together(basic(), bearer()) },
  'an empty ApplicationToken': { credentials: together(bearer(), applicationToken('')) },
  'an ApplicationToken in a cookie': { credentials: applicationToken('to~ken', 'cookie') },
  'an ApplicationToken in the query': { credentials: applicationToken('to ken&', 'query') },
  'no query': { query: '' },
  'an odd query': { query: 'clientId=a+b%2fc&clientId[]=|^' },
  'an escape in the path': { spelling: (path) => path.replace('users', '%75sers') },
  'dot segments and a backslash': { spelling: (path) => `${path}/../x\\` },
  'a doubled slash': { spelling: (path) => `/${path};x//` },
  'the absolute form': { form: (target, { origin }) => origin + target },
  'another method and version': { method: 'delete', version: 'HTTP/1.0' },
  'further fields': {
    fields: [
      ['Origin', 'https://portal.example'],
      ['accept', 'application/problem+xml'],
      ['x-octets', Buffer.from([0xff, 0x00])],
    ],
  },
  'lines that break the grammar': { lines: (all) => [['Host ', 'a'], ...all, ['X', 'y\n z']] },
  'a form': { content: form },
  'a form in chunks with trailers': { content: form, framing: 'chunked', trailers: [['X-Trailer', 'y']] },
  'a form without framing': { content: form, framing: 'none' },
  'a form in segments': { content: form, segments: () => [4, 100] },
};

function requestOf(stimulus: Partial<Stimulus>, baseUrl: URL, connection: 'close' | 'keep-alive'): PreparedRequest {
  const good: Stimulus = { case: 'good', title: 'a good request', credentials: noCredentials, expects: 'either' };
  const address = {
    baseUrl: new URL('/nexus/', baseUrl),
    userId: () => 'a user',
    clientId: () => 'portal-web',
    applicationTokenName: 'ApplicationToken',
    agent: 'nexus-conformance',
  };
  return prepare({ ...good, ...stimulus }, address, connection);
}

const inLatin1 = (request: PreparedRequest): string => Buffer.concat(octetsOf(request)).toString('latin1');

/** Keeps what is heard on each connection, and answers 204 whenever that is whole. */
function recorder(isWhole = (heard: string): boolean => heard.endsWith('\r\n\r\n')) {
  const heard: string[] = [];
  const connections: unknown[] = [];
  const answer: Answerer = (socket, octets) => {
    const known = connections.indexOf(socket);
    const nth = known < 0 ? connections.push(socket) - 1 : known;
    const soFar = (heard[nth] ?? '') + octets;
    heard[nth] = soFar;
    if (isWhole(soFar)) socket.write(noContent);
  };
  return { heard, answer };
}

for (const [what, stimulus] of Object.entries(stimuli)) {
  test(`a server hears a request octet by octet as it was prepared: ${what}`, async () => {
    let wanted = '';
    const { heard, answer } = recorder((octets) => octets === wanted);
    await served(answer, async (baseUrl) => {
      const request = requestOf(stimulus, baseUrl, 'close');
      wanted = inLatin1(request);
      await connectionEach(network).transmit(request, 2000);
      expect(heard).toEqual([wanted]);
      expect(heard[0]).toMatch(/^\w+ \S*\/nexus\/\S* HTTP\/1\.\d\r\n/);
    });
  });
}

test('each request has a connection of its own, and says that it ends', async () => {
  const { heard, answer } = recorder();
  await served(answer, async (baseUrl) => {
    const transport = connectionEach(network);
    const request = requestOf({}, baseUrl, 'close');
    const answers = await Promise.all([transport.transmit(request, 1000), transport.transmit(request, 1000)]);
    expect(answers).toMatchObject([{ response: { status: 204 } }, { response: { status: 204 } }]);
    expect(heard).toEqual([inLatin1(request), inLatin1(request)]);
    expect(heard[0]).toContain('Connection: close\r\n');
  });
});

test('a connection that stays open says keep-alive and is used again, until it is closed', async () => {
  const { heard, answer } = recorder();
  await served(answer, async (baseUrl) => {
    const connection = openConnection(baseUrl, 1000, network);
    const request = requestOf({}, baseUrl, 'keep-alive');
    for (let time = 0; time < 2; time += 1) {
      expect(await connection.transmit(request, 1000)).toMatchObject({ response: { status: 204, closed: false } });
    }
    connection.close();
    await connection.transmit(request, 1000);
    connection.close();
    expect(heard).toEqual([inLatin1(request).repeat(2), inLatin1(request)]);
    expect(heard[0]?.match(/Connection: keep-alive\r\n/g)).toHaveLength(2);
  });
});

test('requests that are asked for at once go one after the other on one connection', async () => {
  let open = 0;
  let mostOpen = 0;
  const slow: Answerer = (socket, octets) => {
    open += octets.match(/POST/g)?.length ?? 0;
    mostOpen = Math.max(mostOpen, open);
    setTimeout(() => {
      const target = octets.split(' ')[1] ?? '';
      open -= 1;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${target.length}\r\n\r\n${target}`);
    }, 20);
  };
  await served(slow, async (baseUrl) => {
    const connection = openConnection(baseUrl, 1000, network);
    const requests = ['a', 'b', 'c'].map((query) => requestOf({ query }, baseUrl, 'keep-alive'));
    const answers = await Promise.all(requests.map((request) => connection.transmit(request, 1000)));
    expect(answers.map((answer) => 'response' in answer && answer.response.content.toString())).toEqual(
      requests.map(({ target }) => target),
    );
    expect(mostOpen).toBe(1);
    connection.close();
  });
});

test('a request that cannot be written keeps no other from its connection', async () => {
  const { heard, answer } = recorder();
  await served(answer, async (baseUrl) => {
    const connection = openConnection(baseUrl, 1000, network);
    const request = requestOf({}, baseUrl, 'keep-alive');
    await expect(connection.transmit({ ...request, target: '/\u010a' }, 1000)).rejects.toThrow(/Latin-1/);
    expect(await connection.transmit(request, 1000)).toMatchObject({ response: { status: 204 } });
    expect(heard).toEqual([inLatin1(request)]);
    connection.close();
  });
});

test('where the server has ended a connection, the next request opens another, and an answer that was due is lost', async () => {
  await served(saying(noContent), async (baseUrl) => {
    const connection = openConnection(baseUrl, 1000, network);
    const request: PreparedRequest = { ...requestOf({}, baseUrl, 'keep-alive'), awaitsClose: true };
    for (let time = 0; time < 2; time += 1) {
      expect(await connection.transmit(request, 1000)).toMatchObject({ response: { status: 204, closed: true } });
    }
    const sent = { ...request, isSent: true } as const;
    expect(await connection.transmit(sent, 1000)).toMatchObject({ noAnswer: { kind: 'dropped' } });
    connection.close();
  });
});

test('two pipelined requests go out together, and each has its own answer', async () => {
  const { heard, answer } = recorder((octets) => octets.split('\r\n\r\n').length > 2);
  const twice: Answerer = (socket, octets) => {
    answer(socket, octets);
    socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
  };
  await served(twice, async (baseUrl) => {
    const connection = openConnection(baseUrl, 1000, network);
    const second = requestOf({ query: 'x=2' }, baseUrl, 'keep-alive');
    const first: PreparedRequest = { ...requestOf({}, baseUrl, 'keep-alive'), pipelined: second };
    expect(await connection.transmit(first, 1000)).toMatchObject({ response: { status: 204, trailing: '' } });
    expect(await connection.transmit({ ...second, isSent: true }, 1000)).toMatchObject({ response: { status: 401 } });
    expect(heard).toEqual([inLatin1(first)]);
    expect(inLatin1(first).endsWith(inLatin1(second))).toBe(true);
    connection.close();
  });
});

test('content is kept back until the server asks for it', async () => {
  const heard: string[] = [];
  const asking: Answerer = (socket, octets) => {
    heard.push(octets);
    socket.write(heard.length === 1 ? 'HTTP/1.1 100 Continue\r\n\r\n' : noContent);
  };
  await served(asking, async (baseUrl) => {
    const request = requestOf({ content: form, awaitsContinue: true }, baseUrl, 'close');
    const answer = await connectionEach(network).transmit(request, 1000);
    expect(answer).toMatchObject({ response: { status: 204, interim: [{ status: 100 }] } });
    expect(heard).toEqual([inLatin1(request), request.body.toString('latin1')]);
    expect(heard[0]?.endsWith('\r\n\r\n')).toBe(true);
  });
});

test('a response keeps all that came: version, reason, interim responses, breaches and octets after it', async () => {
  const octets = 'HTTP/1.1 103 x\r\nA: b\r\n\r\nHTTP/1.0 200 Fine\nC : d\r\nContent-Length: 2\r\n\r\nokSTRAY';
  await served(saying(octets), async (baseUrl) => {
    const answer = await connectionEach(network).transmit(requestOf({}, baseUrl, 'close'), 1000);
    expect(answer).toMatchObject({
      response: {
        version: 'HTTP/1.0',
        status: 200,
        reason: 'Fine',
        interim: [{ status: 103, fields: [['A', 'b']] }],
        content: Buffer.from('ok'),
        trailing: 'STRAY',
        breaches: [{ message: expect.stringContaining('LF alone') }, { message: expect.stringContaining('"C "') }],
      },
    });
  });
});

test('a target that cannot be reached is told by each kind of connection', async () => {
  const baseUrl = await served(saying(''), async (url) => url);
  const request = requestOf({}, baseUrl, 'close');
  const connection = await openConnection(baseUrl, 1000, network);
  for (const transport of [connectionEach(network), connection]) {
    expect(await transport.transmit(request, 1000)).toMatchObject({ noAnswer: { kind: 'unreachable' } });
  }
});
