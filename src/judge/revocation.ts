import type { Alternative } from '../contract.ts';
import { type Exchange, fieldValues } from '../exchange.ts';
import { inShort } from './expectations.ts';
import { type Finding, worst } from './finding.ts';
import type { ControlName, OutcomeRecord } from './outcome-record.ts';

/**
 * Takes back what rests on a control that no longer stands at the end of the run: a credential that died on the way
 * makes every refusal after it look right, and so does a user or an operation that does not exist. Failures stay, but
 * for those of a Bearer that expired.
 */
export function revoke(record: OutcomeRecord, exchanges: readonly Exchange[]): OutcomeRecord {
  if (record.outcome === 'failed') return excuseExpiredBearer(record, exchanges);
  if (record.outcome === 'not-applicable') return record;
  const reason = record.restsOn.map((control) => lost(control, record, exchanges)).find((why) => why !== undefined);
  if (reason === undefined) return record;
  return {
    ...record,
    outcome: 'inconclusive',
    findings: [...record.findings, { outcome: 'inconclusive', cause: 'control', reason }],
  };
}

/** A refusal of credentials that a missing operation, or a router before it, gives too. */
export function mayBeNoRefusal({ intent, response }: Exchange): boolean {
  const isRefusal = !intent.authenticated && !intent.mayMail && intent.plainTarget;
  return isRefusal && (response?.status === 400 || response?.status === 404);
}

function lost(control: ControlName, record: OutcomeRecord, exchanges: readonly Exchange[]): string | undefined {
  const own = exchanges.filter(({ id }) => record.exchanges.includes(id));
  switch (control) {
    case 'tripwire': {
      const got = unanswered(control, exchanges);
      if (got === undefined || !own.some(mayComeFromAMissingTripwire)) return undefined;
      return `the tripwire user may not exist (closing control: ${got}): check NEXUS_TRIPWIRE_USER_ID`;
    }
    case 'user': {
      const got = unanswered(control, exchanges);
      if (got === undefined || !own.some((e) => e.intent.user === 'user' && mayBeNoRefusal(e))) return undefined;
      return `a good request for the same user was not answered 204 at the end of the run (${got}): a 400 or 404 shows nothing`;
    }
    default: {
      const closing = closingControl(control, exchanges);
      if (!closing || stands(closing)) return undefined;
      const { bearerExpired } = closing.intent;
      const expired = bearerExpired === undefined ? '' : `: the Bearer token expired at ${bearerExpired}`;
      return `${control} was accepted at the start, but not at the end of the run (${inShort(closing)})${expired}`;
    }
  }
}

const closingControl = (name: ControlName, exchanges: readonly Exchange[]) =>
  exchanges.findLast(({ intent }) => intent.for === 'closing' && intent.name === name);

/** What the closing control of a user got instead of its 204. */
function unanswered(user: 'user' | 'tripwire', exchanges: readonly Exchange[]): string | undefined {
  const closing = closingControl(user, exchanges);
  if (closing?.response?.status === 204) return undefined;
  return closing ? inShort(closing) : 'it was not sent';
}

const stands = ({ response }: Exchange) => response !== undefined && response.status !== 401 && response.status !== 429;

const mayComeFromAMissingTripwire = ({ intent, response }: Exchange) =>
  intent.user === 'tripwire' && (response?.status === 400 || response?.status === 404);

/** A Bearer that is answered 401 at the end while Basic still stands has expired: that it was refused breaks nothing. */
function excuseExpiredBearer(record: OutcomeRecord, exchanges: readonly Exchange[]): OutcomeRecord {
  const control = (name: Alternative) => closingControl(name, exchanges);
  const basic = control('Basic');
  const expired = control('Bearer with ApplicationToken')?.response?.status === 401 && basic && stands(basic);
  if (!expired) return record;
  const refused = exchanges.filter(isRefusedBearer).map(({ id }) => id);
  const findings = record.findings.map(
    (finding): Finding =>
      finding.outcome === 'failed' && finding.exchange !== undefined && refused.includes(finding.exchange)
        ? { ...finding, outcome: 'inconclusive', cause: 'control', reason: `${finding.reason}: it expired in the run` }
        : finding,
  );
  return { ...record, findings, outcome: worst(findings.map(({ outcome }) => outcome)) };
}

const isRefusedBearer = ({ intent, request, response }: Exchange) =>
  intent.authenticated &&
  response?.status === 401 &&
  fieldValues(request.fields, 'authorization').some((value) => /^bearer /i.test(value));
