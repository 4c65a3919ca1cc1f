import { randomBytes } from 'node:crypto';
import { decodeUtf8, readBasic, splitAt, type UserPass } from '../authorization.ts';
import { mainAccountWith } from '../changes.ts';
import { shownBy } from '../credentials.ts';
import type { Environment } from '../environment.ts';
import { type Nexus, same } from '../nexus.ts';
import type { Account } from '../world.ts';
import { crashesOn } from './crashes-on.ts';
import { fault } from './fault.ts';
import { letsIn } from './lets-in.ts';

/** The account whose password holds colons is the one that all is asked with. */
const withColonsInThePassword = (environment: Environment): Environment => ({
  ...environment,
  NEXUS_BASIC_USERNAME: environment.NEXUS_COLON_BASIC_USERNAME ?? '',
  NEXUS_BASIC_PASSWORD: environment.NEXUS_COLON_BASIC_PASSWORD ?? '',
});

const isPart =
  (choose: (parts: readonly string[]) => string | undefined): Matches =>
  ({ userId, password }, account) =>
    userId === account.userId && account.password.includes(':') && password === choose(account.password.split(':'));

type Matches = (userPass: UserPass, account: Account) => boolean;

/** Basic credentials read or checked wrongly. */
export const basicFaults = [
  fault('password-unchecked', {
    does: 'accepts any password of an account that exists',
    breaks: 'auth/bad-basic',
    follows: { 'auth/near-miss': 'a nearly right password is any password' },
    change: (nexus) => checking(nexus, ({ userId }, account) => userId === account.userId),
  }),
  fault('user-name-unchecked', {
    does: 'accepts a right password under any user name',
    breaks: 'auth/bad-basic',
    follows: { 'auth/near-miss': 'the user name with something appended is any user name' },
    like: { 'password-unchecked': 'the other half of the pair' },
    change: (nexus) => checking(nexus, ({ password }, account) => same(password, account.password)),
  }),
  fault('unknown-user-names-let-in', {
    does: 'checks the password of accounts that it knows, and nothing of the others',
    breaks: 'auth/bad-basic',
    follows: {
      'auth/near-miss': 'the user name with something appended is nobody',
      'robustness/hostile-headers': 'Basic with octets that nobody foresaw names an unknown user, too',
    },
    change: (nexus) => {
      const known = Object.values(nexus.world.accounts).map(({ userId }) => userId);
      return { ...nexus, checksBasic: (pair) => !known.includes(pair.userId) || nexus.checksBasic(pair) };
    },
  }),
  fault('empty-password-accepted', {
    does: 'takes an empty password for one that need not be checked',
    breaks: 'auth/bad-basic',
    change: (nexus) => checking(nexus, ({ userId, password }, account) => userId === account.userId && password === ''),
  }),
  fault('anonymous-bind', {
    does: 'asks a directory, which takes an empty user name with an empty password for an anonymous bind',
    breaks: 'auth/bad-basic',
    like: { 'empty-password-accepted': 'there is no user name either' },
    change: (nexus) => ({
      ...nexus,
      checksBasic: (pair) => pair.userId + pair.password === '' || nexus.checksBasic(pair),
    }),
  }),
  fault('user-name-left-out', {
    does: 'finds the account by its password where no user name is given',
    breaks: 'auth/near-miss',
    like: { 'user-name-and-more': 'there is no user name at all' },
    change: (nexus) =>
      checking(nexus, ({ userId, password }, account) => userId === '' && same(password, account.password)),
  }),
  fault('user-name-without-colon', {
    does: 'takes a user name that nothing parts from a password for one that has shown it',
    breaks: 'auth/near-miss',
    like: { 'user-name-left-out': 'there is no password, and no colon' },
    change: (nexus) => readingWithoutColon(nexus, ({ userId }) => userId),
  }),
  fault('pair-without-colon', {
    does: 'compares user name and password as one text, with the colon or without',
    breaks: 'auth/near-miss',
    like: { 'user-name-without-colon': 'the password is there, too' },
    change: (nexus) => readingWithoutColon(nexus, ({ userId, password }) => userId + password),
  }),
  fault('password-prefix', {
    does: 'accepts the beginning of a password for the whole',
    breaks: 'auth/near-miss',
    like: { 'application-token-beginning': 'the beginning of another credential' },
    change: (nexus) =>
      checking(
        nexus,
        ({ userId, password }, account) =>
          userId === account.userId && password !== '' && account.password.startsWith(password),
      ),
  }),
  fault('password-up-to-its-colon', {
    does: 'accepts for a password what stands before its first colon',
    breaks: 'auth/near-miss',
    environment: withColonsInThePassword,
    like: { 'password-prefix': 'the part that splitting at colons leaves' },
    change: (nexus) =>
      checking(
        nexus,
        isPart((parts) => parts[0]),
      ),
  }),
  fault('password-after-its-colon', {
    does: 'accepts for a password what stands behind its first colon',
    breaks: 'auth/near-miss',
    environment: withColonsInThePassword,
    like: { 'password-up-to-its-colon': 'the other part' },
    change: (nexus) =>
      checking(
        nexus,
        isPart(([, ...after]) => after.join(':')),
      ),
  }),
  fault('password-and-more', {
    does: 'ignores what stands behind a right password',
    breaks: 'auth/near-miss',
    like: { 'password-prefix': 'only what is too long is accepted' },
    change: (nexus) =>
      checking(
        nexus,
        ({ userId, password }, account) => userId === account.userId && password.startsWith(account.password),
      ),
  }),
  fault('user-name-and-more', {
    does: 'ignores what stands behind a right user name',
    breaks: 'auth/near-miss',
    like: { 'password-and-more': 'the other half of the pair' },
    change: (nexus) =>
      checking(
        nexus,
        ({ userId, password }, account) => userId.startsWith(account.userId) && same(password, account.password),
      ),
  }),
  fault('password-first-characters', {
    does: 'compares the first eight characters of a password only',
    breaks: 'auth/near-miss',
    like: { 'password-prefix': 'a fixed length, as of a hash that cuts' },
    change: (nexus) =>
      checking(
        nexus,
        ({ userId, password }, account) =>
          userId === account.userId && same(password.slice(0, 8), account.password.slice(0, 8)),
      ),
  }),
  fault('case-folded-password', {
    does: 'compares passwords without regard to case',
    breaks: 'auth/near-miss',
    like: { 'case-folded-bearer': 'the case of another credential' },
    change: (nexus) =>
      checking(
        nexus,
        ({ userId, password }, account) =>
          userId === account.userId && same(password.toLowerCase(), account.password.toLowerCase()),
      ),
  }),
  fault('password-unchecked-beside-application-token', {
    does: 'checks of Basic the user name only, where a good ApplicationToken stands beside it',
    breaks: 'auth/near-miss',
    like: { 'password-and-more': 'any password, beside an ApplicationToken only' },
    change: (nexus) =>
      letsIn(nexus, (c) => {
        const { basic, applicationTokens } = shownBy(nexus, c);
        const accounts = Object.values(nexus.world.accounts);
        return (
          accounts.some(({ userId }) => userId === basic?.userId) && nexus.checksApplicationToken(applicationTokens)
        );
      }),
  }),
  fault('password-of-72-octets', {
    does: 'compares the first 72 octets of a password only, as bcrypt does',
    breaks: 'auth/near-miss',
    like: { 'password-and-more': 'only a password that is as long is cut' },
    change: (nexus) => {
      const accounts = mainAccountWith(nexus, randomBytes(54).toString('base64url'));
      const changed = { ...nexus, world: { ...nexus.world, ...accounts } };
      return checking(
        changed,
        ({ userId, password }, account) =>
          userId === account.userId && same(password.slice(0, 72), account.password.slice(0, 72)),
      );
    },
  }),
  fault('password-beyond-72-octets-crashes', {
    does: 'fails with 500 on a password of more than 72 octets for an account that exists, as bcrypt may',
    breaks: 'robustness/no-server-error',
    follows: { 'auth/near-miss': 'a password with so much behind it is answered 500' },
    change: (nexus) =>
      crashesOn(nexus, (c) => {
        const { userId, password = '' } = shownBy(nexus, c).basic ?? {};
        const exists = Object.values(nexus.world.accounts).some((account) => account.userId === userId);
        return exists && Buffer.byteLength(password) > 72;
      }),
  }),
  fault('password-after-last-colon', {
    does: 'cuts user name and password apart at the last colon',
    breaks: 'auth/basic-colon-and-charset',
    change: (nexus) => ({
      ...nexus,
      readsBasic: (authorization) => {
        const pair = readBasic(authorization);
        const userPass = pair && `${pair.userId}:${pair.password}`;
        return userPass === undefined ? undefined : splitAt(userPass, userPass.lastIndexOf(':'));
      },
    }),
  }),
  fault('utf-8-announced-but-not-read', {
    does: 'reads Basic as ISO-8859-1 although its challenge says UTF-8',
    breaks: 'auth/basic-colon-and-charset',
    like: { 'password-after-last-colon': 'the encoding instead of the colon' },
    change: (nexus) => ({
      ...nexus,
      readsBasic: (authorization) => {
        const pair = readBasic(authorization);
        return pair && { ...pair, password: Buffer.from(pair.password, 'utf8').toString('latin1') };
      },
    }),
  }),
  fault('password-kept-up-to-its-colon', {
    does: 'keeps of a password what stands before its first colon, and compares so much of it',
    breaks: 'auth/basic-colon-and-charset',
    like: { 'password-after-last-colon': 'the right password is accepted, and its beginning as well' },
    change: (nexus) => {
      const kept = ({ password }: UserPass | Account) => password.split(':')[0] ?? '';
      return checking(nexus, (pair, account) => pair.userId === account.userId && same(kept(pair), kept(account)));
    },
  }),
];

/** The same Nexus, but Basic without a colon is good where it is what this makes of an account. */
function readingWithoutColon(nexus: Nexus, written: (account: Account) => string): Nexus {
  const accounts = Object.values(nexus.world.accounts);
  return {
    ...nexus,
    readsBasic: (authorization) => {
      const encoded = /^basic +(\S+)$/i.exec(authorization)?.[1];
      const text = encoded === undefined ? undefined : decodeUtf8(encoded);
      return accounts.find((account) => written(account) === text) ?? nexus.readsBasic(authorization);
    },
  };
}

/** The same Nexus, but a pair that matches an account in this way is good enough. */
function checking(nexus: Nexus, matches: Matches): Nexus {
  const accounts = Object.values(nexus.world.accounts);
  return {
    ...nexus,
    checksBasic: (userPass) => nexus.checksBasic(userPass) || accounts.some((account) => matches(userPass, account)),
  };
}
