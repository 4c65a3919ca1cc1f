import { existsSync, rmSync, writeFileSync } from 'node:fs';
import type { Problem } from '../configuration/problem.ts';
import { handOver, resolveHandedOver } from '../playwright/handover.ts';
import { agreeWithStatement } from '../report/agreement.ts';
import { allureReport } from '../report/allure.ts';
import type { Flags } from '../report/failure.ts';
import { historyFile, type OutputPaths, outputPaths } from '../report/output.ts';
import type { Statement } from '../report/statement.ts';
import { summary } from '../report/summary.ts';
import { summaryPage } from '../report/summary-page.ts';
import { terminalOf } from '../report/terminal.ts';
import { verdictLine } from '../report/verdict-line.ts';
import { fileLedger } from '../run/ledger.ts';
import { planOf } from '../run/plan.ts';
import { select } from '../run/selection.ts';
import { announcement, problemsOfThePlan } from './announcement.ts';
import type { Asked } from './arguments.ts';
import { settledStatement, startStatement } from './ending.ts';
import { lastFailed } from './last-failed.ts';
import { runPlaywright } from './playwright.ts';
import { refuse } from './refuse.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Judges the target, from flags to exit code. stdout carries the result, stderr everything else. */
export async function run({ flags, json, quiet, ...asked }: Asked): Promise<number> {
  const startedAt = Date.now();
  const resolution = resolveHandedOver({ startedAt, flags, judge: 'cli' });
  for (const note of resolution.notes) say(`note: ${note}`);
  if ('problems' in resolution) return cannotBegin(resolution.problems);
  const { values } = resolution.configuration;
  const paths = outputPaths(values.NEXUS_OUTPUT);
  const again = asked.lastFailed ? lastFailed(paths) : undefined;
  if (again && 'problem' in again) return cannotBegin([asProblem(again.problem)]);
  const restriction = again && { lastFailed: again.ids };
  const configuration = { ...resolution.configuration, ...restriction };
  const selection = select(configuration);
  const plan = planOf(values, selection);
  const facts = { configuration, selection, startedAt };
  const wrong = await problemsOfThePlan(configuration, plan);
  const problems = wrong.length > 0 ? wrong : startStatement(paths, facts);
  if (problems.length > 0) return cannotBegin(problems.map(asProblem));
  if (!quiet) say(await announcement(configuration, selection, plan));

  handOver({ startedAt, flags, judge: 'cli', ...restriction });
  const ended = await runPlaywright(paths, values, quiet);
  const statement = settledStatement(paths, facts, ended);
  rmSync(paths.running, { recursive: true, force: true });
  await makeReports(paths, statement, flags);
  tell(paths, statement, { json, flags });
  return statement.exitCode;
}

const cannotBegin = (problems: readonly Problem[]): number =>
  refuse('The run cannot begin; nothing was sent.', problems);
const asProblem = (message: string): Problem => ({ message });

async function makeReports(paths: OutputPaths, statement: Statement, flags: Flags): Promise<void> {
  agreeWithStatement(paths, statement, flags);
  writeFileSync(paths.summary, summaryPage(statement));
  const made = await allureReport({
    resultsFolder: paths.allureResults,
    output: paths.allureReport,
    title: `Nexus conformance: ${statement.profile} of ${statement.target.name}, ${statement.verdict}`,
    historyFile: historyFile(paths, statement),
  });
  if (!made.ok) say(`note: ${made.message}`);
  else if (made.note !== undefined) say(`note: ${made.note}`);
}

function tell(paths: OutputPaths, statement: Statement, { json, flags }: { json: boolean; flags: Flags }): void {
  const line = `${verdictLine(statement)}\n`;
  if (json) {
    process.stdout.write(`${JSON.stringify(statement, undefined, 2)}\n`);
    process.stderr.write(line);
    return;
  }
  const exchanges = fileLedger(paths.exchanges, paths.outcomes).exchanges();
  const { utf8 } = terminalOf(process.stdout, process.env, process.platform);
  const report = existsSync(paths.allurePage) && { report: paths.allurePage };
  process.stdout.write(`${summary(statement, exchanges, { utf8, flags, ...report })}${line}`);
}
