/** The library door: judges a target in the process that asks for it. */
import '../tests/index.ts';
import { beginNow, clockFrom } from './client/clock.ts';
import { ConfigurationError } from './configuration/misconfiguration.ts';
import { configurationIn, resolveConfiguration } from './configuration/resolve.ts';
import { readSources } from './configuration/sources.ts';
import { type Statement, stateRun } from './report/statement.ts';
import { conduct } from './run/conduct.ts';
import { memoryLedger } from './run/ledger.ts';
import { createRun } from './run/run.ts';

export type { Misconfiguration } from './configuration/misconfiguration.ts';
export type { Cause, Finding, Outcome } from './model/finding.ts';
export type { Attempt, Result, Statement } from './report/statement.ts';
export { ConfigurationError };

export interface JudgeOptions {
  /** Ends the run early: its statement is then incomplete, and says so. */
  readonly signal?: AbortSignal;
}

/**
 * Judges the implementation that `environment` describes, by the variables of docs/configuration.md, and nothing else: no
 * `.env`, no variable of the process, no embedded reference. Prints and writes nothing, and never rejects for what a target
 * does. Rejects with a ConfigurationError that holds everything that is wrong with the configuration; then nothing was sent.
 */
export async function judge(
  environment: Readonly<Record<string, string | undefined>>,
  { signal }: JudgeOptions = {},
): Promise<Statement> {
  const beginning = beginNow();
  const sources = readSources({
    flags: {},
    environment,
    workingFolder: process.cwd(),
    now: beginning.wall,
    dotEnv: false,
  });
  const configuration = configurationIn(resolveConfiguration(sources));
  const clock = clockFrom(beginning);
  const ledger = memoryLedger();
  const paceMemory = { load: () => undefined, save: () => {} };
  const run = createRun({
    configuration,
    ledger,
    paceMemory,
    clock,
    startedAt: beginning.wall,
    runId: beginning.runId,
  });
  const { interrupted } = await conduct(run, signal);
  const { selection } = run;
  return stateRun({
    configuration,
    selection,
    ledger,
    startedAt: beginning.wall,
    runId: beginning.runId,
    finishedAt: clock.now(),
    interrupted,
  });
}
