import type { RequestListener } from 'node:http';
import { expect } from '@playwright/test';
import { expectedBuild } from '../../src/client/build.ts';
import { beginNow } from '../../src/client/clock.ts';
import { createRedactor } from '../../src/client/redaction.ts';
import type { PreparedRequest } from '../../src/client/request.ts';
import type { Values } from '../../src/configuration/values.ts';
import { examine } from '../../src/doctor/examination.ts';
import { summaryPage } from '../../src/report/summary.ts';
import { judgeFully } from '../proof/judge.ts';
import { answerOf, silence } from './answer-setup.ts';
import { test, withEnvironment } from './configuration-setup.ts';
import { configurationOf, withReference, withServer } from './doctor-setup.ts';
import { fakeClock } from './fake-clock.ts';

const values = {
  NEXUS_BASE_URL: 'https://staging.example/nexus/',
  NEXUS_BUILD_URL: '/version?full',
  NEXUS_EXPECT_BUILD: '1.4.1',
} as Values;

const said = (text: string, status = 200) => answerOf(status, { content: Buffer.from(text) });
const [before, after] = [said('{"version":"1.4.0"}'), said('{"version":"1.4.1"}')];

/** The expected build under a clock that only moves when it is told to; the last answer stays. */
function source(answers: readonly ReturnType<typeof said>[], more: Partial<Values> = {}) {
  const clock = fakeClock();
  const sent: PreparedRequest[] = [];
  const transport = {
    async transmit(request: PreparedRequest) {
      sent.push(request);
      return answers[Math.min(sent.length, answers.length) - 1] ?? before;
    },
  };
  const asking = {
    transport,
    clock,
    redactor: createRedactor(),
    timeoutMs: 1000,
    until: 1_000_000,
    agent: 'nexus-conformance',
  };
  const build = expectedBuild({ ...values, ...more }, asking);
  if (build === undefined) throw new Error('no build is expected');
  return { build, sent };
}

test('a build is waited for until three answers in a row have it, each asked for anew below the base path', async () => {
  const others: string[] = [];
  const { build, sent } = source([before, after, before, after, after, silence('dropped', 'gone'), after]);
  expect(await build.wait(60_000, ({ got }) => others.push(got))).toEqual({ has: true, got: '1.4.1' });
  expect(sent).toHaveLength(9);
  expect(others).toEqual(['200 {"version":"1.4.0"}', '200 {"version":"1.4.0"}', 'gone']);
  expect(sent[0]).toMatchObject({ method: 'GET', target: '/nexus/version?full' });
  expect(sent[0]?.fields).toContainEqual(['Connection', 'close']);
});

test('a build that does not come is waited for as long as was said, and what came in its place is told', async () => {
  const { build, sent } = source([before]);
  expect(await build.wait(5000)).toEqual({ has: false, got: '200 {"version":"1.4.0"}' });
  expect(sent).toHaveLength(6);
});

for (const [text, expected, has] of [
  ['1.4.1', '1.4.1', true],
  ['nexus v1.4.1, built today', '1.4.1', true],
  ['1.4.10', '1.4.1', false],
  ['11.4.1', '1.4.1', false],
  ['1.4.1-rc.2', '1.4.1', false],
  ['1.4.1.7', '1.4.1', false],
  ['1.4.10 and 1.4.1', '1.4.1', true],
  ['4f2a9c1d7780', '4f2a9c1', true],
  ['a+b', 'a+b', true],
  ['build 7', '200', false],
  ['1.4.1\n', '1.4.1', true],
] as const) {
  test(`"${text}" is ${has ? '' : 'not '}build ${expected}`, async () => {
    expect((await source([said(text)], { NEXUS_EXPECT_BUILD: expected }).build.ask()).has).toBe(has);
  });
}

test('an error page that holds the build says nothing, and a field may say it in any answer', async () => {
  expect((await source([said('no /1.4.1 here', 404)]).build.ask()).has).toBe(false);
  const inField = { NEXUS_BUILD_FIELD: 'X-Build' };
  const withField = answerOf(404, { fields: [['x-build', 'v1.4.1']] });
  expect((await source([withField], inField).build.ask()).has).toBe(true);
  expect(await source([after], inField).build.ask()).toEqual({ has: false, got: '200 without X-Build' });
});

/** A server that tells the builds one after the other; the last one stays. */
function telling(builds: readonly string[]): RequestListener {
  const left = [...builds];
  return (_, response) => response.end(`build ${left.length > 1 ? left.shift() : left[0]}`);
}

