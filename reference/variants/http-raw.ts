import { doorFor } from '../door.ts';
import { endOfStream, frameTypes, http2Door } from '../http2-door.ts';
import type { Nexus } from '../nexus.ts';
import { variant } from './variant.ts';

/** Answers to such requests in these words itself, and passes all others on. */
const answering =
  (to: RegExp, status: string) =>
  (nexus: Nexus): Nexus => ({
    ...nexus,
    door: doorFor(() => (octets) => (to.test(octets) ? { answer: inWords(status) } : octets)),
  });

const inWords = (status: string): string =>
  `HTTP/1.1 ${status}\r\nDate: ${new Date().toUTCString()}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;

/** Other ways of reading octets that are right. */
export const messageVariants = [
  variant('http2', {
    does: 'speaks TLS, and HTTP/2 to who offers it',
    applicable: ['http/http2', 'advice/tls-only'],
    change: (nexus) => ({ ...nexus, door: http2Door() }),
  }),
  variant('http2-empty-data', {
    does: 'ends a 204 over HTTP/2 with an empty DATA frame',
    applicable: ['http/http2', 'advice/tls-only'],
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
    change: answering(/^POST .* HTTP\/1\.0\r\n/, '426 Upgrade Required'),
  }),
  variant('505-for-http-1-0', {
    does: 'answers 505 to HTTP/1.0',
    change: answering(/^POST .* HTTP\/1\.0\r\n/, '505 HTTP Version Not Supported'),
  }),
  variant('417-for-expectations', {
    does: 'answers 417 to an Expect at once',
    change: answering(/^Expect: /m, '417 Expectation Failed'),
  }),
  variant('misdirected-host', {
    does: 'answers 421 to a Host that is none',
    change: answering(/^Host: (|.*[@/,\0].*)\r\n/m, '421 Misdirected Request'),
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
    change: (nexus) => ({
      ...nexus,
      door: doorFor(() => (octets) => {
        const hasBoth = /^Content-Length:/m.test(octets) && /^Transfer-Encoding:/m.test(octets);
        return hasBoth ? { answer: '' } : octets;
      }),
    }),
  }),
];
