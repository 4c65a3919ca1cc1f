import { behind, type PlainAnswer, usualOctets, writesOctets } from '../changes.ts';
import { doorFor } from '../door.ts';
import { endOfStream, frameTypes, http2Door } from '../http2-door.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';
import { type Fault, fault, type Likeness } from './fault.ts';
import { letsIn } from './lets-in.ts';

/** Requests reach the server changed, as by a gateway that reads them in another way. */
const passing =
  (passes: (octets: string) => string): Fault['change'] =>
  (nexus) => ({ ...nexus, door: doorFor(() => passes) });

const impatient: Fault['environment'] = (environment) => ({ ...environment, NEXUS_TIMEOUT_SECONDS: '2' });

/** A message that no server can read. */
const garbage = 'nexus\r\n\r\n';

const hasBoth = (octets: string): boolean => /^Content-Length:/m.test(octets) && /^Transfer-Encoding:/m.test(octets);
const without = (name: string, octets: string): string => octets.replace(new RegExp(`^${name}: .*\r\n`, 'm'), '');
const endsAsChunks = (octets: string): boolean => octets.endsWith('\r\n0\r\n\r\n');

/** Reads what it should refuse, and ends what it should not, or not at all. */
const likeNoHost = (difference: string): Likeness => ({ 'takes-no-host': difference });
const likeInvalidLength = (difference: string): Likeness => ({ 'takes-invalid-content-length': difference });

export const messageFaults = [
  fault('takes-no-host', {
    does: 'takes a request without Host for one to itself',
    breaks: 'http/malformed-head',
    change: passing((octets) =>
      /host/i.test(octets) || !octets.endsWith('\r\n\r\n')
        ? octets
        : octets.replace(/^(POST .*\r\n)/, '$1Host: 127.0.0.1\r\n'),
    ),
  }),
  fault('takes-the-first-host', {
    does: 'takes the first of two Host lines, as the HTTP server of Node does',
    breaks: 'http/malformed-head',
    like: likeNoHost('there is one Host too many'),
    change: passing((octets) => octets.replace(/^(Host: .*\r\n(?:.+\r\n)*)Host: .*\r\n/m, '$1')),
  }),
  fault('takes-blanks-before-colons', {
    does: 'takes no notice of blanks between a field name and its colon',
    breaks: 'http/malformed-head',
    like: likeNoHost('the name of another field is malformed'),
    change: passing((octets) => octets.replace(/^([\w-]+) +:/gm, '$1:')),
  }),
  fault('takes-invalid-content-length', {
    does: 'takes a Content-Length that is no number for 0',
    breaks: 'http/ambiguous-framing',
    change: passing((octets) => octets.replace('Content-Length: abc', 'Content-Length: 0')),
  }),
  fault('stays-open-after-invalid-content-length', {
    does: 'refuses a Content-Length that is no number, and reads on',
    breaks: 'http/ambiguous-framing',
    like: likeInvalidLength('it says 400'),
    change: (nexus) =>
      behind(passing((octets) => octets.replace('Content-Length: abc', 'X-Length: abc'))(nexus), async (c, next) =>
        c.req.header('X-Length') === undefined ? next() : problem(c, 400, 'The Content-Length is no number.'),
      ),
  }),
  fault('answers-what-is-behind-the-chunks', {
    does: 'goes by Transfer-Encoding beside Content-Length, and takes what is behind the chunks for a request',
    breaks: 'http/ambiguous-framing',
    like: likeInvalidLength('both framings are there'),
    change: passing((octets) =>
      hasBoth(octets) && !endsAsChunks(octets) ? without('Content-Length', octets) : octets,
    ),
  }),
  fault('answers-what-is-behind-the-length', {
    does: 'goes by Content-Length beside Transfer-Encoding, and takes the chunk behind it for a request',
    breaks: 'http/ambiguous-framing',
    like: likeInvalidLength('both framings are there, and the other one is gone by'),
    change: passing((octets) =>
      hasBoth(octets) && endsAsChunks(octets) ? without('Transfer-Encoding', octets) : octets,
    ),
  }),
  fault('stays-open-after-two-framings', {
    does: 'reads Content-Length beside Transfer-Encoding rightly, and does not end the connection',
    breaks: 'http/ambiguous-framing',
    like: likeInvalidLength('both framings are there, and nobody is fooled'),
    change: passing((octets) =>
      hasBoth(octets) ? `${without('Content-Length', octets).split('\r\n\r\n')[0]}\r\n\r\n0\r\n\r\n` : octets,
    ),
  }),
  fault('target-of-four-kilobytes-at-most', {
    does: 'answers 414 to a request-target of more than 4 kB',
    breaks: 'http/long-target',
    change: (nexus) => ({ ...nexus, mostTarget: 4096 }),
  }),
  fault('431-for-a-long-target', {
    does: 'says of a request-target of 64 kB that its fields are too large',
    breaks: 'http/long-target',
    like: { 'target-of-four-kilobytes-at-most': 'it is the status that is wrong' },
    change: (nexus) =>
      behind({ ...nexus, mostTarget: Number.POSITIVE_INFINITY }, async (c, next) =>
        (c.env.incoming.url ?? '').length > nexus.mostTarget ? problem(c, 431, 'The fields are too large.') : next(),
      ),
  }),
  fault('no-absolute-form', {
    does: 'knows no request-target in absolute form',
    breaks: 'http/absolute-form',
    change: (nexus) =>
      behind(nexus, async (c, next) =>
        c.env.incoming.url?.startsWith('http') ? problem(c, 404, 'There is no such resource.') : next(),
      ),
  }),
  fault('waits-for-expected-content', {
    does: 'knows no Expect, and waits for the content that is kept back',
    breaks: 'http/expect-continue',
    environment: impatient,
    change: (nexus) =>
      behind(passing((octets) => without('Expect', octets))(nexus), async (c, next) => {
        if (c.req.header('Content-Length') === '2') await c.req.text();
        await next();
      }),
  }),
];

