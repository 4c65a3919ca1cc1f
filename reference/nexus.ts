import { createHash, timingSafeEqual } from 'node:crypto';
import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { every, some } from 'hono/combine';
import { onlyLine, readBasic, readBearer, type UserPass } from './authorization.ts';
import { verifiedClaims } from './bearer.ts';
import type { Door } from './door.ts';
import { type Letter, resetLetter } from './letter.ts';
import { problem } from './problem.ts';
import { type Reset, randomSecret, type World } from './world.ts';

export type NexusContext = Context<{ Bindings: HttpBindings }>;

/** One middleware a security scheme: it goes on where the request satisfies the scheme, and throws where it does not. */
export type Schemes = Readonly<Record<'bearer' | 'applicationToken' | 'basic', MiddlewareHandler>>;

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
  /** Writes the e-mail of a reset, whose link leads to the reset page. */
  readonly composes: (reset: Reset, link: string) => Letter;
  /** Hands over an e-mail for delivery: at once or later, as it is or as another one, as often as it calls `deliver`. */
  readonly posts: (letter: Letter, deliver: (letter: Letter) => void) => void;
  /** What is done with the new password that the user of a reset has chosen. */
  readonly changesPassword: (reset: Reset, password: string) => void;
  /** The URL to which the user is redirected after the change. */
  readonly returnsTo: (reset: Reset) => string;
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
    composes: resetLetter,
    posts: (letter, deliver) => deliver(letter),
    changesPassword: ({ user }, password) => world.passwords.set(user.id, password),
    returnsTo: ({ client }) => `${client.origin}/`,
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

const hourMs = 3_600_000;

/** Sends the password-reset e-mail, with a token of its own that is good for an hour. */
export function sendMail({ outbox, openResets, now }: World, { user, client }: Reset): void {
  const token = randomSecret();
  openResets.set(token, { user, client, until: now() + hourMs });
  outbox.push({ to: user.email, userId: user.id, clientId: client.id, token });
}

/** Compares in constant time, whatever the lengths. */
export function same(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
