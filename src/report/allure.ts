import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Status } from 'allure-js-commons';
import type { ReporterConfig } from 'allure-js-commons/sdk/reporter';
import { allureProgram, generate } from './allure-command.ts';
import { requirementListener } from './allure-listener.ts';
import { offline } from './allure-offline.ts';

/** How results that did not pass are grouped, in the form that both the results and the report's configuration take. */
const categories = [
  { name: 'Contract broken', matchedStatuses: ['failed' as Status] },
  { name: 'Could not be judged', matchedStatuses: ['broken' as Status] },
];

/** Only the report can group by label. These come first: a result goes into the first category that matches. */
const outcomeCategories = [
  { name: 'Recommendation not followed', matchers: { labels: { outcome: '^warned$' } } },
  { name: 'Left open by the contract', matchers: { labels: { outcome: '^observed$' } } },
];

/** Labels that tell how the run was made and nothing of the target; `host` is the name of the runner's machine. */
const runnerLabels = [
  'language',
  'framework',
  'package',
  'titlePath',
  'host',
  'thread',
  'parentSuite',
  'suite',
  'subSuite',
];

export interface AllureReporterOptions {
  /** Where the results are written; the reporter adds to what lies there and removes nothing. */
  readonly resultsFolder: string;
  /** What the report shows about the run, by name. Values are shown as they are: none may be a secret. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The entry of Playwright's `reporter` list that writes Allure results while the run goes on. */
export function allureReporter(
  options: AllureReporterOptions,
): [reporter: string, options: ReporterConfig & { readonly detail: boolean }] {
  const { resultsFolder, environment } = options;
  return [
    'allure-playwright',
    {
      detail: false,
      resultsDir: resultsFolder,
      environmentInfo: environment,
      categories,
      listeners: [requirementListener(resultsFolder)],
    },
  ];
}

export interface AllureReportOptions {
  readonly resultsFolder: string;
  /** Folder in which `index.html` is replaced; nothing else in it is touched. */
  readonly output: string;
  readonly title: string;
  /** File of JSON lines to which this run is added and from which earlier ones are shown; the last 20 are kept. */
  readonly historyFile?: string;
}

export type AllureReportResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Makes `<output>/index.html`: one file that opens from disk and makes no request to anywhere. Never throws. */
export async function allureReport(options: AllureReportOptions): Promise<AllureReportResult> {
  try {
    const program = allureProgram();
    if (program === undefined) throw new Error('the package "allure" is not installed (npm install allure@3)');
    const names = await readdir(options.resultsFolder);
    if (!names.some((name) => name.endsWith('-result.json'))) throw new Error(`no results in ${options.resultsFolder}`);
    await mkdir(options.output, { recursive: true });
    // Inside the output, so that the page can be renamed to its place.
    const workFolder = await mkdtemp(join(options.output, '.making-'));
    await makePage(program, workFolder, options).finally(() => rm(workFolder, { recursive: true, force: true }));
    return { ok: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, message: `The Allure report was not made: ${reason}` };
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
    categories: [...outcomeCategories, ...categories],
    hideLabels: runnerLabels,
    plugins: {
      awesome: { options: { singleFile: true, reportLanguage: 'en', groupBy: ['feature', 'story'] } },
    },
  };
}
