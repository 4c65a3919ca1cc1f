import { noCredentials } from '../client/credentials.ts';
import type { Stimulus } from '../client/stimulus.ts';
import { type Claims, claimsOf } from '../configuration/shapes.ts';
import type { Values } from '../configuration/values.ts';
import { inShort } from '../judge/expectations.ts';
import { isGatewaysOwn } from '../judge/gateway.ts';
import { type Alternative, alternatives, type Scheme } from '../model/contract.ts';
import { type Exchange, isThrottling } from '../model/exchange.ts';
import { Unjudgeable } from '../model/finding.ts';
import { printable } from '../report/text.ts';
import { type Control, controlsOf, goodCredentials, withoutCredentials } from '../run/controls.ts';
import type { Run } from '../run/run.ts';
import { type Check, duration, note, ok, passing, problem } from './check.ts';
import { laterLine } from './connection.ts';

const check = 'alternative';

/** Where the first look goes when credentials of a scheme are refused, in this order. */
const suspects: Readonly<Record<Scheme, string>> = {
  Bearer: 'NEXUS_BEARER_TOKEN',
  ApplicationToken: 'NEXUS_APPLICATION_TOKEN, then NEXUS_APPLICATION_TOKEN_IN and _NAME',
  Basic: 'NEXUS_BASIC_PASSWORD, NEXUS_BASIC_USERNAME',
};
const suspectsOf = ({ schemes }: Alternative): string => schemes.map((scheme) => suspects[scheme]).join(', ');

/**
 * Which alternatives the target accepts: one request for each about the unknown user, which cannot cause an e-mail,
 * and one without credentials to compare with. `mail` asks about the user instead and expects 204.
 */
export async function checkAlternatives(run: Run, mail: boolean): Promise<readonly Check[]> {
  if (!mail && run.values.NEXUS_UNKNOWN_USER_ID === undefined) {
    const wayOut = 'Set NEXUS_UNKNOWN_USER_ID, or give --mail, which causes an e-mail for each.';
    return [note(check, 'skipped: without an unknown user asking would cause e-mails', wayOut)];
  }
  const sender = run.sender('doctor');
  for (const stimulus of stimuliOf(run, mail)) await sender.send(stimulus);
  const exchanges = run.ledger.exchanges();
  const without = exchanges.findLast(({ intent }) => intent.case === withoutCredentials);
  const controls = controlsOf(exchanges, !mail);
  return alternatives.map((alternative) => {
    const control = controls.find((sent) => sent.alternative === alternative);
    return control ? alternativeCheck(control, without) : note(check, `${alternative.title}: not configured`);
  });
}

function stimuliOf({ keyring }: Run, mail: boolean): Stimulus[] {
  const user = mail ? 'user' : 'unknown';
  const credentialed = alternatives.flatMap((alternative): Stimulus[] => {
    const { id, title } = alternative;
    try {
      return [{ case: id, title, credentials: goodCredentials(alternative, keyring), expects: 'acceptance', user }];
    } catch (error) {
      if (error instanceof Unjudgeable) return [];
      throw error;
    }
  });
  const { title } = noCredentials;
  const without: Stimulus = { case: withoutCredentials, title, credentials: noCredentials, expects: 'refusal', user };
  return mail ? credentialed : [...credentialed, without];
}

/** Whether an alternative was accepted, judged by the answer to it and the answer without credentials. */
function alternativeCheck({ alternative, exchange, accepted }: Control, without: Exchange | undefined): Check {
  const about = exchange.intent.user === 'unknown' ? 'for the unknown user' : 'for the user';
  const compared = without ? `, ${inShort(without)} without credentials` : '';
  const says = printable(`${alternative.title}: ${inShort(exchange)} ${about}${compared}`);
  if (accepted) return ok(check, `${says}: accepted`);
  const { response } = exchange;
  const isBusy = response !== undefined && (isThrottling(response) || isGatewaysOwn(response));
  const wayOut = wayOutOf(exchange, without, suspectsOf(alternative));
  return (isBusy ? passing : problem)(check, `${says}: not seen to be accepted`, wayOut);
}

