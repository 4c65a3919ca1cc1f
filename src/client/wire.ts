import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Route } from '../configuration/network.ts';
import { causeOf, connect } from './connect.ts';
import { type Incoming, mostHead, NoResponse, readResponse } from './response-reader.ts';
import type { Answer, RawResponse } from './transport.ts';

export interface WireExchange {
  /** From the first octet sent to the last one of the response. */
  readonly timeoutMs: number;
  /** Of the request in `octets`: a response to HEAD has no content. */
  readonly method: string;
  /** How long to listen on, for stray octets and the server's close, after a response that took so long; not at all where absent. */
  readonly idleMs?: (answeredAfterMs: number) => number;
  /** Sent once the server asks for it by 100 (RFC 9110 §10.1.1). */
  readonly afterContinue?: Buffer;
}

/** Between two segments of a request, at most, and between all of them: who is slow on purpose is an attacker. */
const segmentPauses = { each: 100, all: 500 };

/** One connection. Exchanges go one after the other. */
export interface Wire {
  /**
   * Writes the octets, each buffer by itself, and reads one response; no octets only reads the next one (pipelining). Octets
   * after a response are reported as `trailing`, and are where the next response begins unless a request is written before:
   * to that they are no answer. Those that come later are taken for one, as by any client. Anything but a complete response
   * ends the connection. Rejects only where the caller is wrong: an exchange is still under way.
   */
  exchange(octets: Buffer | readonly Buffer[], options: WireExchange): Promise<Answer>;
  /** Whether another request can be sent on it. */
  isOpen(): boolean;
  close(): void;
}

/** Opens a connection, never rejects: where it cannot be opened, every exchange answers `unreachable`. */
export async function openWire(route: Route): Promise<Wire> {
  const connected = await connect(route);
  if (!('message' in connected)) return wireOver(connected);
  return { exchange: async () => ({ noAnswer: connected }), isOpen: () => false, close: () => {} };
}

function wireOver(socket: Socket): Wire {
  const connection = listen(socket);
  let busy = false;
  return {
    async exchange(octets, options) {
      if (busy) throw new Error('an exchange is under way on this connection: await it first');
      busy = true;
      try {
        return { response: await exchangeOver(connection, [octets].flat(), options) };
      } catch (error) {
        socket.destroy();
        if (!(error instanceof NoResponse)) throw error;
        const { kind, message, headCame } = error;
        return { noAnswer: { kind, message, ...(headCame && { headCame }) } };
      } finally {
        busy = false;
      }
    },
    isOpen: () => connection.isOpen(),
    close: () => socket.destroy(),
  };
}

async function exchangeOver(
  connection: Connection,
  segments: readonly Buffer[],
  { timeoutMs, method, idleMs, afterContinue }: WireExchange,
): Promise<RawResponse> {
  const begun = performance.now();
  connection.begin(segments, timeoutMs);
  const response = await readResponse(connection, method, (status) => {
    if (status === 100 && afterContinue) connection.send(afterContinue);
  });
  if (idleMs && !response.truncated) await connection.linger(idleMs(performance.now() - begun));
  const closed = connection.rest(response.truncated);
  return { ...response, trailing: connection.pending.toString('latin1'), closed };
}

interface Connection extends Incoming {
  begin(segments: readonly Buffer[], timeoutMs: number): void;
  send(octets: Buffer): void;
  isOpen(): boolean;
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
    begin(segments, timeoutMs) {
      const [first, ...others] = segments.filter(({ length }) => length > 0);
      if (first !== undefined && !connection.isOpen()) {
        const cause = ending instanceof Error ? ` (${causeOf(ending)})` : '';
        throw new NoResponse('dropped', `the connection had ended before this request: nothing was sent${cause}`);
      }
      if (first !== undefined) connection.pending = Buffer.alloc(0);
      deadline = { at: performance.now() + timeoutMs, afterMs: timeoutMs };
      socket.resume();
      if (first !== undefined) write(first, others, Math.min(segmentPauses.each, segmentPauses.all / others.length));
    },
    send: (octets) => void socket.write(octets),
    isOpen: () => ending === undefined && !socket.destroyed,
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
      while (ending === undefined && connection.pending.length <= mostHead && !(await quietUntil(until)));
    },
    rest(forGood) {
      socket.pause();
      if (forGood) socket.destroy();
      return ending !== undefined;
    },
  };

  /** Nagle's algorithm is off, so that each is a segment of its own; the pause lets the server read it by itself. */
  function write(octets: Buffer, [next, ...others]: readonly Buffer[], pauseMs: number): void {
    socket.write(octets, next && ((error) => !error && after(pauseMs, () => write(next, others, pauseMs))));
  }

  /** Timers take a millisecond at least. */
  function after(pauseMs: number, act: () => void): void {
    if (pauseMs < 2) setImmediate(act);
    else setTimeout(act, pauseMs);
  }

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
    connection.pending = connection.pending.length === 0 ? chunk : Buffer.concat([connection.pending, chunk]);
    wake?.();
  });
  socket.on('end', () => ended('closed'));
  socket.on('close', () => ended('closed'));
  socket.on('error', ended);
  return connection;
}
