import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { awkwardWorld, echoing, leaksOf } from './echoing.ts';
import { nexusServer } from './nexus-server.ts';
import type { Environment } from './processes.ts';
import { leaksIn } from './secret-search.ts';
import { test, withReport, written } from './setup.ts';

/** What makes Node, npm's packages or Playwright print what they do, and how a run names it when it goes on without. */
const printers: readonly { readonly title: string; readonly variables: Environment; readonly named: string }[] = [
  { title: 'DEBUG=pw:*', variables: { DEBUG: 'pw:*' }, named: 'DEBUG' },
  { title: 'DEBUG=*', variables: { DEBUG: '*' }, named: 'DEBUG' },
  { title: 'NODE_DEBUG=*', variables: { NODE_DEBUG: '*' }, named: 'NODE_DEBUG' },
  {
    title: 'NODE_DEBUG=child_process,http,net',
    variables: { NODE_DEBUG: 'child_process,http,net' },
    named: 'NODE_DEBUG',
  },
  {
    title: 'NODE_OPTIONS=--tls-keylog=…',
    variables: { NODE_OPTIONS: '--tls-keylog=keys.log' },
    named: '--tls-keylog of NODE_OPTIONS',
  },
];

/** A failure, so that exchanges are shown, and a report of it; the browser part and the e-mails are others' business. */
const asked = {
  ...withReport,
  NEXUS_ONLY: 'auth/basic,auth/bearer-alone,auth/bearer-and-application-token,auth/bad-basic',
};

/** What the run has to hold of: what it cannot need here. */
const further = {
  NEXUS_USER_PASSWORD: 'canary-of-a-user-4Xq9',
  NEXUS_MAILBOX_URL: 'mailpit+http://in:canary-inbox-7Tz2@127.0.0.1:9',
};

for (const { title, variables, named } of printers) {
  test(`with ${title} no secret is in any file or line, and the run goes on without it and says so`, async ({
    conformance,
    folder,
  }) => {
    const server = await nexusServer(echoing, awkwardWorld);
    const secrets = { ...server.environment, ...further };
    const run = await conformance([], { environment: { ...asked, ...secrets, ...variables } });
    server.close();
    expect(run.code, run.stderr.slice(-2000)).toBe(0);
    const said = run.stderr.split('\n').filter((line) => line.includes('goes on without'));
    expect(said).toEqual([
      `note: The run goes on without ${named}: it would print requests, or change what is judged.`,
    ]);
    // The tripwire user's e-mail was asked for, and in a mailbox that is not there nobody saw it come.
    expect(readdirSync(run.folder).toSorted()).toEqual(['.due-mail.json', ...written]);
    expect(leaksOf(run, folder, secrets)).toEqual([]);
    expect(existsSync(join(folder, 'keys.log'))).toBe(false);
  });
}

test('what would change which tests there are or how they are read is left out as well, all of it by name', async ({
  conformance,
  reference,
}) => {
  const variables = {
    ALLURE_TESTPLAN_PATH: 'no-such-plan.json',
    JEST_WORKER_ID: '1',
    NODE_OPTIONS: '--insecure-http-parser --max-http-header-size=9',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    PWTEST_WATCH: '1',
  };
  const run = await conformance([], { environment: { ...reference.environment, ...asked, ...variables } });
  expect(run.code, run.stderr).toBe(0);
  const { NODE_OPTIONS: _, ...others } = variables;
  const [note = ''] = run.stderr.split('\n').filter((line) => line.includes('goes on without'));
  for (const name of Object.keys(others)) expect(note).toContain(name);
  expect(note).toContain('--insecure-http-parser of NODE_OPTIONS, --max-http-header-size of NODE_OPTIONS');
});

test('doctor shows no secret either, whatever Node prints of what it does', async ({ conformance }) => {
  const { environment, close } = await nexusServer(echoing, awkwardWorld);
  const run = await conformance(['doctor'], { environment: { ...environment, NODE_DEBUG: '*', DEBUG: '*' } });
  close();
  expect(run.code, run.stdout).toBe(0);
  expect(run.stderr, 'Node does print it').toContain('NET ');
  const names = ['NEXUS_BASIC_PASSWORD', 'NEXUS_BEARER_TOKEN', 'NEXUS_APPLICATION_TOKEN'];
  const secrets = Object.fromEntries(names.map((name) => [name, environment[name] ?? '']));
  expect(leaksIn({ stdout: run.stdout, stderr: run.stderr }, secrets)).toEqual([]);
});

test('a Playwright that was started with one of them is refused by its name, before anything is sent', async ({
  plainPlaywright,
  reference,
}) => {
  const environment = { ...reference.environment, DEBUG: 'pw:no-such', NODE_OPTIONS: '--max-http-header-size=99999' };
  const run = await plainPlaywright(['--reporter=line'], { environment });
  expect(run.code).not.toBe(0);
  const printed = run.stdout + run.stderr;
  expect(printed).toContain('DEBUG, --max-http-header-size of NODE_OPTIONS: it would print requests');
  expect(run.exchanges()).toEqual([]);
  expect(reference.outbox).toEqual([]);
});
