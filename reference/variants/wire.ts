import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  answers,
  asJson,
  behind,
  type PlainAnswer,
  rewriting,
  usualOctets,
  withFieldLine,
  writesOctets,
  writing,
} from '../changes.ts';
import { unauthorized } from '../nexus.ts';
import { type ProblemObject, problem } from '../problem.ts';
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

/** The forms of RFC 850 and of asctime (RFC 9110 §5.6.7), the one or the other. */
function obsoleteDate(now: Date, at: number): string {
  const [, day = '', date = '', month = '', year = '', time = ''] =
    /^(\w+), (\d\d) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString()) ?? [];
  if (at % 2 === 0) return `${day} ${month} ${date.replace(/^0/, ' ')} ${time} ${year}`;
  const weekday = now.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
  return `${weekday}, ${date}-${month}-${year.slice(2)} ${time} GMT`;
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
    notApplicable: ['problem/status-matches-other-types', 'problem/xml-root'],
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
  variant('cut-after-each-answer', {
    does: 'ends each connection as soon as its answer has left, without Connection: close',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        const { outgoing } = c.env;
        outgoing.once('finish', () => outgoing.socket?.end());
        await next();
      }),
  }),
  variant('closes-idle-connections-at-once', {
    does: 'keeps an idle connection for a millisecond',
    change: (nexus) => ({
      ...nexus,
      prepares: (server) => {
        server.keepAliveTimeout = 1;
        nexus.prepares(server);
      },
    }),
  }),
  variant('processing', {
    does: 'says 102 before each answer, and 103 before each 404, but not to HTTP/1.0',
    change: rewriting(
      (octets, c) => {
        const hints = c.res.status === 404 ? 'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n' : '';
        return `HTTP/1.1 102 Processing\r\n\r\n${hints}${octets}`;
      },
      (c) => c.env.incoming.httpVersion !== '1.0',
    ),
  }),
  variant('length-of-get-to-head', {
    does: 'answers HEAD with the Content-Length that GET would get',
    change: rewriting(
      (octets) => withFieldLine('Content-Length: 187')(octets.replace(/^content-length.*\r\n/im, '')),
      (c) => c.req.method === 'HEAD',
    ),
  }),
  variant('allow-in-several-lines', {
    does: 'names further methods in Allow, in several lines',
    change: rewriting(
      (octets) => octets.replace(/^allow: POST/im, 'Allow: GET ,OPTIONS\r\nallow: ,POST'),
      answers(405),
    ),
  }),
  variant('obsolete-dates', {
    does: 'writes Date in the two obsolete forms',
    change: rewriting((octets, c) => octets.replace(/^Date: .*$/m, `Date: ${obsoleteDate(new Date(), c.res.status)}`)),
  }),
  variant('two-dates-alike', {
    does: 'writes the same Date twice',
    warns: ['http/date'],
    change: rewriting((octets) => octets.replace(/^Date: .*\r\n/m, (line) => line + line)),
  }),
  variant('undated-by-the-parser', {
    does: 'leaves what is no request to the server of Node, which answers without Date',
    warns: ['http/date'],
    change: (nexus) => ({ ...nexus, prepares: () => {} }),
  }),
  variant('no-clock', {
    does: 'has no clock, and its operator says so',
    environment: (environment) => ({ ...environment, NEXUS_NO_CLOCK: 'true' }),
    notApplicable: ['http/date'],
    change: rewriting((octets) => octets.replace(/^Date: .*\r\n/m, '')),
  }),
  variant('retry-after-as-a-date', {
    does: 'says in a 404 when the user may be known: Retry-After is an HTTP-date',
    applicable: ['http/retry-after'],
    change: rewriting((octets) => withFieldLine(`Retry-After: ${new Date().toUTCString()}`)(octets), answers(404)),
  }),
  ...([403, 404, 501] as const).map((status) =>
    variant(`${status}-for-other-methods`, {
      does: `answers ${status} to every other method, as a gateway or a router without method tables does`,
      warns: ['http/other-methods-405'],
      notApplicable: ['http/405-allow'],
      change: (nexus) =>
        behind(nexus, async (c, next) =>
          c.req.method === 'POST' ? next() : problem(c, status, 'There is no such operation.'),
        ),
    }),
  ),
  variant('further-operations', {
    does: 'offers GET and DELETE on the same path',
    warns: ['http/other-methods-405'],
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        if (c.req.method === 'GET') return c.json({ sent: true });
        return c.req.method === 'DELETE' ? c.body(null, 204) : next();
      }),
  }),
  variant('406-for-images', {
    does: 'answers 406 where it has nothing that is accepted',
    warns: ['http/accept'],
    change: (nexus) =>
      behind(nexus, async (c, next) => (c.req.header('Accept') === 'image/png' ? c.body(null, 406) : next())),
  }),
];