test('a run that begins with the expected build and ends with another one is incomplete, and both are named', async () => {
  await withReference(async ({ environment }) => {
    await withServer(telling(['old', 'new', 'new', 'new', 'old']), async (url) => {
      const expected = { NEXUS_BUILD_URL: `${url}/version`, NEXUS_EXPECT_BUILD: 'new' };
      const { statement } = await judgeFully({ ...environment, ...expected, NEXUS_PROFILE: 'smoke' });
      const reason = 'the run began with build new, and at its end the answer was: 200 build old';
      expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3, reason });
      expect(statement.observed.builds).toEqual([
        { at: 'opening', has: true, got: 'new' },
        { at: 'closing', has: false, got: '200 build old' },
      ]);
      expect(summaryPage(statement)).toContain('Observed: Build new (opening), 200 build old (closing)');
    });
  });
});

test('a run with the expected build from beginning to end passes', async () => {
  await withReference(async ({ environment }) => {
    await withServer(telling(['new']), async (url) => {
      const expected = { NEXUS_BUILD_URL: url, NEXUS_EXPECT_BUILD: 'new', NEXUS_IMPLEMENTATION_VERSION: '9' };
      const { statement } = await judgeFully({ ...environment, ...expected, NEXUS_PROFILE: 'smoke' });
      expect(statement.verdict, statement.reason).toBe('pass');
      const page = summaryPage(statement);
      expect(page).toContain('Declared: Version 9');
      expect(page).toContain('Observed: Build new (opening), new (closing)');
    });
  });
});

test('where the expected build does not come nothing is sent to the other, and a pipeline may try again', async () => {
  await withReference(async ({ environment, outbox }) => {
    await withServer(telling(['old']), async (url) => {
      const expected = { NEXUS_BUILD_URL: url, NEXUS_EXPECT_BUILD: 'new', NEXUS_DEADLINE_SECONDS: '4' };
      const { statement, exchanges } = await judgeFully({ ...environment, ...expected, NEXUS_PROFILE: 'smoke' });
      expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 75 });
      expect(statement.requirements[0]?.reason).toBe('build new was not answering: 200 build old');
      expect(exchanges).toEqual([]);
      expect(outbox).toEqual([]);
    });
  });
});

test('doctor is not ready for another build, and waits for the right one where it is asked to', async () => {
  await withReference(async ({ environment }) => {
    await withServer(telling(['old', 'old', 'new']), async (url) => {
      const configuration = configurationOf({ ...environment, NEXUS_BUILD_URL: url, NEXUS_EXPECT_BUILD: 'new' });
      const look = (waitSeconds: number) =>
        examine({
          configuration,
          resolveFor: () => ({ misconfigurations: [], notes: [] }),
          beginning: beginNow(),
          mail: false,
          waitSeconds,
          say: () => {},
        });
      const atOnce = await look(0);
      expect(atOnce.exitCode).toBe(75);
      expect(atOnce.checks.find(({ name }) => name === 'build')).toMatchObject({
        state: 'problem',
        says: 'new is not answering: 200 build old',
      });
      const waited = await look(10);
      expect(waited.checks.find(({ name }) => name === 'build')).toMatchObject({
        state: 'ok',
        says: 'new is answering',
      });
      expect(waited.exitCode).toBe(0);
    });
  });
});

test('what tells of a build is refused where no build can be asked for', ({ problemsOf }) => {
  const problems = (changed: Readonly<Record<string, string>>) => problemsOf(withEnvironment(changed)).join(' ');
  expect(problems({ NEXUS_EXPECT_BUILD: 'x' })).toMatch(/^NEXUS_BUILD_URL is missing: NEXUS_EXPECT_BUILD is set/);
  expect(problems({ NEXUS_BUILD_URL: '/x' })).toMatch(/^NEXUS_EXPECT_BUILD is missing/);
  const both = { NEXUS_BUILD_URL: '/x', NEXUS_EXPECT_BUILD: 'x' };
  expect(problems(both)).toBe('');
  expect(problems({ ...both, NEXUS_BUILD_URL: 'version' })).toMatch(/neither an absolute URL nor a path/);
  expect(problems({ ...both, NEXUS_BUILD_URL: '//evil.example/x' })).toMatch(/neither an absolute URL nor a path/);
  expect(problems({ ...both, NEXUS_BUILD_URL: 'https://me:word@a.example/' })).toMatch(/holds a user name or password/);
  expect(problems({ ...both, NEXUS_BUILD_FIELD: 'X Build' })).toMatch(/cannot be the name of a field/);
});
