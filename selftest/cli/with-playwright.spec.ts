import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { faults } from '../../reference/faults/index.ts';
import type { Nexus } from '../../reference/nexus.ts';
import { startReference } from '../../reference/serve.ts';
import { inProfile, type RequirementId, requirementIds, standingOf } from '../../requirements/index.ts';
import { judge } from '../proof/judge.ts';
import { awkwardWorld, echoing, leaksOf } from './echoing.ts';
import { nexusServer } from './nexus-server.ts';
import { type Environment, root } from './processes.ts';
import { contentOfJsonReport } from './secret-search.ts';
import { test as base, embedded, lastLine, longEnough, outcomesOf, type Run, smoke, useCommands } from './setup.ts';
import { sessionWith, webSocket } from './test-server.ts';

// Whole runs are shared by what they show: all in one worker, in this order.
base.describe.configure({ mode: 'default' });

/** A run with every option that only looks, and what nobody may see of it. */
interface Watched {
  readonly run: Run;
  readonly folder: string;
  readonly environment: Environment;
}

const reporters = ['list', 'line', 'github', 'junit', 'html'];

/** All of Playwright's own reporters and its trace, against a target that shows all that it was told. */
async function watched(
  fault: string | undefined,
  folder: string,
  use: (seen: Watched) => Promise<void>,
): Promise<void> {
  const change = (nexus: Nexus) => (fault === undefined ? nexus : (faults[fault]?.change(nexus) as Nexus));
  const server = await nexusServer((nexus) => echoing(change(nexus)), awkwardWorld);
  const environment = {
    ...server.environment,
    ...smoke,
    PLAYWRIGHT_HTML_OUTPUT_DIR: join(folder, 'html'),
    PLAYWRIGHT_HTML_OPEN: 'never',
    PLAYWRIGHT_JUNIT_OUTPUT_FILE: join(folder, 'playwright.xml'),
  };
  await useCommands(folder, async ({ plainPlaywright }) => {
    const args = [`--reporter=${reporters.join()}`, '--trace', 'on', '--no-deps'];
    const run = await plainPlaywright(args, { environment });
    server.close();
    await use({ run, folder, environment });
  });
}

const test = base.extend<object, { readonly green: Watched; readonly red: Watched; readonly listed: Run }>({
  green: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    ({}, use, { project, workerIndex }) => watched(undefined, join(project.outputDir, `green-${workerIndex}`), use),
    { scope: 'worker', timeout: longEnough },
  ],
  red: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    ({}, use, { project, workerIndex }) => watched('bearer-alone', join(project.outputDir, `red-${workerIndex}`), use),
    { scope: 'worker', timeout: longEnough },
  ],
  listed: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    ({}, use, { project, workerIndex }) =>
      useCommands(join(project.outputDir, `listed-${workerIndex}`), async ({ plainPlaywright }) => {
        await use(await plainPlaywright(['--list'], { environment: embedded }));
      }),
    { scope: 'worker', timeout: longEnough },
  ],
});

const selected = requirementIds.filter((id) => inProfile(id, 'smoke') && standingOf(id) === 'built');

/** Where a requirement's test stands, as an editor would find it: the place of its `test(...requirement('id'`. */
function placeOf(id: RequirementId): string {
  for (const folder of ['tests', 'tests/closing']) {
    for (const name of readdirSync(join(root, folder)).filter((file) => file.endsWith('.spec.ts'))) {
      const [before = '', after] = readFileSync(join(root, folder, name), 'utf8').split(`requirement('${id}'`);
      const line = before.slice(0, before.lastIndexOf('test(')).split('\n').length;
      if (after !== undefined) return `${folder}/${name}:${line}`;
    }
  }
  throw new Error(`no spec has a test of ${id}`);
}

test('--list shows each selected requirement at its own line of a spec, and no other', ({ listed }) => {
  expect(listed.code, listed.stderr).toBe(0);
  const found = listed.stdout.matchAll(/› (\S+:\d+):\d+ › ([a-z]+\/[a-z0-9-]+) /g);
  expect(Object.fromEntries(Array.from(found, ([, place, id]) => [id, place]))).toEqual(
    Object.fromEntries(selected.map((id) => [id, placeOf(id)])),
  );
});

test('--list writes nothing', ({ listed }) => {
  expect(readdirSync(join(listed.folder, '..'))).toEqual([]);
});

test('a whole run that passes is green, whatever looks on, and --no-deps changes nothing', async ({
  green: { run },
}) => {
  expect(run.code, run.stderr.slice(-2000)).toBe(0);
  expect(run.statement()).toMatchObject({ verdict: 'pass', exitCode: 0 });
  expect(run.stdout).toMatch(/^PASS smoke http:\/\/127\.0\.0\.1:\d+ local · /m);
  expect(run.stdout).not.toContain('Partial:');
  expect(Object.keys(outcomesOf(run.statement())).toSorted()).toEqual(selected.toSorted());
});

