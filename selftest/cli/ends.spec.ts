import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Nexus } from '../../reference/nexus.ts';
import { npm } from '../npm.ts';
import { nexusServer } from './nexus-server.ts';
import { type Environment, processesWith, type Running, root } from './processes.ts';
import { lastLine, type Output, smoke, test, withReport } from './setup.ts';

const isLinux = process.platform === 'linux';
const program = join(root, 'bin', 'nexus-conformance.cjs');
const { PATH = '', HOME = '' } = process.env;

/** A Nexus that counts what it is asked, and takes so many milliseconds for each answer. */
async function counting(milliseconds = 0) {
  const count = { requests: 0 };
  const change = (nexus: Nexus): Nexus => ({
    ...nexus,
    around: [
      async (_c, next) => {
        count.requests += 1;
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        await next();
      },
    ],
  });
  return { ...(await nexusServer(change)), count };
}

/** Waits until the opening is over and probes are under way. */
async function untilInTheMiddle({ exchanges }: Output, said: () => string): Promise<void> {
  await expect.poll(() => exchanges().length, { timeout: 90_000, intervals: [50], message: said() }).toBeGreaterThan(4);
}

const printedBy = (running: Running) => (): string => running.printed().stderr;

/** The runner and its workers: their temporary files lie in the output. */
const processesOf = ({ folder }: Output) => processesWith(folder);

function spawned(command: string, args: readonly string[], environment: Environment, cwd: string): ChildProcess {
  return spawn(command, args, { cwd, env: { PATH, HOME, NEXUS_REPORT: 'none', ...environment }, stdio: 'ignore' });
}

test('a folder has one run: another is refused by its name, and one whose command is killed ends and gives it free', async ({
  begin,
  conformance,
  outputOf,
}) => {
  test.skip(!isLinux, 'needs /proc');
  const server = await counting(200);
  const environment = { ...server.environment, ...smoke };
  const first = begin('conformance', { environment });
  await untilInTheMiddle(outputOf(), printedBy(first));

  const second = await conformance([], { environment });
  expect(second.code, second.stderr).toBe(2);
  expect(second.stderr).toMatch(/another run is writing into .*out \(process \d+, since 20/);
  expect(second.stderr).toContain('nothing was sent');
  expect(second.statement().reason, 'that of the first').toBe('the run did not finish');

  first.signal('SIGKILL');
  await first.ended;
  await expect.poll(() => processesOf(outputOf()), { timeout: 60_000 }).toEqual([]);
  expect(outputOf().statement()).toMatchObject({
    verdict: 'incomplete',
    exitCode: 3,
    reason: 'the run did not finish',
  });
  const { requests } = server.count;

  const third = await conformance(['--only', 'auth/basic'], { environment });
  expect(third.code, third.stderr).toBe(0);
  const { exchanges } = third.statement().observed;
  expect(server.count.requests, 'nothing was sent by the one that was killed').toBe(requests + exchanges);
  server.close();
});

test('what is sent to stop npm stops the run, with a statement that is no pass', async ({ folder, outputOf }) => {
  test.skip(!isLinux, 'needs /proc');
  const server = await counting(200);
  const [command, args] = npm('--prefix', root, 'run', 'conformance', '--', '--profile', 'smoke');
  const environment = { ...server.environment, NEXUS_OUTPUT: outputOf().folder };
  const started = spawned(command, args, environment, folder);
  await untilInTheMiddle(outputOf(), () => 'by npm');
  started.kill('SIGTERM');
  await once(started, 'exit');
  await expect.poll(() => processesOf(outputOf()), { timeout: 60_000 }).toEqual([]);
  expect(outputOf().statement()).toMatchObject({ verdict: 'incomplete', exitCode: 130 });
  server.close();
});

test('streams that nobody reads change neither verdict nor reports nor exit code', async ({ folder, outputOf }) => {
  test.skip(process.platform === 'win32', 'needs a POSIX shell');
  const server = await counting();
  const environment = { ...server.environment, ...smoke };
  for (const [name, end] of [
    ['head', '2>&1 | head -1'],
    ['closed', '<&- >&- 2>&-'],
  ]) {
    const before = server.count.requests;
    const { folder: out, statement } = outputOf(name);
    // The exit code of what stands before a pipe is lost with it.
    const line = `{ "${process.execPath}" "${program}"; echo $? > ${name}-code; } ${end}`;
    const started = spawned('sh', ['-c', line], { ...environment, NEXUS_OUTPUT: out }, folder);
    await once(started, 'exit');
    await expect.poll(() => existsSync(join(folder, `${name}-code`)), { timeout: 60_000 }).toBe(true);
    expect(readFileSync(join(folder, `${name}-code`), 'utf8').trim(), name).toBe('0');
    expect(statement()).toMatchObject({ verdict: 'pass', exitCode: 0 });
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['junit.xml', 'summary.md']));
    expect(server.count.requests - before, 'all that was sent is on record').toBe(statement().observed.exchanges);
  }
  server.close();
});

