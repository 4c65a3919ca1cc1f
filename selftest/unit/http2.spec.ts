import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect, test } from '@playwright/test';
import { selfSigned } from '../../reference/certificate.ts';
import { frameTypes, http2Door, type Reframing } from '../../reference/http2-door.ts';
import { openHttp2 } from '../../src/client/http2.ts';
import type { PreparedRequest } from '../../src/client/request.ts';
import type { Connection } from '../../src/client/transport.ts';
import { portOf } from './octet-server.ts';

function requestTo(origin: URL, body = ''): PreparedRequest {
  return {
    method: 'POST',
    origin,
    target: '/v1/users/1/password-reset?clientId=x',
    version: 'HTTP/2',
    fields: [
      ['Host', origin.host],
      ['Connection', 'keep-alive'],
      ['Content-Length', `${body.length}`],
      ['X-Twice', 'a'],
      ['X-Twice', 'b'],
    ],
    content: Buffer.from(body),
    body: Buffer.from(body),
  };
}

/** What `talk` makes of a connection of HTTP/2 to a server, whose frames may be changed. */
async function connected<T>(
  listener: RequestListener,
  talk: (connection: Connection, origin: URL) => Promise<T>,
  reframe?: Reframing,
): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const door = await http2Door(reframe)((server.address() as AddressInfo).port);
  const origin = new URL(`https://127.0.0.1:${door.port}`);
  const ca = readFileSync(String(door.environment?.NEXUS_CA_FILE), 'utf8');
  const connection = await openHttp2(origin, 2000, { ca, insecureTls: false, proxies: [] });
  if (!connection) throw new Error('HTTP/2 was not negotiated');
  try {
    return await talk(connection, origin);
  } finally {
    connection.close();
    door.close();
    server.close();
    server.closeAllConnections();
  }
}

test('requests and answers of HTTP/2 are as those of HTTP/1.1, but for what it has no place for', async () => {
  const heard: unknown[] = [];
  const listener: RequestListener = (request, response) => {
    const { method, url, headers } = request;
    heard.push([method, url, headers['x-twice'], headers.connection]);
    request.resume();
    response.writeHead(heard.length === 1 ? 204 : 404, { 'X-Twice': ['a', 'b'] });
    response.end(heard.length === 1 ? undefined : '{}');
  };
  await connected(listener, async (connection, origin) => {
    const answer = await connection.transmit(requestTo(origin), 2000);
    expect(answer).toMatchObject({ response: { version: 'HTTP/2', status: 204, closed: false, trailing: '' } });
    const other = await connection.transmit(requestTo(origin, 'body'), 2000);
    expect(other).toMatchObject({ response: { status: 404, content: Buffer.from('{}') } });
  });
  const asked = ['POST', '/v1/users/1/password-reset?clientId=x', 'a, b', 'keep-alive'];
  expect(heard).toEqual([asked, asked]);
});

test('a server that does not answer is a time-out', async () => {
  await connected(
    () => {},
    async (connection, origin) => {
      const answer = await connection.transmit(requestTo(origin), 200);
      expect(answer).toMatchObject({ noAnswer: { kind: 'timeout' } });
    },
  );
});

test('frames that break RFC 9113 are no HTTP', async () => {
  const twoStatuses: Reframing = (frame) => {
    const again = Buffer.concat([frame.payload, Buffer.from([0x89])]);
    return [frame.type === frameTypes.headers ? { ...frame, payload: again } : frame];
  };
  const listener: RequestListener = (_request, response) => void response.writeHead(204).end();
  const ask = async (connection: Connection, origin: URL) => connection.transmit(requestTo(origin), 2000);
  expect(await connected(listener, ask, twoStatuses)).toMatchObject({ noAnswer: { kind: 'not-http' } });
});

test('where TLS does not negotiate HTTP/2, or there is no TLS, there is no connection of it', async () => {
  const network = { insecureTls: true, proxies: [] };
  expect(await openHttp2(new URL('http://127.0.0.1:1'), 1000, network)).toBeUndefined();
  const server = createTlsServer({ ...selfSigned(), ALPNProtocols: ['http/1.1'] });
  const port = await portOf(server);
  expect(await openHttp2(new URL(`https://127.0.0.1:${port}`), 2000, network)).toBeUndefined();
  server.close();
});

test('a target that cannot be reached is told with each request', async () => {
  const origin = new URL('https://127.0.0.1:1');
  const connection = await openHttp2(origin, 1000, { insecureTls: true, proxies: [] });
  expect(await connection?.transmit(requestTo(origin), 1000)).toMatchObject({ noAnswer: { kind: 'unreachable' } });
});