/** Connections, and what several requests on one have to do with each other. */
const likeClose = (difference: string): Likeness => ({ 'ignores-connection-close': difference });

export const connectionFaults = [
  fault('connection-known-by-an-unknown-user', {
    does: 'asks for no credentials where good ones have asked for an unknown user on the same connection',
    breaks: 'http/auth-per-request',
    change: (nexus) => knowsConnections(nexus, (status) => status === 404),
  }),
  fault('refused-connection', {
    does: 'refuses whatever comes on a connection on which credentials were refused',
    breaks: 'http/auth-per-request',
    like: { 'connection-known-by-an-unknown-user': 'it refuses the good ones' },
    change: (nexus) => {
      const refused = new WeakSet<object>();
      return {
        ...behind(nexus, async (c, next) => (refused.has(c.env.incoming.socket) ? nexus.refuses(c) : next())),
        refuses: (c) => {
          refused.add(c.env.incoming.socket);
          return nexus.refuses(c);
        },
      };
    },
  }),
  fault('ignores-connection-close', {
    does: 'keeps the connection of a request with Connection: close',
    breaks: 'http/connection',
    change: passing((octets) => octets.replace('Connection: close\r\n', '')),
  }),
  fault('one-request-a-read', {
    does: 'loses a request that came together with the one before',
    breaks: 'http/connection',
    like: likeClose('of two pipelined requests the second is never answered'),
    environment: impatient,
    change: passing((octets) => octets.replace(/(\r\n\r\n)POST .*/s, '$1')),
  }),
  fault('answers-the-last-request-first', {
    does: 'answers two pipelined requests in the other order',
    breaks: 'http/connection',
    like: likeClose('pipelined requests are mixed up'),
    change: passing((octets) => octets.replace(/^(POST .*?\r\n\r\n)(POST .*)$/s, '$2$1')),
  }),
  fault('no-http-1-0', {
    does: 'cannot read a request of HTTP/1.0',
    breaks: 'http/connection',
    like: likeClose('it is about the version'),
    change: passing((octets) => (/^POST .* HTTP\/1\.0\r\n/.test(octets) ? garbage : octets)),
  }),
  fault('chunks-for-http-1-0', {
    does: 'answers HTTP/1.0 in chunks',
    breaks: 'http/connection',
    like: likeClose('it is about the version'),
    change: toHttp10(({ statusLine, fieldLines, content }) =>
      [
        statusLine,
        ...fieldLines,
        'Transfer-Encoding: chunked',
        '',
        content.length.toString(16),
        content.toString('latin1'),
        '0',
        '',
        '',
      ].join('\r\n'),
    ),
  }),
  fault('early-hints-for-http-1-0', {
    does: 'answers HTTP/1.0 with an interim response first',
    breaks: 'http/connection',
    like: likeClose('it is about the version'),
    change: toHttp10((answer) => `HTTP/1.1 103 Early Hints\r\n\r\n${usualOctets(answer)}`),
  }),
];

