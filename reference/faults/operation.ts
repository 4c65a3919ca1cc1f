import { behind, isBasic } from '../changes.ts';
import { type Nexus, type NexusContext, sendMail } from '../nexus.ts';
import { problem } from '../problem.ts';
import type { Reset } from '../world.ts';
import { type Fault, type Follows, fault } from './fault.ts';

const noControl: Follows = {
  'auth/bearer-and-application-token': 'its control is not answered 204',
  'auth/basic': 'its control is not answered 204',
};
const sameControl = { 'operation/needs-no-body': 'it judges the same exchanges' };
const undocumented = {
  'operation/documented-statuses': 'the request is authenticated and its answer is not documented',
};
const otherSuccess: Follows = {
  ...noControl,
  'operation/answers-204': 'the answer is another one',
  ...sameControl,
  ...undocumented,
};

/** Sends the e-mail and says so in another way. */
const saying =
  (answer: (c: NexusContext, reset: Reset, nexus: Nexus) => Response | Promise<Response>): Fault['change'] =>
  (nexus) => ({
    ...nexus,
    succeeds: (c, reset) => {
      sendMail(nexus.world, reset);
      return answer(c, reset, nexus);
    },
  });

/** The operation itself done or answered wrongly. */
export const operationFaults = [
  fault('200-instead-of-204', {
    does: 'answers a success with 200 and a JSON object',
    breaks: 'operation/no-other-success',
    follows: otherSuccess,
    change: saying((c) => c.json({ sent: true })),
  }),
  fault('202-on-success', {
    does: 'queues the e-mail and answers 202',
    breaks: 'operation/no-other-success',
    follows: otherSuccess,
    like: { '200-instead-of-204': 'a status that queues like' },
    change: saying((c) => c.body(null, 202)),
  }),
  fault('201-on-success', {
    does: 'answers a success with 201 and the address of the reset that was created',
    breaks: 'operation/no-other-success',
    follows: otherSuccess,
    like: { '200-instead-of-204': 'a status that designers of resources like' },
    change: saying((c) => c.body(null, 201, { Location: '/v1/password-resets/1' })),
  }),
  fault('203-on-success', {
    does: 'answers a success with 203, as behind a proxy that has changed it',
    breaks: 'operation/no-other-success',
    follows: otherSuccess,
    like: { '200-instead-of-204': 'a status that a proxy puts in its place' },
    change: saying((c) => c.body(null, 203)),
  }),
  fault('206-on-success', {
    does: 'answers a success with 206, where one of two e-mails was sent',
    breaks: 'operation/no-other-success',
    follows: otherSuccess,
    like: { '200-instead-of-204': 'a status that says that something is missing' },
    change: saying((c) => c.body(null, 206)),
  }),
  fault('205-on-success', {
    does: 'answers a success with 205, which has no content either',
    breaks: 'operation/no-other-success',
    follows: otherSuccess,
    like: { '200-instead-of-204': 'the neighbour of 204, and as empty' },
    change: saying((c) => c.body(null, 205)),
  }),
  fault('200-for-basic', {
    does: 'answers a success with 200 to callers with Basic only',
    breaks: 'operation/no-other-success',
    follows: { 'auth/basic': 'its control is not answered 204', ...undocumented },
    change: saying((c) => (isBasic(c) ? c.json({ sent: true }) : c.body(null, 204))),
  }),
  fault('200-for-bearer', {
    does: 'answers a success with 200 to callers with a Bearer only',
    breaks: 'operation/no-other-success',
    follows: { 'auth/bearer-and-application-token': 'its control is not answered 204', ...undocumented },
    change: saying((c) => (isBasic(c) ? c.body(null, 204) : c.json({ sent: true }))),
  }),
  fault('nothing-here', {
    does: 'answers 404 to everything, as behind a wrong base path',
    breaks: 'operation/answers-204',
    follows: { ...noControl, ...sameControl },
    change: (nexus) => behind(nexus, async (c) => c.notFound()),
  }),
  fault('302-on-success', {
    does: 'redirects the caller to the application, where only the user should be redirected after the change',
    breaks: 'operation/answers-204',
    follows: { ...noControl, ...sameControl, ...undocumented },
    change: saying((c, { client }) => c.redirect(client.origin, 302)),
  }),
  fault('500-on-success', {
    does: 'sends the e-mail and fails with 500 then',
    breaks: 'operation/answers-204',
    follows: { ...noControl, ...sameControl, ...undocumented, 'robustness/no-server-error': 'the answer is a 500' },
    change: saying((c) => problem(c, 500, 'The server failed.')),
  }),
  fault('refuses-everybody', {
    does: 'answers 401 to whatever credentials it gets',
    breaks: 'operation/answers-204',
    follows: { ...noControl, ...sameControl },
    like: { 'nothing-here': 'it looks like perfect security' },
    change: (nexus) => ({ ...nexus, grants: () => async (c) => nexus.refuses(c) }),
  }),
  fault('forbids-everybody', {
    does: 'answers 403 to whoever is authenticated: nobody is entitled',
    breaks: 'operation/answers-204',
    follows: { ...noControl, ...sameControl },
    like: { 'refuses-everybody': 'it knows the credentials, and what is wrong is the entitlement' },
    change: (nexus) => ({ ...nexus, succeeds: (c) => problem(c, 403, 'This is not allowed.') }),
  }),
  fault('needs-content-type', {
    does: 'answers 415 to a request without Content-Type, although there is no body',
    breaks: 'operation/needs-no-body',
    follows: { ...noControl, 'operation/answers-204': 'it judges the same exchanges' },
    like: { 'nothing-here': 'only a good request is refused' },
    change: (nexus) => ({
      ...nexus,
      succeeds: (c, reset) =>
        c.req.header('Content-Type') ? nexus.succeeds(c, reset) : problem(c, 415, 'The content has no type.'),
    }),
  }),
  fault('needs-a-body', {
    does: 'answers 400 to a request without a body',
    breaks: 'operation/needs-no-body',
    follows: { ...noControl, 'operation/answers-204': 'it judges the same exchanges' },
    like: { 'needs-content-type': 'it misses the body itself', 'nothing-here': 'only what is good is refused' },
    change: (nexus) => ({
      ...nexus,
      succeeds: async (c, reset) =>
        (await c.req.text()) === '' ? problem(c, 400, 'There is no body.') : nexus.succeeds(c, reset),
    }),
  }),
  fault('409-for-unknown-users', {
    does: 'answers 409 where the document has 404',
    breaks: 'operation/documented-statuses',
    follows: {
      'parameters/unknown-user-refused': 'refused, but with an undocumented status',
      'parameters/unknown-user-is-404': 'it judges the same exchange',
      'parameters/malformed-user-id': 'a malformed or empty userId is unknown as well',
    },
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        await next();
        if (c.res.status === 404) c.res = problem(c, 409, 'There is no user with this id.');
      }),
  }),
];
