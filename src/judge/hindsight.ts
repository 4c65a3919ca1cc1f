import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Exchange } from '../model/exchange.ts';
import { type Finding, worst } from '../model/finding.ts';
import type { OutcomeRecord } from '../model/outcome-record.ts';
import { closingControl, stands, wayInOf } from './closing-controls.ts';

/**
 * What was found of good requests, in the light of how the closing's were answered: a Bearer that has expired in the run
 * and a firewall that has banned the run break nothing, and a 401 to credentials that are good to the end was not about them.
 */
export function inHindsight(record: OutcomeRecord, exchanges: readonly Exchange[]): OutcomeRecord {
  const findings = record.findings.map((finding) => reconsidered(finding, record.id, exchanges));
  if (findings.every((finding, at) => finding === record.findings[at])) return record;
  return { ...record, findings, outcome: worst(findings.map(({ outcome }) => outcome)) };
}

function reconsidered(finding: Finding, id: string, exchanges: readonly Exchange[]): Finding {
  const exchange = exchanges.find((candidate) => candidate.id === finding.exchange);
  const closing = exchange && closingControl(wayInOf(exchange), exchanges);
  const status = exchange?.response?.status;
  if (!closing || status === undefined) return finding;
  const excuse = finding.outcome === 'failed' ? excuseFor(status, closing, exchanges) : undefined;
  if (excuse) return { ...finding, ...excuse, outcome: 'inconclusive', reason: `${finding.reason}: ${excuse.reason}` };
  const isBlamed = finding.cause === 'control' && status === 401 && stands(closing);
  return isBlamed ? blamed(finding, id) : finding;
}

/** Why a good request may have been answered so, where the closing's was answered alike. */
function excuseFor(
  status: number,
  closing: Exchange,
  exchanges: readonly Exchange[],
): Pick<Finding, 'cause' | 'reason'> | undefined {
  if (closing.response?.status !== status || stands(closing)) return undefined;
  if (status === 403)
    return { cause: 'another-layer', reason: 'every good request is by now; has a firewall banned us?' };
  const basic = closingControl('Basic', exchanges);
  return basic && stands(basic) ? { cause: 'control', reason: 'it expired in the run' } : undefined;
}

function blamed({ cause: _, ...finding }: Finding, id: string): Finding {
  const outcome = requirements[id as RequirementId].level === 'MUST' ? 'failed' : 'warned';
  return { ...finding, outcome, reason: 'answered 401, although its credentials are accepted to the end of the run' };
}
