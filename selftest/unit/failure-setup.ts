import { rowOf } from '../../src/judge/truth-table.ts';
import type { Exchange, Field, Intent, SentRequest } from '../../src/model/exchange.ts';
import { answered } from './exchange-setup.ts';

export const userId = '5f0c1d6e-2a4b-4c8d-9e0f-1a2b3c4d7c11';
export const target = `https://staging.example/nexus/v1/users/${userId}/password-reset?clientId=portal-web`;

const usual: readonly Field[] = [
  ['Accept', 'application/json, application/problem+json, */*;q=0.1'],
  ['Accept-Encoding', 'identity'],
  ['User-Agent', 'nexus-conformance'],
];
const framing: readonly Field[] = [['Content-Length', '0']];

export const bearer: Field = ['Authorization', 'Bearer ‹NEXUS_BEARER_TOKEN›'];
export const applicationToken: Field = ['ApplicationToken', '‹NEXUS_APPLICATION_TOKEN›'];
export const basic: Field = ['Authorization', 'Basic ‹user name and NEXUS_BASIC_PASSWORD›'];

/** A recorded exchange with the usual fields around those that are given. */
export function recorded(
  exchange: Exchange,
  { fields = [], ...request }: Partial<SentRequest> = {},
  intent: Partial<Intent> = {},
): Exchange {
  return {
    ...exchange,
    intent: { ...exchange.intent, ...intent },
    request: { method: 'POST', target, ...request, fields: [...usual, ...fields, ...framing] },
  };
}

const row = (Bearer: 'absent' | 'valid', Basic: 'absent' | 'valid') => {
  const { name, states } = rowOf({ Bearer, ApplicationToken: Bearer, Basic }, { requiredScope: false });
  return { row: name, states };
};

const control = (name: string, id: string, sent: readonly Field[], states: Partial<Intent>, status: number): Exchange =>
  recorded(
    answered(status, { id }),
    { fields: sent },
    { ...states, for: 'opening', name, authenticated: true, mayMail: true },
  );

/** The two good requests, and what they were answered. */
export const controls = (status = 204): readonly [Exchange, Exchange] => [
  control('Bearer with ApplicationToken', 'opening#1', [bearer, applicationToken], row('valid', 'absent'), status),
  control('Basic', 'opening#2', [basic], row('absent', 'valid'), status),
];