function toHttp10(octetsOf: (answer: PlainAnswer) => string): Fault['change'] {
  return (nexus) =>
    writesOctets(nexus, (answer, c) => (c.env.incoming.httpVersion === '1.0' ? octetsOf(answer) : undefined));
}

/** Lets in what follows on a connection on which good credentials were answered so. */
function knowsConnections(nexus: Nexus, isEnough: (status: number) => boolean): Nexus {
  const known = new WeakSet<object>();
  const socketOf = (c: NexusContext) => c.env.incoming.socket;
  const open = letsIn(nexus, (c) => known.has(socketOf(c)));
  return behind(open, async (c, next) => {
    await next();
    if (isEnough(c.res.status)) known.add(socketOf(c));
  });
}

/** Cannot read on where a read ends at such a place: after what came before it, with what comes now. */
const stumbling =
  (stumbles: (before: string, octets: string) => boolean): Fault['change'] =>
  (nexus) => ({
    ...nexus,
    door: doorFor(() => {
      let before = '';
      return (octets) => {
        const isBad = before !== '' && stumbles(before, octets);
        before += octets;
        return isBad ? garbage : octets;
      };
    }),
  });
const likeSlow = (difference: string): Likeness => ({ 'gives-up-after-a-hundred-reads': difference });

export const segmentFaults = [
  fault('gives-up-after-a-hundred-reads', {
    does: 'gives up on a request that takes it more than a hundred reads',
    breaks: 'http/segments',
    change: stumbling((before, octets) => octets.length < 8 && before.length >= 100),
  }),
  fault('request-line-in-one-read', {
    does: 'takes what the first read brings for the request line',
    breaks: 'http/segments',
    like: likeSlow('it is about where the reads meet'),
    change: stumbling((before, octets) => octets.length > 1 && !before.includes('\r')),
  }),
  fault('field-name-in-one-read', {
    does: 'looks for a field name in one read only',
    breaks: 'http/segments',
    like: likeSlow('it is about where the reads meet'),
    change: stumbling((before, octets) => octets.length > 1 && /\r\n[\w-]+$/.test(before)),
  }),
  fault('line-end-in-one-read', {
    does: 'knows the end of a line only where it comes in one read',
    breaks: 'http/segments',
    like: likeSlow('it is about where the reads meet'),
    change: stumbling((before, octets) => octets.length > 1 && before.endsWith('\r')),
  }),
];

const likeEmpty = (difference: string): Likeness => ({ 'takes-an-empty-host': difference });

