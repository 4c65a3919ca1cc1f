import { gzipSync } from 'node:zlib';
import { answers, asJson, isBasic, rewrites, rewriting, withFieldLine, writesOctets, writing } from '../changes.ts';
import type { NexusContext } from '../nexus.ts';
import { type Fault, fault } from './fault.ts';

const is204 = answers(204);
const isHead = (c: NexusContext): boolean => c.req.method === 'HEAD';

/** Frames the content of answers with that status by these field lines and, where it is not written as it is, so. */
const framing =
  (
    status: number,
    linesOf: (length: number, content: Buffer) => readonly string[],
    written = (content: string) => content,
  ): Fault['change'] =>
  (nexus) =>
    writesOctets(nexus, ({ statusLine, fieldLines, content, ...answer }) =>
      answer.status === status
        ? [
            statusLine,
            ...fieldLines,
            ...linesOf(content.length, content),
            '',
            written(content.toString('latin1')),
          ].join('\r\n')
        : undefined,
    );

const inOneChunk = (content: string): string => `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;

/** Answers that end elsewhere than they say, or than they must. */
export const framingFaults = [
  fault('content-length-in-204', {
    does: 'answers 204 with Content-Length: 0, as some hosts and frameworks do',
    breaks: 'http/204-no-content-length',
    change: rewriting(withFieldLine('Content-Length: 0'), is204),
  }),
  fault('content-length-of-two-in-204', {
    does: 'answers 204 to callers with Basic with the Content-Length of {}, which it does not send',
    breaks: 'http/204-no-content-length',
    like: { 'content-length-in-204': 'a client that believes it waits for two octets, and for one alternative only' },
    change: rewriting(withFieldLine('Content-Length: 2'), (c) => is204(c) && isBasic(c)),
  }),
  fault('transfer-encoding-in-204', {
    does: 'answers 204 with Transfer-Encoding: chunked, and no chunk',
    breaks: 'http/204-no-transfer-encoding',
    change: rewriting(withFieldLine('Transfer-Encoding: chunked'), is204),
  }),
  fault('chunked-204', {
    does: 'answers 204 in chunks: the last one, which is empty, follows the head',
    breaks: 'http/204-no-transfer-encoding',
    follows: { 'http/204-no-octets': 'the last chunk is five octets' },
    change: rewriting((octets) => `${withFieldLine('Transfer-Encoding: chunked')(octets)}0\r\n\r\n`, is204),
  }),
  fault('null-after-204', {
    does: 'writes null after a 204, which is nothing in JSON',
    breaks: 'http/204-no-octets',
    change: rewriting((octets) => `${octets}null`, is204),
  }),
  fault('empty-gzip-after-204', {
    does: 'compresses nothing into 20 octets after a 204, for who takes gzip',
    breaks: 'http/204-no-octets',
    like: { 'null-after-204': 'only who takes gzip gets them' },
    change: rewriting(
      (octets) => withFieldLine('Content-Encoding: gzip')(octets) + gzipSync('').toString('latin1'),
      (c) => is204(c) && c.req.header('Accept-Encoding')?.includes('gzip') === true,
    ),
  }),
  fault('octets-of-204-left-for-the-next-answer', {
    does: 'keeps what should follow a 204 in a buffer, and writes it before the next answer on the connection',
    breaks: 'http/204-no-octets',
    follows: { 'http/response-syntax': 'the next answer begins with no status line' },
    change: (nexus) => {
      const left = new WeakSet<object>();
      return rewrites(nexus, (octets, c) => {
        const { socket } = c.env.incoming;
        if (is204(c)) left.add(socket);
        return !is204(c) && left.delete(socket) ? `null${octets}` : undefined;
      });
    },
  }),
  fault('content-after-head', {
    does: 'answers HEAD with the content that GET would get',
    breaks: 'http/head-no-content',
    change: rewriting((octets) => `${octets}{"title":"Method Not Allowed"}`, isHead),
  }),
  fault('last-chunk-after-head', {
    does: 'answers HEAD in chunks, and ends them',
    breaks: 'http/head-no-content',
    like: { 'content-after-head': 'there is no content, but the end of it' },
    change: rewriting((octets) => `${withFieldLine('Transfer-Encoding: chunked')(octets)}0\r\n\r\n`, isHead),
  }),
  fault('line-end-is-not-counted', {
    does: 'ends a 404 with a line feed that its Content-Length does not count',
    breaks: 'http/content-length',
    change: framing(
      404,
      (length) => [`Content-Length: ${length}`],
      (content) => `${content}\n`,
    ),
  }),
  fault('content-length-in-characters', {
    does: 'counts the characters of a 400 and not its octets',
    breaks: 'http/content-length',
    follows: {
      'problem/schema-400': 'its last octets are cut off',
      'problem/well-formed': 'so is the end of the object',
    },
    change: (nexus) =>
      writing((problem) => asJson({ ...problem, detail: 'Der Parameter ist ungültig.' }))(
        framing(400, (_length, content) => [`Content-Length: ${content.toString().length}`])(nexus),
      ),
  }),
  fault('content-length-too-long', {
    does: 'declares one octet more than it sends in a 404, and closes the connection',
    breaks: 'http/content-length',
    like: { 'line-end-is-not-counted': 'there is less than is declared, and not more' },
    change: framing(404, (length) => [`Content-Length: ${length + 1}`]),
  }),
  fault('content-length-beside-chunks', {
    does: 'frames a 404 both by Content-Length and in chunks',
    breaks: 'http/content-length',
    like: { 'line-end-is-not-counted': 'there are two framings, each right by itself' },
    change: framing(404, (length) => [`Content-Length: ${length}`, 'Transfer-Encoding: chunked'], inOneChunk),
  }),
  fault('chunked-twice', {
    does: 'says twice that a 404 is in chunks, as a proxied entity of Spring is',
    breaks: 'http/content-length',
    like: { 'line-end-is-not-counted': 'the same framing is named in two lines' },
    change: framing(404, () => ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], inOneChunk),
  }),
  fault('two-content-lengths', {
    does: 'writes two Content-Length fields that are not alike into a 404',
    breaks: 'http/content-length',
    like: { 'line-end-is-not-counted': 'a front door and a server behind it may each take another one' },
    change: framing(404, (length) => [`Content-Length: ${length}`, `Content-Length: ${length + 1}`]),
  }),
  fault('content-length-in-interim', {
    does: 'sends an interim 100 with Content-Length: 0 before each 404, as if it were the final answer',
    breaks: 'http/content-length',
    like: { 'line-end-is-not-counted': 'the interim response is wrong, the final one is right' },
    change: rewriting((octets) => `HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n${octets}`, answers(404)),
  }),
];
