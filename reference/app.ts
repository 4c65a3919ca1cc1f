import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { getPath } from 'hono/utils/url';
import { schemesOf } from './credentials.ts';
import type { Nexus, NexusContext } from './nexus.ts';
import { problem } from './problem.ts';
import type { Reset } from './world.ts';

/** The HTTP API: `POST /v1/users/{userId}/password-reset?clientId=`, secured by (Bearer AND ApplicationToken) OR Basic. */
export function nexusApp(nexus: Nexus): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>({
    getPath: (request) => nexus.readsPath(getPath(request)),
  }).basePath(nexus.basePath);
  const operation = '/v1/users/:userId/password-reset';

  app.use(async (c, next) => {
    c.header('Cache-Control', 'no-store');
    const { url = '', headersDistinct } = c.env.incoming;
    // RFC 9112 §3.2; Node refuses a request without Host, and Hono one that is none, but neither refuses two.
    if ((headersDistinct.host ?? []).length > 1) return c.body(null, 400);
    if (url.length > nexus.mostTarget) return c.body(null, 414);
    return next();
  });
  for (const middleware of nexus.around) app.use(middleware);

  app.post(operation, nexus.grants(schemesOf(nexus)), (c) => {
    const reset = requestedReset(nexus, c);
    return reset instanceof Response ? reset : nexus.succeeds(c, reset);
  });
  app.all(operation, (c) => {
    c.header('Allow', 'POST');
    return problem(c, 405, 'A password reset is asked for with POST.');
  });

  app.notFound((c) => problem(c, 404, 'There is no such resource.'));
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status === 401) return nexus.refuses(c);
    return problem(c, 500, 'The server failed.');
  });
  return app;
}

/** What the parameters ask for, or the problem that they have: 400 for the clientId, 404 for the userId. */
export function requestedReset({ world }: Nexus, c: NexusContext): Reset | Response {
  const [clientId, ...others] = c.req.queries('clientId') ?? [];
  if (!clientId) return problem(c, 400, 'The query parameter clientId is required.');
  if (others.length > 0) return problem(c, 400, 'The query parameter clientId may be given once.');
  const client = Object.values(world.clients).find(({ id }) => id === clientId);
  if (!client) return problem(c, 400, 'The clientId names no registered application.');

  const userId = c.req.param('userId');
  const user = Object.values(world.users).find(({ id }) => id === userId);
  if (!user) return problem(c, 404, 'There is no user with this id.');
  return { user, client };
}
