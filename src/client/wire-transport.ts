import type { PreparedRequest } from './stimulus.ts';
import type { Answer, Transport } from './transport.ts';
import { openWire, requestBytes, type Wire } from './wire.ts';

interface WireOptions {
  readonly ca?: string;
  readonly insecureTls: boolean;
}

/** A connection that carries several requests, one after the other. */
export interface Connection extends Transport {
  close(): void;
}

/** Exact octets, a connection a request. */
export function wireTransport(options: WireOptions): Transport {
  return {
    async transmit(request, timeoutMs) {
      const wire = await open(request.origin, timeoutMs, options);
      try {
        return await over(wire, request, timeoutMs, 'close');
      } finally {
        wire.close();
      }
    },
  };
}

/** Opens a connection to stay on. The requests' own origin is not looked at. */
export async function openConnection(origin: URL, timeoutMs: number, options: WireOptions): Promise<Connection> {
  const wire = await open(origin, timeoutMs, options);
  return {
    transmit: (request, timeout) => over(wire, request, timeout, 'keep-alive'),
    close: wire.close,
  };
}

function open(url: URL, connectTimeoutMs: number, { ca, insecureTls }: WireOptions): Promise<Wire> {
  return openWire({ url, connectTimeoutMs, insecure: insecureTls, ...(ca !== undefined && { ca }) });
}

function over(
  wire: Wire,
  request: PreparedRequest,
  timeoutMs: number,
  persistence: 'close' | 'keep-alive',
): Promise<Answer> {
  const { method, target, origin, fields } = request;
  const framing = [
    ['Host', origin.host],
    ['Connection', persistence],
    ['Content-Length', '0'],
  ] as const;
  return wire.exchange(requestBytes({ method, target, fields: [...framing, ...fields] }), { timeoutMs, method });
}
