/** Worst first: the outcome of several findings is the first of these that occurs. */
export const outcomes = ['failed', 'inconclusive', 'warned', 'passed', 'observed', 'not-applicable'] as const;
/** What became of one requirement. */
export type Outcome = (typeof outcomes)[number];

/** Why something could not be judged: what the summary groups by and the statement gives as cause. */
export type Cause =
  | 'configuration'
  | 'control'
  | 'network'
  | 'throttled'
  | 'another-layer'
  | 'no-time-left'
  | 'no-emails-left'
  | 'suite'
  | 'not-run';

/** What one look at one thing found. A look that finds nothing to say passed. */
export interface Finding {
  readonly outcome: Exclude<Outcome, 'passed'>;
  /** One sentence for a person who has not seen the code. */
  readonly reason: string;
  readonly cause?: Cause;
  /** The variable whose absence is the reason. */
  readonly missing?: string;
  /** The variable by which the operator demands it: then it is a failure, even where the catalogue only recommends it. */
  readonly declared?: string;
  /** The case of the requirement, in words. */
  readonly case?: string;
  /** Id of the exchange that was judged. */
  readonly exchange?: string;
  readonly wanted?: string;
  readonly got?: string;
}

/** Carries findings out of a requirement's body; the reason it is thrown is that nothing after it can matter. */
export class Judgement extends Error {
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    super(findings.map((f) => (f.case ? `${f.case}: ${f.reason}` : f.reason)).join('\n'));
    this.name = 'Judgement';
    this.findings = findings;
  }
}

/** The worst of several outcomes; `passed` where there is none. */
export function worst(all: readonly Outcome[]): Outcome {
  return outcomes.find((outcome) => all.includes(outcome)) ?? 'passed';
}

/** Ends the body with these findings, if there are any. */
export function conclude(findings: readonly (Finding | undefined)[]): void {
  const present = findings.filter((f) => f !== undefined);
  if (present.length > 0) throw new Judgement(present);
}

export function inconclusive(cause: Cause, reason: string, more: Partial<Finding> = {}): Judgement {
  return new Judgement([{ ...more, outcome: 'inconclusive', cause, reason }]);
}

export function notApplicable(reason: string): Judgement {
  return new Judgement([{ outcome: 'not-applicable', reason }]);
}

/**
 * Runs an independent judgement for each case, all together, and ends with the findings of every case: nothing that
 * is wrong hides behind what was found first.
 */
export function forEachCase<T>(
  cases: readonly T[],
  nameOf: (value: T) => string,
  judge: (value: T) => Promise<void>,
): Promise<void> {
  return everyJudgement(cases.map((value) => named(nameOf(value), judge(value))));
}

/** Waits for all of them and ends with the findings of all. */
export async function everyJudgement(judgements: readonly Promise<void>[]): Promise<void> {
  const settled = await Promise.all(judgements.map(findingsOf));
  const anyPassed = settled.some((findings) => findings.length === 0);
  const findings = settled.flat();
  conclude(anyPassed ? findings.filter(({ outcome }) => worseThanPassed.includes(outcome)) : findings);
}

const worseThanPassed: readonly Outcome[] = outcomes.slice(0, outcomes.indexOf('passed'));

async function named(name: string, judgement: Promise<void>): Promise<void> {
  const findings = await findingsOf(judgement);
  conclude(findings.map((finding) => ({ case: name, ...finding })));
}

async function findingsOf(judgement: Promise<void>): Promise<readonly Finding[]> {
  try {
    await judgement;
    return [];
  } catch (error) {
    if (error instanceof Judgement) return error.findings;
    throw error;
  }
}
