import { HTTPException } from 'hono/http-exception';
import { behind } from '../changes.ts';
import { shownBy } from '../credentials.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';
import { fault } from './fault.ts';

/** Authorizers in front of the operation that keep what they decided, and busy ones. */
export const keptDecisionFaults = [
  fault('denial-kept-by-authorization', {
    does: 'keeps its no for the Authorization value that it was for, whatever comes beside it later',
    breaks: 'auth/bearer-and-application-token',
    follows: {
      'auth/no-carry-over': 'its success by the pair comes after the Bearer alone was refused',
      'parameters/percent-encoding': 'its request by the pair comes after the Bearer alone was refused',
      'parameters/repeated-client-id': 'its requests carry the pair after the Bearer alone was refused',
      'http/auth-per-request': 'the pair comes at once after the Bearer alone was refused',
      'http/field-name-case': 'its requests carry the pair after the Bearer alone was refused',
      'http/accept': 'its request carries the pair after the Bearer alone was refused',
      'robustness/repeated-and-concurrent': 'its requests carry the pair after the Bearer alone was refused',
      'robustness/still-serves': 'the pair is refused at the end',
    },
    change: (nexus) => {
      const denied = new Set<string>();
      return {
        ...nexus,
        grants: (schemes) => async (c, next) => {
          const [value] = shownBy(nexus, c).authorization;
          if (value !== undefined && denied.has(value)) throw new HTTPException(401);
          try {
            return await nexus.grants(schemes)(c, next);
          } catch (error) {
            if (value !== undefined) denied.add(value);
            throw error;
          }
        },
      };
    },
  }),
  fault('permission-kept-for-one-path', {
    does: 'keeps, by the Authorization value, the permission for the path that was asked for first, and answers 403 for others',
    breaks: 'parameters/client-id-required',
    follows: {
      'parameters/missing-client-id-is-400': 'refusals are sent for another user than the first',
      'parameters/unknown-user-is-404': 'the unknown user is another one than the first',
      'parameters/malformed-user-id': 'a malformed userId is another one than the first',
      'parameters/several-faults': 'the unknown user is another one than the first',
      'http/other-methods-405': 'other methods are sent for another user than the first',
    },
    mailbox: 'watched',
    change: (nexus) => {
      const permitted = new Map<string, string>();
      return behind(nexus, async (c, next) => {
        const value = bearerValue(nexus, c);
        if (value === undefined) return next();
        const path = permitted.get(value);
        if (path !== undefined && path !== c.req.path) return problem(c, 403, 'This path is not permitted.');
        await next();
        if (c.res.status === 204) permitted.set(value, c.req.path);
      });
    },
  }),
  fault('503-for-basic-beside-application-token', {
    does: 'answers 503 where good Basic stands beside a good ApplicationToken, however often it is asked',
    breaks: 'auth/basic-with-application-token',
    follows: { 'http/retry-after': 'its 503 does not say when to come back' },
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        const { authorization, applicationTokens } = shownBy(nexus, c);
        const isBoth = /^Basic /.test(authorization[0] ?? '') && nexus.checksApplicationToken(applicationTokens);
        await next();
        if (isBoth && [204, 404].includes(c.res.status)) c.res = c.body(null, 503);
      }),
  }),
];

/** The Authorization value, where it is one that is good together with what stands beside it. */
function bearerValue(nexus: Nexus, c: NexusContext): string | undefined {
  const { authorization } = shownBy(nexus, c);
  return /^bearer /i.test(authorization[0] ?? '') ? authorization[0] : undefined;
}
