import type { Need } from '../requirements/types.ts';
import type { VariableName } from './variables.ts';

/** Variables that together meet a need. */
export type VariableSet = readonly [VariableName, ...VariableName[]];

/** A Bearer token by client credentials. */
export const oauth = ['NEXUS_OAUTH_TOKEN_URL', 'NEXUS_OAUTH_CLIENT_ID', 'NEXUS_OAUTH_CLIENT_SECRET'] as const;

/**
 * The variables of each need: it is met where every variable of one of its sets has a value. A variable that is `none`
 * declares that the target has no such thing: what needs it is not applicable.
 */
export const needs: Readonly<Record<Need, readonly [VariableSet, ...VariableSet[]]>> = {
  credentials: [
    ['NEXUS_BEARER_TOKEN', 'NEXUS_APPLICATION_TOKEN'],
    [...oauth, 'NEXUS_APPLICATION_TOKEN'],
    ['NEXUS_BASIC_USERNAME', 'NEXUS_BASIC_PASSWORD'],
  ],
  bearer: [['NEXUS_BEARER_TOKEN'], oauth],
  'application-token': [['NEXUS_APPLICATION_TOKEN']],
  basic: [['NEXUS_BASIC_USERNAME', 'NEXUS_BASIC_PASSWORD']],
  user: [['NEXUS_USER_ID']],
  client: [['NEXUS_CLIENT_ID']],
  'unknown-user': [['NEXUS_UNKNOWN_USER_ID']],
  'unknown-client': [['NEXUS_UNKNOWN_CLIENT_ID']],
  'malformed-user': [['NEXUS_MALFORMED_USER_ID']],
  'client-origin': [['NEXUS_CLIENT_ORIGIN']],
  'second-client': [['NEXUS_SECOND_CLIENT_ID']],
  'second-client-origin': [['NEXUS_SECOND_CLIENT_ID', 'NEXUS_SECOND_CLIENT_ORIGIN']],
  'tripwire-mailbox': [['NEXUS_TRIPWIRE_USER_ID', 'NEXUS_TRIPWIRE_EMAIL']],
  bystander: [['NEXUS_BYSTANDER_USER_ID']],
  'bystander-mailbox': [['NEXUS_BYSTANDER_USER_ID', 'NEXUS_BYSTANDER_EMAIL']],
  'expired-bearer': [['NEXUS_EXPIRED_BEARER_TOKEN']],
  'low-scope-bearer': [['NEXUS_LOW_SCOPE_BEARER_TOKEN']],
  'password-accounts': [
    [
      'NEXUS_COLON_BASIC_USERNAME',
      'NEXUS_COLON_BASIC_PASSWORD',
      'NEXUS_NON_ASCII_BASIC_USERNAME',
      'NEXUS_NON_ASCII_BASIC_PASSWORD',
    ],
  ],
  'user-password': [['NEXUS_USER_PASSWORD']],
  mailbox: [['NEXUS_MAILBOX_URL', 'NEXUS_USER_EMAIL']],
};
