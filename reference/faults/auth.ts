import { randomUUID } from 'node:crypto';
import { every, some } from 'hono/combine';
import { getCookie, setCookie } from 'hono/cookie';
import { shownBy } from '../credentials.ts';
import type { NexusContext } from '../nexus.ts';
import { fault } from './fault.ts';
import { letsIn, remembers } from './lets-in.ts';

/** The rule itself, (Bearer AND ApplicationToken) OR Basic, got wrong, or a success that outlives its request. */
export const combinationFaults = [
  fault('no-credentials', {
    does: 'accepts a request without any credentials',
    breaks: 'auth/no-credentials',
    follows: {
      'auth/no-bypass': 'its requests carry no credentials, so they are let in on the exact target',
      'auth/no-carry-over': 'what follows the success carries no credentials',
    },
    change: (nexus) =>
      letsIn(nexus, (c) => {
        const { authorization, applicationTokens } = shownBy(nexus, c);
        return authorization.length + applicationTokens.length === 0;
      }),
  }),
  fault('bearer-alone', {
    does: 'accepts a valid Bearer without ApplicationToken',
    breaks: 'auth/bearer-alone',
    follows: { 'auth/no-carry-over': 'the Bearer alone is accepted after a success, as it is before' },
    change: (nexus) => ({
      ...nexus,
      checksApplicationToken: (tokens) => tokens.length === 0 || nexus.checksApplicationToken(tokens),
    }),
  }),
  fault('application-token-alone', {
    does: 'accepts a valid ApplicationToken where there is no Authorization field',
    breaks: 'auth/application-token-alone',
    change: (nexus) =>
      letsIn(nexus, (c) => {
        const { authorization, applicationTokens } = shownBy(nexus, c);
        return authorization.length === 0 && nexus.checksApplicationToken(applicationTokens);
      }),
  }),
  fault('either-suffices', {
    does: 'accepts a valid Bearer or a valid ApplicationToken, whatever accompanies it',
    breaks: 'auth/bearer-alone',
    follows: {
      'auth/application-token-alone': 'the ApplicationToken is one of the two',
      'auth/bad-application-token': 'the valid Bearer beside it is enough',
      'auth/unissued-bearer': 'the valid ApplicationToken beside it is enough',
      'auth/bad-basic': 'the valid ApplicationToken beside a wrong password is enough',
      'auth/expired-bearer': 'the valid ApplicationToken beside it is enough',
      'auth/tampered-bearer': 'the valid ApplicationToken beside it is enough',
      'auth/malformed-authorization': 'the valid ApplicationToken beside it is enough',
      'auth/near-miss': 'each near miss stands beside the other, valid token',
      'auth/scheme-confusion': 'the other, valid token accompanies the one that is confused',
      'auth/no-carry-over': 'the Bearer alone is accepted',
    },
    change: (nexus) => ({
      ...nexus,
      grants: ({ bearer, applicationToken, basic }) => some(bearer, applicationToken, basic),
    }),
  }),
  fault('basic-refused', {
    does: 'knows no Basic',
    breaks: 'auth/basic',
    change: (nexus) => ({ ...nexus, grants: ({ bearer, applicationToken }) => every(bearer, applicationToken) }),
  }),
  fault('bearer-pair-refused', {
    does: 'knows nothing but Basic',
    breaks: 'auth/bearer-and-application-token',
    change: (nexus) => ({ ...nexus, grants: ({ basic }) => basic }),
  }),
  fault('basic-needs-application-token-absent', {
    does: 'demands a Bearer as soon as it sees an ApplicationToken, valid Basic or not',
    breaks: 'auth/basic-with-application-token',
    change: (nexus) => ({
      ...nexus,
      grants:
        ({ bearer, applicationToken, basic }) =>
        (c, next) => {
          const shown = shownBy(nexus, c).applicationTokens.length > 0;
          return shown ? every(bearer, applicationToken)(c, next) : basic(c, next);
        },
    }),
  }),
  fault('two-authorization-lines-let-in', {
    does: 'takes two Authorization lines for a request that was checked before',
    breaks: 'auth/two-authorization-lines',
    change: (nexus) => letsIn(nexus, (c) => shownBy(nexus, c).authorization.length > 1),
  }),
  fault('sticky-connection', {
    does: 'lets in what follows a success on the same connection',
    breaks: 'auth/no-carry-over',
    change: (nexus) => remembers(nexus, (c) => c.env.incoming.socket),
  }),
  fault('sticky-cookie', {
    does: 'sets a session cookie with a success, and lets in whoever shows it',
    breaks: 'auth/no-carry-over',
    change: (nexus) => {
      const session = randomUUID();
      return {
        ...letsIn(nexus, (c) => getCookie(c, 'session') === session),
        succeeds: (c, reset) => {
          setCookie(c, 'session', session, { path: '/' });
          return nexus.succeeds(c, reset);
        },
      };
    },
  }),
  fault('cached-by-bearer', {
    does: 'lets in a Bearer alone that came with its ApplicationToken before',
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
];
