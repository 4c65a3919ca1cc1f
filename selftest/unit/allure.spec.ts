import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { allureReport } from '../../src/report/allure.ts';
import { offline } from '../../src/report/allure-offline.ts';

const reportSources = join(import.meta.dirname, '../../src/report');
const statement = 'A valid Bearer without ApplicationToken MUST be rejected.';

/** A folder with one failed and one inconclusive result, completed from the statement. */
async function someResults(folder: string): Promise<string> {
  const resultsFolder = join(folder, 'allure-results [1]');
  await mkdir(resultsFolder, { recursive: true });
  const write = (uuid: string, name: string, status: string, labels: Record<string, string>) =>
    writeFile(
      join(resultsFolder, `${uuid}-result.json`),
      JSON.stringify({
        uuid,
        name,
        status,
        testCaseId: labels.story,
        start: 1,
        stop: 2,
        labels: Object.entries(labels).map(([label, value]) => ({ name: label, value })),
        statusDetails: { message: 'got 204 <script src="https://evil.example/x.js"></script>' },
      }),
    );
  const failed = { feature: 'Credentials', story: 'auth/bearer-alone', outcome: 'failed' };
  await write('a', statement, 'failed', failed);
  const unjudged = { feature: 'E-mail', story: 'email/arrives', outcome: 'inconclusive', cause: 'throttled' };
  await write('b', 'An e-mail MUST arrive.', 'broken', unjudged);
  return resultsFolder;
}

/** The report's data as text: the page carries each part of it in Base64. */
function dataOf(html: string): string {
  const parts = html.matchAll(/\bd\("[^"]+","([A-Za-z0-9+/=]+)"\)/g);
  return [...parts].map(([, base64 = '']) => Buffer.from(base64, 'base64').toString('utf8')).join('\n');
}

/** What a browser fetches when it reads the page: addresses of the elements that load something. */
function fetched(html: string): string[] {
  const loading =
    /<(?:script|link|img|iframe|source|embed|object)\b[^>]*?\b(?:src|href|data)\s*=\s*["']?([^"'\s>]{1,80})/gi;
  return [...html.matchAll(loading)].map(([, address = '']) => address);
}

test('a report is not one file, asks the network, or lost its results, its chapters or its categories', async () => {
  const resultsFolder = await someResults(test.info().outputPath());
  const output = test.info().outputPath('report');
  expect(await allureReport({ resultsFolder, output, title: 'Nexus · gate · FAIL' })).toEqual({ ok: true });

  expect(await readdir(output)).toEqual(['index.html']);
  const html = await readFile(join(output, 'index.html'), 'utf8');
  expect(html).toContain('<title> Nexus · gate · FAIL </title>');
  expect(fetched(html).filter((address) => !address.startsWith('data:'))).toEqual([]);
  expect(fetched(html).length).toBeGreaterThan(0);
  expect(html).not.toMatch(/gtag|googletagmanager|google-analytics|sendBeacon/);
  expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<script'));

  const data = dataOf(html);
  const categories = ['Contract broken', 'Could not be judged: throttled by the target'];
  for (const part of [statement, 'Credentials', 'auth/bearer-alone', ...categories]) {
    expect(data).toContain(part);
  }
});

test('history is lost, or foreign files with it, when a report is made anew', async () => {
  const resultsFolder = await someResults(test.info().outputPath());
  const output = test.info().outputPath('report');
  const historyFile = test.info().outputPath('history/allure.jsonl');
  await mkdir(output);
  await writeFile(join(output, 'mine.txt'), 'mine');
  await writeFile(join(output, 'index.html'), 'an old page');
  await allureReport({ resultsFolder, output, title: 'first', historyFile });
  await allureReport({ resultsFolder, output, title: 'second', historyFile });

  expect((await readdir(output)).sort()).toEqual(['index.html', 'mine.txt']);
  expect(await readFile(join(output, 'index.html'), 'utf8')).toContain('<title> second </title>');
  expect((await readFile(historyFile, 'utf8')).trim().split('\n')).toHaveLength(2);
});

test('a report that cannot be made throws, spoils the old page or says no reason', async () => {
  const output = test.info().outputPath('report');
  await mkdir(output);
  await writeFile(join(output, 'index.html'), 'an old page');
  const emptyFolder = test.info().outputPath('empty');
  await mkdir(emptyFolder);

  const results = await Promise.all([
    allureReport({ resultsFolder: emptyFolder, output, title: 'x' }),
    allureReport({ resultsFolder: join(emptyFolder, 'absent'), output, title: 'x' }),
  ]);
  expect(results).toEqual([
    { ok: false, message: expect.stringContaining(`no results in ${emptyFolder}`) },
    { ok: false, message: expect.stringContaining('absent') },
  ]);
  expect(await readdir(output)).toEqual(['index.html']);
  expect(await readFile(join(output, 'index.html'), 'utf8')).toBe('an old page');
});

test('a history that cannot be written leaves the run without a report', async () => {
  const resultsFolder = await someResults(test.info().outputPath());
  const output = test.info().outputPath('report');
  const historyFile = test.info().outputPath();
  expect(await allureReport({ resultsFolder, output, title: 'x', historyFile })).toEqual({
    ok: true,
    note: expect.stringMatching(/shows no earlier runs .*EISDIR/),
  });
  expect(await readdir(output)).toEqual(['index.html']);
});

test('without the package allure a run ends with a stack trace', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'without-allure-'));
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    for (const name of ['allure.ts', 'allure-command.ts', 'allure-offline.ts']) {
      await cp(join(reportSources, name), join(folder, name));
    }
    const copied: typeof import('../../src/report/allure.ts') = await import(
      pathToFileURL(join(folder, 'allure.ts')).href
    );
    const result = await copied.allureReport({ resultsFolder: folder, output: test.info().outputPath(), title: 'x' });
    expect(result).toEqual({ ok: false, message: expect.stringContaining('npm install allure') });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a script from elsewhere stays in the page, or an own one goes', () => {
  const own = '<script>window.allure = {}</script><script src="data:text/javascript;base64,AAAA"></script>';
  const foreign =
    '<script async src="https://cdn.example/a.js"></script><script src=//cdn.example/b.js></script>' +
    "<script>\n  gtag('config', 'G-1', {});\n</script>";
  const html = offline(`<html><head></head><body>${own}${foreign}</body></html>`);
  expect(html).toContain(`<body>${own}</body>`);
  expect(html).toMatch(/<head>\s*<meta http-equiv="Content-Security-Policy"/);
  expect(() => offline('not a page')).toThrow('<head>');
});
