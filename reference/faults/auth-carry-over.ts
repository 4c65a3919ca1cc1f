import { randomUUID } from 'node:crypto';
import { every, some } from 'hono/combine';
import { getCookie, setCookie } from 'hono/cookie';
import { answersFirst } from '../changes.ts';
import { shownBy } from '../credentials.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { type Follows, fault } from './fault.ts';
import { letsIn, onceFor, remembers } from './lets-in.ts';

const known = 'the ApplicationToken and the user are known from the opening of the run';
const besideKnownToken: Follows = {
  'auth/unissued-bearer': known,
  'auth/malformed-authorization': known,
  'auth/expired-bearer': known,
  'auth/tampered-bearer': known,
  'auth/near-miss': known,
  'auth/scheme-confusion': known,
};
const sameUser = "the run's opening was a success for the same user";

const connection = (c: NexusContext) => c.env.incoming.socket;

/** A success that outlives its request. */
export const carryOverFaults = [
  fault('sticky-connection', {
    does: 'lets in what follows a success on the same connection',
    breaks: 'auth/no-carry-over',
    follows: { 'http/auth-per-request': 'what is refused follows a success on its connection' },
    change: (nexus) => remembers(nexus, connection),
  }),
  fault('401-on-persistent-connections', {
    does: 'takes good credentials for stolen where the connection is to stay open',
    breaks: 'auth/no-carry-over',
    follows: { 'http/auth-per-request': 'a good request is refused on a connection that is to stay open' },
    like: { 'sticky-connection': 'it breaks the success that something might be carried over from' },
    change: (nexus) =>
      answersFirst(nexus, (_wish, c) => (c.req.header('connection') === 'keep-alive' ? nexus.refuses(c) : undefined)),
  }),
  fault('sticky-cookie', {
    does: 'sets a session cookie with a success, and lets in whoever shows it',
    breaks: 'auth/no-carry-over',
    change: (nexus) => remembersByCookie(nexus, () => true),
  }),
  fault('cached-by-bearer', {
    does: 'asks a Bearer that came with its ApplicationToken before for none',
    breaks: 'auth/no-carry-over',
    follows: {
      'auth/bearer-alone': "the run's opening has shown both together",
      'auth/bad-application-token': "the run's opening has shown the Bearer with a good one",
      'auth/near-miss': 'the Bearer beside a nearly right ApplicationToken is known',
      'auth/scheme-confusion': 'the Bearer beside itself as ApplicationToken is known',
    },
    change: (nexus) => remembers(nexus, (c) => shownBy(nexus, c).bearer),
  }),
  fault('cached-by-address', {
    does: 'lets in a valid Bearer alone from an address that a success came from',
    breaks: 'auth/no-carry-over',
    follows: { 'auth/bearer-alone': "the run's opening was a success from the same address" },
    like: { 'bearer-alone': 'the address has to be known from a success' },
    change: (nexus) => {
      const addresses = new Set<string | undefined>();
      return {
        ...nexus,
        grants: (schemes) =>
          some(
            every(
              (c: NexusContext) => addresses.has(c.env.incoming.socket.remoteAddress),
              (c: NexusContext) => shownBy(nexus, c).applicationTokens.length === 0,
              schemes.bearer,
            ),
            nexus.grants(schemes),
          ),
        succeeds: (c, reset) => {
          addresses.add(c.env.incoming.socket.remoteAddress);
          return nexus.succeeds(c, reset);
        },
      };
    },
  }),
  fault('cached-by-application-token', {
    does: 'asks for nothing but an ApplicationToken that came with good credentials before',
    breaks: 'auth/application-token-alone',
    follows: {
      'auth/bad-basic': "the run's opening has shown the ApplicationToken that stands beside a wrong password",
      ...besideKnownToken,
      'robustness/hostile-headers': 'a malformed Bearer stands beside the known ApplicationToken',
    },
    change: (nexus) => remembers(nexus, (c) => shownBy(nexus, c).applicationTokens[0]),
  }),
  fault('cached-by-user-name', {
    does: 'checks the password of an account once, and not again',
    breaks: 'auth/bad-basic',
    follows: { 'auth/near-miss': 'a nearly right password is not looked at any more' },
    like: { 'password-unchecked': 'the first password is checked' },
    change: (nexus) => remembers(nexus, (c) => shownBy(nexus, c).basic?.userId),
  }),
  fault('cached-by-user', {
    does: 'asks for no credentials where a success was about the same user',
    breaks: 'auth/no-credentials',
    follows: {
      'auth/bearer-alone': sameUser,
      'auth/application-token-alone': sameUser,
      'auth/bad-application-token': sameUser,
      'auth/bad-basic': sameUser,
      'auth/no-bypass': sameUser,
      'auth/no-carry-over': sameUser,
      'http/auth-per-request': sameUser,
      ...besideKnownToken,
      'robustness/hostile-headers': 'a malformed Authorization is not looked at',
    },
    change: (nexus) => remembers(nexus, (c) => c.req.param('userId')),
  }),
  fault('session-after-basic', {
    does: 'sets a session cookie with a success by Basic, and lets in whoever shows it',
    breaks: 'auth/no-carry-over',
    like: { 'sticky-cookie': 'a Bearer begins no session' },
    change: (nexus) => remembersByCookie(nexus, (c) => shownBy(nexus, c).basic !== undefined),
  }),
  fault('connection-after-basic', {
    does: 'lets in what follows a success by Basic on the same connection',
    breaks: 'auth/no-carry-over',
    like: { 'sticky-cookie': 'what remembers is the connection, and a Bearer is asked for every time' },
    change: (nexus) => ({
      ...nexus,
      grants: (schemes) => some(onceFor(connection, schemes.basic), nexus.grants(schemes)),
    }),
  }),
  fault('application-token-once-per-connection', {
    does: 'checks the ApplicationToken once a connection, and after that the Bearer alone',
    breaks: 'auth/no-carry-over',
    like: { 'connection-after-basic': 'half of the pair is asked for every time' },
    change: (nexus) => ({
      ...nexus,
      grants: ({ bearer, applicationToken, basic }) =>
        some(onceFor(connection, every(bearer, applicationToken), bearer), basic),
    }),
  }),
];

/** Sets a session cookie with a success of which the condition holds, and lets in whoever shows it. */
function remembersByCookie(nexus: Nexus, begins: (c: NexusContext) => boolean): Nexus {
  const session = randomUUID();
  return {
    ...letsIn(nexus, (c) => getCookie(c, 'session') === session),
    succeeds: (c, reset) => {
      if (begins(c)) setCookie(c, 'session', session, { path: '/' });
      return nexus.succeeds(c, reset);
    },
  };
}
