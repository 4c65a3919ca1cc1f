import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Exchange } from '../../src/model/exchange.ts';
import { allurePage, offline } from '../../src/report/allure-page.ts';
import { exchangeAttachment } from '../../src/report/exchange-attachment.ts';
import { answered, unanswered } from './exchange-setup.ts';

const source = join(import.meta.dirname, '../../src/report/allure-page.ts');
const noscript = 'PASS gate <reference> & more\nThis page needs scripts.';
const attached = '> POST /v1/users <script src="https://evil.example/y.js"></script>';
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
        attachments: [{ name: 'exchange', type: 'text/plain', source: 'c-attachment.txt' }],
      }),
    );
  const failed = { feature: 'Credentials', story: 'auth/bearer-alone', outcome: 'failed' };
  await write('a', statement, 'failed', failed);
  const unjudged = { feature: 'E-mail', story: 'email/arrives', outcome: 'inconclusive', cause: 'throttled' };
  await write('b', 'An e-mail MUST arrive.', 'broken', unjudged);
  await writeFile(join(resultsFolder, 'c-attachment.txt'), attached);
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

test('a report is one file that asks the network for nothing and shows its results, chapters and categories', async () => {
  const resultsFolder = await someResults(test.info().outputPath());
  const output = test.info().outputPath('report');
  expect(await allurePage({ resultsFolder, output, title: 'Nexus · gate · FAIL', noscript })).toEqual({ ok: true });

  expect(await readdir(output)).toEqual(['index.html']);
  const html = await readFile(join(output, 'index.html'), 'utf8');
  expect(html).toContain('<title> Nexus · gate · FAIL </title>');
  expect(fetched(html).filter((address) => !address.startsWith('data:'))).toEqual([]);
  expect(fetched(html).length).toBeGreaterThan(0);
  expect(html).not.toMatch(/gtag|googletagmanager|google-analytics|sendBeacon/);
  expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<script'));

  const data = dataOf(html);
  const categories = ['Contract broken', 'Could not be judged: throttled by the target'];
  const charts = ['This run', 'The last runs'];
  for (const part of [statement, 'Credentials', 'auth/bearer-alone', attached, ...categories, ...charts]) {
    expect(data).toContain(part);
  }
});

test('where scripts do not run the page shows the text that it was given, and nothing else', async () => {
  const resultsFolder = await someResults(test.info().outputPath());
  const output = test.info().outputPath('report');
  await allurePage({ resultsFolder, output, title: 'x', noscript });

  const html = await readFile(join(output, 'index.html'), 'utf8');
  const text = '<p>PASS gate &#60;reference&#62; &#38; more</p><p>This page needs scripts.</p>';
  expect(html).toMatch(/<body>\s*<noscript>/);
  // A template is shown nowhere, and this one holds the rest of the page.
  expect(html).toContain(`<noscript>${text}<template></noscript>`);
  expect(html.match(/<noscript>|<\/template>/g)).toEqual(['<noscript>']);
});

test('a report made anew keeps the history, and foreign files beside it', async () => {
  const resultsFolder = await someResults(test.info().outputPath());
  const output = test.info().outputPath('report');
  const historyFile = test.info().outputPath('history/allure.jsonl');
  await mkdir(output);
  await writeFile(join(output, 'mine.txt'), 'mine');
  await writeFile(join(output, 'index.html'), 'an old page');
  const first = await allurePage({ resultsFolder, output, title: 'first', noscript, historyFile });
  const second = await allurePage({ resultsFolder, output, title: 'second', noscript, historyFile });

  expect([first, second]).toEqual([{ ok: true }, { ok: true }]);
  expect((await readdir(output)).sort()).toEqual(['index.html', 'mine.txt']);
  const html = await readFile(join(output, 'index.html'), 'utf8');
  expect(html).toContain('<title> second </title>');
  expect((await readFile(historyFile, 'utf8')).trim().split('\n')).toHaveLength(2);
  const [earlier = ''] = (await readFile(historyFile, 'utf8')).split('\n');
  expect(dataOf(html)).toContain(JSON.parse(earlier).uuid);
});

