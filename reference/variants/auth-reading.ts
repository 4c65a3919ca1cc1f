import { jwtVerify } from 'jose';
import { splitAt, type UserPass } from '../authorization.ts';
import { issuerClaims, verifiedClaims } from '../bearer.ts';
import { shownBy } from '../credentials.ts';
import { type Nexus, same } from '../nexus.ts';
import { problem } from '../problem.ts';
import { variant } from './variant.ts';

/** Credentials that are read more leniently, or more strictly, than the reference does. */
export const readingVariants = [
  variant('first-application-token-counts', {
    does: 'takes the first of several ApplicationTokens',
    change: (nexus) => ({
      ...nexus,
      checksApplicationToken: ([first]) => nexus.checksApplicationToken(first === undefined ? [] : [first]),
    }),
  }),
  variant('application-token-anywhere', {
    does: 'takes the ApplicationToken from the query, too, where it is not in its header',
    change: (nexus) => ({
      ...nexus,
      grants: (schemes) => {
        const granted = nexus.grants(schemes);
        const name = nexus.applicationTokenPlace.name;
        return async (c, next) => {
          const elsewhere = c.req.query(name);
          if (elsewhere !== undefined && shownBy(nexus, c).applicationTokens.length === 0) {
            c.env.incoming.headersDistinct[name.toLowerCase()] = [elsewhere];
          }
          return granted(c, next);
        };
      },
    }),
  }),
  variant('scope-demanded-and-not-declared', {
    does: 'refuses a token without the scope users:reset, which its operator does not declare',
    change: (nexus) => ({
      ...nexus,
      checksBearer: async (token) => (await verifiedClaims(nexus.world.bearerKey, token))?.scope === 'users:reset',
    }),
  }),
  variant('five-minutes-of-leeway', {
    does: 'lets a token live five minutes longer than it says, as clocks differ',
    change: (nexus) => ({
      ...nexus,
      checksBearer: async (token) =>
        (await verifiedClaims(nexus.world.bearerKey, token, { clockTolerance: '5 minutes' })) !== undefined,
    }),
  }),
  variant('lenient-base64url', {
    does: 'ignores the unused bits of the last character of a signature',
    change: (nexus) => ({
      ...nexus,
      checksBearer: async (token) => {
        try {
          await jwtVerify(token, nexus.world.bearerKey, { algorithms: ['HS256'], ...issuerClaims });
          return true;
        } catch {
          return false;
        }
      },
    }),
  }),
  variant('lenient-base64', {
    does: 'reads the pair of Basic without padding, in base64url and with characters that neither has, too',
    change: (nexus) => ({
      ...nexus,
      readsBasic: (authorization) => {
        const encoded = /^basic +(\S+)$/i.exec(authorization)?.[1];
        return encoded === undefined ? undefined : pairIn(Buffer.from(encoded, 'base64').toString('utf8'));
      },
    }),
  }),
  variant('latin-1-basic', {
    does: 'names no charset in its challenge and reads the pair of Basic as ISO-8859-1',
    change: (nexus) => ({
      ...nexus,
      readsBasic: (authorization) => {
        const encoded = /^basic +([\w+/]+={0,2})$/i.exec(authorization)?.[1];
        return encoded === undefined ? undefined : pairIn(Buffer.from(encoded, 'base64').toString('latin1'));
      },
      refuses: (c) => {
        c.header('WWW-Authenticate', 'Basic realm="nexus"');
        return problem(c, 401, 'The credentials are missing or not valid.');
      },
    }),
  }),
  variant('no-unusual-passwords', {
    does: 'has no account whose password holds a colon or a letter beyond ASCII',
    notApplicable: ['auth/basic-colon-and-charset'],
    environment: (environment) => ({
      ...environment,
      NEXUS_COLON_BASIC_PASSWORD: 'none',
      NEXUS_NON_ASCII_BASIC_PASSWORD: 'none',
    }),
    change: (nexus) => ({
      ...nexus,
      checksBasic: ({ userId, password }) =>
        userId === nexus.world.accounts.main.userId && same(password, nexus.world.accounts.main.password),
    }),
  }),
  variant('locks-accounts', {
    does: 'locks an account after the tenth wrong password in a row',
    change: (nexus) => locksAccounts(nexus, 10, 'forgets after a right one'),
  }),
  variant('locks-accounts-after-three', {
    does: 'locks an account for good after the third wrong password of all',
    change: (nexus) => locksAccounts(nexus, 3, 'never forgets'),
  }),
  variant('locks-accounts-whatever-comes-between', {
    does: 'locks an account after the fifth wrong password, right ones between them or not',
    change: (nexus) => locksAccounts(nexus, 5, 'never forgets'),
  }),
];

function pairIn(text: string): UserPass | undefined {
  return splitAt(text, text.indexOf(':'));
}

/** Takes no password of an account any more after so many wrong ones. */
function locksAccounts(nexus: Nexus, limit: number, memory: 'forgets after a right one' | 'never forgets'): Nexus {
  const failures = new Map<string, number>();
  return {
    ...nexus,
    checksBasic: (pair) => {
      const failed = failures.get(pair.userId) ?? 0;
      if (failed >= limit) return false;
      const isRight = nexus.checksBasic(pair);
      if (!isRight) failures.set(pair.userId, failed + 1);
      else if (memory === 'forgets after a right one') failures.delete(pair.userId);
      return isRight;
    },
  };
}
