import { type Credentials, together } from '../client/credentials.ts';
import type { Keyring } from '../client/keyring.ts';
import { inShort } from '../judge/expectations.ts';
import { type Alternative, alternatives, contract } from '../model/contract.ts';
import type { Exchange } from '../model/exchange.ts';

/** The fully credentialed good request of an alternative, as the opening recorded it, and whether it counts as accepted. */
export interface Control {
  readonly alternative: Alternative;
  readonly exchange: Exchange;
  readonly accepted: boolean;
}

/** Where mail is free of charge nothing is accepted for real: the opening then also asks without credentials. */
export const withoutCredentials = 'no-credentials';

/** The good credentials of an alternative. Throws where a variable is missing, naming it. */
export function goodCredentials({ schemes }: Alternative, keyring: Keyring): Credentials {
  const makers = { Bearer: keyring.bearer, ApplicationToken: keyring.applicationToken, Basic: keyring.basic };
  return together(...schemes.map((scheme) => makers[scheme]()));
}

/** The controls among the opening's exchanges; the last of each counts. */
export function controlsOf(opening: readonly Exchange[], mailFree: boolean): Control[] {
  const last = (name: string) => opening.findLast((exchange) => exchange.intent.case === name);
  const refused = last(withoutCredentials)?.response?.status;
  const tellsApart = refused === 401 || refused === 403;
  const accepts = (status = 0) =>
    mailFree ? tellsApart && contract.errors.includes(status) : contract.successes.includes(status);
  return alternatives.flatMap((alternative) => {
    const exchange = last(alternative.id);
    return exchange ? [{ alternative, exchange, accepted: accepts(exchange.response?.status) }] : [];
  });
}

/** Why nothing can be measured against these controls, none of which was accepted. */
export function whyNot(controls: readonly Control[], wanted: Alternative | undefined): string {
  const seen = controls
    .filter(({ alternative }) => wanted === undefined || alternative === wanted)
    .map(({ alternative, exchange }) => `${alternative.title}: ${inShort(exchange)}`);
  return seen.length === 0 ? 'the control was not sent' : `the control was not accepted (${seen.join('; ')})`;
}

/** The case of a control that is sent again because a refusal probe got no answer. */
export const afterSilence = ({ id }: Alternative): string => `${id}-after-silence`;

/** Whether the target has stopped answering even good requests: the last control that was sent again got no answer. */
export function hasFallenSilent(exchanges: readonly Exchange[]): boolean {
  const cases = alternatives.map(afterSilence);
  const again = exchanges.findLast(({ intent }) => cases.includes(intent.case));
  const kind = again?.noAnswer?.kind;
  return kind !== undefined && kind !== 'out-of-emails' && kind !== 'no-token';
}
