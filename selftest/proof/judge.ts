import { requirements } from '../../requirements/index.ts';
import { type Clock, systemClock } from '../../src/client/pacer.ts';
import { resolveConfiguration } from '../../src/configuration/resolve.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import { type Statement, stateRun } from '../../src/report/statement.ts';
import { close } from '../../src/run/closing.ts';
import { memoryLedger } from '../../src/run/ledger.ts';
import { open } from '../../src/run/opening.ts';
import { perform } from '../../src/run/perform.ts';
import { type Plan, planOf } from '../../src/run/plan.ts';
import { bodies } from '../../src/run/requirement.ts';
import { createRun, type Run, type RunParts } from '../../src/run/run.ts';
import '../../tests/auth.spec.ts';
import '../../tests/operation.spec.ts';
import '../../tests/parameters.spec.ts';
import '../../tests/problem.spec.ts';
import '../../tests/robustness.spec.ts';
import '../../tests/wrong-passwords.spec.ts';

/** A run that has ended, with what it announced and all that it sent. */
export interface Conducted {
  readonly statement: Statement;
  readonly exchanges: readonly Exchange[];
  readonly plan: Plan;
}

/** Judges a target in this very process. `environment` is the target's whole configuration. */
export async function judge(environment: Readonly<Record<string, string>>): Promise<Statement> {
  return (await conduct(environment)).statement;
}

/** The same opening, bodies, closing and statement as under Playwright, without its processes. */
export function conduct(environment: Readonly<Record<string, string>>): Promise<Conducted> {
  const parts = partsOf(environment, systemClock);
  return carryOut(createRun(parts), parts);
}

/** What a run in this very process is made of. */
export function partsOf(environment: Readonly<Record<string, string>>, clock: Clock): RunParts {
  const startedAt = clock.now();
  const resolution = resolveConfiguration({
    flags: {},
    environment,
    workingFolder: import.meta.dirname,
    now: new Date(startedAt),
  });
  if ('problems' in resolution) throw new Error(resolution.problems.map(({ message }) => message).join('\n'));
  const paceMemory = { load: () => undefined, save: () => {} };
  return { configuration: resolution.configuration, ledger: memoryLedger(), paceMemory, clock, startedAt };
}

/** Goes through all phases of a run that was made of these parts. */
export async function carryOut(run: Run, { startedAt, clock }: RunParts): Promise<Conducted> {
  const { configuration, selection, ledger } = run;
  // In the order of the spec files, as Playwright goes through them.
  const inPhase = (phase: string) =>
    [...bodies.keys()].filter((id) => selection.selected.includes(id) && requirements[id].phase === phase);
  await withoutCallSites(async () => {
    await open(run);
    for (const id of inPhase('probes')) await perform(run, id);
    await close(run);
    for (const id of inPhase('closing')) await perform(run, id);
  });
  const facts = { configuration, selection, ledger, startedAt, finishedAt: clock.now(), interrupted: false };
  return { statement: stateRun(facts), exchanges: ledger.exchanges(), plan: planOf(run.values, selection) };
}

/** Playwright notes where each of its calls was made, mapped to the source: almost half of the time, and nobody looks. */
async function withoutCallSites(work: () => Promise<void>): Promise<void> {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (error, sites) =>
    error.message === '' ? '' : (prepareStackTrace?.(error, sites) ?? `${error}`);
  try {
    await work();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
