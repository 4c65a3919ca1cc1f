import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { NoAnswer } from '../model/exchange.ts';
import { connect, type Route } from './connect.ts';
import { causeOf } from './network-error.ts';
import { type Incoming, mostHeaderSection, NoResponse, readResponse } from './response-reader.ts';
import type { RawResponse } from './transport.ts';

export interface WireExchange {
  /** From the first octet sent to the last one of the response. */
  readonly timeoutMs: number;
  /** Of the request in `bytes`: a response to HEAD has no content. */
  readonly method: string;
  /** How long to listen on after the response, for stray octets and the server's close; 0 where absent. */
  readonly idleMs?: number;
}

/** A response as it stood on the wire: nothing masked, nothing decoded, text as Latin-1, content without its chunks. */
export interface WireResponse extends RawResponse {
  /** `version` as in `HTTP/1.1`; `closed` where the server had ended the connection when the response was handed over. */
  readonly wire: NonNullable<RawResponse['wire']>;
}

/** `interim`: the status codes of 1xx responses that came before. */
export type WireAnswer = { readonly interim: readonly number[] } & (
  | { readonly response: WireResponse }
  | { readonly noAnswer: NoAnswer }
);

/** One connection. Exchanges go one after the other. */
export interface Wire {
  /**
   * Writes the octets and reads one response; no octets only reads the next one (pipelining). Octets after a response are
   * reported as `trailing` and, as for any client, are where the next response begins. Anything but a complete response
   * ends the connection. Rejects only where the caller is wrong: an exchange is still under way.
   */
  exchange(bytes: Buffer, options: WireExchange): Promise<WireAnswer>;
  close(): void;
}

/** Opens a connection, never rejects: where it cannot be opened, every exchange answers `unreachable`. */
export async function openWire(route: Route): Promise<Wire> {
  const connected = await connect(route);
  if (!('message' in connected)) return wireOver(connected);
  return { exchange: async () => ({ noAnswer: connected, interim: [] }), close: () => {} };
}

/** The octets of an HTTP/1.1 request, exactly as given, nothing added; text is Latin-1, a Buffer is for other octets. */
export function requestBytes(request: {
  readonly method: string;
  readonly target: string | Buffer;
  readonly fields: readonly (readonly [name: string, value: string | Buffer])[];
  readonly content?: Buffer;
}): Buffer {
  const lines = request.fields.flatMap(([name, value]) => [name, ': ', value, '\r\n']);
  const head = [request.method, ' ', request.target, ' HTTP/1.1\r\n', ...lines, '\r\n'].map(octets);
  return Buffer.concat([...head, request.content ?? Buffer.alloc(0)]);
}

function octets(part: string | Buffer): Buffer {
  if (typeof part !== 'string') return part;
  // Buffer.from would keep the low octet only, so that U+010A became a line feed.
  if (/[^\0-\xff]/.test(part))
    throw new RangeError('a character beyond Latin-1 in a request: give its octets as a Buffer');
  return Buffer.from(part, 'latin1');
}

function wireOver(socket: Socket): Wire {
  const connection = listen(socket);
  let busy = false;
  return {
    async exchange(bytes, options) {
      if (busy) throw new Error('an exchange is under way on this connection: await it first');
      busy = true;
      const interim: number[] = [];
      try {
        return { response: await exchangeOver(connection, bytes, options, interim), interim };
      } catch (error) {
        socket.destroy();
        if (!(error instanceof NoResponse)) throw error;
        return { noAnswer: { kind: error.kind, message: error.message }, interim };
      } finally {
        busy = false;
      }
    },
    close: () => socket.destroy(),
  };
}

async function exchangeOver(
  connection: Connection,
  bytes: Buffer,
  { timeoutMs, method, idleMs = 0 }: WireExchange,
  interim: number[],
): Promise<WireResponse> {
  connection.begin(bytes, timeoutMs);
  const { version, reason, ...response } = await readResponse(connection, method, interim);
  if (!response.truncated) await connection.linger(idleMs);
  const closed = connection.rest(response.truncated);
  return { ...response, wire: { version, reason, trailing: connection.pending.toString('latin1'), closed } };
}

interface Connection extends Incoming {
  begin(bytes: Buffer, timeoutMs: number): void;
  /** Collects octets for so many milliseconds, or until the server closes or sends more than anybody looks at. */
  linger(idleMs: number): Promise<void>;
  /** Reads nothing more, so that a flood stays in the system's buffers. Says whether the server has ended the connection. */
  rest(forGood: boolean): boolean;
}

/** The only listeners of a connected socket, for its whole life. */
function listen(socket: Socket): Connection {
  let ending: 'closed' | Error | undefined;
  let deadline: { readonly at: number; readonly afterMs: number } = { at: 0, afterMs: 0 };
  let wake: (() => void) | undefined;

  const connection: Connection = {
    pending: Buffer.alloc(0),
    place: '',
    begin(bytes, timeoutMs) {
      if (bytes.length > 0 && (ending !== undefined || socket.destroyed)) {
        throw new NoResponse('dropped', 'the connection had ended before this request: nothing was sent');
      }
      deadline = { at: performance.now() + timeoutMs, afterMs: timeoutMs };
      socket.resume();
      socket.write(bytes);
    },
    async more() {
      if (await quietUntil(deadline.at)) {
        throw new NoResponse(
          'timeout',
          `no complete response within ${deadline.afterMs} ms: it stopped ${connection.place}`,
        );
      }
      if (ending instanceof Error) {
        throw new NoResponse('dropped', `the connection broke ${connection.place}: ${causeOf(ending)}`);
      }
      return ending === undefined;
    },
    async linger(idleMs) {
      const until = performance.now() + idleMs;
      while (ending === undefined && connection.pending.length <= mostHeaderSection && !(await quietUntil(until)));
    },
    rest(forGood) {
      socket.pause();
      if (forGood) socket.destroy();
      return ending !== undefined;
    },
  };

  /** True where nothing happened until then, or it is past. */
  function quietUntil(at: number): Promise<boolean> {
    if (ending !== undefined) return Promise.resolve(false);
    if (performance.now() >= at) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (quiet: boolean): void => {
        clearTimeout(timer);
        wake = undefined;
        resolve(quiet);
      };
      const timer = setTimeout(() => settle(true), at - performance.now());
      wake = () => settle(false);
    });
  }

  function ended(cause: 'closed' | Error): void {
    ending ??= cause;
    wake?.();
  }
  socket.on('data', (chunk: Buffer) => {
    connection.pending = Buffer.concat([connection.pending, chunk]);
    wake?.();
  });
  socket.on('end', () => ended('closed'));
  socket.on('close', () => ended('closed'));
  socket.on('error', ended);
  return connection;
}
