import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import suite from '../../package.json' with { type: 'json' };
import type { Statement } from '../../src/report/statement.ts';
import { httpServer } from '../proof/broken-server.ts';
import type { Environment } from './processes.ts';
import { embedded, lastLine, smoke, test } from './setup.ts';

const inCi = { CI: 'true' };

interface Refused {
  readonly what: string;
  readonly args: readonly string[];
  readonly environment?: Environment;
  readonly said: string;
}

const refused: readonly Refused[] = [
  { what: 'a missing target under CI', args: [], environment: inCi, said: 'Under CI the target must be named' },
  { what: 'an unknown flag', args: ['--profil', 'smoke'], said: 'Did you mean --profile?' },
  { what: 'an unknown id', args: ['--only', 'auth/bearer-alnoe'], said: 'Did you mean auth/bearer-alone?' },
  { what: 'a pattern that fits nothing', args: ['--skip', 'aut/*'], said: 'NEXUS_SKIP: "aut/*" is not' },
  {
    what: 'a certificate of a target without a mailbox',
    args: ['--profile', 'certify'],
    environment: { NEXUS_BASE_URL: 'http://127.0.0.1:9', NEXUS_MAILBOX_URL: 'none' },
    said: 'NEXUS_MAILBOX_URL is refused in certify',
  },
  { what: 'an unknown fault', args: ['--fault', 'bearer-alnoe'], said: 'Did you mean bearer-alone?' },
  {
    what: 'an env file that is not there',
    args: [],
    environment: { NEXUS_ENV_FILE: 'absent.env' },
    said: 'NEXUS_ENV_FILE names a file that does not exist: absent.env',
  },
];

for (const { what, args, environment = {}, said } of refused) {
  test(`${what} is refused by name, and nothing is sent or left behind`, async ({ conformance }) => {
    const run = await conformance(args, { environment });
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain(said);
    expect(existsSync(run.folder)).toBe(false);
  });
}

test('an env file that is not there, named by its flag, is refused', async ({ conformance }) => {
  const run = await conformance(['--env-file', 'absent.env']);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('absent.env');
  expect(existsSync(run.folder)).toBe(false);
});

test('under CI the reference may be asked for by name, and --json prints the statement and nothing else', async ({
  conformance,
}) => {
  const run = await conformance(['--target', 'reference', '--json'], { environment: { ...inCi, ...smoke } });
  expect(run.code).toBe(0);
  expect(JSON.parse(run.stdout) as Statement).toEqual(run.statement());
  expect(lastLine(run.stderr)).toMatch(/^PASS smoke embedded reference/);
});

test('asking for help or the version begins no run', async ({ conformance }) => {
  const [help, version] = await Promise.all([
    conformance(['--help'], { environment: inCi }),
    conformance(['--version'], { environment: inCi }),
  ]);
  expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('--profile') });
  expect(version).toMatchObject({ code: 0, stderr: '', stdout: `${suite.name} ${suite.version}\n` });
  expect(existsSync(help.folder)).toBe(false);
});

const unusable = [
  { what: 'below a file', folder: join(import.meta.dirname, 'usage.spec.ts', 'below') },
  { what: 'below /proc', folder: '/proc/nope/results', only: 'linux' },
] as const;

for (const { what, folder, ...where } of unusable) {
  test(`a run whose results would lie ${what} is refused, and nothing is sent`, async ({ conformance }) => {
    test.skip('only' in where && process.platform !== where.only, `there is no ${folder} here`);
    let requests = 0;
    const server = await httpServer(({ response }) => {
      requests += 1;
      response.writeHead(204).end();
    });
    const run = await conformance(['--output', folder], { environment: server.environment });
    server.close();
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(folder);
    expect(requests).toBe(0);
  });
}

test('a run in which nothing was selected is incomplete', async ({ conformance }) => {
  const run = await conformance(['--only', 'email/*'], { environment: embedded });
  expect(run.code).toBe(3);
  expect(run.statement()).toMatchObject({ verdict: 'incomplete', exitCode: 3, requirements: [] });
});