test('no folder for temporary files is needed, and none is looked for', async ({ conformance, folder, reference }) => {
  const nowhere = join(folder, 'a-file');
  writeFileSync(nowhere, '');
  const places = { TMPDIR: nowhere, TEMP: nowhere, TMP: nowhere };
  const run = await conformance([], { environment: { ...reference.environment, ...smoke, ...withReport, ...places } });
  expect(run.code, run.stderr).toBe(0);
  expect(readdirSync(run.folder)).toContain('allure-report');
});

test('a run that is refused sets aside what an earlier one left, whatever names the folder', async ({
  conformance,
  folder,
  outputOf,
  reference,
}) => {
  const results = ['exchanges.ndjson', 'junit.xml', 'statement.json', 'summary.md'];
  const lines = Object.entries({ ...reference.environment, NEXUS_OUTPUT: 'named' });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'named.env'), lines.map(([name, value]) => `${name}="${value}"\n`).join(''));
  const asked = ['--env-file', 'named.env', '--only', 'auth/basic'];
  // It is the file that names the folder.
  const environment = { ...smoke, NEXUS_OUTPUT: '' };
  const good = await conformance(asked, { environment, output: 'named' });
  expect(good.code, good.stderr).toBe(0);

  const refused = await conformance([...asked, '--skip', 'auth/no-such'], { environment, output: 'named' });
  expect(refused.code, refused.stderr).toBe(2);
  expect(readdirSync(refused.folder)).toEqual(['.manifest', 'earlier']);
  expect(readdirSync(join(refused.folder, 'earlier')).toSorted()).toEqual(results);

  const misconfigured = await conformance(asked, { environment: { ...environment, NEXUS_STRICT: 'maybe' } });
  expect(misconfigured.code).toBe(2);
  expect(readdirSync(refused.folder), 'and leaves it there').toEqual(['.manifest', 'earlier']);

  const again = await conformance(asked, { environment, output: 'named' });
  expect(again.code, again.stderr).toBe(0);
  expect(readdirSync(again.folder).toSorted()).toEqual(['.manifest', ...results]);
  expect(outputOf('named/again').statement().verdict).toBe('pass');
});

const namespaces = ['--pid', '--fork', '--mount-proc', '--kill-child'];

function canBeTheFirstProcess(): boolean {
  try {
    execFileSync('unshare', [...namespaces, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('as the first process of a container the command ends with 130 when it is told to stop', async ({
  folder,
  outputOf,
}) => {
  test.skip(!isLinux || !canBeTheFirstProcess(), 'needs unshare, and the right to use it');
  const server = await counting(200);
  const environment = { ...server.environment, ...smoke, NEXUS_OUTPUT: outputOf().folder };
  const started = spawned('unshare', [...namespaces, process.execPath, program], environment, folder);
  await untilInTheMiddle(outputOf(), () => 'as the first process');
  // The one that unshare has started, and which is the first by its own count.
  const [child] = readFileSync(`/proc/${started.pid}/task/${started.pid}/children`, 'utf8').trim().split(' ');
  process.kill(Number(child), 'SIGTERM');
  const [code] = (await once(started, 'exit')) as [number];
  expect(code).toBe(130);
  expect(outputOf().statement()).toMatchObject({ verdict: 'incomplete', exitCode: 130 });
  server.close();
});

test('the last line of a run whose progress nobody reads is the verdict all the same', async ({ folder, outputOf }) => {
  test.skip(process.platform === 'win32', 'needs a POSIX shell');
  const server = await counting();
  const line = `"${process.execPath}" "${program}" 2>&- > said`;
  const environment = { ...server.environment, ...smoke, NEXUS_OUTPUT: outputOf().folder };
  const [code] = (await once(spawned('sh', ['-c', line], environment, folder), 'exit')) as [number];
  expect(code).toBe(0);
  expect(lastLine(readFileSync(join(folder, 'said'), 'utf8'))).toMatch(/^PASS smoke /);
  server.close();
});

test('a command that runs out of things to wait for is no success', async ({ conformance }) => {
  // Node takes it for the word of a cluster, whose workers ask for each address and wait: here for nobody.
  const run = await conformance(['doctor', '--target', 'reference'], { environment: { NODE_UNIQUE_ID: '1' } });
  expect(run.code, run.stdout).toBe(4);
  expect(run.stderr).toContain('it ended before it was done');
});

test('what stands in place of the output folder is refused, and stays', async ({ conformance, folder, reference }) => {
  writeFileSync(join(folder, 'out'), 'mine');
  const run = await conformance([], { environment: { ...reference.environment, ...smoke } });
  expect(run.code, run.stderr).toBe(2);
  expect(run.stderr).toMatch(/NEXUS_OUTPUT: the folder .*out cannot be used/);
  expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('mine');
  expect(reference.outbox).toEqual([]);
});
