import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { writeFile } from '../run/disk.ts';
import { suiteIdentity } from '../suite.ts';
import type { Statement } from './statement.ts';
import { jsonWithoutOrders } from './text.ts';

/** What a run writes, by name; of these it replaces what a run has written, and touches nothing else in the folder. */
export interface OutputPaths {
  /** The folder that NEXUS_OUTPUT names. */
  readonly output: string;
  /** Where the results of this run lie: the output, or `again/` in it. */
  readonly folder: string;
  /** Says what in the folder runs have written: a path a line; one with a slash at its end is a run's as a whole. */
  readonly manifest: string;
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
  readonly mail: string;
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
  /** The same where a person asked Playwright itself, who may want to look at it: a trace, for one. */
  readonly kept: string;
  /** What spans runs. */
  readonly history: string;
  /** What e-mail of a run may come after it: that of a part, too. */
  readonly due: string;
}

/** The results of a run of a part lie apart, in `again/`: those of the whole run stay. */
export function outputPaths(output: string, isPart = false): OutputPaths {
  const folder = isPart ? resolve(output, 'again') : resolve(output);
  const running = join(folder, '.run');
  return {
    output: resolve(output),
    folder,
    manifest: join(folder, '.manifest'),
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
    mail: join(running, 'mail.ndjson'),
    pace: join(running, 'pace.json'),
    pause: join(running, 'pause.json'),
    strangers: join(running, 'strangers.txt'),
    ownTests: join(running, 'own-tests.ndjson'),
    interrupted: join(running, 'interrupted'),
    playwright: join(running, 'playwright'),
    kept: join(folder, 'playwright-output'),
    history: join(folder, 'allure-history'),
    due: join(resolve(output), '.due-mail.json'),
  };
}

/** Everything in the folder that a run may come to write, and another run to replace. */
function namesIn(paths: OutputPaths): string[] {
  const { statement, exchanges, junit, summary, allureResults, allureReport, earlier, running, kept } = paths;
  const files = [statement, exchanges, junit, summary].map((path) => basename(path));
  const folders = [allureResults, allureReport, earlier, running, kept].map((path) => `${basename(path)}/`);
  return [...files, ...folders];
}

/** What is there under these names: paths relative to the folder, with `/` between their parts. */
function filesIn(paths: OutputPaths): string[] {
  return namesIn(paths)
    .map((name) => join(paths.folder, name))
    .flatMap((path) => filesBelow(path))
    .map((path) => relative(paths.folder, path).replaceAll(sep, '/'));
}

function filesBelow(path: string): string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isDirectory() ? readdirSync(path).flatMap((name) => filesBelow(join(path, name))) : [path];
}

/** Whether a run has written a file of the folder. Where there is no manifest, a statement of ours speaks for all names. */
function writtenIn(paths: OutputPaths): (file: string) => boolean {
  const entries = existsSync(paths.manifest)
    ? readFileSync(paths.manifest, 'utf8').split('\n').filter(Boolean)
    : readStatement(paths) && namesIn(paths);
  const [whole, single] = [entries?.filter((entry) => entry.endsWith('/')) ?? [], new Set(entries)];
  return (file) => single.has(file) || whole.some((folder) => file.startsWith(folder));
}

/** Throws where something stands in a run's way that no run has written: it is somebody else's, and stays. */
export function refuseForeign(paths: OutputPaths): void {
  const isWritten = writtenIn(paths);
  const foreign = filesIn(paths).filter((file) => !isWritten(file));
  if (foreign.length === 0) return;
  const names = [...new Set(foreign.map((file) => file.split('/')[0]))].join(' and ');
  throw new Error(`it holds ${names}, which no run of this suite has written, and a run replaces nothing else`);
}

/** Removes what an earlier run left and makes the folder. Throws where the folder cannot be used. */
export function prepareOutput(paths: OutputPaths, unfinished: Statement): void {
  refuseForeign(paths);
  for (const file of filesIn(paths)) removeFile(paths, file);
  makeFolder(paths.running);
  writeFile(paths.manifest, linesOf(namesIn(paths)));
  writeStatement(paths, unfinished);
}

/** At the end of a run its folders are no longer its own as a whole: what others put there later is theirs. */
export function listWritten(paths: OutputPaths): void {
  writeFile(paths.manifest, linesOf([...filesIn(paths), `${basename(paths.running)}/`, `${basename(paths.kept)}/`]));
}

const linesOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** With the folders that are empty then. */
function removeFile({ folder }: OutputPaths, file: string): void {
  rmSync(join(folder, file), { force: true });
  try {
    for (let above = dirname(file); above !== '.'; above = dirname(above)) rmdirSync(join(folder, above));
  } catch {
    // There is something else in it.
  }
}

/** A run that cannot begin leaves no result behind that could be taken for its own: what is there moves to `earlier/`. */
export function setAside(paths: OutputPaths): void {
  const [isWritten, earlier] = [writtenIn(paths), `${basename(paths.earlier)}/`];
  const written = filesIn(paths).filter((file) => isWritten(file) && !file.startsWith(`${basename(paths.running)}/`));
  const results = written.filter((file) => !file.startsWith(earlier));
  if (results.length === 0) return;
  for (const file of written.filter((one) => !results.includes(one))) removeFile(paths, file);
  for (const file of results) {
    const aside = join(paths.earlier, file);
    if (existsSync(aside)) throw new Error(`${aside} is there already`);
    mkdirSync(dirname(aside), { recursive: true });
    renameSync(join(paths.folder, file), aside);
    removeFile(paths, file);
  }
  writeFile(paths.manifest, linesOf([...results.map((file) => earlier + file), `${basename(paths.running)}/`]));
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
  try {
    writeFile(beside, `${jsonWithoutOrders(JSON.stringify(content, undefined, 2))}\n`);
    renameSync(beside, statement);
  } finally {
    rmSync(beside, { force: true });
  }
}

/** The statement of the last run in the folder, set aside or not; `undefined` where there is none of ours that can be read. */
export function readStatement({ statement, earlier }: OutputPaths): Statement | undefined {
  const file = [statement, join(earlier, basename(statement))].find((path) => existsSync(path));
  try {
    const read = file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as Statement);
    return read?.suite.name === suiteIdentity.name && Array.isArray(read.requirements) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** A file of JSON lines for each target and profile. */
export function historyFile({ history }: OutputPaths, { target, profile }: Pick<Statement, 'target' | 'profile'>) {
  return join(history, `allure-${target.name}-${profile}`.replace(/[^\w.-]/g, '_').concat('.jsonl'));
}
