import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { every } from 'hono/combine';
import type { Nexus, NexusContext } from './nexus.ts';
import type { ProblemObject } from './problem.ts';
import type { Client, User, World } from './world.ts';

/** What a request asks for, right or wrong. */
export interface Wish {
  readonly userId: string;
  readonly clientIds: readonly string[];
  /** Who has this id, if anybody has. */
  readonly user: User | undefined;
  /** Which application the first clientId names, if it names one. */
  readonly client: Client | undefined;
}

export function wishOf({ world }: Nexus, c: NexusContext): Wish {
  const userId = c.req.param('userId') ?? '';
  const clientIds = c.req.queries('clientId') ?? [];
  return {
    userId,
    clientIds,
    user: Object.values(world.users).find(({ id }) => id === userId),
    client: Object.values(world.clients).find(({ id }) => id === clientIds[0]),
  };
}

type Answer = Response | undefined;

/** The same Nexus, but where this gives an answer to a request with good credentials, its parameters are not looked at. */
export function answersFirst(nexus: Nexus, answer: (wish: Wish, c: NexusContext) => Answer | Promise<Answer>): Nexus {
  return {
    ...nexus,
    grants: (schemes) => every(nexus.grants(schemes), async (c, next) => (await answer(wishOf(nexus, c), c)) ?? next()),
  };
}

/** The same Nexus, but its requests and answers pass through this, after what they passed through before. */
export function behind(nexus: Nexus, middleware: Nexus['around'][number]): Nexus {
  return { ...nexus, around: [...nexus.around, middleware] };
}

/** An answer before it is written: its lines without their ends, none of them about framing, and its content. */
export interface PlainAnswer {
  readonly status: number;
  readonly statusLine: string;
  readonly fieldLines: readonly string[];
  readonly content: Buffer;
}

/**
 * The same Nexus, but answers are written as these octets, Latin-1 where they are text, after which the connection ends;
 * unless this gives none. Node's own server refuses to write what breaks the grammar.
 */
export function writesOctets(
  nexus: Nexus,
  octetsOf: (answer: PlainAnswer, c: NexusContext) => string | undefined,
): Nexus {
  return behind(nexus, async (c, next) => {
    await next();
    // Of an answer to HEAD nothing would be written but its head, which Node does as well.
    if (c.req.method === 'HEAD') return;
    const { status, headers } = c.res;
    await turnOf(c);
    const content = Buffer.from(await c.res.clone().arrayBuffer());
    const fieldLines = [...headers].map(([name, value]) => `${name}: ${value}`);
    const usual = [`Date: ${new Date().toUTCString()}`, 'Connection: close'];
    const statusLine = `HTTP/1.1 ${status} ${STATUS_CODES[status]}`;
    const octets = octetsOf({ status, statusLine, fieldLines: [...fieldLines, ...usual], content }, c);
    if (octets === undefined) return;
    c.env.incoming.socket.end(octets, 'latin1');
    c.res = RESPONSE_ALREADY_SENT;
  });
}

/**
 * The same Nexus, but of what Node writes first of an answer, its head and maybe more, these octets take the place (Latin-1),
 * unless this gives none. The connection stays as it is.
 */
export function rewrites(nexus: Nexus, written: (octets: string, c: NexusContext) => string | undefined): Nexus {
  return behind(nexus, async (c, next) => {
    await next();
    await turnOf(c);
    const socket = c.env.outgoing.socket as unknown as Writing;
    const { write } = socket;
    socket.write = (octets, encoding, done) => {
      socket.write = write;
      const text = (typeof octets === 'string' ? Buffer.from(octets, encoding) : octets).toString('latin1');
      return write.call(socket, Buffer.from(written(text, c) ?? text, 'latin1'), undefined, done);
    };
  });
}

/** A pipelined request gets its socket when it is its turn. */
async function turnOf({ env: { outgoing } }: NexusContext): Promise<void> {
  if (outgoing.socket === null) await once(outgoing, 'socket');
}

