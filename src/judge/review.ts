import { type RequirementId, requirements } from '../../requirements/index.ts';
import { alternatives, contract } from '../model/contract.ts';
import type { Exchange } from '../model/exchange.ts';
import type { ControlName, Finding, OutcomeRecord } from '../model/finding.ts';
import { banOf, inWords, isForbidden, isUnder, suspicion } from './ban.ts';
import { inShort } from './expectations.ts';
import { toTheOperation } from './oracles/status-oracles.ts';
import { isLimit, limitIn } from './user-limit.ts';
import { atLevel, outcomeOf } from './verdict.ts';

/**
 * An outcome in the light of how the run ended. What was found of good requests is reconsidered: a Bearer that has expired in
 * the run and a firewall that has banned the run break nothing, and a 401 to credentials that are good to the end was not about
 * them. What rests on a control that is no longer accepted at the end is taken back: a credential that died on the way
 * makes every refusal after it look right, and so does a user or an operation that does not exist.
 */
export function review(judged: OutcomeRecord, exchanges: readonly Exchange[]): OutcomeRecord {
  const shutOut = lostAcceptance(judged, exchanges);
  if (shutOut) return { ...judged, outcome: 'failed', findings: [...judged.findings, shutOut] };
  const record = reconsidered(judged, exchanges);
  if (record !== judged || record.outcome === 'failed' || record.outcome === 'not-applicable') return record;
  const lost = record.restsOn.map((control) => whyLost(control, record, exchanges)).find((why) => why !== undefined);
  if (lost === undefined) return record;
  const reason = banOf(exchanges) ? `${lost}; ${suspicion}` : lost;
  return {
    ...record,
    outcome: 'inconclusive',
    findings: [...record.findings, { outcome: 'inconclusive', cause: 'control', reason }],
  };
}

/**
 * Good credentials that were accepted at the start and are refused at the end, which neither their time nor a ban excuses: what
 * comes before the application keeps a denial that was another request's, or the permission of another request's path.
 */
function lostAcceptance({ id, outcome }: OutcomeRecord, exchanges: readonly Exchange[]): Finding | undefined {
  const alternative = alternatives.find((one) => `auth/${one.id}` === id);
  if (!alternative || outcome !== 'passed' || banOf(exchanges)) return undefined;
  const closing = closingControl(alternative.id, exchanges);
  const tripwire = closingControl('tripwire', exchanges);
  const status = tripwire?.response?.status;
  if (closing?.intent.bearerLasts && closing.response?.status === 401) {
    const reason =
      'answered 401 at the end of the run, although its token is in its time and was accepted before: does an authorizer keep a denial that was for the Bearer alone?';
    return refusedInTheEnd(closing, reason);
  }
  if (tripwire?.intent.alternative === alternative.id && (status === 401 || status === 403)) {
    const reason = `answered ${status} for the tripwire user, and 204 for the user: does an authorizer keep the permission of one path, or may the caller reset that user alone (NEXUS_TRIPWIRE_USER_ID)?`;
    return refusedInTheEnd(tripwire, reason);
  }
  return undefined;
}

const refusedInTheEnd = (exchange: Exchange, reason: string): Finding => ({
  outcome: 'failed',
  reason,
  exchange: exchange.id,
  wanted: '204',
  got: inShort(exchange),
});

/** The last answer that the closing got from a control; one for which no e-mail was left was not asked. */
function closingControl(name: ControlName | undefined, exchanges: readonly Exchange[]): Exchange | undefined {
  return exchanges.findLast(
    ({ intent, noAnswer }) =>
      intent.purpose === 'closing' && intent.case === name && noAnswer?.kind !== 'out-of-emails',
  );
}

/** Whether a good request was answered as one. */
function isStillAccepted(exchange: Exchange, exchanges: readonly Exchange[]): boolean {
  const { response } = exchange;
  if (response === undefined || response.status === 401 || response.status === 429) return false;
  return !isForbidden(exchange, exchanges);
}

/** The alternative whose good credentials an exchange carries, if it does. */
const alternativeOf = ({ intent }: Exchange): string | undefined =>
  intent.authenticated ? intent.alternative : undefined;

function reconsidered(record: OutcomeRecord, exchanges: readonly Exchange[]): OutcomeRecord {
  const { level } = requirements[record.id as RequirementId];
  const findings = record.findings.map((finding) => {
    const changed = inTheEnd(finding, exchanges);
    return changed === finding ? finding : atLevel(level, changed);
  });
  if (findings.every((finding, at) => finding === record.findings[at])) return record;
  return { ...record, findings, outcome: outcomeOf(level, findings) };
}

function inTheEnd(finding: Finding, exchanges: readonly Exchange[]): Finding {
  const exchange = exchanges.find((candidate) => candidate.id === finding.exchange);
  if (!exchange) return finding;
  // What else is wrong with that answer, such as its challenge, nothing excuses.
  const isAboutAnswer =
    finding.cause === 'network' ||
    ((finding.outcome === 'failed' || finding.outcome === 'warned') && finding.got === inShort(exchange));
  const excuse = isAboutAnswer ? excuseFor(exchange, exchanges) : undefined;
  if (excuse) return { ...finding, ...excuse, outcome: 'inconclusive', reason: `${finding.reason}: ${excuse.reason}` };
  const closing = closingControl(alternativeOf(exchange), exchanges);
  const isRefused = finding.cause === 'control' && exchange.response?.status === 401;
  if (!isRefused || !closing || !isStillAccepted(closing, exchanges)) return finding;
  const { cause: _, ...blamed } = finding;
  return {
    ...blamed,
    outcome: 'failed',
    reason: 'answered 401, although its credentials are accepted to the end of the run',
    wanted: `${contract.successes[0]}`,
    got: '401',
  };
}