export const fieldSyntaxFaults = [
  fault('takes-an-empty-host', {
    does: 'takes a Host without a value',
    breaks: 'http/field-syntax',
    change: passing((octets) => octets.replace(/^Host: *\r\n/m, 'Host: 127.0.0.1\r\n')),
  }),
  fault('takes-a-host-with-a-user-name', {
    does: 'takes a Host with a user name before it',
    breaks: 'http/field-syntax',
    like: likeEmpty('there is something before the host'),
    change: passing((octets) => octets.replace(/^Host: .*@/m, 'Host: ')),
  }),
  fault('takes-a-host-with-a-path', {
    does: 'takes a Host with a path behind it',
    breaks: 'http/field-syntax',
    like: likeEmpty('there is something behind the host'),
    change: passing((octets) => octets.replace(/^(Host: [^/\r]*)\/.*\r\n/m, '$1\r\n')),
  }),
  fault('takes-a-list-of-hosts', {
    does: 'takes a Host of two values for the first of them',
    breaks: 'http/field-syntax',
    like: likeEmpty('there are two hosts'),
    change: passing((octets) => octets.replace(/^(Host: [^,\r]*),.*\r\n/m, '$1\r\n')),
  }),
  fault('takes-folds-for-fields', {
    does: 'takes a folded line for a field of its own',
    breaks: 'http/field-syntax',
    like: likeEmpty('it is about lines'),
    change: passing((octets) => octets.replace(/(\r\n[\w-]+: .*\r\n) (?=Host:)/, '$1')),
  }),
  fault('ends-values-at-nul', {
    does: 'cuts off a value at NUL, as programs in C do',
    breaks: 'http/field-syntax',
    like: likeEmpty('it is about characters'),
    change: passing((octets) => octets.replace(/\0[^\r]*/, '')),
  }),
  fault('takes-cr-for-a-line-end', {
    does: 'takes a bare CR for the end of a line',
    breaks: 'http/field-syntax',
    like: likeEmpty('it is about lines'),
    change: passing((octets) => octets.replace(/\r(?=[^\n])/g, '\r\n')),
  }),
  fault('takes-a-blank-before-the-first-field', {
    does: 'takes a first line that begins with a blank for a field',
    breaks: 'http/field-syntax',
    like: likeEmpty('it is about lines'),
    change: passing((octets) => octets.replace(/^(POST .*\r\n) +/, '$1')),
  }),
];

/** A field line as HPACK has it without a table (RFC 7541 §6.2.2). */
const literal = (name: string, value: string): Buffer =>
  Buffer.concat(
    [0, name.length, name, value.length, value].map((part) => Buffer.from(typeof part === 'number' ? [part] : part)),
  );

/** Speaks HTTP/2 besides, with one field line more in each answer. */
const overHttp2With =
  (name: string, value: string): Fault['change'] =>
  (nexus) => ({
    ...nexus,
    door: http2Door((frame) => [
      frame.type === frameTypes.headers
        ? { ...frame, payload: Buffer.concat([frame.payload, literal(name, value)]) }
        : frame,
    ]),
  });

const unreadable = 'a recipient may read nothing of such an answer';
const likeUpperCase = (difference: string): Likeness => ({ 'http2-name-in-upper-case': difference });

export const http2Faults = [
  fault('http2-name-in-upper-case', {
    does: 'writes a field name with capitals over HTTP/2',
    breaks: 'http/http2',
    follows: { 'http/response-syntax': unreadable },
    change: overHttp2With('X-Request-Id', '17'),
  }),
  fault('http2-field-about-the-connection', {
    does: 'writes Connection over HTTP/2, which has none',
    breaks: 'http/http2',
    follows: { 'http/response-syntax': unreadable },
    like: likeUpperCase('it is the field that must not be'),
    change: overHttp2With('connection', 'keep-alive'),
  }),
  fault('http2-content-after-204', {
    does: 'lets DATA with content follow a 204 over HTTP/2',
    breaks: 'http/http2',
    follows: { 'http/response-syntax': unreadable },
    like: likeUpperCase('it is about content'),
    change: (nexus) => ({
      ...nexus,
      door: http2Door((frame) => {
        const isAll = frame.type === frameTypes.headers && (frame.flags & endOfStream) !== 0;
        if (!isAll) return [frame];
        const content = { ...frame, type: frameTypes.data, flags: endOfStream, payload: Buffer.from('{}') };
        return [{ ...frame, flags: frame.flags & ~endOfStream }, content];
      }),
    }),
  }),
  fault('http2-lets-in', {
    does: 'asks for no credentials over HTTP/2',
    breaks: 'http/http2',
    change: (nexus) => ({ ...letsIn(nexus, (c) => c.req.header('X-Http-Version') === '2'), door: http2Door() }),
  }),
];
