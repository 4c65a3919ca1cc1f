import type { VariableName } from '../../config/variables.ts';
import type { Values } from '../configuration/values.ts';
import { inconclusive } from '../judge/finding.ts';
import {
  type Alternative,
  authorization,
  type Credentials,
  noCredentials,
  type Secret,
  type TokenPlace,
} from './credentials.ts';
import type { Redactor } from './redaction.ts';

const pair: Alternative = 'Bearer with ApplicationToken';

/**
 * Makes every credential of a run. What it makes, the deliberately wrong ones included, is known to the redactor before
 * it can be sent.
 */
export interface Keyring {
  /** The value of a variable. Inconclusive, naming the variable, where it is not set. */
  setting(variable: VariableName): string;
  /** The same for a secret. */
  secret(variable: VariableName): Secret;
  /** `Authorization: Bearer …` (RFC 6750 §2.1); the configured token unless another is given. */
  bearer(token?: Secret, scheme?: string): Credentials;
  /** The configured ApplicationToken, or another, in its place. */
  applicationToken(token?: Secret, place?: TokenPlace): Credentials;
  /** `Authorization: Basic …` (RFC 7617 §2); the configured account unless another user name or password is given. */
  basic(account?: { readonly username?: string; readonly password?: Secret; readonly scheme?: string }): Credentials;
  /** Any Authorization value. `secret` names what in it must not be shown. */
  authorization(value: string, words: string, secret?: Secret): Credentials;
}

export function createKeyring(values: Values, redactor: Redactor): Keyring {
  function setting(variable: VariableName): string {
    const value = values[variable];
    if (value === undefined) throw inconclusive('configuration', `${variable} is not set`, { missing: variable });
    return String(value);
  }

  const secret = (variable: VariableName): Secret => ({ name: variable, value: setting(variable) });

  function hide({ value, name }: Secret): void {
    if (value !== '') redactor.register(value, name);
  }

  return {
    setting,
    secret,
    bearer(token = secret('NEXUS_BEARER_TOKEN'), scheme = 'Bearer') {
      hide(token);
      return authorization(`${scheme} ${token.value}`, `${scheme} ${token.name}`, pair);
    },
    applicationToken(token = secret('NEXUS_APPLICATION_TOKEN'), place = values.NEXUS_APPLICATION_TOKEN_IN) {
      hide(token);
      const words = `ApplicationToken ${token.name || '(empty)'} in the ${place}`;
      return { ...noCredentials, words, alternative: pair, applicationTokens: [{ in: place, value: token.value }] };
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
    authorization(value, words, hidden) {
      if (hidden) hide(hidden);
      return authorization(value, words);
    },
  };
}
