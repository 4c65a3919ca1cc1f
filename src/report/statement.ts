import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Level, Profile, RequirementClass } from '../../requirements/types.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { banOf, inWords, suspicion } from '../judge/ban.ts';
import { inShort } from '../judge/expectations.ts';
import { review } from '../judge/review.ts';
import { type RowVerdict, rowsOf } from '../judge/truth-table.ts';
import { clearingOf, decide, type Verdict } from '../judge/verdict.ts';
import type { Exchange } from '../model/exchange.ts';
import { type Finding, type Outcome, type OutcomeRecord, worst } from '../model/finding.ts';
import type { BuildSeen, Ledger } from '../run/ledger.ts';
import type { LeftOut, Selection } from '../run/selection.ts';
import { contractIdentity, suiteIdentity } from '../suite.ts';
import { causesOf } from './causes.ts';
import { type Contradiction, contradictionLine, contradictionsOf } from './contradictions.ts';
import {
  type Declared,
  declaredBy,
  type Lowered,
  loweredBy,
  type Observed,
  observedIn,
  type Timing,
  timingOf,
} from './facts.ts';
import { type Lapse, lapsesOf } from './lapse.ts';
import { printable } from './text.ts';

export interface Attempt {
  readonly outcome: Outcome;
  readonly reason: string | null;
}

/** What became of one requirement. */
export interface Result {
  readonly id: RequirementId;
  readonly level: Level;
  readonly class: RequirementClass;
  readonly outcome: Outcome;
  readonly reason: string | null;
  /** What else is not met and explains all of it; empty where it stands for itself. */
  readonly becauseOf: readonly RequirementId[];
  readonly findings: readonly Finding[];
  readonly attempts: readonly Attempt[];
  readonly exchanges: readonly string[];
}

/** A test of the team's own, which is no part of the catalogue. */
export interface OwnTest {
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped';
}

/** The canonical, machine-readable result of a run; `schemas/statement.schema.json` describes it. */
export interface Statement {
  readonly schemaVersion: '2.2';
  readonly suite: typeof suiteIdentity;
  readonly contract: typeof contractIdentity;
  readonly target: {
    readonly name: string;
    readonly kind: 'reference' | 'configured';
    readonly baseUrl: string | null;
    readonly environment: string | null;
  };
  readonly declared: Declared;
  /** Declarations that what was seen speaks against. */
  readonly contradicted: readonly Contradiction[];
  /** What was given to the suite and ends soon. */
  readonly lapses: readonly Lapse[];
  readonly observed: Observed;
  readonly timing: Timing;
  /** The guards that the operator lowered: by variable, the value that did it. */
  readonly lowered: Lowered;
  readonly profile: Profile;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** What User-Agent named in every request of the run. */
  readonly runId: string;
  readonly selection: { readonly selected: number; readonly judged: number; readonly leftOut: readonly LeftOut[] };
  readonly requirements: readonly Result[];
  /** Those of NEXUS_OWN_TESTS; null where none were asked for. */
  readonly ownTests: readonly OwnTest[] | null;
  readonly table: readonly { readonly row: string; readonly expected: RowVerdict; readonly got: string | null }[];
  readonly verdict: Verdict;
  readonly exitCode: number;
  /** Why the verdict is what it is, in one line. */
  readonly reason: string;
}

export interface RunFacts {
  readonly configuration: Configuration;
  readonly selection: Selection;
  readonly ledger: Pick<Ledger, 'exchanges' | 'outcomes' | 'builds'>;
  readonly startedAt: number;
  readonly runId: string;
  readonly finishedAt: number;
  readonly interrupted: boolean;
  /** Why the run as a whole can be incomplete at best. */
  readonly doubts?: readonly string[];
  /** Tests that judge no requirement and were not green, by title. */
  readonly strangers?: readonly string[];
  readonly ownTests?: readonly OwnTest[];
}

/** Judges a run by what its ledger holds. Every selected requirement gets an outcome: a missing one is inconclusive. */
export function stateRun({
  configuration,
  selection,
  ledger,
  startedAt,
  runId,
  finishedAt,
  interrupted,
  doubts = [],
  strangers = [],
  ownTests,
}: RunFacts): Statement {
  const { values } = configuration;
  const exchanges = ledger.exchanges();
  const outcomes = ledger.outcomes();
  const builds = ledger.builds();
  const contradicted = contradictionsOf({ ...configuration, exchanges });
  const judged = selection.selected.map((id) => resultOf(id, outcomes, exchanges, interrupted));
  const causes = causesOf(judged, exchanges);
  const results = judged.map((result) => ({ ...result, becauseOf: causes.get(result.id) ?? [] }));
  const decision = decide({
    judged: results.map(({ id, level, outcome, findings }) => ({
      id,
      level,
      outcome,
      causes: findings.map(({ cause }) => cause),
      clears: findings.map(({ clears }) => clears),
    })),
    profile: values.NEXUS_PROFILE,
    strict: values.NEXUS_STRICT === true,
    partial: selection.leftOut.some(({ kind }) => kind !== 'excluded'),
    interrupted,
    nothingSent: exchanges.length === 0 && builds.length === 0,
    doubts: [
      ...doubts,
      ...banned(results, exchanges),
      ...doubtsOf(builds),
      ...(values.NEXUS_PROFILE === 'certify' ? ungranted(contradicted) : []),
    ],
    strangers,
    ownTests,
  });
  return {
    schemaVersion: '2.2',
    suite: suiteIdentity,
    contract: contractIdentity,
    target: {
      name: configuration.targetName,
      kind: configuration.target,
      baseUrl: values.NEXUS_BASE_URL ?? null,
      environment: values.NEXUS_ENVIRONMENT ?? null,
    },
    declared: declaredBy(values),
    contradicted,
    lapses: lapsesOf(configuration, startedAt),
    observed: observedIn(exchanges, builds),
    timing: timingOf(exchanges),
    lowered: loweredBy(configuration),
    profile: values.NEXUS_PROFILE,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    runId,
    selection: {
      selected: selection.selected.length,
      judged: results.filter(({ outcome }) => outcome !== 'inconclusive').length,
      leftOut: selection.leftOut,
    },
    requirements: results,
    ownTests: ownTests ?? null,
    table: tableOf(configuration, exchanges),
    verdict: decision.verdict,
    exitCode: decision.exitCode,
    reason: decision.reason,
  };
}