test('a report that cannot be made says why and leaves the old page as it was', async () => {
  const output = test.info().outputPath('report');
  await mkdir(output);
  await writeFile(join(output, 'index.html'), 'an old page');
  const folder = async (name: string, file?: string) => {
    const made = test.info().outputPath(name);
    await mkdir(made);
    if (file !== undefined) await writeFile(join(made, file), '{ "name": "cut of');
    return made;
  };
  const empty = await folder('empty');
  const broken = await folder('broken', 'a-result.json');
  const huge = await folder('huge', 'a-result.json');
  await truncate(join(huge, 'a-result.json'), 65 * 2 ** 20);

  const make = (resultsFolder: string) => allurePage({ resultsFolder, output, title: 'x', noscript });
  expect(await Promise.all([empty, join(empty, 'absent'), broken, huge].map(make))).toMatchObject([
    { ok: false, message: expect.stringContaining(`no results in ${empty}`) },
    { ok: false, message: expect.stringContaining('absent') },
    { ok: false, message: expect.stringContaining('a-result.json is not JSON') },
    { ok: false, message: expect.stringContaining(`more than 64 MiB of results in ${huge}`) },
  ]);
  expect(await readdir(output)).toEqual(['index.html']);
  expect(await readFile(join(output, 'index.html'), 'utf8')).toBe('an old page');
});

test('a history that cannot be used costs the report its earlier runs, and nothing else', async () => {
  const resultsFolder = await someResults(test.info().outputPath());
  const output = test.info().outputPath('report');
  const make = (historyFile: string) => allurePage({ resultsFolder, output, title: 'x', noscript, historyFile });
  const asFolder = { ok: true, note: expect.stringMatching(/shows no earlier runs .*EISDIR/) };
  expect(await make(test.info().outputPath())).toEqual(asFolder);

  for (const line of ['{ "uuid": "cut of', 'null', '{ "name": "\u2028" }']) {
    const historyFile = test.info().outputPath('broken.jsonl');
    await writeFile(historyFile, `${line}\n`);
    const note = expect.stringMatching(/shows no earlier runs .*broken\.jsonl.*a line is/);
    expect(await make(historyFile)).toEqual({ ok: true, note });
    expect(await readFile(historyFile, 'utf8')).toBe(`${line}\n`);
  }
  const foreign = test.info().outputPath('foreign.jsonl');
  await make(foreign);
  await writeFile(foreign, (await readFile(foreign, 'utf8')).replaceAll('"url":""', '"url":"no address"'));
  expect(await make(foreign)).toEqual({ ok: true, note: expect.stringMatching(/foreign\.jsonl.*Invalid URL/) });
  expect(await readdir(output)).toEqual(['index.html']);
});

test('making a report prints nothing, writes only the page, and heeds no set-up of another Allure', async () => {
  const home = test.info().outputPath('home');
  await mkdir(home);
  await writeFile(join(home, 'allurerc.json'), '{ "name": "another", "output": "elsewhere" }');
  const options = {
    resultsFolder: await someResults(test.info().outputPath()),
    output: test.info().outputPath('report'),
    title: 'ours',
    noscript,
    historyFile: test.info().outputPath('history.jsonl'),
  };
  const code = `
    import { allurePage, preloadAllure } from ${JSON.stringify(pathToFileURL(source).href)};
    await preloadAllure();
    const before = JSON.stringify(process.env);
    const { ok } = await allurePage(${JSON.stringify(options)});
    process.exitCode = ok && before === JSON.stringify(process.env) ? 0 : 1;
  `;
  const programArguments = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', code];
  const env = { PATH: process.env.PATH, HOME: home, USERPROFILE: home, ALLURE_PERF_METRICS: '1' };
  const printed = await promisify(execFile)(process.execPath, programArguments, { cwd: home, env, timeout: 30_000 });

  expect(printed).toEqual({ stdout: '', stderr: '' });
  expect(await readdir(home)).toEqual(['allurerc.json']);
  expect(await readdir(options.output)).toEqual(['index.html']);
  const html = await readFile(join(options.output, 'index.html'), 'utf8');
  expect(html).toContain('<title> ours </title>');
  expect(html).not.toContain('"ci":');
  expect(JSON.parse(await readFile(options.historyFile, 'utf8')).metrics).toEqual({});
});

