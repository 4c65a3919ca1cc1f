import { issueBearer, verifiedClaims } from '../bearer.ts';
import { showsValidBearer } from '../credentials.ts';
import { same } from '../nexus.ts';
import { problem } from '../problem.ts';
import { randomSecret } from '../world.ts';
import { variant } from './variant.ts';

/** Other credentials, or credentials in other places. */
export const credentialVariants = [
  variant('application-token-in-another-header', {
    does: 'takes the ApplicationToken from a header of another name',
    change: (nexus) => ({ ...nexus, applicationTokenPlace: { in: 'header', name: 'X-App-Token' } }),
  }),
  variant('application-token-in-the-query', {
    does: 'takes the ApplicationToken from the query',
    change: (nexus) => ({ ...nexus, applicationTokenPlace: { in: 'query', name: 'appToken' } }),
  }),
  variant('application-token-in-a-cookie', {
    does: 'takes the ApplicationToken from a cookie',
    change: (nexus) => ({ ...nexus, applicationTokenPlace: { in: 'cookie', name: 'app_token' } }),
  }),
  variant('opaque-bearer', {
    does: 'issues tokens that are no JWTs',
    environment: (environment) => ({ ...environment, NEXUS_TOKEN_FORMAT: 'opaque' }),
    change: (nexus) => {
      const bearers = { valid: randomSecret(), expired: randomSecret(), lowScope: randomSecret() };
      return {
        ...nexus,
        world: { ...nexus.world, bearers },
        checksBearer: (token) => [bearers.valid, bearers.lowScope].some((issued) => same(token, issued)),
      };
    },
  }),
  variant('bearer-never-expires', {
    does: 'issues tokens that do not expire',
    notApplicable: ['auth/expired-bearer'],
    environment: (environment) => ({ ...environment, NEXUS_EXPIRED_BEARER_TOKEN: 'none' }),
    change: async (nexus) => {
      const valid = await issueBearer(nexus.world.bearerKey, { scope: 'users:reset' });
      return { ...nexus, world: { ...nexus.world, bearers: { ...nexus.world.bearers, valid } } };
    },
  }),
  variant('403-for-insufficient-scope', {
    does: 'demands the scope users:reset and answers 403 to a token without it',
    environment: (environment) => ({ ...environment, NEXUS_REQUIRED_SCOPE: 'users:reset' }),
    change: (nexus) => ({
      ...nexus,
      checksBearer: async (token) => (await verifiedClaims(nexus.world.bearerKey, token))?.scope === 'users:reset',
      refuses: async (c) =>
        (await showsValidBearer(nexus, c)) ? problem(c, 403, 'The token is valid but not enough.') : nexus.refuses(c),
    }),
  }),
  variant('first-authorization-line-counts', {
    does: 'goes by the first of several Authorization lines',
    change: (nexus) => ({ ...nexus, readsAuthorization: ([first]) => first }),
  }),
  variant('last-authorization-line-counts', {
    does: 'goes by the last of several Authorization lines',
    change: (nexus) => ({ ...nexus, readsAuthorization: (lines) => lines.at(-1) }),
  }),
  variant('integer-user-ids', {
    does: 'numbers its users',
    change: (nexus) => {
      const { user, tripwire, bystander } = nexus.world.users;
      const users = {
        user: { ...user, id: '10001' },
        tripwire: { ...tripwire, id: '10002' },
        bystander: { ...bystander, id: '10003' },
      };
      return { ...nexus, world: { ...nexus.world, users, unknownUserId: '99999', malformedUserId: 'ten' } };
    },
  }),
];
