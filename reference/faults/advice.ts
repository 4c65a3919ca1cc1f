import { nexusApp } from '../app.ts';
import { behind } from '../changes.ts';
import { showsNoCredentials } from '../credentials.ts';
import { challenges, type Nexus, type NexusContext, unauthorized } from '../nexus.ts';
import { problem } from '../problem.ts';
import { answering, isUnknown, lacksClientId } from './answering.ts';
import { fault } from './fault.ts';

const file = '/srv/nexus/releases/47/src/users/reset.js';
const fieldsOf = (c: NexusContext): string => JSON.stringify(c.req.header());
const javaTrace =
  'java.lang.IllegalStateException: no row\n\tat com.nexus.users.Users.find(Users.java:88)\n\tat com.nexus.users.Reset.post(Reset.java:42)';

/** Practice that the contract does not forbid. */
export const adviceFaults = [
  fault('developer-page', {
    does: 'adds the stack trace and all fields of the request to the 400 for a missing clientId, as the developer page of ASP.NET does',
    breaks: 'advice/no-disclosure',
    change: answering((c) => {
      const trace = `System.InvalidOperationException: clientId\n   at Nexus.Users.Reset.Post() in C:\\src\\Nexus\\Reset.cs:line 42`;
      return problem(c, 400, 'The query parameter clientId is required.', { exception: `${trace}\n${fieldsOf(c)}` });
    }, lacksClientId),
  }),
  fault('fields-of-the-request-in-400', {
    does: 'adds the fields of the request to the 400 for a missing clientId',
    breaks: 'advice/no-disclosure',
    like: { 'developer-page': 'there is no stack trace, but the credentials' },
    change: answering(
      (c) => problem(c, 400, 'The query parameter clientId is required.', { request: fieldsOf(c) }),
      lacksClientId,
    ),
  }),
  fault('token-quoted-in-refusals', {
    does: 'quotes the token that it does not know in the challenge',
    breaks: 'advice/no-disclosure',
    like: { 'developer-page': 'it is a field that shows the credential, of whom is refused' },
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => {
        const [, token] = /^Bearer ([\w.~+/-]+=*)$/.exec(c.req.header('Authorization') ?? '') ?? [];
        if (token === undefined) return nexus.refuses(c);
        return unauthorized(c, `Bearer realm="nexus", error_description="${token} is not known", ${challenges[1]}`);
      },
    }),
  }),
  fault('stack-trace-in-404', {
    does: 'says where in its source it did not find the user',
    breaks: 'advice/no-disclosure',
    like: { 'developer-page': 'it is the other error, in another language, and shows no credential' },
    change: answering((c) => problem(c, 404, 'There is no user with this id.', { trace: javaTrace }), isUnknown),
  }),
  fault('path-in-404', {
    does: 'names the file in which it did not find the user',
    breaks: 'advice/no-disclosure',
    like: { 'developer-page': 'there is a path and no stack trace' },
    change: answering(
      (c) => problem(c, 404, `There is no such user in ${file.replace('reset.js', 'users.db')}.`),
      isUnknown,
    ),
  }),
  fault('address-in-400', {
    does: 'names the e-mail address of the user in the 400 for a missing clientId',
    breaks: 'advice/no-disclosure',
    like: { 'developer-page': 'it is the user who is shown' },
    change: (nexus) =>
      answering(
        (c) => problem(c, 400, `There is no client to send ${nexus.world.users.user.email} to.`),
        ({ clientIds, user }) => clientIds.length === 0 && user !== undefined,
      )(nexus),
  }),
  fault('client-id-echoed-in-html', {
    does: 'quotes the clientId as it is in an HTML page, where it holds what looks like markup',
    breaks: 'advice/no-disclosure',
    like: { 'developer-page': 'what is shown is what was sent, and a browser takes it for markup' },
    change: answering(
      (c) => c.html(`<!doctype html><p>There is no client ${c.req.query('clientId')}.</p>`, 400),
      ({ clientIds: [clientId = ''] }) => clientId.includes('<'),
    ),
  }),

  fault('404-without-credentials-for-unknown-users', {
    does: 'answers 404 about an unknown user to whoever has no credentials',
    breaks: 'advice/no-enumeration',
    change: (nexus) => toNobody(nexus, (c) => problem(c, 404, 'There is no user with this id.')),
  }),
  fault('401-that-tells-of-unknown-users', {
    does: 'says in the detail of a 401 that there is no such user',
    breaks: 'advice/no-enumeration',
    like: { '404-without-credentials-for-unknown-users': 'the status is the same for all' },
    change: (nexus) =>
      toNobody(nexus, (c) => {
        c.header('WWW-Authenticate', challenges.join(', '));
        return problem(c, 401, 'The credentials are missing, and there is no such user.');
      }),
  }),
  fault('field-that-tells-of-known-users', {
    does: 'names the tenant of a user who exists in a field of every answer',
    breaks: 'advice/no-enumeration',
    like: { '404-without-credentials-for-unknown-users': 'a field tells, and nothing else' },
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        if (!isAboutNobody(nexus, c)) c.header('X-Tenant', 'nexus');
        await next();
      }),
  }),

  fault('errors-public-for-a-minute', {
    does: 'lets caches keep its errors for a minute',
    breaks: 'advice/no-store',
    change: (nexus) => cached(nexus, { 'Cache-Control': 'public, max-age=60' }),
  }),
  fault('errors-expire-in-an-hour', {
    does: 'says of its errors that they expire in an hour, and nothing else about caches',
    breaks: 'advice/no-store',
    like: { 'errors-public-for-a-minute': 'it is the field of HTTP/1.0 that says so' },
    change: (nexus) => cached(nexus, { Expires: new Date(nexus.world.now() + 3_600_000).toUTCString() }),
  }),

  fault('trace-echoed', {
    does: 'answers TRACE with the request',
    breaks: 'advice/no-trace-or-override',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        const { method, url, rawHeaders } = c.env.incoming;
        if (method !== 'TRACE') return next();
        const content = `TRACE ${url} HTTP/1.1\r\n${rawHeaders.join('\r\n')}\r\n\r\n`;
        return c.body(content, 200, { 'Content-Type': 'message/http' });
      }),
  }),
  ...(
    [
      ['x-http-method-override', 'X-HTTP-Method-Override', (c: NexusContext) => c.req.header('X-HTTP-Method-Override')],
      ['x-method-override', 'X-Method-Override', (c: NexusContext) => c.req.header('X-Method-Override')],
      ['method-parameter', '_method of the query', (c: NexusContext) => c.req.query('_method')],
    ] as const
  ).map(([name, where, methodIn]) =>
    fault(`get-overridden-by-${name}`, {
      does: `takes a GET for a POST where ${where} says so`,
      breaks: 'advice/no-trace-or-override',
      like: { 'trace-echoed': 'it is the method that is overridden' },
      change: (nexus) =>
        behind(nexus, (c, next) => (c.req.method === 'GET' && methodIn(c) === 'POST' ? asPost(nexus, c) : next())),
    }),
  ),
];

/** The same request as a POST. */
async function asPost(nexus: Nexus, c: NexusContext): Promise<Response> {
  return nexusApp(nexus).fetch(new Request(c.req.url, { method: 'POST', headers: c.req.header() }), c.env);
}

const isAboutNobody = ({ world }: Nexus, c: NexusContext): boolean => c.req.path.includes(world.unknownUserId);

/** Whoever asks about an unknown user without any credentials is answered so. */
function toNobody(nexus: Nexus, answer: (c: NexusContext) => Response): Nexus {
  return behind(nexus, async (c, next) =>
    isAboutNobody(nexus, c) && showsNoCredentials(nexus, c) ? answer(c) : next(),
  );
}

/** Errors that say for how long they may be used again. */
function cached(nexus: Nexus, fields: Readonly<Record<string, string>>): Nexus {
  return behind(nexus, async (c, next) => {
    await next();
    if (c.res.status < 400) return;
    c.res.headers.delete('Cache-Control');
    for (const [name, value] of Object.entries(fields)) c.res.headers.set(name, value);
  });
}
