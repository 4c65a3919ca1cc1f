import type { VariableName } from '../../config/variables.ts';
import type { Values } from '../configuration/values.ts';
import type { Alternative } from '../model/contract.ts';
import { inconclusive } from '../model/finding.ts';
import { authorization, type Credentials, noCredentials, type Secret, type TokenPlace } from './credentials.ts';
import type { BearerToken } from './oauth/bearer-token.ts';
import type { Redactor } from './redaction.ts';

const pair: Alternative = 'Bearer with ApplicationToken';

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
  /** The configured ApplicationToken, or another, in its place. */
  applicationToken(token?: Secret, place?: TokenPlace): Credentials;
  /** `Authorization: Basic …` (RFC 7617 §2); the configured account unless another user name or password is given. */
  basic(account?: { readonly username?: string; readonly password?: Secret; readonly scheme?: string }): Credentials;
  /** Any Authorization value, secret or not. */
  authorization(value: string | Secret, words: string): Credentials;
}

/** `run` is the run's Bearer token, where one is configured or can be fetched. */
export function createKeyring(values: Values, redactor: Redactor, run?: BearerToken): Keyring {
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
  const carrying = (secret: Secret, prefix = '') => ({
    get value() {
      hide(secret);
      return prefix + secret.value;
    },
  });

  return {
    setting,
    secret,
    bearer(token = secret('NEXUS_BEARER_TOKEN'), scheme = 'Bearer') {
      const credentials = authorization(carrying(token, `${scheme} `), `${scheme} ${token.name}`, pair);
      return { ...credentials, ...bearerOf(token) };
    },
    applicationToken(token = secret('NEXUS_APPLICATION_TOKEN'), place = values.NEXUS_APPLICATION_TOKEN_IN) {
      const words = `ApplicationToken ${token.name || '(empty)'} in the ${place}`;
      const placed = Object.assign(carrying(token), { in: place });
      return { ...noCredentials, words, alternative: pair, applicationTokens: [placed], ...bearerOf(token) };
    },
    basic({
      username = setting('NEXUS_BASIC_USERNAME'),
      password = secret('NEXUS_BASIC_PASSWORD'),
      scheme = 'Basic',
    } = {}) {
      hide(password);
      const credentials = Buffer.from(`${username}:${password.value}`, 'utf8').toString('base64');
      hide({ name: `user name and ${password.name}`, value: credentials });
      return authorization(
        `${scheme} ${credentials}`,
        `${scheme} ${username} with ${password.name || 'an empty password'}`,
        'Basic',
      );
    },
    authorization(value, words) {
      if (typeof value === 'string') return authorization(value, words);
      return { ...authorization(carrying(value), words), ...bearerOf(value) };
    },
  };
}

const bearerOf = ({ bearer }: Secret) => bearer && { bearer };
