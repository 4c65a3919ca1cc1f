import type { RequirementId } from '../../requirements/index.ts';
import { sendMail } from '../nexus.ts';
import { problem } from '../problem.ts';
import { fault } from './fault.ts';

const noControl: Partial<Record<RequirementId, string>> = {
  'auth/bearer-and-application-token': 'its control is not answered 204',
  'auth/basic': 'its control is not answered 204',
};
const otherSuccess: Partial<Record<RequirementId, string>> = {
  ...noControl,
  'operation/answers-204': 'the answer is another one',
  'operation/needs-no-body': 'it judges the same exchanges',
  'operation/documented-statuses': 'the request is authenticated and its answer is not documented',
};

/** The operation itself done or answered wrongly. */
export const operationFaults = [
  fault('200-instead-of-204', {
    does: 'answers a success with 200 and a JSON object',
    breaks: 'operation/no-other-success',
    follows: otherSuccess,
    change: (nexus) => ({
      ...nexus,
      succeeds: (c, reset) => {
        sendMail(nexus.world, reset);
        return c.json({ sent: true });
      },
    }),
  }),
  fault('202-on-success', {
    does: 'queues the e-mail and answers 202',
    breaks: 'operation/no-other-success',
    follows: otherSuccess,
    change: (nexus) => ({
      ...nexus,
      succeeds: (c, reset) => {
        sendMail(nexus.world, reset);
        return c.body(null, 202);
      },
    }),
  }),
  fault('nothing-here', {
    does: 'answers 404 to everything, as behind a wrong base path',
    breaks: 'operation/answers-204',
    follows: { ...noControl, 'operation/needs-no-body': 'it judges the same exchanges' },
    change: (nexus) => ({ ...nexus, around: [async (c) => c.notFound()] }),
  }),
  fault('needs-content-type', {
    does: 'answers 415 to a request without Content-Type, although there is no body',
    breaks: 'operation/needs-no-body',
    follows: { ...noControl, 'operation/answers-204': 'it judges the same exchanges' },
    change: (nexus) => ({
      ...nexus,
      succeeds: (c, reset) =>
        c.req.header('Content-Type') ? nexus.succeeds(c, reset) : problem(c, 415, 'The content has no type.'),
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
    change: (nexus) => ({
      ...nexus,
      around: [
        async (c, next) => {
          await next();
          if (c.res.status === 404) c.res = problem(c, 409, 'There is no user with this id.');
        },
      ],
    }),
  }),
];
