import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Alternative } from '../contract.ts';
import type { Exchange } from '../exchange.ts';
import { closingControl, stands, wayInOf } from './closing-controls.ts';
import { type Finding, worst } from './finding.ts';
import type { OutcomeRecord } from './outcome-record.ts';

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
  const way = exchange && wayInOf(exchange);
  const status = exchange?.response?.status;
  if (!way || status === undefined) return finding;
  const excuse = finding.outcome === 'failed' ? excuseFor(way, status, exchanges) : undefined;
  if (excuse) return { ...finding, ...excuse, outcome: 'inconclusive', reason: `${finding.reason}: ${excuse.reason}` };
  const closing = closingControl(way, exchanges);
  const isBlamed = finding.cause === 'control' && status === 401 && closing !== undefined && stands(closing);
  return isBlamed ? blamed(finding, id) : finding;
}

function excuseFor(
  way: Alternative,
  status: number,
  exchanges: readonly Exchange[],
): Pick<Finding, 'cause' | 'reason'> | undefined {
  const closing = closingControl(way, exchanges);
  if (closing?.response?.status !== status || stands(closing)) return undefined;
  if (status === 403)
    return { cause: 'another-layer', reason: 'every good request is by now; has a firewall banned us?' };
  const basic = closingControl('Basic', exchanges);
  return basic && stands(basic) ? { cause: 'control', reason: 'it expired in the run' } : undefined;
}

function blamed({ cause: _, ...finding }: Finding, id: string): Finding {
  const outcome = requirements[id as RequirementId].level === 'MUST' ? 'failed' : 'warned';
  return { ...finding, outcome, reason: 'answered 401, although its credentials are accepted to the end of the run' };
}