test('a whole run is red where a requirement fails', async ({ red }) => {
  const { run } = red;
  expect(run.code).toBe(1);
  expect(run.statement()).toMatchObject({ verdict: 'fail', exitCode: 1 });
  expect(outcomesOf(run.statement())['auth/bearer-alone']).toBe('failed');
  expect(run.stdout).toMatch(/^FAIL smoke .* · auth\/bearer-alone$/m);
  expect(run.stdout).not.toContain('Partial:');
});

test('--reporter=list, line and github tell of a failure with its letter, at its own line', async ({ red }) => {
  const { stdout } = red.run;
  const place = placeOf('auth/bearer-alone');
  expect(stdout, 'list').toMatch(new RegExp(`^ +(✘|x) .*${place}:1 › auth/bearer-alone `, 'm'));
  expect(stdout, 'line').toMatch(new RegExp(`\\[\\d+/\\d+\\] .*${place}:1 › auth/bearer-alone `));
  expect(stdout, 'github').toMatch(
    new RegExp(`^::error file=\\S*${place.split(':')[0]},title=.*auth/bearer-alone`, 'm'),
  );
  expect(stdout).toContain('"A valid Bearer without ApplicationToken MUST be rejected."');
  expect(stdout).toMatch(/^ +wanted +400, 401, 403 or 404$/m);
});

test('--reporter=junit has a case for each requirement, and one failure', async ({ red, green }) => {
  for (const [{ folder }, failures] of [
    [red, 1],
    [green, 0],
  ] as const) {
    const xml = readFileSync(join(folder, 'playwright.xml'), 'utf8');
    expect(xml).toMatch(
      new RegExp(`<testsuites [^>]*tests="${selected.length + 1}" failures="\\d+" skipped="0" errors="\\d+"`),
    );
    expect(Array.from(xml.matchAll(/<(?:failure|error) /g))).toHaveLength(failures);
    for (const id of selected) expect(xml).toContain(`name="${id} `);
  }
});

test('--reporter=html makes its page', async ({ red }) => {
  expect(readdirSync(join(red.folder, 'html'))).toContain('index.html');
  expect(readFileSync(join(red.folder, 'html', 'index.html'), 'utf8')).toContain('data:application/zip;base64,');
});

test('no reporter, trace, output or file shows a secret', async ({ green, red }) => {
  for (const { run, folder, environment } of [green, red]) {
    const printed = { stdout: contentOfJsonReport(run.stdout), stderr: contentOfJsonReport(run.stderr) };
    expect(leaksOf(printed, folder, environment)).toEqual([]);
    const kept = readdirSync(join(folder, 'html', 'data'));
    expect(kept.filter((name) => name.endsWith('.zip')).length, 'traces, which were searched').toBeGreaterThan(0);
  }
});

const debugging = { DEBUG: 'pw:*' };

test('DEBUG=pw:* is refused by name where Playwright is asked, and nothing is sent', async ({
  plainPlaywright,
  reference,
}) => {
  const environment = { ...reference.environment, ...smoke, ...debugging };
  const { code, stdout, stderr, exchanges } = await plainPlaywright([], { environment });
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain('DEBUG: it would print requests');
  expect(exchanges()).toEqual([]);
  expect(reference.outbox).toEqual([]);
});

test('the command goes on without DEBUG=pw:*, says so, and shows no secret', async ({ conformance, folder }) => {
  const server = await nexusServer(echoing, awkwardWorld);
  const environment = { ...server.environment, ...smoke, ...debugging };
  const run = await conformance([], { environment });
  server.close();
  expect(run.code, run.stdout).toBe(0);
  expect(run.stderr).toContain('note: The run goes on without DEBUG');
  expect(run.stderr).not.toMatch(/\bpw:\w+/);
  expect(leaksOf(run, folder, environment)).toEqual([]);
});

/** A part by a filter of Playwright's own: what ran, and what is said. */
function expectPartial({ code, stdout, statement }: Run, ran: readonly RequirementId[]): void {
  expect(code).toBe(1);
  const results = statement().requirements;
  expect(results.map(({ id }) => id).toSorted(), 'all that was selected is accounted for').toEqual(selected.toSorted());
  const judged = results.filter(({ findings }) => !findings.some(({ cause }) => cause === 'not-run'));
  expect(judged.map(({ id }) => id).toSorted()).toEqual(ran.toSorted());
  const told = stdout.split('\n').filter((line) => line.startsWith('Partial: '));
  expect(told).toEqual([
    expect.stringContaining(`Partial: ${ran.length} of ${selected.length} selected requirements ran.`),
  ]);
  expect(told[0]).toContain(`--only ${results.find(({ id }) => ran.includes(id))?.id ?? ''}`);
  expect(stdout).not.toMatch(/^PASS/m);
}

