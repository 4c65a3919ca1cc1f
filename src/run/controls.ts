import { type Credentials, together } from '../client/credentials.ts';
import type { Keyring } from '../client/keyring.ts';
import { banOf, inWords, isSilent, suspicion } from '../judge/ban.ts';
import { causeOf, inShort, isGatewaysOwn } from '../judge/expectations.ts';
import { type Alternative, alternatives, contract } from '../model/contract.ts';
import { type Exchange, isThrottling } from '../model/exchange.ts';
import { type Cause, inconclusive, type Unjudgeable } from '../model/finding.ts';

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

/** What is thrown where nothing can be measured against these controls, none of which was accepted. */
export function withoutControl(controls: readonly Control[], wanted: Alternative | undefined): Unjudgeable {
  const seen = controls.filter(({ alternative }) => wanted === undefined || alternative === wanted);
  const [first] = seen;
  if (first === undefined) return inconclusive('control', 'the control was not sent');
  const answers = seen.map(({ alternative, exchange }) => `${alternative.title}: ${inShort(exchange)}`);
  return inconclusive(causeOfRefusal(first.exchange), `the control was not accepted (${answers.join('; ')})`, {
    exchange: first.exchange.id,
  });
}

/** What kept a good request from being accepted, where that was not the target's judgement of it. */
function causeOfRefusal({ response, noAnswer }: Exchange): Cause {
  if (response === undefined) return causeOf(noAnswer?.kind);
  if (isThrottling(response)) return 'throttled';
  return isGatewaysOwn(response) ? 'another-layer' : 'control';
}

/** The case of a control that is sent again because a refusal probe got no answer. */
export const afterSilence = ({ id }: Alternative): string => `${id}-after-silence`;

/** Throws where even good requests are shut out: a control that was sent again got no answer, or those of the closing show it. */
export function assertAnswering(exchanges: readonly Exchange[]): void {
  const cases = alternatives.map(afterSilence);
  const again = exchanges.findLast(({ intent }) => cases.includes(intent.case));
  const ban = banOf(exchanges);
  if ((again && isSilent(again)) || ban?.by === 'silence') {
    throw inconclusive('network', `the target stopped answering during the run, good requests included; ${suspicion}`);
  }
  if (ban) throw inconclusive('another-layer', `${inWords(ban)}; ${suspicion}`);
}
