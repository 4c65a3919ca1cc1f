import type { Exchange } from '../exchange.ts';
import type { ControlName, OutcomeRecord } from '../run/ledger.ts';
import { inShort } from './expectations.ts';

/**
 * Takes back what rests on a control that no longer stands at the end of the run: a credential that died on the way
 * makes every refusal after it look right, and so does a tripwire user who does not exist. Failures stay.
 */
export function revoke(record: OutcomeRecord, exchanges: readonly Exchange[]): OutcomeRecord {
  if (record.outcome === 'failed' || record.outcome === 'not-applicable') return record;
  const reason = record.restsOn.map((control) => lost(control, record, exchanges)).find((why) => why !== undefined);
  if (reason === undefined) return record;
  return {
    ...record,
    outcome: 'inconclusive',
    findings: [...record.findings, { outcome: 'inconclusive', cause: 'control', reason }],
  };
}

function lost(control: ControlName, record: OutcomeRecord, exchanges: readonly Exchange[]): string | undefined {
  const closing = exchanges.findLast(({ intent }) => intent.for === 'closing' && intent.name === control);
  if (control === 'tripwire') {
    if (closing?.response?.status === 204 || !mayComeFromAMissingUser(record, exchanges)) return undefined;
    const got = closing ? inShort(closing) : 'it was not sent';
    return `the tripwire user may not exist (closing control: ${got}): check NEXUS_TRIPWIRE_USER_ID`;
  }
  if (!closing) return undefined;
  const { response } = closing;
  const stands = response !== undefined && response.status !== 401 && response.status !== 429;
  return stands
    ? undefined
    : `${control} was accepted at the start, but not at the end of the run (${inShort(closing)})`;
}

function mayComeFromAMissingUser({ exchanges: own }: OutcomeRecord, exchanges: readonly Exchange[]): boolean {
  return exchanges.some(
    ({ id, intent, response }) =>
      own.includes(id) && intent.user === 'tripwire' && (response?.status === 400 || response?.status === 404),
  );
}
