import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ForwardProxy {
  /** With a user name and a password of its own. */
  readonly url: string;
  close(): void;
}

/** A forward proxy on loopback that opens a tunnel to wherever it is asked (RFC 9110 §9.3.6), for whoever has its password. */
export function tunnels(): Promise<ForwardProxy> {
  return forwardProxy((request, client, mayPass) => {
    if (!mayPass) return refuse(request, client);
    const { hostname, port } = new URL(`http://${request.url}`);
    const behind = connect(Number(port || 80), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(behind).pipe(client);
    });
    behind.on('error', () => client.destroy());
  });
}

/** One that refuses every tunnel and tells all that it was told. */
export function refusesTunnels(): Promise<ForwardProxy> {
  return forwardProxy(refuse);
}

function refuse({ rawHeaders }: IncomingMessage, client: Duplex): void {
  const told = rawHeaders.join(' ');
  const fields = ['Proxy-Authenticate: Basic realm="proxy"', `X-Told: ${told}`, `Content-Length: ${told.length}`];
  client.end(['HTTP/1.1 407 Proxy Authentication Required', ...fields, '', told].join('\r\n'));
}

async function forwardProxy(
  answer: (request: IncomingMessage, client: Duplex, mayPass: boolean) => void,
): Promise<ForwardProxy> {
  const password = randomBytes(24).toString('base64url');
  const expected = `Basic ${Buffer.from(`proxy:${password}`).toString('base64')}`;
  const clients = new Set<Duplex>();
  const server = createServer();
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    clients.add(client);
    client.on('error', () => {});
    answer(request, client, request.headers['proxy-authorization'] === expected);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://proxy:${password}@127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      for (const client of clients) client.destroy();
    },
  };
}
