/** Worst first: the outcome of several findings is the first of these that occurs. */
export const outcomes = ['failed', 'inconclusive', 'warned', 'passed', 'observed', 'not-applicable'] as const;
/** What became of one requirement. */
export type Outcome = (typeof outcomes)[number];

/** Why something could not be judged: what the summary groups by and the statement gives as cause. */
export const causes = [
  'configuration',
  'control',
  'network',
  'throttled',
  'user-limit',
  'mailbox',
  'another-layer',
  'another-build',
  'no-time-left',
  'no-emails-left',
  'suite',
  'not-run',
] as const;
export type Cause = (typeof causes)[number];

export type Clearing = 'later' | 'operator';

/** What one look at one thing found. A look that finds nothing to say passed. */
export interface Finding {
  readonly outcome: Exclude<Outcome, 'passed'>;
  /** One sentence for a person who has not seen the code. */
  readonly reason: string;
  readonly cause?: Cause;
  /** Of what could not be judged: whether it may clear by itself `later`, or an `operator` must look at it. */
  readonly clears?: Clearing;
  /** The variable whose absence is the reason. */
  readonly missing?: string;
  /** The variable by which the operator demands it: then it is a failure, even where the catalogue only recommends it. */
  readonly demandedBy?: string;
  /** The case that it is about, `id#case`; of a requirement that looks back that of another one. */
  readonly case?: string;
  /** The case in words. */
  readonly title?: string;
  /** Id of the exchange that was judged. */
  readonly exchange?: string;
  readonly wanted?: string;
  readonly got?: string;
}

/** Which good request a refusal is measured against: by its alternative's id, and by the user whom it is about. */
export type ControlName = string;

/** What one attempt at one requirement came to. */
export interface OutcomeRecord {
  readonly id: string;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  /** Ids of the exchanges that it sent, and of those that others had sent and it looked at. */
  readonly exchanges: readonly string[];
  /** The controls that give its refusals their meaning: if one fails later, so does that meaning. */
  readonly restsOn: readonly ControlName[];
}

/** Ends a body, or one of its cases: without what is missing nothing after it can be judged. Nobody has broken anything. */
export class Unjudgeable extends Error {
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    super(findings.map(({ reason }) => reason).join('\n'));
    this.name = 'Unjudgeable';
    this.findings = findings;
  }
}

/** The worst of several outcomes; `passed` where there is none. */
export function worst(all: readonly Outcome[]): Outcome {
  return outcomes.find((outcome) => all.includes(outcome)) ?? 'passed';
}

/** A demand that is broken, or a recommendation that is not followed. */
export const isUnmet = ({ outcome }: { readonly outcome: Outcome }): boolean =>
  outcome === 'failed' || outcome === 'warned';

export function inconclusive(cause: Cause, reason: string, more: Partial<Finding> = {}): Unjudgeable {
  return new Unjudgeable([{ ...more, outcome: 'inconclusive', cause, reason }]);
}

export function notApplicable(reason: string): Unjudgeable {
  return new Unjudgeable([{ outcome: 'not-applicable', reason }]);
}

/** Values by each of their keys, in the order in which the keys first occur. */
export function grouped<T, K>(values: readonly T[], keysOf: (value: T) => readonly K[]): [K, [T, ...T[]]][] {
  const groups = new Map<K, [T, ...T[]]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      const group = groups.get(key);
      if (group) group.push(value);
      else groups.set(key, [value]);
    }
  }
  return [...groups];
}
