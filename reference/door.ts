import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Environment } from './environment.ts';

/** What stands before the server, as a gateway does: it sees octets, and passes on what it likes. */
export interface Door {
  readonly scheme: 'http' | 'https';
  /** On 127.0.0.1. */
  readonly port: number;
  /** What its operator declares besides. */
  readonly environment?: Environment;
  close(): void;
}

/** Octets as Latin-1, as they came at once: in what form they reach the server, or what is answered before the connection ends. */
export type Passing = (octets: string) => string | { readonly answer: string };

/** A door that treats what comes on each connection in a way of its own. */
export const doorFor =
  (passageOf: () => Passing) =>
  (behind: number): Promise<Door> => {
    const sockets = new Set<Socket>();
    const door = createServer((client) => {
      const server = connect(behind, '127.0.0.1');
      const passes = passageOf();
      client.setNoDelay(true);
      server.setNoDelay(true);
      client.on('data', (octets) => {
        const passed = passes(octets.toString('latin1'));
        if (typeof passed !== 'string') client.end(passed.answer, 'latin1');
        else if (server.writable) server.write(passed, 'latin1');
      });
      client.on('end', () => server.end());
      server.pipe(client);
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroySoon());
      }
      sockets.add(client);
      client.on('close', () => sockets.delete(client));
    });
    return listening(door, 'http', sockets);
  };

export async function listening(door: Server, scheme: Door['scheme'], sockets: ReadonlySet<Socket>): Promise<Door> {
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  return {
    scheme,
    port: (door.address() as AddressInfo).port,
    close() {
      door.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
