import type { Alternative } from '../model/contract.ts';
import type { Exchange } from '../model/exchange.ts';
import type { ControlName, OutcomeRecord } from '../model/outcome-record.ts';
import { closingControl, stands, wayInOf } from './closing-controls.ts';
import { inShort } from './expectations.ts';
import { inHindsight } from './hindsight.ts';

/**
 * Takes back what rests on a control that no longer stands at the end of the run: a credential that died on the way
 * makes every refusal after it look right, and so does a user or an operation that does not exist. Failures stay, but
 * for those that hindsight excuses.
 */
export function revoke(judged: OutcomeRecord, exchanges: readonly Exchange[]): OutcomeRecord {
  const record = inHindsight(judged, exchanges);
  if (record !== judged || record.outcome === 'failed' || record.outcome === 'not-applicable') return record;
  const reason = record.restsOn.map((control) => lost(control, record, exchanges)).find((why) => why !== undefined);
  if (reason === undefined) return record;
  return {
    ...record,
    outcome: 'inconclusive',
    findings: [...record.findings, { outcome: 'inconclusive', cause: 'control', reason }],
  };
}

/** Whether a refusal about the user may as well come from an operation that is gone: only a good request tells. */
export function isInDoubt(exchanges: readonly Exchange[], own = exchanges): boolean {
  return own.some((one) => one.intent.user === 'user' && (mayBeNoRefusal(one) || mayBeNoOperation(one, exchanges)));
}

const is400or404 = ({ response }: Exchange): boolean => response?.status === 400 || response?.status === 404;

/** A refusal of credentials that a missing operation, or a router before it, gives too. */
function mayBeNoRefusal(exchange: Exchange): boolean {
  const { authenticated, mayMail, plainTarget } = exchange.intent;
  return !authenticated && !mayMail && plainTarget && is400or404(exchange);
}

/** A refusal of a fault beside good credentials that is answered as an unknown user is, and no success after it. */
function mayBeNoOperation(exchange: Exchange, exchanges: readonly Exchange[]): boolean {
  const { authenticated, mayMail, plainTarget } = exchange.intent;
  if (!authenticated || mayMail || !plainTarget || !is400or404(exchange)) return false;
  const aboutNobody = exchanges.findLast(({ intent }) => intent.for === 'closing' && intent.user === 'unknown');
  const isAlive = exchanges
    .slice(exchanges.indexOf(exchange))
    .some(({ intent, response }) => intent.for !== 'closing' && intent.user === 'user' && response?.status === 204);
  return aboutNobody?.response?.status === exchange.response?.status && !isAlive;
}

function lost(control: ControlName, record: OutcomeRecord, exchanges: readonly Exchange[]): string | undefined {
  const own = exchanges.filter(({ id }) => record.exchanges.includes(id));
  switch (control) {
    case 'tripwire': {
      const got = unanswered(control, exchanges);
      const isHidden = own.some((exchange) => exchange.intent.user === 'tripwire' && is400or404(exchange));
      if (got === undefined || !isHidden) return undefined;
      return `the tripwire user may not exist (closing control: ${got}): check NEXUS_TRIPWIRE_USER_ID`;
    }
    case 'user': {
      const got = unanswered(control, exchanges);
      if (got === undefined || !isInDoubt(exchanges, own)) return undefined;
      return `a good request for the same user was not answered 204 at the end of the run (${got}): a 400 or 404 shows nothing`;
    }
    default: {
      const closing = closingControl(control, exchanges);
      if (!closing || stands(closing) || stoodAfter(control, own, exchanges)) return undefined;
      const { bearerExpired } = closing.intent;
      const expired = bearerExpired === undefined ? '' : `: the Bearer token expired at ${bearerExpired}`;
      return `${control} was accepted at the start, but not at the end of the run (${inShort(closing)})${expired}`;
    }
  }
}

/** What the closing control of a user got instead of its 204. */
function unanswered(user: 'user' | 'tripwire', exchanges: readonly Exchange[]): string | undefined {
  const closing = closingControl(user, exchanges);
  if (closing?.response?.status === 204) return undefined;
  return closing ? inShort(closing) : 'it was not sent';
}

/** Whether a good request of that way in was still answered as one after the last refusal that rests on it. */
function stoodAfter(way: Alternative, own: readonly Exchange[], exchanges: readonly Exchange[]): boolean {
  const isGood = (exchange: Exchange) => wayInOf(exchange) === way;
  const last = exchanges.findLastIndex(
    (exchange) => isGood(exchange) && stands(exchange) && exchange.response?.status !== 403,
  );
  return last >= 0 && own.every((exchange) => isGood(exchange) || exchanges.indexOf(exchange) < last);
}
