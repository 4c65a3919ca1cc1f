import { answersFirst, behind, wishOf } from '../changes.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';
import { variant } from './variant.ts';

/** Does it for the user and this application, where both are there. */
function succeedsFor(
  nexus: Nexus,
  c: NexusContext,
  clientId: string | undefined,
): Response | Promise<Response> | undefined {
  const { user } = wishOf(nexus, c);
  const client = Object.values(nexus.world.clients).find(({ id }) => id === clientId);
  return user && client ? nexus.succeeds(c, { user, client }) : undefined;
}

/** Takes any clientId for which the condition holds for that of the first application. */
function lenient(nexus: Nexus, condition: (clientId: string) => boolean): Nexus {
  return answersFirst(nexus, ({ clientIds: [clientId] }, c) =>
    clientId !== undefined && condition(clientId) ? succeedsFor(nexus, c, nexus.world.clients.first.id) : undefined,
  );
}

/** What cannot be decoded stays as it is. */
function decodedPath(c: NexusContext): string {
  try {
    return decodeURI(c.req.path);
  } catch {
    return c.req.path;
  }
}

const isOperation = (c: NexusContext) => /^\/v1\/users\/[^/]+\/password-reset$/.test(decodedPath(c));
const notFound = (c: NexusContext) => problem(c, 404, 'There is no user with this id.');

