import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  asJson,
  behind,
  type PlainAnswer,
  type ProblemObject,
  usualOctets,
  writesOctets,
  writing,
} from '../changes.ts';
import { unauthorized } from '../nexus.ts';
import { variant } from './variant.ts';

const kibibyte = 1024;

/** The problem object with an extension member that makes the whole so long. */
function ofLength(problem: ProblemObject, octets: number): string {
  const around = JSON.stringify({ ...problem, trace: '' }).length;
  return JSON.stringify({ ...problem, trace: 'x'.repeat(octets - around) });
}

/** Content in chunks with an extension each, and a trailer after them (RFC 9112 §7.1). */
function chunked({ statusLine, fieldLines, content }: PlainAnswer): string {
  const chunks = [content.subarray(0, 10), content.subarray(10)].map(
    (chunk) => `${chunk.length.toString(16)};part="a;b"\r\n${chunk.toString('latin1')}\r\n`,
  );
  const head = [statusLine, ...fieldLines, 'Transfer-Encoding: chunked', 'Trailer: X-Checksum', '', ''].join('\r\n');
  return `${head}${chunks.join('')}0;last\r\nX-Checksum: 17\r\n\r\n`;
}

/** Answers whose octets are unusual and right. */
export const wireVariants = [
  variant('no-reason-phrase', {
    does: 'leaves the reason phrase out',
    change: (nexus) =>
      writesOctets(nexus, (answer) =>
        usualOctets({ ...answer, statusLine: answer.statusLine.replace(/(?<= \d{3} ).*/, '') }),
      ),
  }),
  variant('ends-content-by-closing', {
    does: 'says of no answer how long it is, and ends the connection after it',
    change: (nexus) =>
      writesOctets(nexus, ({ statusLine, fieldLines, content }) =>
        [statusLine, ...fieldLines, '', content.toString('latin1')].join('\r\n'),
      ),
  }),
  variant('chunk-extensions-and-trailers', {
    does: 'sends errors in chunks with extensions, and a trailer after them, but not to HTTP/1.0',
    change: (nexus) =>
      writesOctets(nexus, (answer, { env: { incoming } }) =>
        answer.content.length > 10 && incoming.httpVersion !== '1.0' ? chunked(answer) : undefined,
      ),
  }),
  variant('line-feeds-alone', {
    does: 'ends the lines of a 404 with LF alone',
    warns: ['http/response-syntax'],
    change: (nexus) => writesOctets(nexus, (answer) => (answer.status === 404 ? usualOctets(answer, '\n') : undefined)),
  }),
  variant('translated-challenge', {
    does: 'translates what its challenge says, whose octets stand raw in the field',
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => {
        const description = Buffer.from('Die Angaben sind ungültig.').toString('latin1');
        return unauthorized(c, `Bearer realm="nexus", error_description="${description}", Basic realm="nexus"`);
      },
    }),
  }),
  variant('twenty-kilobytes-of-fields', {
    does: 'writes 20 kB of fields into every answer',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        await next();
        for (const part of ['a', 'b', 'c', 'd', 'e']) c.res.headers.append('X-Policy', part.repeat(4000));
      }),
  }),
  variant('head-of-255-kib', {
    does: 'answers an unknown client behind 255 KiB of fields',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        await next();
        if (c.req.query('clientId') === nexus.world.unknownClientId) {
          c.res.headers.set('X-Policy', 'x'.repeat(255 * kibibyte));
        }
      }),
  }),
  variant('content-of-4-mib', {
    does: 'writes an extension member that makes the error for an unknown client 4 MiB long',
    change: (nexus) =>
      writing((problem, c) =>
        c.req.query('clientId') === nexus.world.unknownClientId
          ? { ...asJson(problem), content: ofLength(problem, 4 * kibibyte * kibibyte) }
          : undefined,
      )(nexus),
  }),
  variant('errors-of-2-mib', {
    does: 'writes an extension member of two mebibytes into every error',
    change: writing((problem) => ({ ...asJson(problem), content: ofLength(problem, 2 * kibibyte * kibibyte) })),
  }),
  variant('dripping-error', {
    does: 'sends the error for an unknown client in drops over four seconds',
    change: (nexus) =>
      writing((problem, c) => {
        if (c.req.query('clientId') !== nexus.world.unknownClientId) return undefined;
        const { content, fields } = asJson(problem);
        const octets = new TextEncoder().encode(String(content));
        const size = Math.ceil(octets.length / 8);
        let at = 0;
        const stream = new ReadableStream({
          async pull(controller) {
            await delay(500);
            controller.enqueue(octets.subarray(at, at + size));
            at += size;
            if (at >= octets.length) controller.close();
          },
        });
        return { content: stream, fields };
      })(nexus),
  }),
  variant('codings-without-content', {
    does: 'names content codings in a 204, and in a 401 without content',
    change: (nexus) =>
      behind(
        {
          ...nexus,
          refuses: (c) => c.body(null, 401, { 'WWW-Authenticate': 'Basic realm="nexus"', 'Content-Encoding': 'br' }),
        },
        async (c, next) => {
          await next();
          if (c.res.status === 204) c.res.headers.set('Content-Encoding', 'zstd');
        },
      ),
  }),
  ...Object.entries({ gzip: gzipSync, br: brotliCompressSync }).map(([coding, compress]) =>
    variant(`${coding}-for-who-takes-it`, {
      does: `compresses by ${coding} for who takes it`,
      change: (nexus) =>
        behind(nexus, async (c, next) => {
          await next();
          if (c.res.status === 204 || !c.req.header('Accept-Encoding')?.includes(coding)) return;
          const content = Uint8Array.from(compress(Buffer.from(await c.res.clone().arrayBuffer())));
          c.res = new Response(content, c.res);
          c.res.headers.set('Content-Encoding', coding);
        }),
    }),
  ),
];