function wayOutOf({ response, noAnswer, intent }: Exchange, without: Exchange | undefined, suspect: string): string {
  if (noAnswer?.kind === 'no-token') return 'There was no Bearer token to send.';
  if (!response) return 'The target was reached a moment ago: ask again.';
  const { status } = response;
  if (status === 401) return `Look at ${suspect}.`;
  if (status === 403) return `The credentials may lack the privilege for this operation; else look at ${suspect}.`;
  if (status === 204 && intent.user === 'unknown') {
    return 'Does NEXUS_UNKNOWN_USER_ID name somebody? If not, the target resets users that do not exist.';
  }
  if (status === without?.response?.status) {
    return 'Credentials make no difference: is NEXUS_BASE_URL right, and does the operation answer there? --mail asks about the user.';
  }
  if (status === 404 || status === 400) return `Look at NEXUS_USER_ID and NEXUS_CLIENT_ID, then at ${suspect}.`;
  if (status === 429 || status === 503) {
    return `The target asks to come back later (${laterLine(response) ?? 'it does not say when'}): --wait SECONDS waits for it.`;
  }
  return 'Neither the operation nor its security answers so: something before it does. Is NEXUS_BASE_URL right?';
}

const name = 'Bearer';

/** What the Bearer token says of itself: how long it lives, whom it is for, what it allows. Never the token. */
export async function checkBearer({ bearer, values }: Run, now: number): Promise<readonly Check[]> {
  if (bearer === undefined) return [];
  const lacking = await bearer.fresh();
  if (lacking)
    return [problem(name, printable(lacking.message), 'Look at NEXUS_OAUTH_TOKEN_URL and what goes with it.')];
  const { expiresAt, value } = bearer;
  const left = expiresAt === undefined ? undefined : (expiresAt - now) / 1000;
  // One that is fetched is renewed as well.
  const needed = values.NEXUS_BEARER_TOKEN === undefined ? 0 : values.NEXUS_DEADLINE_SECONDS;
  const life = lifeCheck(left, needed);
  const claims = values.NEXUS_TOKEN_FORMAT === 'opaque' ? undefined : claimsOf(value);
  if (claims === undefined) return [life];
  return [
    life,
    ...clockChecks(claims, now / 1000),
    ...ownerChecks(claims, values),
    ...meaningChecks(claims, values.NEXUS_REQUIRED_SCOPE),
  ];
}

/** Clocks may differ by so many seconds; an issuer usually allows as much. */
const tolerance = 60;

/** RFC 7519 §4.1.5 and §4.1.6: a token that is not valid yet was made by a clock that is ahead, or for later. */
function clockChecks({ nbf, iat }: Claims, now: number): Check[] {
  const ahead = Math.max(nbf ?? 0, iat ?? 0) - now;
  if (ahead <= tolerance) return [];
  const says = `is valid only in ${duration(ahead)} from now, by its ${nbf !== undefined && nbf - now === ahead ? 'nbf' : 'iat'}`;
  return [problem(name, says, 'The clocks of the issuer and of this machine differ: set them, as by NTP.')];
}

/** A reset that is finished revokes the sessions of its user, and with them a token that is that user's own. */
function ownerChecks({ sub }: Claims, { NEXUS_USER_ID: user, NEXUS_PROFILE: profile }: Values): Check[] {
  if (sub === undefined || sub !== user) return [];
  const says = 'is the token of the test user itself: a finished reset revokes it';
  const wayOut = 'Take one of a service account, or of another user.';
  return [profile === 'certify' ? problem(name, says, wayOut) : note(name, says, wayOut)];
}

/** Both in seconds. */
function lifeCheck(left: number | undefined, needed: number): Check {
  if (left === undefined) return note(name, 'says nowhere how long it lives');
  const says = `lives for ${duration(left)} more`;
  if (left > needed) return ok(name, says);
  return note(name, `${says}, less than the run may take (${duration(needed)})`, 'Get a new one just before the run.');
}

function meaningChecks({ aud, scopes }: Claims, required: string | undefined): Check[] {
  const audience = aud === undefined ? [] : [ok(name, `is for ${printable(aud.join(', '))}`)];
  if (scopes === undefined) return audience;
  const says = `allows ${printable(scopes.join(', ')) || 'nothing'}`;
  if (required === undefined || scopes.includes(required)) return [...audience, ok(name, says)];
  const wayOut = 'Ask the token issuer for that scope, or correct NEXUS_REQUIRED_SCOPE.';
  return [...audience, problem(name, `${says}, and not ${required}, which NEXUS_REQUIRED_SCOPE names`, wayOut)];
}
