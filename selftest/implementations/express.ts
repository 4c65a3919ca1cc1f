import express, { type ErrorRequestHandler, type Response } from 'express';
import { jwtVerify } from 'jose';
import { Passport } from 'passport';
import { BasicStrategy } from 'passport-http';
import { Strategy as BearerStrategy, type VerifyFunctionWithRequest } from 'passport-http-bearer';
import { type Backend, backendOf, listen, problemOf, type Start } from './backend.ts';

/** Express 5 with Passport, which its documentation names for authentication. */
export const start: Start = (world) => listen(application(backendOf(world)));

function application(backend: Backend): express.Express {
  const app = express();
  const passport = authentication(backend);

  app.post(
    '/v1/users/:userId/password-reset',
    passport.authenticate(['bearer', 'basic'], { session: false }),
    (request, response) => {
      const { clientId } = request.query;
      if (clientId === undefined) return refuse(response, 400, 'The query parameter clientId is required.');
      const client = backend.clientOf(clientId);
      if (!client) return refuse(response, 400, 'The clientId names no application.');
      const user = backend.userOf(request.params.userId);
      if (!user) return refuse(response, 404, 'There is no such user.');
      backend.sendResetMail(user, client);
      response.status(204).end();
    },
  );

  // "How do I handle 404 responses?" and "How do I setup an error handler?" of Express's own FAQ.
  app.use((_request, response) => refuse(response, 404, 'There is no such resource.'));
  app.use(answerError);
  return app;
}

/** The ApplicationToken is looked at together with the Bearer: strategies are alternatives of each other. */
function authentication({ tokens, isApplicationToken, isAccount }: Backend): InstanceType<typeof Passport> {
  const { secret, issuer, audience } = tokens;
  const passport = new Passport();
  passport.use(
    new BearerStrategy<VerifyFunctionWithRequest>(
      { realm: 'nexus', passReqToCallback: true },
      (request, token, done) => {
        if (!isApplicationToken(request.headers.applicationtoken)) return done(null, false);
        jwtVerify(token, secret, { algorithms: ['HS256'], issuer, audience }).then(
          ({ payload }) => done(null, payload),
          () => done(null, false),
        );
      },
    ),
  );
  passport.use(
    new BasicStrategy({ realm: 'nexus' }, (userId, password, done) =>
      done(null, isAccount(userId, password) ? { userId } : false),
    ),
  );
  return passport;
}

function refuse(response: Response, status: 400 | 404, detail: string): void {
  response.status(status).type('application/problem+json').json(problemOf(status, detail));
}

const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  if (error.status === 400) return refuse(response, 400, 'The request cannot be read.');
  response.status(500).send('Something broke!');
};
