import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, expect, type Page } from '@playwright/test';
import { allurePage } from '../../src/report/allure-page.ts';
import { exchangeAttachment } from '../../src/report/exchange-attachment.ts';
import { answered } from '../unit/exchange-setup.ts';
import { embedded, lastLine, type Output, outcomesOf, test, withReport } from './setup.ts';

const browsers = [
  process.env.NEXUS_BROWSER_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].filter((path) => path !== undefined && existsSync(path));

/** Chromium would ask its maker's hosts at every start. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens a page from disk; `asked` gets every address beyond the page itself that it wants. */
async function withPage(file: string, look: (page: Page, asked: readonly string[]) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({ executablePath: browsers[0] ?? '', args: quiet });
  try {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => asked.push(`an error: ${error.message}`));
    await page.goto(pathToFileURL(file).href);
    await look(page, asked);
  } finally {
    await browser.close();
  }
}

test('the report opens from disk, asks no host, and shows what failed and why', async ({ conformance }) => {
  test.skip(browsers.length === 0, 'no Chromium is installed: set NEXUS_BROWSER_PATH');
  const { folder, code } = await conformance(['--fault', 'bearer-alone', '--only', 'auth/*,operation/*'], {
    environment: withReport,
  });
  expect(code).toBe(1);

  await withPage(join(folder, 'allure-report', 'index.html'), async (page, asked) => {
    for (const chapter of ['Opening and closing', 'Operation and success', 'Security']) {
      await expect(page.getByText(chapter, { exact: true })).toBeVisible();
    }
    await expect(page.getByText('Nexus conformance: gate of reference, fail')).toBeVisible();
    await page.getByText(/^auth\/bearer-alone: /).click();
    await expect(page.getByText('400, 401, 403 or 404').first()).toBeVisible();
    await page.getByText('Bearer valid: 204').click();
    const exchange = page.locator('[data-http-panel="request"]').first();
    await expect(exchange.getByText('Bearer ‹NEXUS_BEARER_TOKEN›')).toBeVisible();
    await page.getByText('Category: Contract broken').waitFor();
    expect(asked.filter((address) => !/^(file|data|blob):/.test(address))).toEqual([]);
  });
});

const hostile = '<img src="https://evil.example/i.png" onerror="alert(1)"><script>document.title="run"</script>';

test('whatever a target sent is text in the report: markup, an image and a script do nothing there', async () => {
  test.skip(browsers.length === 0, 'no Chromium is installed: set NEXUS_BROWSER_PATH');
  const results = test.info().outputPath('results');
  mkdirSync(results, { recursive: true });
  const types = ['text/html', 'image/svg+xml', 'text/markdown', 'application/problem+json'];
  const exchanges = [
    ...types.map((type) => ({
      fields: [
        ['Content-Type', type],
        ['X-Mark', hostile],
      ] as const,
      trailing: '',
    })),
    { fields: [['X-Mark', hostile]] as const, trailing: hostile },
  ];
  const attachments = exchanges.map(({ fields, trailing }, index) => {
    const { response, ...rest } = answered(400, { fields, content: `${hostile} ![x](https://evil.example/m.png)` });
    const { name, contentType, body } = exchangeAttachment({
      ...rest,
      response: { ...response, reason: hostile, trailing },
    });
    const source = `${index}-attachment.httpexchange`;
    writeFileSync(join(results, source), body);
    return { name: `${index} ${name}`, type: contentType, source };
  });
  expect(attachments.map(({ type }) => type)).toEqual([
    ...types.map(() => 'application/vnd.allure.http+json'),
    'text/plain',
  ]);
  const result = { uuid: 'a', name: 'a result', status: 'failed', start: 1, stop: 2, labels: [], attachments };
  writeFileSync(join(results, 'a-result.json'), JSON.stringify(result));
  const output = test.info().outputPath('report');
  expect(await allurePage({ resultsFolder: results, output, title: 'inert', noscript: '' })).toEqual({ ok: true });
  await withPage(join(output, 'index.html'), async (page, asked) => {
    const title = await page.title();
    await page.getByText('a result').first().click();
    for (const [index] of attachments.entries()) await page.getByText(`${index} no credentials: 400`).click();
    await expect(page.getByText('onerror="alert(1)"').first()).toBeVisible();
    expect(await page.locator('[onerror], img[src*="evil"], img[src^="data:image/svg"][alt="HTTP body"]').count()).toBe(
      0,
    );
    expect(await page.title()).toBe(title);
    expect(asked.filter((address) => !/^(file|data|blob):/.test(address))).toEqual([]);
  });
});

