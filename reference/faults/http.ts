import type { Server } from 'node:http';
import { answers, asXml, behind, isBasic, rewriting, withFieldLine, writing } from '../changes.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';
import { type Fault, fault } from './fault.ts';

const octetsWith =
  (pattern: RegExp, instead: string | (() => string)) =>
  (octets: string): string =>
    octets.replace(pattern, typeof instead === 'string' ? instead : instead());
const dateLine = /^Date: .*\r\n/m;
const dateOf = (time: Date): string => `Date: ${time.toUTCString()}\r\n`;

/** Fields of answers. */
const fieldFaults = [
  fault('no-date', {
    does: 'answers without Date',
    breaks: 'http/date',
    change: rewriting(octetsWith(dateLine, '')),
  }),
  fault('no-date-in-204', {
    does: 'answers a success without Date',
    breaks: 'http/date',
    like: { 'no-date': 'its errors are written by somebody else' },
    change: rewriting(octetsWith(dateLine, ''), answers(204)),
  }),
  fault('date-in-iso-8601', {
    does: 'writes Date as ISO 8601 has it',
    breaks: 'http/date',
    like: { 'no-date': 'the field is there' },
    change: rewriting(octetsWith(dateLine, () => `Date: ${new Date().toISOString()}\r\n`)),
  }),
  fault('two-dates', {
    does: 'writes two Date fields, that of the server and that of the framework, a minute apart',
    breaks: 'http/date',
    like: { 'no-date': 'there is one too many, and which one is right nobody knows' },
    change: rewriting(octetsWith(dateLine, () => dateOf(new Date()) + dateOf(new Date(Date.now() - 60_000)))),
  }),
  fault('retry-after-with-unit', {
    does: 'asks with each 401 for patience, and names the unit: 1s',
    breaks: 'http/retry-after',
    change: rewriting(withFieldLine('Retry-After: 1s'), answers(401)),
  }),
  fault('negative-retry-after', {
    does: 'writes into a 404 how long ago the user could have been known: Retry-After: -1',
    breaks: 'http/retry-after',
    like: { 'retry-after-with-unit': 'a number, but a negative one, and in another answer' },
    change: rewriting(withFieldLine('Retry-After: -1'), answers(404)),
  }),
  fault('retry-after-in-iso-8601', {
    does: 'writes the date of Retry-After as ISO 8601 has it',
    breaks: 'http/retry-after',
    like: { 'retry-after-with-unit': 'a date, but no HTTP-date' },
    change: rewriting((octets) => withFieldLine(`Retry-After: ${new Date().toISOString()}`)(octets), answers(401)),
  }),
];

/** Answers these methods so. */
const answering =
  (methods: readonly string[], answer: (c: NexusContext) => Response): Fault['change'] =>
  (nexus) =>
    behind(nexus, async (c, next) => (methods.includes(c.req.method) ? answer(c) : next()));

const not405 = { 'other-methods-by-404': 'another method, and another status' };

/** Answers octets that Node's own server takes for no request as these. */
const answeringUnread =
  (begin: string, octets: string): Fault['change'] =>
  (nexus) => ({
    ...nexus,
    prepares: (server) => {
      server.on('clientError', (error: { readonly rawPacket?: Buffer }, socket) => {
        if (error.rawPacket?.toString('latin1').startsWith(begin))
          socket.end(octets.replace('\r\n', `\r\nDate: ${new Date().toUTCString()}\r\n`));
      });
      nexus.prepares(server);
    },
  });

