import type { Level, Profile } from '../../requirements/types.ts';
import { type Cause, type Finding, type Outcome, worst } from '../model/finding.ts';

export type Verdict = 'pass' | 'fail' | 'incomplete';

/** The exit code that goes with an interrupted run: 128 + SIGINT. */
export const exitInterrupted = 130;

export interface Judged {
  readonly id: string;
  readonly level: Level;
  readonly outcome: Outcome;
  readonly causes: readonly (Cause | undefined)[];
}

export interface VerdictFacts {
  readonly judged: readonly Judged[];
  readonly profile: Profile;
  readonly strict: boolean;
  /** Whether anything of the profile was left out. */
  readonly partial: boolean;
  readonly interrupted: boolean;
  /** Whether not even the opening's controls are on record. */
  readonly nothingSent: boolean;
  /** Why the run as a whole can be incomplete at best. */
  readonly doubts: readonly string[];
}

export interface Decision {
  readonly verdict: Verdict;
  readonly exitCode: 0 | 1 | 3 | 4 | 130;
  /** Why, in one line. */
  readonly reason: string;
}

/** What a run's outcomes come to. `fail` beats `incomplete`: a broken contract stays broken however much was not seen. */
export function decide(facts: VerdictFacts): Decision {
  const { judged, strict } = facts;
  const failed = judged.filter(({ outcome }) => outcome === 'failed' || (strict && outcome === 'warned'));
  const neverBegan = facts.nothingSent && judged.length > 0 && !facts.interrupted;
  const suiteBroke = neverBegan || judged.some(({ causes }) => causes.includes('suite'));
  const decision = failed.length > 0 ? failure(failed) : (incompleteness(facts, suiteBroke) ?? passed);
  return facts.interrupted ? { ...decision, exitCode: exitInterrupted } : decision;
}

const passed: Decision = { verdict: 'pass', exitCode: 0, reason: 'no violation found in what was judged' };

const failure = (failed: readonly Judged[]): Decision => ({
  verdict: 'fail',
  exitCode: 1,
  reason: `${failed.length} failed: ${failed.map(({ id }) => id).join(', ')}`,
});

function incompleteness(
  { judged, profile, partial, interrupted, doubts }: VerdictFacts,
  suiteBroke: boolean,
): Decision | undefined {
  const unjudged = judged.filter(({ level, outcome }) => level === 'MUST' && outcome === 'inconclusive');
  const reasons = [
    ...doubts,
    interrupted && 'the run was interrupted',
    suiteBroke && 'the suite itself broke',
    judged.length === 0 && 'nothing was selected',
    judged.length > 0 && judged.every(({ outcome }) => outcome === 'inconclusive') && 'nothing could be judged',
    unjudged.length > 0 && `${unjudged.length} could not be judged`,
    profile === 'certify' && partial && 'certify needs the whole catalogue, and part of it was left out',
  ].filter((reason) => reason !== false);
  if (reasons.length === 0) return undefined;
  return { verdict: 'incomplete', exitCode: suiteBroke ? 4 : 3, reason: reasons.join('; ') };
}

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