/** As Node's own server calls it. */
interface Writing {
  write(octets: string | Buffer, encoding?: BufferEncoding, done?: () => void): boolean;
}

/** An answer as it is usually written, content framed by its length. */
export function usualOctets({ status, statusLine, fieldLines, content }: PlainAnswer, lineEnd = '\r\n'): string {
  const framing = status === 204 ? [] : [`Content-Length: ${content.length}`];
  return [statusLine, ...fieldLines, ...framing, '', content.toString('latin1')].join(lineEnd);
}

/** The change by which answers that fit, or all, are written so. */
export const rewriting =
  (change: (octets: string, c: NexusContext) => string, fits: (c: NexusContext) => boolean = () => true) =>
  (nexus: Nexus): Nexus =>
    rewrites(nexus, (octets, c) => (fits(c) ? change(octets, c) : undefined));

/** An answer with that status. */
export const answers =
  (status: number) =>
  (c: NexusContext): boolean =>
    c.res.status === status;

/** The octets of an answer with one field line more. */
export const withFieldLine =
  (line: string) =>
  (octets: string): string =>
    octets.replace('\r\n\r\n', `\r\n${line}\r\n\r\n`);

/** The path as it stood in the request-target, in whichever form (RFC 9112 §3.2). */
export function targetPath(c: NexusContext): string {
  return (c.env.incoming.url ?? '').replace(/^http:\/\/[^/?]*/, '').replace(/\?.*/s, '');
}

/** Whether the caller came with Basic, good or bad. */
export function isBasic(c: NexusContext): boolean {
  return /^basic /i.test(c.req.header('Authorization') ?? '');
}

/** The accounts of this Nexus, but with another password for the main one. */
export function mainAccountWith({ world }: Nexus, password: string): Pick<World, 'accounts'> {
  return { accounts: { ...world.accounts, main: { ...world.accounts.main, password } } };
}

/** Content of another representation, and the fields that go with it. */
export interface Written {
  readonly content: string | Uint8Array<ArrayBuffer> | ReadableStream;
  readonly fields: Readonly<Record<string, string>>;
}

/** The same Nexus, but its 400 and 404 are written in another way, unless this gives none. */
export function writesErrors(
  nexus: Nexus,
  write: (problem: ProblemObject, c: NexusContext) => Written | undefined,
): Nexus {
  return behind(nexus, async (c, next) => {
    await next();
    const { status } = c.res;
    const problem = c.get('problem');
    if (!problem || (status !== 400 && status !== 404)) return;
    const written = write(problem, c);
    if (!written) return;
    // Setting it twice: Hono would merge the fields of the first answer into the second.
    c.res = undefined;
    c.res = new Response(written.content, { status, headers: written.fields });
  });
}

/** The change that `writesErrors` makes. */
export const writing =
  (write: Parameters<typeof writesErrors>[1]) =>
  (nexus: Nexus): Nexus =>
    writesErrors(nexus, write);

/** A value as application/problem+json, or as another type. */
export function asJson(value: unknown, type = 'application/problem+json'): Written {
  return { content: JSON.stringify(value), fields: { 'Content-Type': type } };
}

/** A problem object as RFC 9457 Appendix B writes it, or with other names and another type. */
export function asXml(
  members: Readonly<Record<string, string | number>>,
  { type = 'application/problem+xml', root = 'problem', namespace = 'urn:ietf:rfc:7807' } = {},
): Written {
  const children = Object.entries(members).map(([name, value]) => `<${name}>${value}</${name}>`);
  const content = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${children.join('')}</${root}>`;
  return { content, fields: { 'Content-Type': type } };
}

/** The problem object that the document shows for every 400 and 404. */
export const documentsExample = { detail: 'string', instance: 'string', status: 0, title: 'string', type: 'string' };
