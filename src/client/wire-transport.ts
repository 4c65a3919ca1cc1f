import type { Network } from '../configuration/network.ts';
import { withoutCodings } from './content.ts';
import type { Answer, PreparedRequest, Transport } from './transport.ts';
import { openWire, requestBytes, type Wire } from './wire.ts';

/** A connection that carries several requests, one after the other. */
export interface Connection extends Transport {
  close(): void;
}

/** Exact octets, a connection a request. */
export function wireTransport(network: Network): Transport {
  return {
    async transmit(request, timeoutMs) {
      const wire = await open(request.origin, timeoutMs, network);
      try {
        return await over(wire, request, timeoutMs, 'close');
      } finally {
        wire.close();
      }
    },
  };
}

/** Opens a connection to stay on. The requests' own origin is not looked at. */
export async function openConnection(origin: URL, timeoutMs: number, network: Network): Promise<Connection> {
  const wire = await open(origin, timeoutMs, network);
  let before: Promise<unknown> = Promise.resolve();
  return {
    /** Requests go one after the other, however many are asked for at once. */
    transmit(request, timeout) {
      const answer = before.then(() => over(wire, request, timeout, 'keep-alive'));
      before = answer;
      return answer;
    },
    close: wire.close,
  };
}

function open(url: URL, connectTimeoutMs: number, network: Network): Promise<Wire> {
  const { ca, clientCertificate, insecureTls, proxyFor } = network;
  const proxy = proxyFor?.(url);
  return openWire({
    url,
    connectTimeoutMs,
    insecure: insecureTls,
    ...(ca !== undefined && { ca }),
    ...(clientCertificate && { clientCertificate }),
    ...(proxy && { proxy }),
  });
}

async function over(
  wire: Wire,
  request: PreparedRequest,
  timeoutMs: number,
  persistence: 'close' | 'keep-alive',
): Promise<Answer> {
  const { method, target, origin, fields, content = Buffer.alloc(0) } = request;
  const framing = [
    ['Host', origin.host],
    ['Connection', persistence],
    ['Content-Length', `${content.length}`],
  ] as const;
  const bytes = requestBytes({ method, target, fields: [...framing, ...fields], content });
  const answer = await wire.exchange(bytes, { timeoutMs, method });
  return 'noAnswer' in answer ? answer : withoutCodings(answer.response);
}