test('Allure and JUnit tell the outcomes of the statement, and --last-failed asks only what failed', async ({
  conformance,
}) => {
  const environment = { ...embedded, ...withReport };
  const first = await conformance(['--fault', 'bearer-alone'], { environment });
  const outcomes = outcomesOf(first.statement());
  expect(Object.values(outcomes)).toContain('failed');
  expect(allureOutcomes(first)).toEqual(outcomes);
  const junit = readFileSync(join(first.folder, 'junit.xml'), 'utf8');
  const cases = Array.from(junit.matchAll(/<testcase name="([^"]+)"[^>]*>(.*?)<\/testcase>/gs));
  expect(cases.map(([, id]) => id).toSorted()).toEqual(Object.keys(outcomes).toSorted());
  for (const [, id = '', content = ''] of cases) {
    expect(/<failure/.test(content), id).toBe(outcomes[id] === 'failed');
    expect(/<(?:error|skipped)/.test(content), id).toBe(/inconclusive|not-applicable/.test(outcomes[id] ?? ''));
  }

  const again = await conformance(['--last-failed'], { environment });
  const failed = Object.keys(outcomes).filter((id) => outcomes[id] === 'failed');
  expect(Object.keys(outcomesOf(again.statement()))).toEqual(failed);
  expect(again.statement().selection.leftOut).toContainEqual(
    expect.objectContaining({ id: 'auth/basic', reason: 'not among the last failed' }),
  );
  expect(again.code, again.stderr).toBe(0);
  for (const { folder } of [first, again]) {
    const history = readFileSync(join(folder, 'allure-history', 'allure-reference-smoke.jsonl'), 'utf8');
    expect(history.trim().split('\n'), 'a part has a history of its own').toHaveLength(1);
  }

  const third = await conformance(['--last-failed'], { environment });
  expect([third.code, third.stderr]).toEqual([2, expect.stringContaining('nothing failed')]);
});

test('NEXUS_REPORT=none leaves no Allure report, and changes no verdict and no other file', async ({ conformance }) => {
  const [without, reported] = await Promise.all([
    conformance(['--fault', 'bearer-alone'], { environment: { ...embedded, NEXUS_REPORT: 'none' }, output: 'without' }),
    conformance(['--fault', 'bearer-alone'], { environment: { ...embedded, ...withReport }, output: 'reported' }),
  ]);
  expect([without.code, reported.code]).toEqual([1, 1]);
  expect(outcomesOf(without.statement())).toEqual(outcomesOf(reported.statement()));
  expect(verdictOf(without.stdout)).toBe(verdictOf(reported.stdout));
  const files = readdirSync(reported.folder);
  expect(files).toEqual(expect.arrayContaining(['allure-report', 'allure-results']));
  expect(readdirSync(without.folder)).toEqual(files.filter((name) => !name.startsWith('allure-')));
});

/** The last line, without how long it took. */
const verdictOf = (stdout: string): string => lastLine(stdout).replace(/ · \d+ s/, '');

test('--last-failed with nothing to go by is refused', async ({ conformance }) => {
  const { code, stderr, folder } = await conformance(['--last-failed']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('holds no statement of an earlier run')]);
  expect(existsSync(folder)).toBe(false);
});

/** The outcome labels of Allure's results, by requirement. */
function allureOutcomes({ folder }: Output): Readonly<Record<string, string>> {
  const results = join(folder, 'allure-results');
  const names = readdirSync(results).filter((name) => name.endsWith('-result.json'));
  const labels = names.map((name) => {
    const { labels: list } = JSON.parse(readFileSync(join(results, name), 'utf8')) as {
      labels: readonly { readonly name: string; readonly value: string }[];
    };
    return Object.fromEntries(list.map((label) => [label.name, label.value])) as Record<string, string>;
  });
  return Object.fromEntries(labels.flatMap(({ story, outcome }) => (story && outcome ? [[story, outcome]] : [])));
}
