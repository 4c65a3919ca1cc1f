import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { every, some } from 'hono/combine';
import { onlyLine, readBasic, readBearer, type UserPass } from './authorization.ts';
import { verifiedClaims } from './bearer.ts';
import type { Door } from './door.ts';
import { problem } from './problem.ts';
import type { Client, User, World } from './world.ts';

export type NexusContext = Context<{ Bindings: HttpBindings }>;

/** One middleware a security scheme: it goes on where the request satisfies the scheme, and throws where it does not. */
export type Schemes = Readonly<Record<'bearer' | 'applicationToken' | 'basic', MiddlewareHandler>>;

/** A password reset that may be done: who gets the e-mail, and where they return to after the change. */
export interface Reset {
  readonly user: User;
  readonly client: Client;
}

/** A Nexus as a record of small behaviours. A fault or a variant is another record with one of them replaced. */
export interface Nexus {
  readonly world: World;
  /** What stands before `/v1`: empty, or a path such as `/api/v2`. */
  readonly basePath: string;
  /** Where the ApplicationToken travels; the document names neither place nor name. */
  readonly applicationTokenPlace: { readonly in: 'header' | 'query' | 'cookie'; readonly name: string };
  /** What comes before everything else, in this order. */
  readonly around: readonly MiddlewareHandler<{ Bindings: HttpBindings }>[];
  /** What stands before its server, on another port: it is given the server's, and says where it listens itself. */
  readonly door?: (port: number) => Promise<Door>;
  /** Octets of the longest request-target that is read. */
  readonly mostTarget: number;
  /** The path that routing sees, from the one that was asked for. */
  readonly readsPath: (path: string) => string;
  /** The one Authorization line that counts, of those that came. */
  readonly readsAuthorization: (lines: readonly string[]) => string | undefined;
  readonly readsBearer: (authorization: string) => string | undefined;
  readonly readsBasic: (authorization: string) => UserPass | undefined;
  readonly checksBearer: (token: string) => boolean | Promise<boolean>;
  /** Judges all values that came in the ApplicationToken's place. */
  readonly checksApplicationToken: (tokens: readonly string[]) => boolean;
  readonly checksBasic: (userPass: UserPass) => boolean;
  /** How the three schemes combine. */
  readonly grants: (schemes: Schemes) => MiddlewareHandler;
  /** The answer to missing or invalid credentials. */
  readonly refuses: (c: NexusContext) => Response | Promise<Response>;
  /** What is done to its server before that listens. */
  readonly prepares: (server: Server) => void;
  /** Does the operation and says so. */
  readonly succeeds: (c: NexusContext, reset: Reset) => Response | Promise<Response>;
}

/** The challenges of a 401 (RFC 9110 §11.6.1): the schemes that travel in the Authorization field. */
export const challenges = ['Bearer realm="nexus"', 'Basic realm="nexus", charset="UTF-8"'] as const;

/** The Nexus that conforms. */
export function conformingNexus(world: World): Nexus {
  const accounts = Object.values(world.accounts);
  return {
    world,
    basePath: '',
    applicationTokenPlace: { in: 'header', name: 'ApplicationToken' },
    around: [],
    mostTarget: 16_384,
    readsPath: (path) => path,
    readsAuthorization: onlyLine,
    readsBearer: readBearer,
    readsBasic: readBasic,
    checksBearer: async (token) => (await verifiedClaims(world.bearerKey, token)) !== undefined,
    checksApplicationToken: ([token, ...others]) =>
      token !== undefined && others.length === 0 && same(token, world.applicationToken),
    checksBasic: ({ userId, password }) =>
      accounts.filter((account) => same(password, account.password) && same(userId, account.userId)).length === 1,
    grants: ({ bearer, applicationToken, basic }) => some(every(bearer, applicationToken), basic),
    refuses: (c) => unauthorized(c, challenges.join(', ')),
    prepares: (server) => server.on('clientError', answersUnread),
    succeeds: (c, reset) => {
      sendMail(world, reset);
      return c.body(null, 204);
    },
  };
}

/** To octets that are no request, or too many, Node's own server answers without Date (RFC 9110 §6.6.1). */
function answersUnread({ code }: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return;
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[code ?? ''] ?? 400;
  const fields = [`Date: ${new Date().toUTCString()}`, 'Content-Length: 0', 'Connection: close'];
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...fields, '', ''].join('\r\n'));
}

/** 401 with these challenges as the value of WWW-Authenticate. */
export function unauthorized(c: NexusContext, wwwAuthenticate: string): Response {
  c.header('WWW-Authenticate', wwwAuthenticate);
  return problem(c, 401, 'The credentials are missing or not valid.');
}

/** Sends the password-reset e-mail. The host of its link is configured, never taken from the request. */
export function sendMail({ outbox }: World, { user, client }: Reset): void {
  const link = `https://accounts.nexus.example/password-reset/${randomUUID()}?clientId=${encodeURIComponent(client.id)}`;
  outbox.push({ to: user.email, userId: user.id, clientId: client.id, link });
}

/** Compares in constant time, whatever the lengths. */
export function same(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
