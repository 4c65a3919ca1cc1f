import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Cause } from '../model/finding.ts';
import { isDiskAtFault, unwritten } from '../run/disk.ts';

/** Why something could not be judged, as the name of a category. */
const causes = {
  configuration: 'not configured',
  control: 'the control was not accepted',
  network: 'network',
  throttled: 'throttled by the target',
  'user-limit': 'a limit per user',
  mailbox: 'the mailbox does not show it',
  'another-layer': 'another layer answered',
  'another-build': 'another build answered',
  'no-time-left': 'no time left',
  'no-emails-left': 'no e-mails left',
  suite: 'the suite broke',
  'not-run': 'it did not run',
} as const satisfies Record<Cause, string>;

/** Results go into the first category that matches, by the labels that the statement gives them. */
const categories = [
  category('Falls with another requirement: look there first', { becauseOf: '.+' }),
  category('Contract broken', { outcome: 'failed' }),
  category('Unusual, where all is left open', { outcome: 'warned', level: 'MAY' }),
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

/** The graphs say something of a target: most of Allure's own are about the growth of a test base. */
const look = {
  singleFile: true,
  reportLanguage: 'en',
  groupBy: ['feature'],
  charts: [
    { type: 'currentStatus', title: 'This run' },
    { type: 'statusDynamics', title: 'The last runs' },
  ],
};

/** Allure ends the process where its page would be longer than a string can be; the page is some five times the results. */
const mebibytesAtMost = 64;

export interface AllurePageOptions {
  readonly resultsFolder: string;
  /** Folder in which `index.html` is replaced; nothing else in it is touched. */
  readonly output: string;
  readonly title: string;
  /** What the page shows where scripts are not allowed, as in Jenkins: text, a paragraph a line. */
  readonly noscript: string;
  /** File of JSON lines to which this run is added and from which earlier ones are shown; the last 20 are kept. */
  readonly historyFile?: string;
}

export type AllurePageResult =
  | { readonly ok: true; readonly note?: string }
  | { readonly ok: false; readonly message: string; readonly isDiskAtFault: boolean };

/**
 * Makes `<output>/index.html`: one file that opens from disk and makes no request to anywhere. Never throws. Where only
 * the history stands in the way the page is made without, and the note says so.
 */
export async function allurePage(options: AllurePageOptions): Promise<AllurePageResult> {
  const { historyFile, ...withoutHistory } = options;
  const error = await errorOfMaking(options);
  if (error === undefined) return { ok: true };
  const isFull = isDiskAtFault(error);
  if (!isFull && historyFile !== undefined && (await errorOfMaking(withoutHistory)) === undefined) {
    return { ok: true, note: `The Allure report shows no earlier runs (${historyFile}): ${error.message}` };
  }
  return { ok: false, message: `The Allure report was not made: ${error.message}`, isDiskAtFault: isFull };
}

/** Loads what `allurePage` needs, which takes longer than making the page: worth it while waiting for something else. */
export async function preloadAllure(): Promise<void> {
  await loadAllure().catch(() => undefined);
}

async function errorOfMaking(options: AllurePageOptions): Promise<Error | undefined> {
  const page = join(options.output, 'index.html');
  try {
    const allure = await loadAllure();
    const results = await readResults(options.resultsFolder);
    if (options.historyFile !== undefined) await checkHistory(options.historyFile);
    await mkdir(options.output, { recursive: true });
    // Inside the output, so that the page can be renamed to its place.
    const folder = await mkdtemp(join(options.output, '.making-'));
    await withoutSettings(() => makePage(allure, results, folder, options))
      .then(() => rename(join(folder, 'index.html'), page))
      .finally(() => rm(folder, { recursive: true, force: true }));
    return undefined;
  } catch (error) {
    if (isDiskAtFault(error)) return unwritten(page, error);
    return error instanceof Error ? error : new Error(String(error));
  }
}

type Allure = typeof import('./allure-library.ts');

/** Loaded where a page is made: it takes longer than most runs need for everything else. */
const loadAllure = (): Promise<Allure> => import('./allure-library.ts');

type Results = readonly { readonly name: string; readonly content: Buffer }[];

async function readResults(folder: string): Promise<Results> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isFile() ? entry.name : [])).sort();
  if (!names.some((name) => name.endsWith('-result.json'))) throw new Error(`no results in ${folder}`);
  const results = await Promise.all(names.map(async (name) => ({ name, content: await readFile(join(folder, name)) })));
  const bytes = results.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > mebibytesAtMost * 2 ** 20) throw new Error(`more than ${mebibytesAtMost} MiB of results in ${folder}`);
  for (const { name, content } of results) if (name.endsWith('.json')) parse(content.toString(), name);
  return results;
}