/** Why a request may have been answered so, or not at all, where the closing's good requests were treated alike. */
function excuseFor(exchange: Exchange, exchanges: readonly Exchange[]): Pick<Finding, 'cause' | 'reason'> | undefined {
  const { response } = exchange;
  const ban = banOf(exchanges);
  if (ban && isUnder(ban, exchange)) {
    return { cause: response ? 'another-layer' : 'network', reason: `${inWords(ban)}; ${suspicion}` };
  }
  const closing = closingControl(alternativeOf(exchange), exchanges);
  const isLost = closing && response?.status === closing.response?.status && !isStillAccepted(closing, exchanges);
  if (!isLost || response === undefined) return undefined;
  if (response.status === 403) {
    return { cause: 'another-layer', reason: `${inWords({ by: '403' })}; ${suspicion}` };
  }
  const others = alternatives.filter(({ schemes }) => !schemes.includes('Bearer'));
  // What its token says of its own time goes before what can only be supposed.
  if (exchange.intent.bearerLasts) return undefined;
  const stay = others.some(({ id }) => {
    const control = closingControl(id, exchanges);
    return control !== undefined && isStillAccepted(control, exchanges);
  });
  return stay ? { cause: 'control', reason: 'it expired in the run' } : undefined;
}

/** Whether a refusal about the user may as well come from an operation that is gone: only a good request tells. */
export function isInDoubt(exchanges: readonly Exchange[], own = exchanges): boolean {
  return own.some(
    (one) =>
      one.intent.user === 'user' &&
      (mayBeNoRefusal(one) || mayBeNoOperation(one, exchanges) || mayBeALimit(one, exchanges)),
  );
}

/** An answer that a limit on the user's resets gives or may give, where no second reset has shown that there is none. */
function mayBeALimit({ intent, response }: Exchange, exchanges: readonly Exchange[]): boolean {
  const limit = limitIn(exchanges);
  const isItsAnswer = limit ? response?.status === limit.status : isLimit(response?.status);
  if (!intent.authenticated || !intent.plainTarget || !isItsAnswer) return false;
  return exchanges.filter((one) => one.intent.user === 'user' && one.response?.status === 204).length === 1;
}

const is400or404 = ({ response }: Exchange): boolean => response?.status === 400 || response?.status === 404;

/** A refusal of credentials that a missing operation, or a router before it, gives too. */
function mayBeNoRefusal(exchange: Exchange): boolean {
  const { authenticated, mayMail } = exchange.intent;
  return !authenticated && !mayMail && toTheOperation(exchange) && is400or404(exchange);
}

/** A refusal of a fault beside good credentials that is answered as an unknown user is, and no success after it. */
function mayBeNoOperation(exchange: Exchange, exchanges: readonly Exchange[]): boolean {
  const { authenticated, mayMail } = exchange.intent;
  if (!authenticated || mayMail || !toTheOperation(exchange) || !is400or404(exchange)) return false;
  const aboutNobody = exchanges.findLast(({ intent }) => intent.purpose === 'closing' && intent.user === 'unknown');
  const isAlive = exchanges
    .slice(exchanges.indexOf(exchange))
    .some(({ intent, response }) => intent.purpose !== 'closing' && intent.user === 'user' && response?.status === 204);
  return aboutNobody?.response?.status === exchange.response?.status && !isAlive;
}

function whyLost(control: ControlName, record: OutcomeRecord, exchanges: readonly Exchange[]): string | undefined {
  const own = exchanges.filter(({ id }) => record.exchanges.includes(id));
  switch (control) {
    case 'tripwire': {
      const got = gotInsteadOf204(control, exchanges);
      const isHidden = own.some((exchange) => exchange.intent.user === 'tripwire' && is400or404(exchange));
      if (got === undefined || !isHidden) return undefined;
      if (got === '401' || got === '403')
        return `the tripwire user was answered ${got} to a good request, as the user was not`;
      return `the tripwire user may not exist (closing control: ${got}): check NEXUS_TRIPWIRE_USER_ID`;
    }
    case 'user': {
      const got = gotInsteadOf204(control, exchanges);
      if (got === undefined || !isInDoubt(exchanges, own)) return undefined;
      return `a good request for the same user was not answered 204 at the end of the run (${got}): a 400 or 404 shows nothing`;
    }
    default: {
      const closing = closingControl(control, exchanges);
      if (!closing || isStillAccepted(closing, exchanges) || wasAcceptedAfter(control, own, exchanges))
        return undefined;
      const { bearerExpired } = closing.intent;
      const expired = bearerExpired === undefined ? '' : `: the Bearer token expired at ${bearerExpired}`;
      return `${closing.intent.title} was accepted at the start, but not at the end of the run (${inShort(closing)})${expired}`;
    }
  }
}

function gotInsteadOf204(user: 'user' | 'tripwire', exchanges: readonly Exchange[]): string | undefined {
  const closing = closingControl(user, exchanges);
  if (closing?.response?.status === 204) return undefined;
  return closing ? inShort(closing) : 'it was not sent';
}

/** Whether a good request of that alternative was still answered as one after the last refusal that rests on it. */
function wasAcceptedAfter(alternative: string, own: readonly Exchange[], exchanges: readonly Exchange[]): boolean {
  const isGood = (exchange: Exchange) => alternativeOf(exchange) === alternative;
  const last = exchanges.findLastIndex(
    (exchange) => isGood(exchange) && isStillAccepted(exchange, exchanges) && exchange.response?.status !== 403,
  );
  // One with good credentials, of whichever alternative, is no refusal of them.
  const isRefusal = (exchange: Exchange) => alternativeOf(exchange) === undefined;
  return last >= 0 && own.filter(isRefusal).every((exchange) => exchanges.indexOf(exchange) < last);
}
