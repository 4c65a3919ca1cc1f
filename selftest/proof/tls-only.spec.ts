import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { expect } from '@playwright/test';
import { startReference } from '../../reference/serve.ts';
import { test } from '../cli/setup.ts';
import { makeCertificates, tlsFront } from '../unit/network-setup.ts';
import { judge, withoutMailbox } from './judge.ts';

// A fault of the reference cannot show it: the reference speaks no TLS.

interface Judged {
  readonly outcome: string | undefined;
  /** What came without TLS. */
  readonly seen: readonly IncomingHttpHeaders[];
}

/** Judges a reference behind TLS, where this is the status of whoever comes to the same port without TLS; nobody speaks HTTP there if it is absent. */
async function judged(folder: string, status?: number): Promise<Judged | undefined> {
  const certificates = makeCertificates(folder);
  if (certificates === undefined) return undefined;
  const reference = await startReference();
  const front = await tlsFront(Number(new URL(reference.baseUrl).port), certificates, false);
  const seen: IncomingHttpHeaders[] = [];
  const plain = createHttpServer(({ headers }, response) => {
    seen.push(headers);
    response.writeHead(status ?? 0).end();
  });
  const plainPort = await portOf(plain);
  // The first octet of TLS is that of a handshake record (RFC 8446 §5.1).
  const both = createServer((socket) =>
    socket.once('data', (first) => joined(socket, first[0] === 22 ? front.port : plainPort, first)),
  );
  const port = status === undefined ? front.port : await portOf(both);
  try {
    const { requirements } = await judge({
      ...reference.environment,
      ...withoutMailbox('certify'),
      NEXUS_ONLY: 'advice/tls-only',
      NEXUS_BASE_URL: `https://127.0.0.1:${port}`,
      NEXUS_CA_FILE: certificates.authority.certFile,
    });
    return { outcome: requirements[0]?.outcome, seen };
  } finally {
    both.close();
    plain.close();
    plain.closeAllConnections();
    front.close();
    await reference.close();
  }
}

async function portOf(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

function joined(socket: Socket, port: number, first: Buffer): void {
  const other = connect(port, '127.0.0.1');
  socket.on('error', () => other.destroy());
  other.on('error', () => socket.destroy());
  other.write(first);
  socket.pipe(other).pipe(socket);
}

for (const [status, outcome] of [
  [undefined, 'passed'],
  [301, 'passed'],
  [308, 'passed'],
  [401, 'passed'],
  [204, 'warned'],
  [302, 'warned'],
  [200, 'warned'],
] as const) {
  test(`plain HTTP that is answered ${status ?? 'by nobody'} beside TLS is ${outcome}, and no credentials go there`, async ({
    folder,
  }) => {
    const found = await judged(folder, status);
    test.skip(found === undefined, 'there is no openssl');
    expect(found?.outcome).toBe(outcome);
    expect(found?.seen.flatMap(({ authorization, applicationtoken }) => [authorization, applicationtoken])).toEqual(
      (found?.seen ?? []).flatMap(() => [undefined, undefined]),
    );
  });
}

test('a target on loopback that has no TLS is exempt', async () => {
  const { environment, close } = await startReference();
  const only = { ...withoutMailbox('certify'), NEXUS_ONLY: 'advice/tls-only' };
  const { requirements } = await judge({ ...environment, ...only });
  await close();
  expect(requirements).toMatchObject([{ id: 'advice/tls-only', outcome: 'not-applicable' }]);
});