/** Allure reads the lines in a handler of events, where one that it cannot read would end the process. */
async function checkHistory(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // Newer versions of Node end a line at U+2028 too.
  const lines = text.split(/[\r\n\u2028\u2029]/).filter((line) => line.trim() !== '');
  if (lines.some((line) => parse(line, 'a line') === null)) throw new Error('a line is null');
}

function parse(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`${what} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** Runs without the variables that set up another Allure: the library reads them whenever it likes. */
async function withoutSettings(work: () => Promise<void>): Promise<void> {
  const settings = Object.entries(process.env).filter(([name]) => /^ALLURE_/i.test(name));
  for (const [name] of settings) delete process.env[name];
  await work().finally(() => Object.assign(process.env, Object.fromEntries(settings)));
}

/** Writes the page, and nothing else, into the folder. */
async function makePage(allure: Allure, results: Results, folder: string, options: AllurePageOptions): Promise<void> {
  const { title, noscript, historyFile } = options;
  const awesome = new allure.Awesome(look as ConstructorParameters<Allure['Awesome']>[0]);
  let problem: unknown;
  const done: typeof awesome.done = async ({ ci, ...context }, store) => {
    // The page links to the CI job; where there is none Allure would ask git instead, five times.
    const told = { ...context, ...(ci?.jobRunUrl ? { ci } : {}), reportName: title };
    // What a plugin throws Allure prints, and goes on.
    await awesome.done(told, store).catch((error: unknown) => {
      problem = error;
    });
  };
  const addFile = async (path: string, data: Buffer) => {
    const page = join(folder, 'index.html');
    if (path.endsWith('index.html')) await writeFile(page, withNoscript(offline(data.toString()), noscript));
    return path;
  };
  const report = new allure.AllureReport({
    ...{ name: title, output: folder, open: false, port: undefined, reportFiles: { addFile }, categories },
    ...(historyFile === undefined ? {} : { historyPath: resolve(historyFile), historyLimit: 20 }),
    plugins: [{ id: 'awesome', enabled: true, options: {}, plugin: { start: awesome.start, done } }],
  });
  await report.start();
  for (const { name, content } of results) await report.readResult(new allure.BufferResultFile(content, name));
  await report.done();
  if (problem !== undefined) throw problem;
}

/**
 * Lets the page fetch nothing but what it carries itself. It is the browser that keeps this, whatever an attachment or
 * the next version of the report brings along.
 */
const policy =
  `<meta http-equiv="Content-Security-Policy" ` +
  `content="default-src data: blob: 'unsafe-inline'; object-src 'none'; form-action 'none'">`;

const scriptElement = /<script\b([^>]*)>([\s\S]*?)<\/script>/gi;
const outsideSource = /\bsrc\s*=\s*["']?(?:https?:)?\/\//i;

/**
 * A single-file Allure page that makes not one request to anywhere: the analytics that no option of Allure turns off
 * are taken out, and a Content-Security-Policy forbids the rest.
 * Throws where the text has no `<head>` to put the policy into.
 */
export function offline(html: string): string {
  const quiet = html.replace(scriptElement, (element, attributes: string, code: string) =>
    outsideSource.test(attributes) || code.includes('gtag(') ? '' : element,
  );
  return withAfter(quiet, '<head>', `\n    ${policy}`);
}

/**
 * What stands on the page where scripts do not run. The template that is never closed swallows the rest of the page:
 * Jenkins refuses styles too, and without them the logo that Allure shows while it loads fills the screen.
 */
function withNoscript(html: string, text: string): string {
  const escaped = text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  const paragraphs = escaped.split('\n').map((line) => `<p>${line}</p>`);
  return withAfter(html, '<body>', `\n    <noscript>${paragraphs.join('')}<template></noscript>`);
}

function withAfter(html: string, tag: string, addition: string): string {
  if (!html.includes(tag)) throw new Error(`the page that allure made has no ${tag}`);
  return html.replace(tag, (found) => found + addition);
}
