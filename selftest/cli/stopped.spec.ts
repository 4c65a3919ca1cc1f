import { expect } from '@playwright/test';
import type { Nexus } from '../../reference/nexus.ts';
import { type Reference, startReference } from '../../reference/serve.ts';
import { nexusServer } from './nexus-server.ts';
import { type Environment, type Process, processesWith, type Running } from './processes.ts';
import { test as base, lastLine, type Output, smoke } from './setup.ts';

interface Fixtures {
  /** A reference that takes 250 ms for each answer. */
  readonly slow: Reference;
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  slow: async ({}, use) => {
    const reference = await startReference({ variant: 'slow' });
    await use(reference);
    await reference.close();
  },
});

/** Waits until the opening is over and probes are under way. */
async function untilInTheMiddle({ exchanges }: Output, running: Running): Promise<void> {
  await expect
    .poll(() => exchanges().length, { timeout: 90_000, intervals: [50], message: running.printed().stderr })
    .toBeGreaterThan(4);
}

/** By the address of the target, which is no other run's. */
const processesOf = ({ environment }: Pick<Reference, 'environment'>): readonly Process[] =>
  processesWith(environment.NEXUS_BASE_URL ?? '');

const isWorker = ({ command }: Process): boolean => command.includes('workerProcessEntry');

/** Never answers one request in the middle of the probes, and says when it has come. */
function leavesOneWaiting(say: () => void, count: { requests: number }): (nexus: Nexus) => Nexus {
  return (nexus) => ({
    ...nexus,
    around: [
      async (_c, next) => {
        count.requests += 1;
        if (count.requests !== 6) return next();
        say();
        await new Promise(() => {});
      },
    ],
  });
}

const environmentFor = ({ environment }: Reference): Environment => ({ ...environment, ...smoke });

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends a run with 130, a statement that is incomplete and no process left behind`, async ({
    begin,
    outputOf,
    slow,
  }) => {
    test.skip(process.platform === 'win32', 'Windows has no signals');
    const run = begin('conformance', { environment: environmentFor(slow) });
    await untilInTheMiddle(outputOf(), run);
    run.signal(signal);
    const { code, stdout, stderr } = await run.ended;

    expect(code, stderr).toBe(130);
    const statement = outputOf().statement();
    expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 130 });
    expect(statement.reason).toContain('the run was interrupted');
    const unjudged = statement.requirements.filter(({ outcome }) => outcome === 'inconclusive');
    expect(unjudged.length).toBeGreaterThan(0);
    expect(unjudged.map(({ reason }) => reason)).toContain('the run was interrupted before this was judged');
    expect(lastLine(stdout)).toMatch(/^INCOMPLETE smoke /);
    if (process.platform === 'linux') await expect.poll(() => processesOf(slow)).toEqual([]);
  });
}

test('Ctrl-C under plain Playwright ends red, with a statement that is incomplete', async ({
  begin,
  outputOf,
  slow,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no signals');
  const run = begin('playwright', { environment: environmentFor(slow) });
  await untilInTheMiddle(outputOf(), run);
  run.signal('SIGINT');
  expect((await run.ended).code).not.toBe(0);
  expect(outputOf().statement().verdict).toBe('incomplete');
});

test('a requirement whose process was killed is inconclusive, and nothing is sent twice for it', async ({
  conformance,
}) => {
  test.skip(process.platform !== 'linux', 'needs /proc');
  let killed = 0;
  const count = { requests: 0 };
  const change = leavesOneWaiting(() => {
    for (const { pid } of processesOf(server).filter(isWorker)) {
      process.kill(pid, 'SIGKILL');
      killed += 1;
    }
  }, count);
  const server = await nexusServer(change);
  const run = await conformance([], { environment: { ...server.environment, ...smoke } });
  server.close();

  expect(killed).toBe(1);
  expect(run.code, run.stderr).toBe(3);
  const statement = run.statement();
  expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
  expect(new Set(run.exchanges().map(({ id }) => id)).size).toBe(count.requests);
  expect(run.exchanges().filter(({ noAnswer }) => noAnswer?.kind === 'lost')).toHaveLength(1);
  const lost = statement.requirements.filter(({ outcome }) => outcome === 'inconclusive');
  expect(lost.map(({ reason }) => reason)).toEqual(['no outcome was recorded: its test did not run to its end']);
  await expect.poll(() => processesOf(server)).toEqual([]);
});

test('a run that has no time left is incomplete, and says so', async ({ conformance, slow }) => {
  const run = await conformance(['--deadline', '3'], { environment: environmentFor(slow) });
  expect(run.code).toBe(75);
  expect(run.statement()).toMatchObject({ verdict: 'incomplete', exitCode: 75 });
  expect(run.stdout).toContain('no time was left before the deadline');
});

test('a plan that cannot be done in time does not begin', async ({ conformance, slow }) => {
  const environment = { ...environmentFor(slow), NEXUS_MAX_RPS: '1' };
  const run = await conformance(['--deadline', '5'], { environment });
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(/About \d+ requests at 1 a second take \d+ s, longer than the deadline of 5 s/);
  expect(slow.outbox).toEqual([]);
});