/** Methods, and what is said of them. */
const methodFaults = [
  fault('405-without-allow', {
    does: 'answers 405 to GET without Allow',
    breaks: 'http/405-allow',
    change: answering(['GET'], (c) => problem(c, 405, 'A password reset is asked for with POST.')),
  }),
  fault('webdav-takes-put-and-delete', {
    does: 'has PUT and DELETE caught by the WebDAV module of IIS: a page with 405, and an Allow of its own',
    breaks: 'http/405-allow',
    like: { '405-without-allow': 'GET is answered rightly, and Allow is there' },
    change: answering(['PUT', 'DELETE'], (c) => c.html('<h1>405</h1>', 405, { Allow: 'GET, HEAD, OPTIONS, TRACE' })),
  }),
  fault('allow-without-post-for-put', {
    does: 'answers 405 to PUT with the methods of another resource in Allow',
    breaks: 'http/405-allow',
    like: { '405-without-allow': 'PUT alone' },
    change: answering(['PUT'], (c) => c.body(null, 405, { Allow: 'GET, DELETE' })),
  }),
  fault('allow-in-lower-case', {
    does: 'lists the methods of Allow in lower case for DELETE, where methods have case',
    breaks: 'http/405-allow',
    like: { '405-without-allow': 'another method, and the right one in another spelling' },
    change: answering(['DELETE'], (c) => c.body(null, 405, { Allow: 'post' })),
  }),
  fault('empty-allow-for-patch', {
    does: 'answers 405 to PATCH with an empty Allow',
    breaks: 'http/405-allow',
    like: { '405-without-allow': 'another method, and Allow says that nothing is supported' },
    change: answering(['PATCH'], (c) => c.body(null, 405, { Allow: '' })),
  }),
  fault('other-methods-by-404', {
    does: 'answers 404 to GET',
    breaks: 'http/other-methods-405',
    change: answering(['GET'], (c) => c.notFound() as never),
  }),
  fault('put-by-200', {
    does: 'answers 200 to PUT, and does nothing',
    breaks: 'http/other-methods-405',
    like: not405,
    change: answering(['PUT'], (c) => c.json({})),
  }),
  fault('delete-by-204', {
    does: 'answers 204 to DELETE, and does nothing',
    breaks: 'http/other-methods-405',
    like: not405,
    change: answering(['DELETE'], (c) => c.body(null, 204)),
  }),
  fault('patch-by-422', {
    does: 'reads the content of PATCH before it looks at the method, and answers 422',
    breaks: 'http/other-methods-405',
    like: not405,
    change: answering(['PATCH'], (c) => c.json({}, 422)),
  }),
  fault('method-without-case', {
    does: 'takes post for POST',
    breaks: 'http/method-case',
    change: answeringUnread('post ', 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'),
  }),
  fault('any-method-is-post', {
    does: 'takes a method that it does not know for POST',
    breaks: 'http/method-case',
    like: { 'method-without-case': 'an unknown method, and not one in another spelling' },
    change: answeringUnread('NEXUSPROBE ', 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'),
  }),
];

/** Refuses who comes with a head that it cannot understand. */
const refusing =
  (cannotRead: (head: string, c: NexusContext) => boolean): Fault['change'] =>
  (nexus) => {
    const heads = new WeakMap<object, string>();
    return behind(
      {
        ...nexus,
        prepares: (server: Server) => {
          server.on('connection', (socket) =>
            socket.on('data', (octets: Buffer) => heads.set(socket, octets.toString('latin1'))),
          );
          nexus.prepares(server);
        },
      },
      async (c, next) => {
        // Node reads the head first, in the same turn.
        await null;
        return cannotRead(heads.get(c.env.incoming.socket) ?? '', c) ? nexus.refuses(c) : next();
      },
    );
  };

const notThisForm = { 'application-token-in-one-spelling': 'another field, or another way of writing it' };

/** How the fields of a request are read. */
const readingFaults = [
  fault('application-token-in-one-spelling', {
    does: 'knows the name of ApplicationToken in this spelling only',
    breaks: 'http/field-name-case',
    change: refusing((head) => /^applicationtoken:/im.test(head) && !/^ApplicationToken:/m.test(head)),
  }),
  fault('authorization-in-two-spellings', {
    does: 'knows the names Authorization and authorization only',
    breaks: 'http/field-name-case',
    like: notThisForm,
    change: refusing((head) => /^authorization:/im.test(head) && !/^[Aa]uthorization:/m.test(head)),
  }),
  fault('white-space-after-basic', {
    does: 'counts white space after the value of Authorization as part of Basic',
    breaks: 'http/field-name-case',
    like: notThisForm,
    change: refusing((head, c) => isBasic(c) && /^authorization:[^\r]*[ \t]\r$/im.test(head)),
  }),
  fault('white-space-after-bearer', {
    does: 'counts white space after the value of Authorization as part of a Bearer',
    breaks: 'http/field-name-case',
    like: notThisForm,
    change: refusing((head, c) => !isBasic(c) && /^authorization:[^\r]*[ \t]\r$/im.test(head)),
  }),
  fault('white-space-after-application-token', {
    does: 'counts white space after the value of ApplicationToken as part of it',
    breaks: 'http/field-name-case',
    like: notThisForm,
    change: refusing((head) => /^applicationtoken:[^\r]*[ \t]\r$/im.test(head)),
  }),
  fault('needs-a-blank-after-the-colon', {
    does: 'finds no value of Authorization where no blank stands before it',
    breaks: 'http/field-name-case',
    like: notThisForm,
    change: refusing((head) => /^authorization:[^ \t]/im.test(head)),
  }),
  fault('406-to-who-takes-images', {
    does: 'answers 406 to who takes images only, although a success has no content',
    breaks: 'http/accept',
    change: (nexus: Nexus) =>
      behind(nexus, async (c, next) =>
        c.req.header('Accept') === 'image/png' ? problem(c, 406, 'There is no image.') : next(),
      ),
  }),
  fault('xml-to-who-takes-json', {
    does: 'writes errors in XML for who takes application/json only',
    breaks: 'http/accept',
    like: { '406-to-who-takes-images': 'it is about errors' },
    change: writing((members, c) =>
      c.req.header('Accept') === 'application/json' ? asXml({ ...members }) : undefined,
    ),
  }),
];

/** Answers that break HTTP itself, and requests that are read otherwise than HTTP has them. */
export const httpFaults = [...fieldFaults, ...methodFaults, ...readingFaults];
