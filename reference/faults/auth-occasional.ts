import { every, some } from 'hono/combine';
import { shownBy, showsNoCredentials } from '../credentials.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { fault } from './fault.ts';
import { everySeventh, letsIn } from './lets-in.ts';

/** Doors that are open to one user, or now and then. */
export const occasionalFaults = [
  fault('no-credentials-for-one-user', {
    does: 'accepts a request without any credentials, about one user only',
    breaks: 'auth/no-credentials',
    follows: {
      'auth/no-bypass': 'its requests are about that user and carry no credentials',
      'auth/no-carry-over': 'what follows the success is about that user and carries no credentials',
      'http/auth-per-request': 'one of several requests on a connection is about that user and carries no credentials',
    },
    like: { 'no-credentials': 'the user whom a run asks for is safe, and another one is not' },
    mailbox: 'watched',
    change: (nexus) => letsIn(nexus, (c) => isAboutTheTripwireUser(nexus, c) && showsNoCredentials(nexus, c)),
  }),
  fault('bearer-alone-for-one-user', {
    does: 'accepts a valid Bearer without ApplicationToken, about one user only',
    breaks: 'auth/bearer-alone',
    follows: {
      'auth/bad-application-token': 'the Bearer beside it is enough',
      'auth/near-miss': 'the Bearer beside a nearly right ApplicationToken is enough',
      'auth/scheme-confusion': 'the Bearer beside itself as ApplicationToken is enough',
      'auth/no-carry-over': 'the Bearer alone is accepted after a success, as it is before',
    },
    like: { 'cached-by-bearer': 'one user, and nothing is remembered' },
    mailbox: 'watched',
    change: (nexus) => ({
      ...nexus,
      grants: (schemes) =>
        some(
          every((c: NexusContext) => isAboutTheTripwireUser(nexus, c), schemes.bearer),
          nexus.grants(schemes),
        ),
    }),
  }),
  fault('any-password-for-one-user', {
    does: 'accepts any pair of user name and password, about one user only',
    breaks: 'auth/bad-basic',
    follows: {
      'auth/near-miss': 'a nearly right pair is any pair',
      'auth/no-bypass': 'so is the one beside the ApplicationToken that Connection names',
      'robustness/hostile-headers': 'a pair of odd octets is any pair',
    },
    like: { 'unknown-user-names-let-in': 'the user whom a run asks for is safe, and another one is not' },
    mailbox: 'watched',
    change: (nexus) => letsIn(nexus, (c) => isAboutTheTripwireUser(nexus, c) && shownBy(nexus, c).basic !== undefined),
  }),
  fault('every-seventh-anonymous-request-let-in', {
    does: 'lets in every seventh request without credentials, of those that end their connection',
    breaks: 'auth/no-bypass',
    like: { 'trailing-slash-lets-in': 'it does not matter how it is asked, only how often' },
    change: (nexus) =>
      letsIn(
        nexus,
        everySeventh((c) => showsNoCredentials(nexus, c) && c.req.header('Connection') === 'close'),
      ),
  }),
  fault('every-seventh-wrong-pair-let-in', {
    does: 'lets in every seventh wrong pair of user name and password',
    breaks: 'auth/near-miss',
    like: { 'password-prefix': 'the pair does not matter, only how often it is tried' },
    change: (nexus) =>
      letsIn(
        nexus,
        everySeventh((c) => {
          const { basic } = shownBy(nexus, c);
          return basic !== undefined && !nexus.checksBasic(basic);
        }),
      ),
  }),
];

function isAboutTheTripwireUser({ world }: Nexus, c: NexusContext): boolean {
  return c.req.path.includes(world.users.tripwire.id);
}
