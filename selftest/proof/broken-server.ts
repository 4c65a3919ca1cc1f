import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { nexusApp } from '../../reference/app.ts';
import { type Environment, environmentOf } from '../../reference/environment.ts';
import { conformingNexus, type Nexus } from '../../reference/nexus.ts';
import { createWorld } from '../../reference/world.ts';

/** A server that is no Nexus, and the configuration of somebody who believes that it is. */
export interface BrokenServer {
  readonly environment: Environment;
  close(): void;
}

/** A request that came, where its answer goes, and its number, from 1. */
interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly nth: number;
}

export type Answer = (asked: Asked) => void;

/** A server on loopback that speaks HTTP and says what it is told to. */
export async function httpServer(answer: Answer): Promise<BrokenServer> {
  let nth = 0;
  const server = createHttpServer((request, response) => {
    nth += 1;
    answer({ request, response, nth });
  });
  return listening(server, () => server.closeAllConnections());
}

/** A server on loopback that treats a connection as it likes, once the first octets came. */
export async function tcpServer(treat: (socket: Socket) => void): Promise<BrokenServer> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => treat(socket));
  });
  return listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

/** An address at which nobody listens any more. */
export async function closedPort(): Promise<BrokenServer> {
  const server = await tcpServer(() => {});
  server.close();
  return server;
}

/** A Nexus that conforms, behind a front door that treats every request so once so many were answered 401. */
export async function bannedAfter(refusals: number, treat: Answer): Promise<BrokenServer> {
  const nexus = conformingNexus(await createWorld());
  const listener = getRequestListener(nexusApp(nexus).fetch, { overrideGlobalObjects: false });
  let refused = 0;
  let banned = 0;
  const server = createHttpServer((request, response) => {
    if (refused >= refusals) {
      banned += 1;
      return treat({ request, response, nth: banned });
    }
    response.on('finish', () => {
      refused += Number(response.statusCode === 401);
    });
    void listener(request, response);
  });
  return listening(server, () => server.closeAllConnections(), nexus);
}

/** A Nexus that conforms, but where this gives an answer to a request, that is given. */
export async function conformingBut(answerTo: (request: IncomingMessage) => Answer | undefined): Promise<BrokenServer> {
  const nexus = conformingNexus(await createWorld());
  const listener = getRequestListener(nexusApp(nexus).fetch, { overrideGlobalObjects: false });
  let nth = 0;
  const server = createHttpServer((request, response) => {
    nth += 1;
    const answer = answerTo(request);
    if (answer) answer({ request, response, nth });
    else void listener(request, response);
  });
  return listening(server, () => server.closeAllConnections(), nexus);
}

async function listening(server: Server, endConnections: () => void, nexus?: Nexus): Promise<BrokenServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: environmentOf(nexus ?? conformingNexus(await createWorld()), baseUrl),
    close() {
      server.close();
      endConnections();
    },
  };
}

/** The same status for every request, with these fields. */
export function always(status: number, fields: Readonly<Record<string, string>> = {}): Answer {
  return ({ response }) => void response.writeHead(status, fields).end();
}

export const hangs: Answer = () => {};
/** Ends the connection. */
export const cuts: Answer = ({ response }) => void response.destroy();

/** What the opening sends where its controls are accepted: them, and three requests about the unknown user. */
export const openingRequests = 5;

/** What a Nexus answers to the opening, and then something else. */
export function afterTheOpening(then: Answer): Answer {
  return (asked) => {
    if (asked.nth > openingRequests) return then(asked);
    const { response, request, nth } = asked;
    if (nth === 1 || nth === openingRequests) return void response.writeHead(204).end();
    if (request.headers.authorization === undefined)
      return always(401, { 'WWW-Authenticate': 'Basic realm=""' })(asked);
    response.writeHead(404, { 'Content-Type': 'application/json' }).end('{}');
  };
}
