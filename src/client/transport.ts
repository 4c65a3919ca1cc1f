import { type Network, proxyFor, type Route } from '../configuration/network.ts';
import type { NoAnswer, ReceivedResponse } from '../model/exchange.ts';
import { withoutCodings } from './content.ts';
import { octetsOf, type PreparedRequest } from './request.ts';
import { openWire, type Wire } from './wire.ts';

/** A response as it came, nothing masked: it never leaves `src/client`. */
export interface RawResponse extends Omit<ReceivedResponse, 'content' | 'contentLength' | 'validUtf8'> {
  readonly content: Buffer;
}

/** What came of sending a request. No answer is a value, not an exception. */
export type Answer = { readonly response: RawResponse } | { readonly noAnswer: NoAnswer };

export interface Transport {
  transmit(request: PreparedRequest, timeoutMs: number): Promise<Answer>;
}

/** A connection that carries several requests, one after the other. It is opened with the first of them, and anew where it has ended. */
export interface Connection extends Transport {
  /** Closes it; what comes next opens another one. */
  close(): void;
}

/** A connection a request: nothing of one request can reach another. */
export function connectionEach(network: Network): Transport {
  return {
    async transmit(request, timeoutMs) {
      const wire = await open(request.origin, timeoutMs, network);
      try {
        return await over(wire, request, timeoutMs);
      } finally {
        wire.close();
      }
    },
  };
}

/** A connection to stay on. The requests' own origin is not looked at. */
export function openConnection(origin: URL, timeoutMs: number, network: Network): Connection {
  let wire: Promise<Wire> | undefined;
  let before: Promise<unknown> = Promise.resolve();
  const onIt = async (request: PreparedRequest, timeout: number) => {
    // An answer that is still to come is on the connection that the request went out on.
    if (wire && !request.isSent && !(await wire).isOpen()) wire = undefined;
    wire ??= open(origin, timeoutMs, network);
    return over(await wire, request, timeout, betweenMs);
  };
  return {
    /** Requests go one after the other, however many are asked for at once. */
    transmit(request, timeout) {
      const answer = before.then(() => onIt(request, timeout));
      // One that could not be written keeps none of the others.
      before = answer.catch(() => {});
      return answer;
    },
    close() {
      void wire?.then((opened) => opened.close());
      wire = undefined;
    },
  };
}

const open = (url: URL, connectTimeoutMs: number, network: Network): Promise<Wire> =>
  openWire(routeTo(url, connectTimeoutMs, network));

export function routeTo(url: URL, connectTimeoutMs: number, network: Network): Route {
  const { ca, clientCertificate, insecureTls } = network;
  const proxy = proxyFor(network, url);
  return {
    url,
    connectTimeoutMs,
    insecure: insecureTls,
    ...(ca !== undefined && { ca }),
    ...(clientCertificate && { clientCertificate }),
    ...(proxy && { proxy }),
  };
}

/** As long as the answer took: what its server wrote with it has come by then, and so has its close, where it closes. */
const idleMs = (answeredAfterMs: number): number => Math.min(answeredAfterMs, 1000);
/** Where another request may follow: what was written with the answer comes with it, and no close is waited for. */
const betweenMs = (answeredAfterMs: number): number => Math.min(answeredAfterMs, 50);
/** Only for a server that does not close is it waited to the end. */
const untilClosedMs = (answeredAfterMs: number): number => 2000 + 10 * answeredAfterMs;

async function over(wire: Wire, request: PreparedRequest, timeoutMs: number, quietMs = idleMs): Promise<Answer> {
  const { method, body, awaitsContinue, awaitsClose, pipelined } = request;
  const answer = await wire.exchange(octetsOf(request), {
    timeoutMs,
    method,
    idleMs: awaitsClose ? untilClosedMs : quietMs,
    ...(awaitsContinue && { afterContinue: body }),
  });
  if ('noAnswer' in answer) return answer;
  const response = withoutCodings(answer.response);
  // What has come already of the answer to the next one is not behind this one.
  return { response: pipelined ? { ...response, trailing: '' } : response };
}