/** What a run that was shut out is to be told: once, since all that could not be judged comes of it. */
function banned(results: readonly Result[], exchanges: readonly Exchange[]): string[] {
  const ban = banOf(exchanges);
  if (!ban || ban.refusals === 0 || results.every(({ outcome }) => outcome !== 'inconclusive')) return [];
  const way = 'allow the address of this runner there, or set NEXUS_MAX_RPS lower';
  const ended =
    ban.first === undefined ? '' : `. Or has the service ended? ${ban.first} was the first without an answer`;
  return [
    `${suspicion} After ${ban.refusals} ${ban.refusals === 1 ? 'refusal' : 'refusals'} ${inWords(ban)}: ${way}${ended}`,
  ];
}

/** What was judged may be partly one build and partly the other. */
function doubtsOf(builds: readonly BuildSeen[]): string[] {
  const [opening, closing] = (['opening', 'closing'] as const).map((when) => builds.find(({ at }) => at === when));
  if (!opening?.has || closing?.has) return [];
  if (closing === undefined)
    return [`the run began with build ${opening.got}, which was not asked for again at its end`];
  return [`the run began with build ${opening.got}, and at its end the answer was: ${printable(closing.got)}`];
}

/** What a certificate would say of a target, and nobody saw. */
function ungranted(contradicted: readonly Contradiction[]): string[] {
  return contradicted.map((one) => `declared and contradicted: ${contradictionLine(one)}`);
}

/** The reason of a statement that was not replaced by the run's own. */
const unfinishedReason = 'the run did not finish';

/** The statement of a run of which nothing is known yet: it stands until the run has ended. */
export function unfinished(facts: Omit<RunFacts, 'ledger' | 'finishedAt' | 'interrupted'>): Statement {
  const empty = { exchanges: () => [], outcomes: () => [], builds: () => [] };
  const statement = stateRun({ ...facts, ledger: empty, finishedAt: facts.startedAt, interrupted: false });
  return { ...statement, verdict: 'incomplete', exitCode: 3, reason: unfinishedReason };
}

function resultOf(
  id: RequirementId,
  outcomes: readonly OutcomeRecord[],
  exchanges: readonly Exchange[],
  interrupted: boolean,
): Omit<Result, 'becauseOf'> {
  const recorded = outcomes.filter((outcome) => outcome.id === id);
  const attempts = (recorded.length > 0 ? recorded : [notRun(id, interrupted)]).map((record) =>
    review(record, exchanges),
  );
  // Only what could not be judged is probed once more.
  const decisive = attempts.at(-1);
  const outcome = decisive?.outcome ?? 'inconclusive';
  return {
    id,
    level: requirements[id].level,
    class: requirements[id].class,
    outcome,
    reason: decisive ? reasonOf(decisive) : null,
    findings: (decisive?.findings ?? []).map((finding) =>
      finding.outcome === 'inconclusive' ? { clears: clearingOf(finding, exchanges), ...finding } : finding,
    ),
    attempts: attempts.map((attempt) => ({ outcome: attempt.outcome, reason: reasonOf(attempt) })),
    exchanges: attempts.flatMap((attempt) => attempt.exchanges),
  };
}

function notRun(id: RequirementId, interrupted: boolean): OutcomeRecord {
  const reason = interrupted
    ? 'the run was interrupted before this was judged'
    : 'no outcome was recorded: its test did not run to its end';
  return {
    id,
    outcome: 'inconclusive',
    findings: [{ outcome: 'inconclusive', cause: 'not-run', reason }],
    exchanges: [],
    restsOn: [],
  };
}

/** The findings that made the outcome, not those of the cases that went better. */
function reasonOf({ findings }: OutcomeRecord): string | null {
  const decisive = worst(findings.map(({ outcome }) => outcome));
  const lines = findings
    .filter(({ outcome }) => outcome === decisive)
    .map(({ case: name, title, reason }) => (name === undefined ? reason : `${title ?? name}: ${reason}`));
  return lines.length === 0 ? null : [...new Set(lines)].join('\n');
}

function tableOf({ values }: Configuration, exchanges: readonly Exchange[]): Statement['table'] {
  return rowsOf(values.NEXUS_PROFILE, { requiredScope: values.NEXUS_REQUIRED_SCOPE !== undefined }).map(
    ({ id, verdict }) => {
      const sent = exchanges.findLast(({ intent }) => intent.row === id);
      return { row: id, expected: verdict, got: sent ? inShort(sent) : null };
    },
  );
}
