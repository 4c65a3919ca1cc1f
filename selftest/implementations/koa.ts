import Router, { type RouterContext } from '@koa/router';
import readBasic from 'basic-auth';
import Koa, { type Middleware } from 'koa';
import jwt from 'koa-jwt';
import { type Backend, backendOf, listen, problemOf, type Start } from './backend.ts';

/** Koa 3 with its router, koa-jwt, and the parser of Basic that koa-basic-auth is made of. */
export const start: Start = (world) => listen(application(backendOf(world)).callback());

function application(backend: Backend): Koa {
  const { secret, issuer, audience } = backend.tokens;
  const app = new Koa();
  const router = new Router();

  router.post(
    '/v1/users/:userId/password-reset',
    // With passthrough it leaves the claims of a good token in the state and refuses nothing.
    jwt({ secret, issuer, audience, algorithms: ['HS256'], passthrough: true, key: 'claims' }),
    authenticated(backend),
    (context) => {
      const { clientId } = context.query;
      if (clientId === undefined) return refuse(context, 400, 'The query parameter clientId is required.');
      const client = backend.clientOf(clientId);
      if (!client) return refuse(context, 400, 'The clientId names no application.');
      const user = backend.userOf(context.params.userId ?? '');
      if (!user) return refuse(context, 404, 'There is no such user.');
      backend.sendResetMail(user, client);
      context.status = 204;
    },
  );

  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

/** Goes on where a token and an ApplicationToken, or else an account, came with the request. */
function authenticated({ isApplicationToken, isAccount }: Backend): Middleware {
  return (context, next) => {
    if (context.state.claims && isApplicationToken(context.get('ApplicationToken'))) return next();
    const account = readBasic(context.req);
    if (account && isAccount(account.name, account.pass)) return next();
    context.throw(401, { headers: { 'WWW-Authenticate': 'Bearer realm="nexus", Basic realm="nexus"' } });
  };
}

function refuse(context: RouterContext, status: 400 | 404, detail: string): void {
  context.status = status;
  context.type = 'application/problem+json';
  context.body = problemOf(status, detail);
}
