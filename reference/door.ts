import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What stands before the server, as a gateway does: it sees octets, and passes on what it likes. */
export interface Door {
  readonly scheme: 'http' | 'https';
  /** On 127.0.0.1. */
  readonly port: number;
  close(): void;
}

/** Octets as Latin-1, as they came at once. */
export type Passing = (octets: string) => string;

/** How it treats what comes of one connection, on the way to the server and back; unchanged where it says nothing. */
export interface Passage {
  readonly there?: Passing;
  readonly back?: Passing;
}

/** A door that treats each connection in this way. */
export const doorFor =
  (passageOf: () => Passage) =>
  (behind: number): Promise<Door> => {
    const sockets = new Set<Socket>();
    const door = createServer((client) => {
      const server = connect(behind, '127.0.0.1');
      const { there, back } = passageOf();
      pass(client, server, there);
      pass(server, client, back);
      sockets.add(client);
      client.on('close', () => sockets.delete(client));
    });
    return listening(door, 'http', sockets);
  };

function pass(from: Socket, to: Socket, change: Passing = (octets) => octets): void {
  from.setNoDelay(true);
  from.on('data', (octets) => {
    if (to.writable) to.write(change(octets.toString('latin1')), 'latin1');
  });
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroySoon());
}

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