test('a script from elsewhere goes from the page, and an own one stays', () => {
  const own = '<script>window.allure = {}</script><script src="data:text/javascript;base64,AAAA"></script>';
  const foreign =
    '<script async src="https://cdn.example/a.js"></script><script src=//cdn.example/b.js></script>' +
    "<script>\n  gtag('config', 'G-1', {});\n</script>";
  const html = offline(`<html><head></head><body>${own}${foreign}</body></html>`);
  expect(html).toContain(`<body>${own}</body>`);
  expect(html).toMatch(/<head>\s*<meta http-equiv="Content-Security-Policy"/);
  expect(() => offline('not a page')).toThrow('<head>');
});

const httpType = 'application/vnd.allure.http+json';

test('an exchange is attached with its parts in their places, and its content as nothing that is drawn', () => {
  const fields = [['Content-Type', 'application/problem+json; charset=utf-8']] as const;
  const exchange = answered(400, { fields, sent: [['Accept', '*/*']], content: '{"title":\t"a\u001b[2J"}\r\n' });
  const { name, contentType, body } = exchangeAttachment(exchange);
  expect([name, contentType]).toEqual(['no credentials: 400', httpType]);
  expect(JSON.parse(body.toString())).toEqual({
    schemaVersion: 1,
    request: {
      method: 'POST',
      url: 'http://127.0.0.1/v1/users/1/password-reset?clientId=portal',
      headers: [{ name: 'Accept', value: '*/*' }],
    },
    response: {
      status: 400,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      headers: [{ name: 'Content-Type', value: 'application/problem+json; charset=utf-8' }],
      informationalResponses: [],
      body: { contentType: 'application/json', encoding: 'utf8', value: '{"title":    "a\\u001b[2J"}\n', size: 20 },
    },
    start: Date.parse('2026-11-23T12:00:00Z'),
    stop: Date.parse('2026-11-23T12:00:00Z') + 7,
  });
  for (const type of ['image/svg+xml', 'image/png', 'video/mp4', 'text/html', 'application/xhtml+xml']) {
    const drawn = exchangeAttachment(answered(400, { fields: [['Content-Type', type]], content: '<svg/>' }));
    expect(JSON.parse(drawn.body.toString()).response.body.contentType, type).toBe('text/plain');
  }
  const silent = JSON.parse(exchangeAttachment(unanswered('dropped')).body.toString());
  expect(silent).toMatchObject({ error: { name: 'dropped', message: 'because of dropped' } });
});

test('what an exchange could not show in that form is attached as text', () => {
  const { response, request, ...rest } = answered(400);
  const breach = { kind: 'syntax', message: 'no colon' } as const;
  const odd: Readonly<Record<string, Exchange>> = {
    'octets after the end': { ...rest, request, response: { ...response, trailing: 'HTTP/1.1 200' } },
    'a head that breaks the grammar': { ...rest, request, response: { ...response, breaches: [breach] } },
    'a control character in a field': answered(400, { fields: [['X-A', 'a\u0000']] }),
    'a line break in a field that was sent': answered(400, { sent: [['X-A', 'a\r\n b']] }),
    'another form of target': { ...rest, response, request: { ...request, target: '*' } },
  };
  for (const [what, exchange] of Object.entries(odd)) {
    expect(exchangeAttachment(exchange), what).toMatchObject({ contentType: 'text/plain' });
  }
});
