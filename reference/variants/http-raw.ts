import { doorFor } from '../door.ts';
import { endOfStream, frameTypes, http2Door } from '../http2-door.ts';
import type { Nexus } from '../nexus.ts';
import { variant } from './variant.ts';

/** Answers to such requests with these octets itself, and passes all others on. */
const answering =
  (to: RegExp, answer: string) =>
  (nexus: Nexus): Nexus => ({
    ...nexus,
    door: doorFor(() => (octets) => (to.test(octets) ? { answer } : octets)),
  });

/** Other ways of reading octets that are right. */
export const messageVariants = [
  variant('http2', {
    does: 'speaks TLS, and HTTP/2 to who offers it',
    applicable: ['http/http2'],
    change: (nexus) => ({ ...nexus, door: http2Door() }),
  }),
  variant('http2-empty-data', {
    does: 'ends a 204 over HTTP/2 with an empty DATA frame',
    applicable: ['http/http2'],
    change: (nexus) => ({
      ...nexus,
      door: http2Door((frame) => {
        const isAll = frame.type === frameTypes.headers && (frame.flags & endOfStream) !== 0;
        if (!isAll) return [frame];
        const end = { ...frame, type: frameTypes.data, flags: endOfStream, payload: Buffer.alloc(0) };
        return [{ ...frame, flags: frame.flags & ~endOfStream }, end];
      }),
    }),
  }),
  variant('426-for-http-1-0', {
    does: 'answers 426 to HTTP/1.0, as the mesh before it does by default',
    change: answering(/^POST .* HTTP\/1\.0\r\n/, 'HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\n\r\n'),
  }),
  variant('505-for-http-1-0', {
    does: 'answers 505 to HTTP/1.0',
    change: answering(
      /^POST .* HTTP\/1\.0\r\n/,
      'HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    ),
  }),
  variant('417-for-expectations', {
    does: 'answers 417 to an Expect at once',
    change: answering(
      /^Expect: /m,
      'HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    ),
  }),
  variant('misdirected-host', {
    does: 'answers 421 to a Host that is none',
    change: answering(
      /^Host: (|.*[@/,\0].*)\r\n/m,
      'HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    ),
  }),
  variant('cuts-off-slow-requests', {
    does: 'ends a connection on which a request comes octet by octet',
    change: (nexus) => ({
      ...nexus,
      door: doorFor(() => (octets) => (octets.length === 1 ? { answer: '' } : octets)),
    }),
  }),
  variant('cuts-off-two-framings', {
    does: 'ends the connection on Content-Length beside Transfer-Encoding, without an answer',
    change: answering(
      /^Content-Length: .*\r\n(.*\r\n)*Transfer-Encoding:|^Transfer-Encoding: .*\r\n(.*\r\n)*Content-Length:/m,
      '',
    ),
  }),
];
