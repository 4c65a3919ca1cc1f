import basic from '@hapi/basic';
import boom from '@hapi/boom';
import hapi, { type Server } from '@hapi/hapi';
import jwt from '@hapi/jwt';
import joi from 'joi';
import { type Backend, backendOf, type Start } from './backend.ts';

/** hapi 21 with its own two authentication schemes, Joi for the parameters and Boom for the errors. */
export const start: Start = async (world) => {
  const server = await application(backendOf(world));
  await server.start();
  return { baseUrl: server.info.uri, close: () => server.stop({ timeout: 0 }) };
};

async function application(backend: Backend): Promise<Server> {
  const server = hapi.server({ host: '127.0.0.1', port: 0 });
  await authentication(server, backend);

  server.route<{ Params: { userId: string } }>({
    method: 'POST',
    path: '/v1/users/{userId}/password-reset',
    options: {
      auth: { strategies: ['bearer-and-application-token', 'basic'] },
      validate: {
        params: joi.object({ userId: joi.string().uuid() }),
        query: joi.object({ clientId: joi.string().required() }),
      },
    },
    handler: ({ params, query }, h) => {
      const client = backend.clientOf(query.clientId);
      if (!client) throw boom.badRequest('The clientId names no application.');
      const user = backend.userOf(params.userId);
      if (!user) throw boom.notFound('There is no such user.');
      backend.sendResetMail(user, client);
      return h.response().code(204);
    },
  });
  return server;
}

/** The ApplicationToken is looked at together with the Bearer: strategies are alternatives of each other. */
async function authentication(server: Server, { tokens, isApplicationToken, isAccount }: Backend): Promise<void> {
  const { secret, issuer, audience } = tokens;
  const unauthorizedAttributes = { realm: 'nexus' };
  await server.register([{ plugin: basic }, { plugin: jwt.plugin }]);
  server.auth.strategy('bearer-and-application-token', 'jwt', {
    keys: { key: secret, algorithms: ['HS256'] },
    verify: { iss: issuer, aud: audience, sub: false },
    unauthorizedAttributes,
    validate: (artifacts: { decoded: { payload: object } }, request: hapi.Request) => ({
      isValid: isApplicationToken(request.headers.applicationtoken),
      credentials: artifacts.decoded.payload,
    }),
  });
  server.auth.strategy('basic', 'basic', {
    unauthorizedAttributes,
    validate: (_request: hapi.Request, userId: string, password: string) => ({
      isValid: isAccount(userId, password),
      credentials: { userId },
    }),
  });
}
