import { randomBytes, randomUUID } from 'node:crypto';
import { issueBearer, verifiedClaims } from '../bearer.ts';
import { asJson, mainAccountWith, writesErrors } from '../changes.ts';
import { showsValidBearer } from '../credentials.ts';
import { conformingNexus, type Nexus, same, unauthorized } from '../nexus.ts';
import { problem } from '../problem.ts';
import { randomSecret, type World } from '../world.ts';
import { variant } from './variant.ts';

/** Other credentials, or credentials in other places. */
export const credentialVariants = [
  variant('application-token-in-another-header', {
    does: 'takes the ApplicationToken from a header of another name',
    change: (nexus) => ({ ...nexus, applicationTokenPlace: { in: 'header', name: 'X-App-Token' } }),
  }),
  variant('application-token-under-a-name-with-underscore', {
    does: 'takes the ApplicationToken from a header whose name has an underscore, which some proxies drop',
    change: (nexus) => ({ ...nexus, applicationTokenPlace: { in: 'header', name: 'Application_Token' } }),
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
  variant('clock-behind-the-issuers', {
    does: 'has a clock two seconds behind that of the issuer, whose tokens say from when on they are valid',
    change: async (nexus) => {
      const valid = await issueBearer(nexus.world.bearerKey, { scope: 'users:reset', expiresIn: 3600, validIn: 2 });
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
  variant('application-token-of-an-odd-name', {
    does: 'takes the ApplicationToken from a query parameter whose name no header field can have',
    change: (nexus) => ({ ...nexus, applicationTokenPlace: { in: 'query', name: 'auth[app token]' } }),
  }),
  variant('uuid-as-application-token', {
    does: 'takes a UUID for the ApplicationToken, in either case of its letters',
    change: (nexus) => withApplicationToken(nexus, randomUUID(), (token) => token.toLowerCase()),
  }),
  variant('padded-bearer-read-to-its-padding', {
    does: 'issues tokens in Base64, and reads them to the padding, whatever follows',
    environment: (environment) => ({ ...environment, NEXUS_TOKEN_FORMAT: 'opaque' }),
    change: (nexus) => {
      const issue = () => randomBytes(73).toString('base64');
      const bearers = { valid: issue(), expired: issue(), lowScope: issue() };
      const octetsOf = (token: string) => Buffer.from(token.replace(/=.*$/s, ''), 'base64').toString('hex');
      return {
        ...nexus,
        world: { ...nexus.world, bearers },
        readsBearer: (authorization) => /^bearer +(\S+)$/i.exec(authorization)?.[1],
        checksBearer: (token) =>
          [bearers.valid, bearers.lowScope].some((issued) => octetsOf(issued) === octetsOf(token)),
      };
    },
  }),
  variant('application-token-of-sixteen-octets', {
    does: 'takes sixteen octets in Base64 for the ApplicationToken, with their padding or without',
    change: (nexus) =>
      withApplicationToken(nexus, randomBytes(16).toString('base64'), (token) =>
        Buffer.from(token, 'base64').toString('hex'),
      ),
  }),
  variant('ulid-as-application-token', {
    does: 'takes a ULID for the ApplicationToken, whose letters have no case',
    change: (nexus) => withApplicationToken(nexus, '01JDX3Z8K5M7QW9V2B4N6P0RST', (token) => token.toUpperCase()),
  }),
  variant('words-after-the-credentials', {
    does: 'reads credentials to the next blank, whatever follows',
    change: (nexus) => ({
      ...nexus,
      readsAuthorization: (lines) => nexus.readsAuthorization(lines)?.replace(/^(\S+ +\S+).*$/s, '$1'),
    }),
  }),
  variant('password-without-letters-or-digits', {
    does: 'has an account whose password has no letter or digit of ASCII',
    change: (nexus) => inWorldWith(nexus, mainAccountWith(nexus, '-пароль-пароль-')),
  }),
  variant('secrets-that-stand-in-answers', {
    does: 'has secrets made of words and numbers that stand in its answers for other reasons',
    notApplicable: ['problem/xml-root'],
    change: (nexus) =>
      writesErrors(
        {
          ...inWorldWith(nexus, { ...mainAccountWith(nexus, '20260714'), applicationToken: 'acme-portal-4711' }),
          refuses: (c) => unauthorized(c, 'Basic realm=acme-portal, charset="UTF-8"'),
        },
        (problem) => {
          const errorCode = 20_260_714;
          const type = 'https://acme-portal-4711.example/problems/20260714';
          return asJson({ ...problem, type, title: 'acme-portal', errorCode }, 'application/vnd.acme-portal+json');
        },
      ),
  }),
];

/** The same Nexus, but this is its ApplicationToken, and whatever reads alike is that, too. */
function withApplicationToken(nexus: Nexus, applicationToken: string, read: (token: string) => string): Nexus {
  return {
    ...nexus,
    world: { ...nexus.world, applicationToken },
    checksApplicationToken: ([token = '', ...others]) =>
      others.length === 0 && same(read(token), read(applicationToken)),
  };
}

/** Another Nexus that conforms: this is different in its world. */
function inWorldWith(nexus: Nexus, different: Partial<World>): Nexus {
  return conformingNexus({ ...nexus.world, ...different });
}