/** Other ways of reading the parameters, and of refusing them. */
export const parameterVariants = [
  variant('looks-up-the-user-first', {
    does: 'looks at the userId before it looks at the clientId',
    change: (nexus) => answersFirst(nexus, ({ user }, c) => (user ? undefined : notFound(c))),
  }),
  variant('404-without-client-id', {
    does: 'routes by the query too, so that the operation is not found without clientId',
    warns: ['parameters/missing-client-id-is-400'],
    change: (nexus) => answersFirst(nexus, ({ clientIds }, c) => (clientIds.length === 0 ? notFound(c) : undefined)),
  }),
  variant('404-for-unknown-clients', {
    does: 'answers 404 where no application has the clientId',
    change: (nexus) =>
      answersFirst(nexus, ({ clientIds, client }, c) =>
        clientIds[0] && !client ? problem(c, 404, 'There is no such application.') : undefined,
      ),
  }),
  variant('clients-declared-to-be-checked', {
    does: 'refuses unknown clients, and its operator declares it',
    environment: (environment) => ({ ...environment, NEXUS_STRICT_CLIENT: 'true' }),
    change: (nexus) => nexus,
  }),
  variant('400-for-malformed-user-ids', {
    does: 'answers 400 to a userId that cannot be one',
    change: (nexus) =>
      answersFirst(nexus, ({ userId }, c) =>
        userId === nexus.world.malformedUserId ? problem(c, 400, 'The userId is malformed.') : undefined,
      ),
  }),
  variant('400-for-unknown-users', {
    does: 'answers 400 to a userId that nobody has',
    warns: ['parameters/unknown-user-is-404'],
    notApplicable: ['problem/schema-404'],
    change: (nexus) =>
      answersFirst(nexus, ({ user }, c) => (user ? undefined : problem(c, 400, 'The userId names nobody.'))),
  }),
  variant('403-for-unknown-users', {
    does: "looks at the caller's entitlement before anything else, and nobody is entitled to an unknown user",
    warns: ['parameters/unknown-user-is-404', 'parameters/several-faults'],
    notApplicable: ['problem/schema-404'],
    change: (nexus) =>
      answersFirst(nexus, ({ userId }, c) =>
        userId === nexus.world.unknownUserId ? problem(c, 403, 'This is not allowed.') : undefined,
      ),
  }),
  variant('403-for-unknown-clients', {
    does: 'answers 403 where the application is not known',
    warns: ['parameters/unknown-client-id', 'parameters/several-faults'],
    change: (nexus) =>
      answersFirst(nexus, ({ clientIds, client }, c) =>
        clientIds[0] && !client ? problem(c, 403, 'This application may not ask.') : undefined,
      ),
  }),
  variant('empty-client-id-accepted', {
    does: 'takes an empty clientId for a default application',
    warns: ['parameters/empty-client-id'],
    change: (nexus) => lenient(nexus, (clientId) => clientId === ''),
  }),
  variant('unknown-client-id-accepted', {
    does: 'looks the application up only when the link of the e-mail is followed',
    warns: ['parameters/unknown-client-id'],
    change: (nexus) => lenient(nexus, (clientId) => clientId !== ''),
  }),
  variant('any-client-id-accepted', {
    does: 'takes any clientId, the empty one included',
    warns: ['parameters/empty-client-id', 'parameters/unknown-client-id'],
    change: (nexus) => lenient(nexus, () => true),
  }),
  variant('parameter-names-in-any-case', {
    does: 'binds query parameters without regard to case',
    change: (nexus) =>
      answersFirst(nexus, (_wish, c) => {
        const [, clientId] = Object.entries(c.req.query()).find(([name]) => /^clientid$/i.test(name)) ?? [];
        return c.req.query('clientId') === undefined ? succeedsFor(nexus, c, clientId) : undefined;
      }),
  }),
  variant('first-client-id-counts', {
    does: 'takes the first of several clientIds',
    change: (nexus) => answersFirst(nexus, ({ clientIds }, c) => succeedsFor(nexus, c, clientIds[0])),
  }),
  variant('last-client-id-counts', {
    does: 'takes the last of several clientIds',
    change: (nexus) => answersFirst(nexus, ({ clientIds }, c) => succeedsFor(nexus, c, clientIds.at(-1))),
  }),
  variant('clientId-from-a-form', {
    does: 'reads the clientId from the query or from a form, as servlets do',
    warns: ['parameters/client-id-only-in-query'],
    change: (nexus) =>
      answersFirst(nexus, async ({ clientIds }, c) => {
        const isForm = c.req.header('Content-Type') === 'application/x-www-form-urlencoded';
        const { clientId } = isForm ? await c.req.parseBody() : {};
        return clientIds.length === 0 && typeof clientId === 'string' ? succeedsFor(nexus, c, clientId) : undefined;
      }),
  }),
  variant('joins-client-ids', {
    does: 'joins several clientIds with a comma, as ASP.NET does, and knows no application of that name',
    change: (nexus) =>
      answersFirst(nexus, ({ clientIds }, c) =>
        clientIds.length > 1 ? problem(c, 404, `There is no application ${clientIds.length}.`) : undefined,
      ),
  }),
  variant('400-for-unknown-parameters', {
    does: 'takes no query parameter that the document does not name',
    change: (nexus) =>
      answersFirst(nexus, (_wish, c) =>
        Object.keys(c.req.query()).some((name) => !['clientId', nexus.applicationTokenPlace.name].includes(name))
          ? problem(c, 400, 'There is an unknown parameter.')
          : undefined,
      ),
  }),
  variant('400-for-any-body', {
    does: 'takes no body at all',
    change: (nexus) =>
      answersFirst(nexus, async (_wish, c) =>
        (await c.req.text()) === '' ? undefined : problem(c, 400, 'A password reset has no body.'),
      ),
  }),
  variant('415-for-any-body', {
    does: 'takes no body of any type',
    change: (nexus) =>
      answersFirst(nexus, (_wish, c) =>
        c.req.header('Content-Type') ? problem(c, 415, 'A password reset has no body.') : undefined,
      ),
  }),
  variant('redirects-trailing-slash', {
    does: 'redirects from a path with a slash at its end',
    change: (nexus) =>
      behind(nexus, async (c, next) => (c.req.path.endsWith('/') ? c.redirect(c.req.path.slice(0, -1), 301) : next())),
  }),
  variant('routes-by-the-form-of-the-id', {
    does: 'answers with the 404 page of its router where the userId has no form of one',
    change: (nexus) =>
      behind(nexus, async (c, next) =>
        /\/users\/[\da-f-]{36}\//i.test(decodedPath(c)) ? next() : c.html('<h1>Not Found</h1>', 404),
      ),
  }),
  variant('every-text-is-a-user-id', {
    does: 'knows no malformed userId',
    environment: (environment) => ({ ...environment, NEXUS_MALFORMED_USER_ID: 'none' }),
    change: (nexus) => nexus,
  }),
  variant('302-for-a-trailing-slash', {
    does: 'redirects from a path with a slash at its end with 302, as gateways do',
    change: (nexus) =>
      behind(nexus, async (c, next) => (c.req.path.endsWith('/') ? c.redirect(c.req.path.slice(0, -1), 302) : next())),
  }),
  variant('403-for-unknown-routes', {
    does: 'stands behind a gateway that answers 403 to what it does not know',
    change: (nexus) => behind(nexus, async (c, next) => (isOperation(c) ? next() : problem(c, 403, 'Forbidden'))),
  }),
];
