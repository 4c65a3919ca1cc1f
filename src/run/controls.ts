import type { Credentials } from '../client/credentials.ts';
import { together } from '../client/credentials.ts';
import type { Keyring } from '../client/keyring.ts';
import { inShort } from '../judge/expectations.ts';
import { bases } from '../judge/truth-table.ts';
import type { Alternative } from '../model/contract.ts';
import type { Exchange } from '../model/exchange.ts';

/** The fully credentialed good request of an alternative, as the opening recorded it, and whether it counts as accepted. */
export interface Control {
  readonly alternative: Alternative;
  readonly exchange: Exchange;
  readonly accepted: boolean;
}

export const alternatives = bases.map(({ name }) => name) as readonly Alternative[];

/** Where mail is free of charge nothing is accepted for real: the opening then also asks without credentials. */
export const withoutCredentials = 'no credentials';

/** The good credentials of an alternative. Throws a judgement naming the variable that is missing. */
export function goodCredentials(alternative: Alternative, keyring: Keyring): Credentials {
  return alternative === 'Basic' ? keyring.basic() : together(keyring.bearer(), keyring.applicationToken());
}

/** The controls among the opening's exchanges; the last of each counts. */
export function controlsOf(opening: readonly Exchange[], mailFree: boolean): Control[] {
  const last = (name: string) => opening.findLast((exchange) => exchange.intent.name === name);
  const refused = last(withoutCredentials)?.response?.status;
  const tellsApart = refused === 401 || refused === 403;
  const accepts = (status: number | undefined) =>
    mailFree ? tellsApart && (status === 404 || status === 400) : status === 204;
  return alternatives.flatMap((alternative) => {
    const exchange = last(alternative);
    return exchange ? [{ alternative, exchange, accepted: accepts(exchange.response?.status) }] : [];
  });
}

/** Why nothing can be measured against these controls, or `undefined` where one was accepted. */
export function whyNot(controls: readonly Control[], alternative: Alternative | undefined): string | undefined {
  const wanted = controls.filter((control) => alternative === undefined || control.alternative === alternative);
  if (wanted.some((control) => control.accepted)) return undefined;
  const seen = wanted.map((control) => `${control.alternative}: ${inShort(control.exchange)}`);
  return seen.length === 0 ? 'the control was not sent' : `the control was not accepted (${seen.join('; ')})`;
}

/** The name of a control that is sent again because a refusal probe got no answer. */
export const afterSilence = (alternative: Alternative): string => `${alternative}, after a probe without an answer`;

/** Whether the target has stopped answering even good requests: the last control that was sent again got no answer. */
export function hasFallenSilent(exchanges: readonly Exchange[]): boolean {
  const names = alternatives.map(afterSilence);
  const again = exchanges.findLast(({ intent }) => names.includes(intent.name));
  const kind = again?.noAnswer?.kind;
  return kind !== undefined && kind !== 'out-of-emails' && kind !== 'no-token';
}
