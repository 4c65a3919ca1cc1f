import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { TLSSocket } from 'node:tls';
import type { Network } from '../configuration/network.ts';
import type { Field, InterimResponse, NoAnswer } from '../model/exchange.ts';
import { connect } from './connect.ts';
import { withoutCodings } from './content.ts';
import type { PreparedRequest } from './request.ts';
import { mostContent } from './response-reader.ts';
import { type Answer, type Connection, type RawResponse, routeTo } from './transport.ts';

/**
 * A connection of HTTP/2 (RFC 9113), or `undefined` where TLS does not negotiate it (RFC 7301). Never rejects: where there is no
 * connection, every request answers `unreachable`. What breaks RFC 9113 §8 is `not-http`: Node hands no such answer over.
 */
export async function openHttp2(origin: URL, timeoutMs: number, network: Network): Promise<Connection | undefined> {
  if (origin.protocol !== 'https:') return undefined;
  const socket = await connect({ ...routeTo(origin, timeoutMs, network), protocols: ['h2', 'http/1.1'] });
  if ('message' in socket) return { transmit: async () => ({ noAnswer: socket }), close: () => {} };
  if (!(socket instanceof TLSSocket) || socket.alpnProtocol !== 'h2') {
    socket.destroy();
    return undefined;
  }
  const session = connectHttp2(origin, { createConnection: () => socket });
  // Each of its streams tells of it.
  session.on('error', () => {});
  return {
    transmit: (request, timeout) => exchange(session, request, timeout),
    close: () => session.destroy(),
  };
}

async function exchange(session: ClientHttp2Session, request: PreparedRequest, timeoutMs: number): Promise<Answer> {
  if (session.closed || session.destroyed) {
    return { noAnswer: { kind: 'dropped', message: 'the connection had ended before this request: nothing was sent' } };
  }
  const { body } = request;
  const stream = session.request(headersOf(request), { endStream: body.length === 0 });
  if (body.length > 0) stream.end(body);
  return answerOn(session, stream, timeoutMs);
}

/** RFC 9113 §8.2, §8.2.2, §8.3.1: names in lower case, Host as :authority, no field about the connection. */
function headersOf({ method, origin, target, fields }: PreparedRequest): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = {
    ':method': method,
    ':scheme': origin.protocol.replace(':', ''),
    ':path': target,
  };
  for (const [name, value] of fields) {
    const key = name.toLowerCase() === 'host' ? ':authority' : name.toLowerCase();
    if (key === 'connection') continue;
    const before = headers[key];
    const text = typeof value === 'string' ? value : value.toString('latin1');
    headers[key] = before === undefined ? text : [before, text].flat();
  }
  return headers;
}

function answerOn(session: ClientHttp2Session, stream: ClientHttp2Stream, timeoutMs: number): Promise<Answer> {
  const interim: InterimResponse[] = [];
  const parts: Buffer[] = [];
  let head: Pick<RawResponse, 'status' | 'fields'> | undefined;
  return new Promise((resolve) => {
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      stream.close(constants.NGHTTP2_CANCEL);
      resolve(answer);
    };
    const without = (noAnswer: NoAnswer): void => settle({ noAnswer });
    const timer = setTimeout(
      () => without({ kind: 'timeout', message: `no complete response within ${timeoutMs} ms over HTTP/2` }),
      timeoutMs,
    );
    stream.on('headers', (headers, _flags, raw: string[] = []) => {
      interim.push({ status: Number(headers[':status']), fields: fieldsIn(raw) });
    });
    stream.on('response', (headers, _flags, raw: string[] = []) => {
      head = { status: Number(headers[':status']), fields: fieldsIn(raw) };
    });
    stream.on('data', (part: Buffer) => void parts.push(part));
    stream.on('error', () => without(brokenBy(stream.rstCode ?? 0, head?.status)));
    stream.on('close', () => {
      if (!head)
        return without({ kind: 'dropped', message: 'the server ended the stream of HTTP/2 before a response' });
      const content = Buffer.concat(parts);
      const kept = content.subarray(0, mostContent);
      const response: RawResponse = {
        ...head,
        version: 'HTTP/2',
        reason: '',
        interim,
        content: kept,
        truncated: kept.length < content.length,
        trailing: '',
        closed: session.closed,
      };
      settle({ response: withoutCodings(response) });
    });
  });
}

/** The field lines as they came; pseudo-header fields are none (RFC 9113 §8.3). */
function fieldsIn(raw: readonly string[]): Field[] {
  return raw.flatMap((name, at) => (at % 2 === 0 && !name.startsWith(':') ? [[name, raw[at + 1] ?? ''] as const] : []));
}

function brokenBy(code: number, status: number | undefined): NoAnswer {
  const named = Object.entries(constants).find(([name, value]) => name.startsWith('NGHTTP2_') && value === code)?.[0];
  if (code !== constants.NGHTTP2_PROTOCOL_ERROR) {
    return { kind: 'dropped', message: `the stream of HTTP/2 was reset (${named ?? code})` };
  }
  const where =
    status === undefined
      ? 'a field name in upper case, a field about the connection, or a Content-Length beside a 204 (RFC 9113 §8.2, §8.2.2)'
      : `other content than a ${status} may have (RFC 9113 §8.1.1)`;
  return { kind: 'not-http', message: `no HTTP/2 response: PROTOCOL_ERROR, which is due to ${where}` };
}
