import type { Level } from '../../requirements/types.ts';
import { type Finding, type Outcome, worst } from '../model/finding.ts';

/** A SHOULD that is unmet is a warning, unless the operator demands it. The only place where the level decides. */
export function atLevel(level: Level, finding: Finding): Finding {
  const isOnlyRecommended = level === 'SHOULD' && finding.demandedBy === undefined;
  return isOnlyRecommended && finding.outcome === 'failed' ? { ...finding, outcome: 'warned' } : finding;
}

/** What findings come to, and passes besides them. A MAY that is met says only how this target behaves. */
export function outcomeOf(level: Level, findings: readonly Finding[]): Outcome {
  const outcome = worst(findings.map((finding) => finding.outcome));
  return level === 'MAY' && outcome === 'passed' ? 'observed' : outcome;
}
