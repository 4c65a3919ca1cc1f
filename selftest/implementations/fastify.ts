import fastifyAuth from '@fastify/auth';
import basicAuth from '@fastify/basic-auth';
import jwt from '@fastify/jwt';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Backend, backendOf, problemOf, type Start } from './backend.ts';

/** Fastify 5 with the authentication plugins of its own organisation and its own validation of parameters. */
export const start: Start = async (world) => {
  const app = await application(backendOf(world));
  return {
    baseUrl: await app.listen({ host: '127.0.0.1', port: 0 }),
    close: () => app.close(),
  };
};

/** A userId is a UUID here, and a request without clientId never comes to the handler. */
const schema = {
  params: {
    type: 'object',
    required: ['userId'],
    properties: { userId: { type: 'string', format: 'uuid' } },
  },
  querystring: {
    type: 'object',
    required: ['clientId'],
    properties: { clientId: { type: 'string', minLength: 1 } },
  },
} as const;

interface Parameters {
  readonly Params: { readonly userId: string };
  readonly Querystring: { readonly clientId: string };
}

async function application(backend: Backend): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true });
  const { secret, issuer, audience } = backend.tokens;
  await app.register(jwt, {
    secret: { public: secret },
    verify: { algorithms: ['HS256'], allowedIss: issuer, allowedAud: audience },
  });
  await app.register(basicAuth, {
    authenticate: { realm: 'nexus' },
    validate: async (userId, password) => {
      if (!backend.isAccount(userId, password)) throw new Error('No such account');
    },
  });
  await app.register(fastifyAuth);

  const bearer = async (request: FastifyRequest) => {
    await request.jwtVerify();
  };
  const applicationToken = async (request: FastifyRequest) => {
    if (!backend.isApplicationToken(request.headers.applicationtoken)) throw new Error('No such application');
  };

  app.post<Parameters>(
    '/v1/users/:userId/password-reset',
    // In onRequest, as @fastify/auth recommends where credentials are in the header: nobody else's body is read.
    { schema, onRequest: app.auth([[bearer, applicationToken], app.basicAuth], { relation: 'or' }) },
    async ({ params, query }, reply) => {
      const client = backend.clientOf(query.clientId);
      if (!client) return refuse(reply, 400, 'The clientId names no application.');
      const user = backend.userOf(params.userId);
      if (!user) return refuse(reply, 404, 'There is no such user.');
      backend.sendResetMail(user, client);
      return reply.code(204).send();
    },
  );
  return app;
}

function refuse(reply: FastifyReply, status: 400 | 404, detail: string): FastifyReply {
  return reply.code(status).type('application/problem+json').send(problemOf(status, detail));
}
