import { STATUS_CODES } from 'node:http';
import { baseOf, rowOf } from '../../src/judge/truth-table.ts';
import { type Alternative, alternatives } from '../../src/model/contract.ts';
import type { Exchange, Field, Intent, SentRequest } from '../../src/model/exchange.ts';
import { answered } from './exchange-setup.ts';

export const userId = '5f0c1d6e-2a4b-4c8d-9e0f-1a2b3c4d7c11';
export const origin = 'https://staging.example';
export const target = `/nexus/v1/users/${userId}/password-reset?clientId=portal-web`;

/** What the client sends with every request. */
const usual: readonly Field[] = [
  ['Host', 'staging.example'],
  ['Connection', 'close'],
  ['Content-Length', '0'],
  ['Accept', 'application/json, application/problem+json, */*;q=0.1'],
  ['Accept-Encoding', 'identity'],
  ['User-Agent', 'nexus-conformance/1.0.0 (run 1a2b3c4d)'],
];

export const bearer: Field = ['Authorization', 'Bearer ‹NEXUS_BEARER_TOKEN›'];
export const applicationToken: Field = ['ApplicationToken', '‹NEXUS_APPLICATION_TOKEN›'];
export const basic: Field = ['Authorization', 'Basic ‹user name and NEXUS_BASIC_PASSWORD›'];

/** A recorded exchange with the usual fields before those that are given. */
export function recorded<E extends Exchange>(
  exchange: E,
  { fields = [], ...request }: Partial<SentRequest> = {},
  intent: Partial<Intent> = {},
): E {
  const complete = { ...exchange.intent, ...intent };
  const { response } = exchange;
  return {
    ...exchange,
    ...(response && { response: { ...response, reason: STATUS_CODES[response.status] ?? '' } }),
    id: `${complete.purpose}#${complete.case}`,
    intent: complete,
    request: { method: 'POST', origin, target, ...request, fields: [...usual, ...fields] },
  };
}

function control(alternative: Alternative, status: number): Exchange {
  const { id, title, schemes } = alternative;
  const { id: row, states } = rowOf(baseOf(alternative), { requiredScope: false });
  const intent = { purpose: 'opening', case: id, title, row, states, alternative: id, authenticated: true } as const;
  const fields = schemes.map(
    (scheme) => ({ Bearer: bearer, ApplicationToken: applicationToken, Basic: basic })[scheme],
  );
  return recorded(answered(status), { fields }, { ...intent, mayMail: true });
}

/** The two good requests, and what they were answered. */
export function controls(status = 204): readonly [pair: Exchange, basic: Exchange] {
  const [pair, one] = alternatives.map((alternative) => control(alternative, status));
  if (!pair || !one) throw new Error('the contract has two alternatives');
  return [pair, one];
}
