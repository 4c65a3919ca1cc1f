import type { Level, Profile } from '../../requirements/types.ts';
import { type Exchange, isThrottling, type NoAnswerKind } from '../model/exchange.ts';
import { type Cause, type Clearing, type Finding, type Outcome, worst } from '../model/finding.ts';

export type Verdict = 'pass' | 'fail' | 'incomplete';

/** The exit code that goes with an interrupted run: 128 + SIGINT. */
export const exitInterrupted = 130;
/** EX_TEMPFAIL of sysexits.h: a pipeline may try again. */
export const exitLater = 75;

export interface Judged {
  readonly id: string;
  readonly level: Level;
  readonly outcome: Outcome;
  readonly causes: readonly (Cause | undefined)[];
  /** What it waits for, where it could not be judged. */
  readonly clears: readonly (Clearing | undefined)[];
}

export interface VerdictFacts {
  readonly judged: readonly Judged[];
  readonly profile: Profile;
  readonly strict: boolean;
  /** Whether anything of the profile was left out that can be judged. */
  readonly partial: boolean;
  readonly interrupted: boolean;
  /** Whether not even the opening's controls are on record. */
  readonly nothingSent: boolean;
  /** Why the run as a whole can be incomplete at best. */
  readonly doubts: readonly string[];
  /** Tests that Playwright ran, that judge no requirement, and that were not green. */
  readonly strangers: readonly string[];
  /** How the tests of the team's own ended, where such were asked for. */
  readonly ownTests?: readonly { readonly title: string; readonly status: string }[] | undefined;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly exitCode: 0 | 1 | 3 | 4 | 75 | 130;
  /** Why, in one line. */
  readonly reason: string;
}

/** What a run's outcomes come to. `fail` beats `incomplete`: a broken contract stays broken however much was not seen. */
export function decide(facts: VerdictFacts): Decision {
  const { judged, strict } = facts;
  const failed = judged.filter(({ outcome }) => outcome === 'failed' || (strict && outcome === 'warned'));
  const neverBegan = facts.nothingSent && judged.length > 0 && !facts.interrupted;
  const suiteBroke = neverBegan || facts.strangers.length > 0 || judged.some(({ causes }) => causes.includes('suite'));
  const own = (facts.ownTests ?? []).filter(({ status }) => status === 'failed').map(({ title }) => title);
  const decision =
    failed.length + own.length > 0 ? failure(failed, own) : (incompleteness(facts, suiteBroke) ?? passed);
  return facts.interrupted ? { ...decision, exitCode: exitInterrupted } : decision;
}

const passed: Decision = { verdict: 'pass', exitCode: 0, reason: 'no violation found in what was judged' };

const failure = (failed: readonly Judged[], own: readonly string[]): Decision => ({
  verdict: 'fail',
  exitCode: 1,
  reason: [
    ...(failed.length > 0 ? [`${failed.length} failed: ${failed.map(({ id }) => id).join(', ')}`] : []),
    ...(own.length > 0 ? [`${own.length} of your own tests failed: ${own.join(', ')}`] : []),
  ].join('; '),
});

function incompleteness(
  { judged, profile, partial, interrupted, doubts, strangers, ownTests }: VerdictFacts,
  suiteBroke: boolean,
): Decision | undefined {
  const unjudged = judged.filter(({ level, outcome }) => level === 'MUST' && outcome === 'inconclusive');
  const reasons = [
    ...doubts,
    interrupted && 'the run was interrupted',
    strangers.length > 0 && `not green, and no requirement: ${strangers.join(', ')}`,
    suiteBroke && strangers.length === 0 && 'the suite itself broke',
    noneRan(ownTests) && 'no test of NEXUS_OWN_TESTS ran',
    judged.length === 0 && 'nothing was selected',
    isEach(judged, 'inconclusive') && 'nothing could be judged',
    isEach(judged, 'not-applicable') && 'nothing of it applies to this target',
    isEach(judged, 'not-applicable', 'inconclusive') && 'what applies to this target could not be judged',
    unjudged.length > 0 && `${unjudged.length} ${unjudged.length === 1 ? 'MUST' : 'MUSTs'} could not be judged`,
    profile === 'certify' && partial && 'certify needs the whole catalogue, and part of it was left out',
  ].filter((reason) => reason !== false);
  if (reasons.length === 0) return undefined;
  const reason = reasons.join('; ');
  if (suiteBroke) return { verdict: 'incomplete', exitCode: 4, reason };
  const waiting = judged.filter(({ outcome }) => outcome === 'inconclusive');
  const clearsLater = ({ clears }: Judged): boolean => clears.includes('later') && !clears.includes('operator');
  const isOnlyLater = waiting.length > 0 && waiting.every(clearsLater);
  const mayTryAgain = isOnlyLater && doubts.length === 0 && !noneRan(ownTests) && !(profile === 'certify' && partial);
  return { verdict: 'incomplete', exitCode: mayTryAgain ? exitLater : 3, reason };
}

/** Whether there are some, and all came to one of these; where several are named, to more than one. */
function isEach(judged: readonly Judged[], ...wanted: readonly Outcome[]): boolean {
  const outcomes = new Set(judged.map(({ outcome }) => outcome));
  return outcomes.size === wanted.length && wanted.every((outcome) => outcomes.has(outcome));
}

/** Skipped ones show nothing. */
const noneRan = (ownTests: VerdictFacts['ownTests']): boolean =>
  ownTests?.every(({ status }) => status === 'skipped') === true;

const passing: readonly Cause[] = ['network', 'throttled', 'another-layer', 'another-build', 'no-time-left'];
/** Whoever answers so will do it again. */
const alike: readonly NoAnswerKind[] = ['not-http', 'oversized'];

/** Whether what could not be judged may clear by itself. What is not known to pass is for a person. */
export function clearingOf({ cause, exchange: id }: Finding, exchanges: readonly Exchange[]): Clearing {
  if (cause === undefined || !passing.includes(cause)) return 'operator';
  const exchange = exchanges.find((one) => one.id === id);
  const { kind, lasting } = exchange?.noAnswer ?? {};
  if (lasting || (kind && alike.includes(kind))) return 'operator';
  // A gateway that does not reach its application says so; every other answer of another layer is one to us.
  const status = exchange?.response?.status;
  if (cause === 'another-layer') return status !== undefined && status >= 500 ? 'later' : 'operator';
  return cause === 'throttled' && exchange && isOneUsersLimit(exchange, exchanges) ? 'operator' : 'later';
}

/** Others were served after it: the limit is that of one user, which no pause of a pipeline lifts for certain. */
function isOneUsersLimit(throttled: Exchange, exchanges: readonly Exchange[]): boolean {
  const since = exchanges.slice(exchanges.indexOf(throttled) + 1);
  return since.some(
    ({ intent, response }) => response && !isThrottling(response) && intent.user !== throttled.intent.user,
  );
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
