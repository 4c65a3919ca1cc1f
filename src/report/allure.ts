import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Cause } from '../model/finding.ts';
import { allureProgram, generate } from './allure-command.ts';
import { offline } from './allure-offline.ts';

/** Why something could not be judged, as the name of a category. */
const causes = {
  configuration: 'not configured',
  control: 'the control was not accepted',
  network: 'network',
  throttled: 'throttled by the target',
  'another-layer': 'another layer answered',
  'no-time-left': 'no time left',
  'no-emails-left': 'no e-mails left',
  suite: 'the suite broke',
  'not-run': 'it did not run',
} as const satisfies Record<Cause, string>;

/** Results go into the first category that matches, by the labels that the statement gives them. */
const categories = [
  category('Contract broken', { outcome: 'failed' }),
  category('Recommendation not followed', { outcome: 'warned' }),
  ...Object.entries(causes).map(([cause, words]) =>
    category(`Could not be judged: ${words}`, { outcome: 'inconclusive', cause }),
  ),
  category('Left open by the contract', { outcome: 'observed' }),
  category('Not applicable', { outcome: 'not-applicable' }),
];

function category(name: string, labels: Readonly<Record<string, string>>) {
  const exactly = Object.entries(labels).map(([label, value]) => [label, `^${value}$`]);
  return { name, matchers: { labels: Object.fromEntries(exactly) } };
}

/** The graphs that say something of a target: most of Allure's own are about the growth of a test base. */
const charts = [
  { type: 'currentStatus', title: 'This run' },
  { type: 'statusDynamics', title: 'The last runs' },
];

export interface AllureReportOptions {
  readonly resultsFolder: string;
  /** Folder in which `index.html` is replaced; nothing else in it is touched. */
  readonly output: string;
  readonly title: string;
  /** File of JSON lines to which this run is added and from which earlier ones are shown; the last 20 are kept. */
  readonly historyFile?: string;
}

export type AllureReportResult =
  | { readonly ok: true; readonly note?: string }
  | { readonly ok: false; readonly message: string };

/**
 * Makes `<output>/index.html`: one file that opens from disk and makes no request to anywhere. Never throws. Where only
 * the history stands in the way the report is made without, and the note says so.
 */
export async function allureReport(options: AllureReportOptions): Promise<AllureReportResult> {
  const { historyFile, ...withoutHistory } = options;
  const problem = await problemOfMaking(options);
  if (problem === undefined) return { ok: true };
  if (historyFile !== undefined && (await problemOfMaking(withoutHistory)) === undefined) {
    return { ok: true, note: `The Allure report shows no earlier runs (${historyFile}): ${problem}` };
  }
  return { ok: false, message: `The Allure report was not made: ${problem}` };
}

async function problemOfMaking(options: AllureReportOptions): Promise<string | undefined> {
  try {
    const program = allureProgram();
    if (program === undefined) throw new Error('the package "allure" is not installed (npm install allure@3)');
    const names = await readdir(options.resultsFolder);
    if (!names.some((name) => name.endsWith('-result.json'))) throw new Error(`no results in ${options.resultsFolder}`);
    await mkdir(options.output, { recursive: true });
    // Inside the output, so that the page can be renamed to its place.
    const workFolder = await mkdtemp(join(options.output, '.making-'));
    await makePage(program, workFolder, options).finally(() => rm(workFolder, { recursive: true, force: true }));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function makePage(program: string, workFolder: string, options: AllureReportOptions): Promise<void> {
  const configuration = join(workFolder, 'allurerc.json');
  const madeFolder = join(workFolder, 'report');
  await writeFile(configuration, JSON.stringify(allureConfiguration(madeFolder, options)));
  const printed = await generate(program, { home: workFolder, results: options.resultsFolder }, configuration);
  const page = join(madeFolder, 'index.html');
  // The command succeeds even where the part of it that makes the page has failed.
  const html = await readFile(page, 'utf8').catch(() => {
    throw new Error(`allure wrote no page${printed}`);
  });
  await writeFile(page, offline(html));
  await rename(page, join(options.output, 'index.html'));
}

function allureConfiguration(output: string, { title, historyFile }: AllureReportOptions): object {
  return {
    name: title,
    output: resolve(output),
    ...(historyFile === undefined ? {} : { historyPath: resolve(historyFile), historyLimit: 20 }),
    categories,
    plugins: {
      awesome: { options: { singleFile: true, reportLanguage: 'en', groupBy: ['feature'], charts } },
    },
  };
}
