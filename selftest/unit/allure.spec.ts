import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { allureReport } from '../../src/report/allure.ts';
import { offline } from '../../src/report/allure-offline.ts';

const reportSources = join(import.meta.dirname, '../../src/report');
const statement = 'A valid Bearer without ApplicationToken MUST be rejected.';

interface WrittenResult {
  readonly name: string;
  readonly status: string;
  readonly testCaseId: string;
  readonly historyId: string;
  readonly parameters: readonly { readonly name: string }[];
  readonly steps: readonly { readonly name: string }[];
}

/** A folder with one failed and one inconclusive result, as allure-playwright would have written them. */
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
  await write('a', statement, 'failed', { feature: 'Credentials', story: 'auth/bearer-alone', host: 'build-7' });
  await write('b', 'An e-mail MUST arrive.', 'broken', { feature: 'E-mail', story: 'email/arrives' });
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

test('a report of several files, or one that asks the network, is not handed out', async () => {
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
});

test('a report that lost its results, its chapters or its categories does not pass for one', async () => {
  const resultsFolder = await someResults(test.info().outputPath());
  const output = test.info().outputPath('report');
  await allureReport({ resultsFolder, output, title: 'x' });
  const data = dataOf(await readFile(join(output, 'index.html'), 'utf8'));
  for (const part of [statement, 'Credentials', 'auth/bearer-alone', 'Contract broken', 'Could not be judged']) {
    expect(data).toContain(part);
  }
  expect(data).not.toContain('build-7');
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
  const resultsFolder = await someResults(test.info().outputPath());
  const output = test.info().outputPath('report');
  await mkdir(output);
  await writeFile(join(output, 'index.html'), 'an old page');
  const emptyFolder = test.info().outputPath('empty');
  await mkdir(emptyFolder);

  const results = await Promise.all([
    allureReport({ resultsFolder: emptyFolder, output, title: 'x' }),
    allureReport({ resultsFolder: join(emptyFolder, 'absent'), output, title: 'x' }),
    allureReport({ resultsFolder, output, title: 'x', historyFile: emptyFolder }),
  ]);
  expect(results).toEqual([
    { ok: false, message: expect.stringContaining(`no results in ${emptyFolder}`) },
    { ok: false, message: expect.stringContaining('absent') },
    { ok: false, message: expect.stringMatching(/allure failed: EISDIR/) },
  ]);
  expect(await readdir(output)).toEqual(['index.html']);
  expect(await readFile(join(output, 'index.html'), 'utf8')).toBe('an old page');
});

test('without the package allure a run ends with a stack trace', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'without-allure-'));
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    for (const name of ['allure.ts', 'allure-command.ts', 'allure-listener.ts', 'allure-offline.ts']) {
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

test('a result is known by its file or project, or an inconclusive one is shown as a failure', async () => {
  const resultsFolder = test.info().outputPath('allure-results');
  await runProject(test.info().outputPath(), resultsFolder);
  const names = (await readdir(resultsFolder)).filter((name) => name.endsWith('-result.json'));
  const texts = await Promise.all(names.map((name) => readFile(join(resultsFolder, name), 'utf8')));
  const results = texts.map((text) => JSON.parse(text) as WrittenResult).sort((a, b) => a.name.localeCompare(b.name));

  const emptyMd5 = 'd41d8cd98f00b204e9800998ecf8427e';
  expect(results.map(({ name, status, testCaseId, historyId }) => [name, status, testCaseId, historyId])).toEqual([
    ['broken contract', 'failed', 'auth/b', `auth/b:${emptyMd5}`],
    ['left out', 'skipped', 'auth/c', `auth/c:${emptyMd5}`],
    ['not judged', 'broken', 'auth/a', `auth/a:${emptyMd5}`],
  ]);
  expect(results.flatMap(({ parameters }) => parameters)).toEqual([]);
  expect(results.flatMap(({ steps }) => steps.map(({ name }) => name))).toEqual(['evidence']);
  expect(texts.join('')).not.toContain('_fallbackTestCaseId');
  expect((await readdir(resultsFolder)).filter((name) => name.endsWith('.md'))).toEqual([]);
  expect(await readFile(join(resultsFolder, 'environment.properties'), 'utf8')).toContain('Profile=gate');
});

/** Runs a Playwright project of its own, written into the folder: one inconclusive, one failed, one skipped test. */
async function runProject(folder: string, resultsFolder: string): Promise<void> {
  const reporter = pathToFileURL(join(reportSources, 'allure.ts')).href;
  await writeFile(
    join(folder, 'inner.config.ts'),
    `import { allureReporter } from ${JSON.stringify(reporter)};
    const options = { resultsFolder: ${JSON.stringify(resultsFolder)}, environment: { Profile: 'gate' } };
    export default { testDir: '.', outputDir: 'inner', workers: 1, projects: [{ name: 'probes' }], reporter: [allureReporter(options)] };`,
  );
  await writeFile(
    join(folder, 'inner.spec.ts'),
    `import { expect, test } from '@playwright/test';
    import { label } from 'allure-js-commons';
    const of = (id) => ({ annotation: [{ type: 'allure.label.requirement', description: id }] });
    test('not judged', of('auth/a'), async () => {
      await label('outcome', 'inconclusive');
      throw new Error('no mailbox');
    });
    test('broken contract', of('auth/b'), async () => {
      await label('outcome', 'failed');
      await test.info().attach('evidence', { body: 'HTTP/1.1 204', contentType: 'text/plain' });
      expect(204).toBe(401);
    });
    test.skip('left out', of('auth/c'), () => {});`,
  );
  const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const run = promisify(execFile)(process.execPath, [playwright, 'test', '-c', join(folder, 'inner.config.ts')]);
  await expect(run).rejects.toMatchObject({ code: 1 });
}
