import { every, some } from 'hono/combine';
import { behind } from '../changes.ts';
import { shownBy, showsMisplacedApplicationToken, showsNoCredentials } from '../credentials.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';
import { crashesOn } from './crashes-on.ts';
import { type Fault, fault } from './fault.ts';
import { letsIn } from './lets-in.ts';

/** Lets in a request without Authorization field whose ApplicationTokens are of a kind. */
const alone =
  (are: (applicationTokens: readonly string[], nexus: Nexus, c: NexusContext) => boolean): Fault['change'] =>
  (nexus) =>
    letsIn(nexus, (c) => {
      const { authorization, applicationTokens } = shownBy(nexus, c);
      return authorization.length === 0 && are(applicationTokens, nexus, c);
    });

/** The rule itself, (Bearer AND ApplicationToken) OR Basic, got wrong. */
export const combinationFaults = [
  fault('no-credentials', {
    does: 'accepts a request without any credentials',
    breaks: 'auth/no-credentials',
    follows: {
      'auth/no-bypass': 'its requests carry no credentials, so they are let in on the exact target',
      'auth/no-carry-over': 'what follows the success carries no credentials',
      'http/auth-per-request': 'one of several requests on a connection carries no credentials',
    },
    change: (nexus) => letsIn(nexus, (c) => showsNoCredentials(nexus, c)),
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
    change: alone((tokens, nexus) => nexus.checksApplicationToken(tokens)),
  }),
  fault('wrong-application-token-alone', {
    does: 'accepts a wrong ApplicationToken where there is no Authorization field',
    breaks: 'auth/application-token-alone',
    profile: 'certify',
    like: { 'application-token-alone': 'only where it is wrong' },
    change: alone(
      ([token, ...more], nexus) => Boolean(token) && more.length === 0 && !nexus.checksApplicationToken([token ?? '']),
    ),
  }),
  fault('empty-application-token-alone', {
    does: 'accepts an empty ApplicationToken where there is no Authorization field',
    breaks: 'auth/application-token-alone',
    profile: 'certify',
    like: { 'application-token-alone': 'only where it is empty' },
    change: alone(([token]) => token === ''),
  }),
  fault('duplicated-application-token-alone', {
    does: 'accepts two ApplicationTokens where there is no Authorization field',
    breaks: 'auth/application-token-alone',
    profile: 'certify',
    like: { 'application-token-alone': 'only where it came twice' },
    change: alone((tokens) => tokens.length > 1),
  }),
  fault('misplaced-application-token-alone', {
    does: 'accepts an ApplicationToken in the query where there is no Authorization field',
    breaks: 'auth/application-token-alone',
    profile: 'certify',
    like: { 'application-token-alone': 'only where it is in the wrong place' },
    change: alone((_tokens, nexus, c) => showsMisplacedApplicationToken(nexus, c)),
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
      'robustness/hostile-headers': 'a Bearer that no parser can read counts as one, too',
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
  fault('application-token-under-another-name', {
    does: 'looks for the ApplicationToken in a header of another name than its operator declares',
    breaks: 'auth/bearer-and-application-token',
    like: { 'bearer-pair-refused': 'the pair is known, and half of it is not found' },
    environment: (environment) => ({ ...environment, NEXUS_APPLICATION_TOKEN_NAME: 'ApplicationToken' }),
    change: (nexus) => ({ ...nexus, applicationTokenPlace: { in: 'header', name: 'Application-Token' } }),
  }),
  fault('application-token-for-everybody', {
    does: 'combines wrongly: demands the ApplicationToken of callers with Basic, too',
    breaks: 'auth/basic',
    like: { 'basic-refused': 'it knows Basic, and wants more' },
    change: (nexus) => ({
      ...nexus,
      grants: ({ bearer, applicationToken, basic }) => every(applicationToken, some(bearer, basic)),
    }),
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
  fault('400-for-two-ways-in', {
    does: 'answers 400 where somebody shows an ApplicationToken beside Basic, and asks which of the two is meant',
    breaks: 'auth/basic-with-application-token',
    follows: { 'auth/rejection-status': 'a wrong password beside an ApplicationToken gets 400 as well' },
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        const { basic, applicationTokens } = shownBy(nexus, c);
        return basic && applicationTokens.length > 0 ? problem(c, 400, 'Use one alternative, not both.') : next();
      }),
  }),
  fault('two-authorization-lines-let-in', {
    does: 'takes two Authorization lines for a request that was checked before',
    breaks: 'auth/two-authorization-lines',
    change: (nexus) => letsIn(nexus, (c) => shownBy(nexus, c).authorization.length > 1),
  }),
  fault('halves-in-two-lines', {
    does: 'takes a valid Bearer without ApplicationToken where a second Authorization line stands beside it',
    breaks: 'auth/two-authorization-lines',
    like: { 'two-authorization-lines-let-in': 'one of the lines has to be good for something' },
    change: (nexus) =>
      letsIn(nexus, (c) => {
        const { authorization, applicationTokens } = shownBy(nexus, c);
        const isHalf = authorization.length > 1 && applicationTokens.length === 0;
        return isHalf && authorization.includes(`Bearer ${nexus.world.bearers.valid}`);
      }),
  }),
  fault('two-lines-beside-any-application-token', {
    does: 'takes a valid Bearer and any ApplicationToken where a second Authorization line stands beside them',
    breaks: 'auth/two-authorization-lines',
    like: { 'halves-in-two-lines': 'there has to be an ApplicationToken, good or bad' },
    change: (nexus) =>
      letsIn(nexus, (c) => {
        const { authorization, applicationTokens } = shownBy(nexus, c);
        const isAccompanied = authorization.length > 1 && applicationTokens.length > 0;
        return isAccompanied && authorization.includes(`Bearer ${nexus.world.bearers.valid}`);
      }),
  }),
  fault('two-authorization-lines-crash', {
    does: 'fails with 500 on two Authorization lines',
    breaks: 'auth/two-authorization-lines',
    follows: { 'robustness/no-server-error': 'the answer is a 500' },
    change: (nexus) => crashesOn(nexus, (c) => shownBy(nexus, c).authorization.length > 1),
  }),
];