const filters = [
  { what: '-g', args: () => ['-g', 'auth/bearer-alone'] },
  { what: 'FILE:LINE', args: () => [placeOf('auth/bearer-alone')] },
] as const;

for (const { what, args } of filters) {
  test(`${what} runs the one requirement, and is red: it says that it is partial and names --only`, async ({
    plainPlaywright,
    reference,
  }) => {
    const run = await plainPlaywright(args(), { environment: { ...smoke, ...reference.environment } });
    expectPartial(run, ['auth/bearer-alone']);
    expect(outcomesOf(run.statement())['auth/bearer-alone']).toBe('passed');
    expect(run.statement().verdict).toBe('incomplete');
  });
}

const few = { NEXUS_ONLY: 'auth/basic,auth/no-credentials,operation/no-other-success' };

test('--shard=1/2 runs the whole, and 2/2 runs nothing and is red', async ({ plainPlaywright, reference }) => {
  const environment = { ...reference.environment, ...few };
  const [first, second] = await Promise.all([
    plainPlaywright(['--shard=1/2'], { environment, output: 'first' }),
    plainPlaywright(['--shard=2/2'], { environment, output: 'second' }),
  ]);
  expect(first.code, first.stdout + first.stderr).toBe(0);
  expect(first.statement().verdict).toBe('pass');
  expect(second.code).not.toBe(0);
  expect(second.exchanges()).toEqual([]);
  expect(second.stdout + second.stderr).not.toMatch(/^PASS/m);
});

test('--max-failures=1 stops at the first failure, and the run is a fail that says it is partial', async ({
  plainPlaywright,
}) => {
  const reference = await startReference({ fault: 'no-credentials' });
  const run = await plainPlaywright(['--max-failures=1'], { environment: { ...smoke, ...reference.environment } });
  await reference.close();
  expect(run.code).toBe(1);
  expect(run.statement()).toMatchObject({ verdict: 'fail', exitCode: 1 });
  const outcomes = Object.values(outcomesOf(run.statement()));
  expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(1);
  expect(outcomes).toContain('inconclusive');
  expect(run.stdout).toMatch(/^Partial: /m);
});

for (const [flag, named] of [
  ['--workers=2', '--workers=2'],
  ['--retries=1', '--retries'],
  ['--repeat-each=2', '--repeat-each'],
] as const) {
  test(`${flag} is refused by name, and nothing is sent`, async ({ plainPlaywright, reference }) => {
    const run = await plainPlaywright([flag], { environment: { ...smoke, ...reference.environment } });
    expect(run.code).not.toBe(0);
    expect(run.stdout + run.stderr).toContain(`${named}: a run is one conversation with the target`);
    expect(run.exchanges()).toEqual([]);
    expect(reference.outbox).toEqual([]);
  });
}

test('a wrong configuration is said, and nothing is sent', async ({ plainPlaywright }) => {
  const run = await plainPlaywright([], { environment: { NEXUS_BASE_URL: 'https://conformance.invalid' } });
  expect(run.code).not.toBe(0);
  expect(run.stdout + run.stderr).toContain('No complete credentials are configured');
  expect(run.exchanges()).toEqual([]);
});

test('each run of one session, as UI mode has it, is whole', async ({ begin, outputOf, reference }) => {
  const WebSocket = webSocket();
  test.skip(WebSocket === undefined, 'there is no WebSocket: Node 22 and later have one');
  if (WebSocket === undefined) return;
  const environment = { ...smoke, ...reference.environment };
  const server = begin('test-server', { environment });
  const session = await sessionWith(server, WebSocket);
  await session.ask('initialize', { interceptStdio: false, closeOnDisconnect: true });
  expect((await session.ask('runGlobalSetup')).status).toBe('passed');
  const expected = outcomesOf(await judge(environment));
  const mails: number[] = [];
  const began: string[] = [];
  for (const nth of [1, 2]) {
    const before = reference.outbox.length;
    expect((await session.ask('runTests', { trace: 'on' })).status, `run ${nth}`).toBe('passed');
    expect(outputOf().statement()).toMatchObject({ verdict: 'pass', exitCode: 0 });
    expect(outcomesOf(outputOf().statement())).toEqual(expected);
    expect(outputOf().exchanges()).toHaveLength(outputOf().statement().observed.exchanges);
    mails.push(reference.outbox.length - before);
    began.push(outputOf().statement().startedAt);
  }
  expect(mails[1]).toBe(mails[0]);
  expect(new Set(began).size, 'each has a beginning of its own').toBe(2);
  expect((await session.ask('runGlobalTeardown')).status).toBe('passed');
  session.close();
  expect((await server.ended).code).toBe(0);
  expect(lastLine(server.printed().stdout)).toMatch(/^PASS smoke /);
});
