import { expect } from '@playwright/test';
import { environmentOf } from '../../reference/environment.ts';
import { conformingNexus, type Nexus } from '../../reference/nexus.ts';
import { createWorld } from '../../reference/world.ts';
import { nexusServer } from './nexus-server.ts';
import { smoke, test } from './setup.ts';

const filters = [
  ['--grep', 'bearer-alone'],
  ['--grep', 'operation/no-other-success'],
  ['--no-deps'],
  ['--shard=1/2'],
  ['--project=closing', '--no-deps'],
] as const;

for (const args of filters) {
  test(`playwright test ${args.join(' ')} is green, although it judges a part only`, async ({
    plainPlaywright,
    reference,
  }) => {
    const run = await plainPlaywright(args, { environment: { ...smoke, ...reference.environment } });
    expect(run.code).toBe(1);
    expect(run.stdout).not.toMatch(/^PASS/m);
  });
}

/** Every second request without any credentials is let in, the first one included. */
function forgetful(nexus: Nexus): Nexus {
  let anonymous = 0;
  return {
    ...nexus,
    around: [
      async (c, next) => {
        const shown = c.req.header('authorization') ?? c.req.header('applicationtoken');
        if (shown !== undefined) return next();
        anonymous += 1;
        return anonymous % 2 === 1 ? c.body(null, 204) : next();
      },
    ],
  };
}

test('a violation that does not show at every attempt is called flaky, and green with it', async ({
  plainPlaywright,
}) => {
  const server = await nexusServer(forgetful);
  const environment = { ...server.environment, NEXUS_PROFILE: 'smoke' };
  const run = await plainPlaywright(['--retries=2', '--reporter=line'], { environment });
  server.close();
  expect(run.code).not.toBe(0);
  const result = run.statement().requirements.find(({ id }) => id === 'auth/no-credentials');
  expect(result).toMatchObject({ outcome: 'failed' });
  expect(run.statement()).toMatchObject({ verdict: 'fail', exitCode: 1 });
});

const elsewhere = {
  NEXUS_BASE_URL: 'https://conformance.invalid',
  NEXUS_ENVIRONMENT: 'staging',
  NEXUS_PROFILE: 'smoke',
};

const recorders = [
  { what: '--trace', args: ['--trace', 'on'] },
  { what: 'DEBUG=pw:*', args: [], environment: { DEBUG: 'pw:api' } },
] as const;

for (const { what, args, ...more } of recorders) {
  test(`${what} stores or prints the credentials of somebody else's target`, async ({ plainPlaywright }) => {
    const fixtures = environmentOf(conformingNexus(await createWorld()), '');
    const environment = { ...fixtures, ...elsewhere, ...('environment' in more ? more.environment : {}) };
    const run = await plainPlaywright(args, { environment });
    expect(run.code).not.toBe(0);
    expect(run.stdout + run.stderr).toContain(`${what} would store or print credentials`);
    expect(run.exchanges()).toEqual([]);
  });
}

test('a wrong configuration is not said under plain Playwright, or sends something', async ({ plainPlaywright }) => {
  const run = await plainPlaywright([], { environment: { NEXUS_BASE_URL: 'https://conformance.invalid' } });
  expect(run.code).not.toBe(0);
  expect(run.stdout + run.stderr).toContain('No complete credentials are configured');
  expect(run.exchanges()).toEqual([]);
});
