import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What a server does with the octets of one read, as Latin-1 text. */
export type Answerer = (socket: Socket, octets: string) => void;

/** Says this at the first read, and ends the connection. */
export const saying =
  (text: string): Answerer =>
  (socket) =>
    void socket.end(text, 'latin1');

/** Begins to listen on 127.0.0.1; gives the port. */
export async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** What `use` makes of a server's URL. Each read of that server goes to `answer`; in the end everything is closed. */
export async function served<T>(answer: Answerer, use: (url: URL) => Promise<T>): Promise<T> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (octets) => answer(socket, octets.toString('latin1')));
  });
  try {
    return await use(new URL(`http://127.0.0.1:${await portOf(server)}`));
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}
