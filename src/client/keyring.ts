import type { VariableName } from '../../config/variables.ts';
import type { Values } from '../configuration/values.ts';
import { alternativeWith } from '../model/contract.ts';
import { inconclusive } from '../model/finding.ts';
import {
  type AuthorizationLine,
  type Credentials,
  noCredentials,
  type Secret,
  type TokenPlace,
} from './credentials.ts';
import type { BearerToken } from './oauth/bearer-token.ts';
import type { Redactor } from './redaction.ts';

interface Account {
  readonly username?: string;
  readonly password?: Secret;
  readonly scheme?: string;
  /** What parts them: a colon (RFC 7617 §2), or nothing. */
  readonly separator?: ':' | '';
}

/**
 * Makes every credential of a run. What it makes, the deliberately wrong ones included, is known to the redactor before
 * it can be sent.
 */
export interface Keyring {
  /** The value of a variable. Inconclusive, naming the variable, where it is not set. */
  setting(variable: VariableName): string;
  /** The same for a secret. NEXUS_BEARER_TOKEN is the run's Bearer token, wherever it comes from. */
  secret(variable: VariableName): Secret;
  /** `Authorization: Bearer …` (RFC 6750 §2.1); the run's token unless another is given. */
  bearer(token?: Secret, scheme?: string): Credentials;
  /** The configured ApplicationToken, or another, in its place, under its name with a suffix or without. */
  applicationToken(token?: Secret, place?: TokenPlace, suffix?: string): Credentials;
  /** `Authorization: Basic …` (RFC 7617 §2); the configured account unless another user name or password is given. */
  basic(account?: Account): Credentials;
  /** The same of a further account that is good. */
  furtherBasic(account: Required<Pick<Account, 'username' | 'password'>>): Credentials;
  /** Any Authorization value, secret or not. */
  authorization(value: string | Secret, title: string): Credentials;
}

/** `run` is the run's Bearer token, where one is configured or can be fetched. */
export function createKeyring(values: Values, redactor: Redactor, run?: BearerToken): Keyring {
  const place = values.NEXUS_APPLICATION_TOKEN_IN;

  function setting(variable: VariableName): string {
    const value = values[variable];
    if (value === undefined) throw inconclusive('configuration', `${variable} is not set`, { missing: variable });
    return String(value);
  }

  function secret(variable: VariableName): Secret {
    if (variable !== 'NEXUS_BEARER_TOKEN' || !run) return { name: variable, value: setting(variable) };
    return {
      name: run.name,
      bearer: run,
      get value() {
        return run.value;
      },
    };
  }

  function hide({ value, name }: Secret): void {
    if (value !== '') redactor.register(value, name);
  }

  /** The secret after a prefix, known to the redactor as soon as anybody looks at it. */
  const carrying = (of: Secret, prefix = '') => ({
    get value() {
      hide(of);
      return prefix + of.value;
    },
  });

  function basic({ username, password, scheme = 'Basic', separator = ':' }: Account, valid: boolean): Credentials {
    const user = username ?? setting('NEXUS_BASIC_USERNAME');
    const word = password ?? secret('NEXUS_BASIC_PASSWORD');
    hide(word);
    const pair = Buffer.from(user + separator + word.value, 'utf8').toString('base64');
    hide({ name: `user name ${separator === '' ? 'run together with' : 'and'} ${word.name}`, value: pair });
    const named = `${scheme} ${user || 'an empty user name'} with ${word.name || 'an empty password'}`;
    const title = separator === '' ? `${named}, without a colon` : named;
    return {
      ...inAuthorization({ value: `${scheme} ${pair}` }, title),
      alternative: alternativeWith('Basic'),
      parts: [{ scheme: 'Basic', valid }],
    };
  }

  return {
    setting,
    secret,
    bearer(token = secret('NEXUS_BEARER_TOKEN'), scheme = 'Bearer') {
      const valid = token.name === (run?.name ?? 'NEXUS_BEARER_TOKEN') && /^bearer$/i.test(scheme);
      return {
        ...inAuthorization(carrying(token, `${scheme} `), `${scheme} ${token.name}`),
        alternative: alternativeWith('Bearer'),
        parts: [{ scheme: 'Bearer', valid }],
        ...bearerOf(token),
      };
    },
    applicationToken(token = secret('NEXUS_APPLICATION_TOKEN'), where = place, suffix = '') {
      const valid = token.name === 'NEXUS_APPLICATION_TOKEN' && where === place && suffix === '';
      return {
        ...noCredentials,
        title: `ApplicationToken${suffix} ${token.name || '(empty)'} in the ${where}`,
        alternative: alternativeWith('ApplicationToken'),
        parts: [{ scheme: 'ApplicationToken', valid }],
        applicationTokens: [Object.assign(carrying(token), { in: where, suffix })],
        ...bearerOf(token),
      };
    },
    basic: (account = {}) =>
      basic(
        account,
        Object.keys(account).every((key) => key === 'scheme'),
      ),
    furtherBasic: (account) => basic(account, true),
    authorization(value, title) {
      if (typeof value === 'string') return inAuthorization({ value }, title);
      return { ...inAuthorization(carrying(value), title), ...bearerOf(value) };
    },
  };
}

/** A line of which nothing is known to be good. */
function inAuthorization(line: AuthorizationLine, title: string): Credentials {
  return { ...noCredentials, title, parts: [{ valid: false }], authorization: [line] };
}

const bearerOf = ({ bearer }: Secret) => bearer && { bearer };
