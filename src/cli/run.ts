import { rmSync } from 'node:fs';
import { allureReport } from '../report/allure.ts';
import { type OutputPaths, outputPaths } from '../report/output.ts';
import type { Statement } from '../report/statement.ts';
import { summary } from '../report/summary.ts';
import { verdictLine } from '../report/verdict-line.ts';
import { type Handover, handOver, resolveHandedOver } from '../run/handover.ts';
import { fileLedger } from '../run/ledger.ts';
import { planOf } from '../run/plan.ts';
import { select } from '../run/selection.ts';
import { announcement, problemsOfThePlan } from './announcement.ts';
import type { Arguments } from './arguments.ts';
import { settledStatement, startStatement } from './ending.ts';
import { runPlaywright } from './playwright.ts';

type Asked = Extract<Arguments, { kind: 'run' }>;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Judges the target, from flags to exit code. stdout carries the result, stderr everything else. */
export async function run({ flags, json, quiet }: Asked): Promise<number> {
  const handover: Handover = { startedAt: Date.now(), flags, judge: 'cli' };
  const resolution = resolveHandedOver(handover);
  for (const note of resolution.notes) say(`note: ${note}`);
  if ('problems' in resolution) return refuse(resolution.problems.map(({ message }) => message));
  const { configuration } = resolution;
  const selection = select(configuration);
  const plan = planOf(configuration.values, selection);
  const paths = outputPaths(configuration.values.NEXUS_OUTPUT);
  const facts = { configuration, selection, startedAt: handover.startedAt };
  const wrong = problemsOfThePlan(configuration, plan);
  const problems = wrong.length > 0 ? wrong : startStatement(paths, facts);
  if (problems.length > 0) return refuse(problems);
  if (!quiet) say(announcement(configuration, selection, plan));

  handOver(handover);
  const ended = await runPlaywright(paths, configuration.values, quiet);
  const statement = settledStatement(paths, facts, ended);
  rmSync(paths.running, { recursive: true, force: true });
  await makeReport(paths, statement);
  tell(paths, statement, json);
  return statement.exitCode;
}

function refuse(problems: readonly string[]): number {
  say('The run cannot begin; nothing was sent.');
  for (const problem of problems) say(`- ${problem}`);
  return 2;
}

async function makeReport(paths: OutputPaths, { profile, target }: Statement): Promise<void> {
  const title = `Nexus conformance: ${profile} of ${target.name}`;
  const made = await allureReport({ resultsFolder: paths.allureResults, output: paths.allureReport, title });
  if (!made.ok) say(`note: no Allure report: ${made.message}`);
}

function tell(paths: OutputPaths, statement: Statement, json: boolean): void {
  const line = `${verdictLine(statement)}\n`;
  if (json) process.stdout.write(`${JSON.stringify(statement, undefined, 2)}\n`);
  else process.stdout.write(`${summary(statement, fileLedger(paths.exchanges, paths.outcomes).exchanges())}${line}`);
  if (json) process.stderr.write(line);
}
