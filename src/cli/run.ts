import { existsSync, rmSync } from 'node:fs';
import type { Misconfiguration } from '../configuration/misconfiguration.ts';
import { begin, resolveHandover } from '../playwright/handover.ts';
import { beginRun, endRun, type RunFacts, underWay } from '../playwright/state.ts';
import { preloadAllure } from '../report/allure-page.ts';
import { type OutputPaths, outputPaths, readStatement, writeStatement } from '../report/output.ts';
import { completeReports, type ReportOptions } from '../report/reports.ts';
import type { Statement } from '../report/statement.ts';
import { summary } from '../report/summary.ts';
import { terminalOf } from '../report/terminal.ts';
import { verdictLine } from '../report/verdict-line.ts';
import { readExchanges } from '../run/ledger.ts';
import { planOf } from '../run/plan.ts';
import { select } from '../run/selection.ts';
import { announcement, problemsOfThePlan } from './announcement.ts';
import type { Asked } from './arguments.ts';
import { refuse } from './refuse.ts';
import { type Ended, runPlaywright } from './runner.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Judges the target, from flags to exit code. stdout carries the result, stderr everything else. */
export async function run({ flags, json, quiet, ...asked }: Asked): Promise<number> {
  const handover = begin(flags, 'cli');
  const resolution = resolveHandover(handover);
  for (const note of resolution.notes) say(`note: ${note}`);
  if ('misconfigurations' in resolution) return cannotBegin(resolution.misconfigurations);
  const { values } = resolution.configuration;
  const paths = outputPaths(values.NEXUS_OUTPUT);
  const again = asked.lastFailed ? lastFailed(paths) : undefined;
  if (again && 'problem' in again) return cannotBegin([{ message: again.problem }]);
  const restriction = again && { lastFailed: again.ids };
  const configuration = { ...resolution.configuration, ...restriction };
  const selection = select(configuration);
  const plan = planOf(values, selection);
  const facts: RunFacts = { configuration, selection, paths };
  const wrong = await problemsOfThePlan(configuration, plan);
  if (wrong.length > 0) return cannotBegin(wrong.map((message) => ({ message })));
  try {
    beginRun(facts, handover.beginning);
  } catch (error) {
    const message = `NEXUS_OUTPUT: the folder ${paths.folder} cannot be used (${(error as Error).message}). Name one that can be written.`;
    return cannotBegin([{ message }]);
  }
  if (!quiet) say(await announcement(configuration, selection, plan));

  const reporting: ReportOptions = { flags, report: values.NEXUS_REPORT };
  const runner = { quiet, deadlineSeconds: values.NEXUS_DEADLINE_SECONDS };
  const running = runPlaywright({ ...handover, ...restriction }, paths, runner);
  // This process has nothing else to do as long as the other one runs.
  if (reporting.report !== 'none') void preloadAllure();
  const statement = settled(facts, await running);
  // Playwright leaves a folder of its own there.
  rmSync(paths.running, { recursive: true, force: true });
  for (const note of await completeReports(paths, statement, reporting)) say(`note: ${note}`);
  tell(facts, statement, { json, reporting });
  return statement.exitCode;
}

/** What `--last-failed` runs again, or why it cannot. */
type LastFailed = { readonly ids: readonly string[] } | { readonly problem: string };

/** What failed or could not be judged by the statement in the output folder. Reads it before the run replaces it. */
function lastFailed(paths: OutputPaths): LastFailed {
  const statement = readStatement(paths);
  if (statement === undefined) {
    return { problem: `--last-failed: ${paths.statement} holds no statement of an earlier run. Run once without it.` };
  }
  const failed = statement.requirements.filter(({ outcome }) => outcome === 'failed' || outcome === 'inconclusive');
  if (failed.length === 0) {
    return { problem: `--last-failed: in ${paths.statement} nothing failed or could not be judged. Run without it.` };
  }
  return { ids: failed.map(({ id }) => id) };
}

const cannotBegin = (misconfigurations: readonly Misconfiguration[]): number =>
  refuse('The run cannot begin; nothing was sent.', misconfigurations);

/** The statement of the run that has ended; where it did not come to judge itself, what is on record still shows. */
function settled(facts: RunFacts, { interrupted, code }: Ended): Statement {
  const isJudged = underWay(facts) === undefined;
  const judged = endRun(facts);
  if (judged === undefined) throw new Error(`the statement in ${facts.paths.folder} has disappeared`);
  if (isJudged || interrupted || judged.verdict === 'fail') return judged;
  const statement: Statement = {
    ...judged,
    verdict: 'incomplete',
    exitCode: 4,
    reason: `the suite itself broke: its runner ended with ${code} before the run was judged`,
  };
  writeStatement(facts.paths, statement);
  return statement;
}

interface Telling {
  readonly json: boolean;
  readonly reporting: ReportOptions;
}

function tell({ paths }: RunFacts, statement: Statement, { json, reporting: { flags } }: Telling): void {
  const line = `${verdictLine(statement)}\n`;
  if (json) {
    process.stdout.write(`${JSON.stringify(statement, undefined, 2)}\n`);
    process.stderr.write(line);
    return;
  }
  const { utf8 } = terminalOf(process.stdout, process.env, process.platform);
  const report = existsSync(paths.allurePage) && { report: paths.allurePage };
  process.stdout.write(`${summary(statement, readExchanges(paths.exchanges), { utf8, flags, ...report })}${line}`);
}
