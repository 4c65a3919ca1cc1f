import { isToken, unlike } from '../configuration/shapes.ts';
import type { Values } from '../configuration/values.ts';
import type { RowState, StateName } from '../model/contract.ts';
import { inconclusive, notApplicable } from '../model/finding.ts';
import { type Credentials, derived, noCredentials, type Secret, together } from './credentials.ts';
import { jwtParts, unsecured } from './forged-jwts.ts';
import { neverIssued, tamperedSignature } from './forgery.ts';
import type { Keyring } from './keyring.ts';

type Makers<S extends keyof RowState> = Readonly<Record<StateName<S>, () => Credentials>>;

/** A user-id, and a userId, that belongs to nobody: wrong passwords for it lock no account. */
export const nobody = 'nexus-conformance';

/**
 * The credentials of a truth-table row. Throws a judgement where the row is declared not to exist here, or where the
 * variable that it needs is not set.
 */
export function rowCredentials(states: RowState, keyring: Keyring, values: Values): Credentials {
  return together(
    bearerStates(keyring, values)[states.Bearer](),
    applicationTokenStates(keyring, values)[states.ApplicationToken](),
    basicStates(keyring, values, states)[states.Basic](),
  );
}

function bearerStates(keyring: Keyring, values: Values): Makers<'Bearer'> {
  const token = () => keyring.secret('NEXUS_BEARER_TOKEN');
  return {
    absent: () => noCredentials,
    valid: () => keyring.bearer(),
    invalid: () => keyring.bearer(madeUp('a Bearer token that was never issued', token(), values)),
    malformed: () => keyring.authorization('Bearer nexus conformance', 'Bearer with two words for a token'),
    expired: () => {
      const expired = declared(keyring, 'NEXUS_EXPIRED_BEARER_TOKEN', 'Bearer tokens do not expire');
      return keyring.bearer(genuine(expired, 'expired', token(), values));
    },
    tampered: () => keyring.bearer(tamperedSignature(token())),
    'alg-none': () => {
      const isJwt = jwtParts(token().value) !== undefined && values.NEXUS_TOKEN_FORMAT !== 'opaque';
      if (!isJwt) throw notApplicable('an opaque token names no algorithm');
      return keyring.bearer(unsecured(token()));
    },
    'wrong-scope': () => {
      const lowScope = declared(keyring, 'NEXUS_LOW_SCOPE_BEARER_TOKEN', 'tokens have no scopes');
      // Where no scope is declared nothing rests on what it is.
      const isDemanded = values.NEXUS_REQUIRED_SCOPE !== undefined;
      return keyring.bearer(isDemanded ? genuine(lowScope, 'low-scope', token(), values) : lowScope);
    },
  };
}

function applicationTokenStates(keyring: Keyring, values: Values): Makers<'ApplicationToken'> {
  const token = () => keyring.secret('NEXUS_APPLICATION_TOKEN');
  const elsewhere = values.NEXUS_APPLICATION_TOKEN_IN === 'query' ? 'header' : 'query';
  return {
    absent: () => noCredentials,
    valid: () => keyring.applicationToken(),
    invalid: () => keyring.applicationToken(madeUp('an ApplicationToken that was never issued', token(), values)),
    empty: () => keyring.applicationToken({ name: '', value: '' }),
    duplicated: () => together(keyring.applicationToken(), keyring.applicationToken()),
    'wrong-place': () => {
      const canBe = elsewhere === 'query' || isToken(values.NEXUS_APPLICATION_TOKEN_NAME);
      if (!canBe) throw notApplicable('no header field can have the name that it has in the query');
      return keyring.applicationToken(token(), elsewhere);
    },
  };
}

function basicStates(keyring: Keyring, values: Values, { Bearer, ApplicationToken }: RowState): Makers<'Basic'> {
  // Two wrong passwords a run for a real account, so that none is locked: the rows of Basic alone. The others use nobody's.
  const alone = Bearer === 'absent' && ApplicationToken === 'absent';
  const username = () => (alone ? keyring.setting('NEXUS_BASIC_USERNAME') : nobody);
  const password = () => keyring.secret('NEXUS_BASIC_PASSWORD');
  return {
    absent: () => noCredentials,
    valid: () => keyring.basic(),
    'wrong-password': () =>
      keyring.basic({ username: username(), password: madeUp('a wrong password', password(), values) }),
    'wrong-user': () => keyring.basic({ username: nobody }),
    'empty-password': () => keyring.basic({ username: username(), password: { name: '', value: '' } }),
    'bad-base64': () => keyring.authorization('Basic %%%', 'Basic with what is not Base64'),
    'no-colon': () => keyring.authorization(`Basic ${Buffer.from(nobody).toString('base64')}`, 'Basic without a colon'),
    'lower-case-scheme': () => keyring.basic({ scheme: 'basic' }),
  };
}

function declared(
  keyring: Keyring,
  variable: 'NEXUS_EXPIRED_BEARER_TOKEN' | 'NEXUS_LOW_SCOPE_BEARER_TOKEN',
  none: string,
): Secret {
  const token = keyring.secret(variable);
  if (token.value === 'none') throw notApplicable(`${none} (declared by ${variable}=none)`);
  return token;
}

/** A token that is refused for its form or its issuer shows nothing else; that of a fetched one is known only now. */
function genuine(token: Secret, kind: string, good: Secret, { NEXUS_TOKEN_FORMAT: format }: Values): Secret {
  const why = format === 'opaque' ? undefined : unlike(good.value, token.value);
  if (why !== undefined) throw inconclusive('configuration', `the ${kind} token is none: ${token.name} ${why}`);
  return token;
}

const madeUp = (name: string, model: Secret, values: Values): Secret =>
  derived(model, name, (value) => neverIssued(value, String(values.NEXUS_SEED)));
