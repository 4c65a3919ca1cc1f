import { appendFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@playwright/test';
import { DOMParser } from '@xmldom/xmldom';
import type { Nexus } from '../../reference/nexus.ts';
import { nexusServer } from './nexus-server.ts';
import { type Environment, root } from './processes.ts';
import { leaksIn, textsBelow } from './secret-search.ts';
import { lastLine, outcomesOf, test, withReport } from './setup.ts';
import { copyOfSuite } from './suite-copy.ts';

/** A folder in a team's project, in which the suite is installed. */
function ownFolder(folder: string, specs: Readonly<Record<string, string>>): Environment {
  const own = join(folder, 'own');
  const packages = {
    'nexus-conformance': root,
    '@playwright/test': join(root, 'node_modules', '@playwright', 'test'),
  };
  for (const [name, target] of Object.entries(packages)) {
    const link = join(own, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link, 'junction');
  }
  for (const [name, text] of Object.entries(specs)) writeFileSync(join(own, name), text);
  return { NEXUS_OWN_TESTS: 'own' };
}

/** What the address is, and a request that breaks a rule which many requirements look for. */
const passing = `
import { expect, test } from 'nexus-conformance/playwright';

test('the address keeps its base path ##vso[task.setvariable variable=x]y', async ({ request, baseURL }) => {
  expect(new URL(baseURL ?? '').pathname).toBe('/below/');
  const response = await request.get('v1/nothing');
  expect(new URL(response.url()).pathname).toBe('/below/v1/nothing');
  expect(response.status()).toBe(404);
});

test('what is sent on the side', async ({ nexus, keyring }) => {
  // A request that would break many a requirement, if one looked at it: it is accepted with another method.
  const basic = keyring.basic();
  const { response } = await nexus.send({
    case: 'mine',
    title: 'a request of ours',
    credentials: basic,
    expects: 'acceptance',
    method: 'PURGE',
  });
  expect(response?.status).toBe(500);
});

test('one that waits', () => {
  test.skip(true, 'not yet');
});
`;

const failing = `
import { expect, test } from '@playwright/test';

test('ours fails', () => {
  expect(1).toBe(2);
});

test('ours was to fail, and does not', () => {
  test.fail();
});
`;

/** Below a base path; answers 500 to the one method that only the team's tests send. */
const changed = (nexus: Nexus): Nexus => ({
  ...nexus,
  basePath: '/below',
  around: [
    async (c, next) => {
      if (c.req.method === 'PURGE') return c.text('broken', 500);
      return next();
    },
  ],
});

async function served() {
  const { environment, close } = await nexusServer(changed);
  const below: Environment = { ...environment, NEXUS_BASE_URL: `${environment.NEXUS_BASE_URL}/below` };
  return { environment: below, close };
}

test('tests of the team run after the catalogue, leave its requirements alone and have a chapter of their own', async ({
  conformance,
  folder,
}) => {
  const { environment, close } = await served();
  const own = ownFolder(folder, { 'mine.spec.ts': passing });
  const asked = { ...environment, ...withReport, ...own, NEXUS_PROFILE: 'smoke' };
  const run = await conformance([], { environment: asked });
  close();

  expect(run.code, run.stderr).toBe(0);
  const statement = run.statement();
  const title = 'the address keeps its base path # #vso[task.setvariable variable=x]y';
  expect(statement.ownTests).toEqual([
    { title, status: 'passed' },
    { title: 'what is sent on the side', status: 'passed' },
    { title: 'one that waits', status: 'skipped' },
  ]);
  expect(outcomesOf(statement)['robustness/no-server-error'], 'which looks at every answer').toBe('passed');
  expect(statement.observed.statuses).not.toHaveProperty('500');
  expect(run.exchanges().filter(({ request }) => request?.method === 'PURGE')).toEqual([]);
  expect(lastLine(run.stdout)).toMatch(/^PASS smoke .* · own tests: 2 passed 0 failed 1 skipped$/);

  const xml = new DOMParser().parseFromString(readFileSync(join(run.folder, 'junit.xml'), 'utf8'), 'text/xml');
  const suites = [...xml.getElementsByTagName('testsuite')];
  const suite = suites.find((one) => one.getAttribute('name') === 'Own tests');
  expect([...(suite?.getElementsByTagName('testcase') ?? [])].map((one) => one.getAttribute('name'))).toEqual([
    title,
    'what is sent on the side',
    'one that waits',
  ]);

  const results = join(run.folder, 'allure-results');
  const written = readdirSync(results).map((name) => readFileSync(join(results, name), 'utf8'));
  expect(written.filter((text) => text.includes('"value":"Own tests"'))).toHaveLength(3);
  expect(
    written.filter((text) => /##(?:vso)?\[/i.test(text)),
    'orders to an agent',
  ).toEqual([]);
  expect(
    written.some((text) => /"method":"PURGE"/.test(text)),
    'the exchange is attached',
  ).toBe(true);
  expect(written.filter((text) => text.includes(environment.NEXUS_BASIC_PASSWORD ?? ''))).toEqual([]);
});

test('a test of the team that fails, or passes where it was to fail, fails the run and is named', async ({
  conformance,
  folder,
  reference,
}) => {
  const own = ownFolder(folder, { 'mine.spec.ts': failing });
  const environment = { ...reference.environment, ...own, NEXUS_ONLY: 'auth/basic' };
  const run = await conformance([], { environment });
  expect(run.code, run.stderr).toBe(1);
  const reason = '2 of your own tests failed: ours fails, ours was to fail, and does not';
  expect(run.statement()).toMatchObject({ verdict: 'fail', exitCode: 1, reason });
  expect(outcomesOf(run.statement())).toEqual({ 'auth/basic': 'passed' });
  expect(run.stdout).toContain(reason);
  expect(readFileSync(join(run.folder, 'junit.xml'), 'utf8')).toMatch(/name="ours fails"[^>]*>\s*<failure/);
});

test('a folder without tests, or in which all are skipped, is no pass', async ({ conformance, folder, reference }) => {
  const skipped = "import { test } from '@playwright/test';\ntest.skip('not yet', () => {});\n";
  for (const specs of [{}, { 'mine.spec.ts': skipped }]) {
    const own = ownFolder(join(folder, `${Object.keys(specs).length}`), specs);
    const environment = { ...reference.environment, NEXUS_ONLY: 'auth/basic' };
    const NEXUS_OWN_TESTS = join(`${Object.keys(specs).length}`, own.NEXUS_OWN_TESTS ?? '');
    const run = await conformance([], { environment: { ...environment, NEXUS_OWN_TESTS } });
    expect(run.code, run.stderr).toBe(3);
    expect(run.statement().reason).toBe('no test of NEXUS_OWN_TESTS ran');
  }
});

test('a folder that does not exist is refused', async ({ conformance, reference }) => {
  const environment = { ...reference.environment, NEXUS_OWN_TESTS: 'nowhere' };
  const run = await conformance([], { environment });
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('NEXUS_OWN_TESTS: there is no folder');
});

test('a test of the team that cannot be loaded is no pass, and is named', async ({
  conformance,
  folder,
  reference,
}) => {
  const own = ownFolder(folder, { 'mine.spec.ts': "throw new Error('broken on purpose');\n" });
  const environment = { ...reference.environment, ...own, NEXUS_ONLY: 'auth/basic' };
  const run = await conformance([], { environment });
  expect(run.code, run.stderr).toBe(4);
  expect(run.stderr).toContain('broken on purpose');
  expect(run.statement().verdict).toBe('incomplete');
});

/** As a team writes it that has never thought of it. */
const careless = `
import { expect, test } from 'nexus-conformance/playwright';

test('prints and attaches it', async ({ keyring }) => {
  const { value } = keyring.secret('NEXUS_APPLICATION_TOKEN');
  console.log('the token is', value);
  console.error(JSON.stringify({ value }));
  await test.step('with ' + value, async () => {});
  await test.info().attach('a text', { body: value });
});

test('expects it', async ({ keyring }) => {
  expect('something else').toBe(keyring.secret('NEXUS_BASIC_PASSWORD').value);
});

test('sends it to where nobody is', async ({ keyring, request }) => {
  const { value } = keyring.secret('NEXUS_BASIC_PASSWORD');
  const authorization = 'Basic ' + Buffer.from('caller:' + value).toString('base64');
  await request.get('http://127.0.0.1:9/', { headers: { authorization } });
});
`;

test('what the tests of a team print, attach, expect and send shows no secret', async ({
  conformance,
  folder,
  reference,
}) => {
  const own = ownFolder(folder, { 'mine.spec.ts': careless });
  const environment = { ...reference.environment, ...withReport, ...own, NEXUS_ONLY: 'auth/basic' };
  const run = await conformance([], { environment });
  expect(run.code, run.stderr).toBe(1);
  expect(run.statement().ownTests?.map(({ status }) => status)).toEqual(['passed', 'failed', 'failed']);
  const names = ['NEXUS_APPLICATION_TOKEN', 'NEXUS_BASIC_PASSWORD'];
  const secrets = Object.fromEntries(names.map((name) => [name, reference.environment[name] ?? '']));
  const texts = { ...textsBelow(run.folder), stdout: run.stdout, stderr: run.stderr };
  expect(Object.values(texts).join()).toContain('the token is ‹NEXUS_APPLICATION_TOKEN›');
  expect(leaksIn(texts, secrets)).toEqual([]);
});

test('a test that somebody put among the catalogue’s, judges no requirement and fails ends the run with 4, by its name', async ({
  conformance,
  folder,
}) => {
  const suite = copyOfSuite(folder);
  // What is selected is found by the id in the title.
  const title = 'mine, which says something of auth/basic by itself';
  const stranger = `import { test as plain } from '@playwright/test';\nplain('${title}', () => { throw new Error('not green'); });\n`;
  appendFileSync(join(suite, 'tests', 'operation.spec.ts'), `\n${stranger}`);
  const run = await conformance(['--only', 'auth/basic'], { suite });
  expect(run.code, run.stderr).toBe(4);
  const reason = `not green, and no requirement: ${title}`;
  expect(run.statement()).toMatchObject({ verdict: 'incomplete', exitCode: 4, reason });
  expect(outcomesOf(run.statement())).toEqual({ 'auth/basic': 'passed' });
  expect(run.stdout).toContain(title);
});
