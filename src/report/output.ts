import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Statement } from './statement.ts';
import { jsonWithoutOrders } from './text.ts';

/** What a run writes, by name; it replaces these and touches nothing else in the folder. */
export interface OutputPaths {
  readonly folder: string;
  readonly statement: string;
  readonly exchanges: string;
  readonly allureResults: string;
  readonly allureReport: string;
  /** The page of the Allure report: one file. */
  readonly allurePage: string;
  readonly junit: string;
  /** Markdown for the summary of a CI job. */
  readonly summary: string;
  /** What the processes of a run share while it lasts. */
  readonly running: string;
  /** Where the result of an earlier run is set aside. */
  readonly earlier: string;
  /** When it began; there as long as it has not been judged. */
  readonly begun: string;
  readonly intents: string;
  readonly outcomes: string;
  readonly builds: string;
  readonly pace: string;
  /** The pause that the run makes, and until when. */
  readonly pause: string;
  /** Titles of tests that judge no requirement and were not green, a line each. */
  readonly strangers: string;
  /** How a team's own tests ended. */
  readonly ownTests: string;
  /** Stands where the run was told to stop. */
  readonly interrupted: string;
  /** Playwright's own folder for what a test leaves behind. */
  readonly playwright: string;
}

export function outputPaths(output: string): OutputPaths {
  const folder = resolve(output);
  const running = join(folder, '.run');
  return {
    folder,
    statement: join(folder, 'statement.json'),
    exchanges: join(folder, 'exchanges.ndjson'),
    allureResults: join(folder, 'allure-results'),
    allureReport: join(folder, 'allure-report'),
    allurePage: join(folder, 'allure-report', 'index.html'),
    junit: join(folder, 'junit.xml'),
    summary: join(folder, 'summary.md'),
    running,
    earlier: join(folder, 'earlier'),
    begun: join(running, 'begun.json'),
    intents: join(running, 'intents.ndjson'),
    outcomes: join(running, 'outcomes.ndjson'),
    builds: join(running, 'builds.ndjson'),
    pace: join(running, 'pace.json'),
    pause: join(running, 'pause.json'),
    strangers: join(running, 'strangers.txt'),
    ownTests: join(running, 'own-tests.ndjson'),
    interrupted: join(running, 'interrupted'),
    playwright: join(running, 'playwright'),
  };
}

const resultsIn = ({ statement, exchanges, allureResults, allureReport, junit, summary }: OutputPaths) => [
  statement,
  exchanges,
  allureResults,
  allureReport,
  junit,
  summary,
];

/** Removes what an earlier run left and makes the folder. Throws where the folder cannot be used. */
export function prepareOutput(paths: OutputPaths, unfinished: Statement): void {
  for (const left of [...resultsIn(paths), paths.earlier, paths.running])
    rmSync(left, { recursive: true, force: true });
  makeFolder(paths.running);
  writeStatement(paths, unfinished);
}

/** A run that cannot begin leaves no result behind that could be taken for its own: what is there moves to `earlier/`. */
export function setAside(paths: OutputPaths): void {
  const results = resultsIn(paths).filter((path) => existsSync(path));
  if (results.length === 0) return;
  rmSync(paths.earlier, { recursive: true, force: true });
  mkdirSync(paths.earlier);
  for (const path of results) renameSync(path, join(paths.earlier, basename(path)));
}

/** Node's own recursive mkdir never returns where a parent refuses with ENOENT, as below /proc. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Written beside and renamed: whoever reads it finds the old one or the new one, never half of one. */
export function writeStatement({ statement }: OutputPaths, content: Statement): void {
  const beside = `${statement}.new`;
  writeFileSync(beside, `${jsonWithoutOrders(JSON.stringify(content, undefined, 2))}\n`);
  renameSync(beside, statement);
}

/** The statement of the last run in the folder, set aside or not; `undefined` where there is none that can be read. */
export function readStatement({ statement, earlier }: OutputPaths): Statement | undefined {
  const file = [statement, join(earlier, basename(statement))].find((path) => existsSync(path));
  try {
    return file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as Statement);
  } catch {
    return undefined;
  }
}

/** What spans runs lies beside the folder, which belongs to one: a file of JSON lines for each target and profile. */
export function historyFile(
  { folder }: OutputPaths,
  { target, profile }: Pick<Statement, 'target' | 'profile'>,
): string {
  const name = `allure-${target.name}-${profile}`.replace(/[^\w.-]/g, '_');
  return join(dirname(folder), `${basename(folder)}-history`, `${name}.jsonl`);
}
