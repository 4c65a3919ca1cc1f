import { isUtf8 } from 'node:buffer';
import type { Answered, Field, Intent } from '../../src/model/exchange.ts';
import { answered } from './exchange-setup.ts';

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly content?: string | Buffer;
  readonly fields?: readonly Field[];
  readonly accept?: string;
  readonly intent?: Partial<Intent>;
}

/** An error of the operation itself, as the client would have recorded it. */
export function errorWith({
  status = 400,
  type = 'application/problem+json',
  content = '{}',
  fields = [],
  accept = 'application/json',
  intent,
}: Answer = {}): Answered {
  const octets = Buffer.from(content);
  const exchange = answered(status, {
    intent: { authenticated: true, operationLevel: true, ...intent },
    sent: [['Accept', accept]],
    fields: [['Content-Type', type], ...fields],
    content: octets.toString('utf8'),
  });
  return { ...exchange, response: { ...exchange.response, validUtf8: isUtf8(octets) } };
}

export const problemXml = (children: string, namespace = 'urn:ietf:rfc:7807') =>
  `<?xml version="1.0"?><problem xmlns="${namespace}">${children}</problem>`;
