import { type Network, proxyFor } from '../configuration/network.ts';
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

/** A connection that carries several requests, one after the other. It is opened with the first of them. */
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
    wire ??= open(origin, timeoutMs, network);
    return over(await wire, request, timeout);
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

function open(url: URL, connectTimeoutMs: number, network: Network): Promise<Wire> {
  const { ca, clientCertificate, insecureTls } = network;
  const proxy = proxyFor(network, url);
  return openWire({
    url,
    connectTimeoutMs,
    insecure: insecureTls,
    ...(ca !== undefined && { ca }),
    ...(clientCertificate && { clientCertificate }),
    ...(proxy && { proxy }),
  });
}

/** As long as the answer took: what its server wrote with it has come by then, and so has its close, where it closes. */
const idleMs = (answeredAfterMs: number): number => Math.min(answeredAfterMs, 1000);

async function over(wire: Wire, request: PreparedRequest, timeoutMs: number): Promise<Answer> {
  const answer = await wire.exchange(octetsOf(request), { timeoutMs, method: request.method, idleMs });
  return 'noAnswer' in answer ? answer : { response: withoutCodings(answer.response) };
}
