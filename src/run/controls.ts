import { type Credentials, noCredentials, together } from '../client/credentials.ts';
import type { Keyring } from '../client/keyring.ts';
import type { Besides, Sender } from '../client/sender.ts';
import type { Stimulus } from '../client/stimulus.ts';
import type { Values } from '../configuration/values.ts';
import { banOf, inWords, isSilent, suspicion } from '../judge/ban.ts';
import { causeOf, inShort } from '../judge/expectations.ts';
import { isGatewaysOwn } from '../judge/gateway.ts';
import { limitIn, type UserLimit } from '../judge/user-limit.ts';
import { type Alternative, alternatives, contract } from '../model/contract.ts';
import { type Exchange, isThrottled } from '../model/exchange.ts';
import { type Cause, inconclusive, Unjudgeable } from '../model/finding.ts';

/** The fully credentialed good request of an alternative, as the opening recorded it, and whether it counts as accepted. */
export interface Control {
  readonly alternative: Alternative;
  readonly exchange: Exchange;
  readonly accepted: boolean;
  /** The same about an unknown user, where that was asked. */
  readonly unknownUser?: Exchange;
  /**
   * That, where its answer tells good credentials from none: 404, and 401 or 403 without any. A
   * request with that answer was accepted, and no e-mail follows from it.
   */
  readonly mailFree?: Exchange;
  /** The limit on the user's resets that it met: then the mail-free form counts. */
  readonly limit?: UserLimit;
}

/** The good credentials of an alternative. Throws where a variable is missing, naming it. */
export function goodCredentials({ schemes }: Alternative, keyring: Keyring): Credentials {
  const makers = { Bearer: keyring.bearer, ApplicationToken: keyring.applicationToken, Basic: keyring.basic };
  return together(...schemes.map((scheme) => makers[scheme]()));
}

/** The case of the opening's question without credentials. */
export const withoutCredentials = 'no-credentials';

/** What the opening asks about the unknown user: with good credentials of an alternative, and without any. */
const ofUnknownUser = ({ id }: Alternative): string => `unknown-user-by-${id}`;

export function aboutUnknownUser(alternative: Alternative | undefined, keyring: Keyring): Stimulus {
  const credentials = alternative ? goodCredentials(alternative, keyring) : noCredentials;
  return {
    case: alternative ? ofUnknownUser(alternative) : withoutCredentials,
    title: `an unknown user, ${alternative?.title ?? credentials.title}`,
    credentials,
    expects: 'refusal',
    user: 'unknown',
  };
}

/** The controls of a run, as its opening recorded them. */
export const controlsIn = (exchanges: readonly Exchange[], { NEXUS_MAIL_FREE: mailFree }: Values): Control[] =>
  controlsOf(
    exchanges.filter(({ intent }) => intent.purpose === 'opening'),
    mailFree === true,
  );

/** The controls among these exchanges; the last of each counts. Where nothing may be mailed they ask about the unknown user. */
export function controlsOf(opening: readonly Exchange[], mailFree: boolean): Control[] {
  const limit = limitIn(opening);
  const last = (name: string) => opening.findLast((exchange) => exchange.intent.case === name);
  const withoutAny = last(withoutCredentials)?.response?.status;
  const tellsApart = withoutAny === 401 || withoutAny === 403;
  const accepts = (status = 0) =>
    mailFree ? tellsApart && contract.errors.includes(status) : contract.successes.includes(status);
  return alternatives.flatMap((alternative) => {
    const exchange = last(alternative.id);
    if (!exchange) return [];
    const unknownUser = mailFree ? exchange : last(ofUnknownUser(alternative));
    const tells = tellsApart && unknownUser?.response?.status === 404;
    const status = exchange.response?.status;
    const limited = limit !== undefined && status === limit.status;
    return [
      {
        alternative,
        exchange,
        accepted: accepts(status) || (limited && tells),
        ...(unknownUser && { unknownUser }),
        ...(tells && { mailFree: unknownUser }),
        ...(limited && { limit }),
      },
    ];
  });
}

/** What is not configured, or may not be sent, is left out. */
export async function whereJudgeable(ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof Unjudgeable)) throw error;
  }
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
function causeOfRefusal(exchange: Exchange): Cause {
  const { response, noAnswer } = exchange;
  if (response === undefined) return causeOf(noAnswer?.kind);
  if (isThrottled(exchange)) return 'throttled';
  return isGatewaysOwn(response) ? 'another-layer' : 'control';
}

/** A good request that was answered so at the start: mail-free where that tells. */
export interface GoodRequest {
  readonly stimulus: Stimulus;
  readonly status: number;
}

/** The good request of that alternative, or else of the first whose control was accepted; undefined where there is none. */
export function goodRequestOf(
  controls: readonly Control[],
  keyring: Keyring,
  { of, ...named }: Pick<Stimulus, 'case' | 'title'> & { readonly of?: Alternative },
): GoodRequest | undefined {
  const control = controls.find(({ accepted, alternative }) => accepted && (of === undefined || alternative === of));
  if (!control) return undefined;
  const { alternative, exchange, mailFree = exchange } = control;
  const { user } = mailFree.intent;
  const credentials = goodCredentials(alternative, keyring);
  return {
    stimulus: { ...named, credentials, user, expects: 'acceptance' },
    status: mailFree.response?.status ?? 0,
  };
}

/** Sends a good request beside one that was answered 429 or 503. */
export async function askBesides(
  good: GoodRequest | undefined,
  send: Sender['sendOnce'],
): Promise<Besides | undefined> {
  if (!good) return undefined;
  const exchange = await send(good.stimulus);
  return { exchange, asAtTheStart: exchange.response?.status === good.status };
}

/** The case of a good request that is sent again because a refusal probe got no answer. */
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
