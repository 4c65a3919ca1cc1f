import { createServer, type RequestListener, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import { issuerClaims } from '../../reference/bearer.ts';
import { same, sendMail } from '../../reference/nexus.ts';
import type { Client, User, World } from '../../reference/world.ts';

/** An implementation that listens on 127.0.0.1. */
export interface Running {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Starts an implementation for these users, clients and credentials, on a free port. */
export type Start = (world: World) => Promise<Running>;

/** What an application has behind its HTTP: its users and clients, its credentials and its post. */
export interface Backend {
  /** What its tokens are signed with (HS256), and by and for whom they were issued. */
  readonly tokens: { readonly secret: Buffer; readonly issuer: string; readonly audience: string };
  isApplicationToken(given: unknown): boolean;
  isAccount(userId: string, password: string): boolean;
  userOf(id: string): User | undefined;
  clientOf(id: unknown): Client | undefined;
  sendResetMail(user: User, client: Client): void;
}

export function backendOf(world: World): Backend {
  const accounts = Object.values(world.accounts);
  return {
    tokens: { secret: Buffer.from(world.bearerKey), ...issuerClaims },
    isApplicationToken: (given) => typeof given === 'string' && same(given, world.applicationToken),
    isAccount: (userId, password) =>
      accounts.some((account) => same(userId, account.userId) && same(password, account.password)),
    userOf: (id) => Object.values(world.users).find((user) => user.id === id),
    clientOf: (id) => Object.values(world.clients).find((client) => client.id === id),
    sendResetMail: (user, client) => sendMail(world, { user, client }),
  };
}

/** The members of a problem object (RFC 9457 §3.1). */
export function problemOf(status: 400 | 404, detail: string): Readonly<Record<string, string | number | undefined>> {
  return { type: 'about:blank', title: STATUS_CODES[status], status, detail };
}

/** Lets a request listener, as Express and Koa are, answer on a free port. */
export async function listen(listener: RequestListener): Promise<Running> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
