import { expect } from '@playwright/test';
import { variable, variableNames } from '../../config/variables.ts';
import { startReference } from '../../reference/serve.ts';
import { freePort } from '../front-doors/front-door.ts';
import { makeCertificates, tlsFront } from '../unit/network-setup.ts';
import type { Environment } from './processes.ts';
import { leaksIn } from './secret-search.ts';
import { lastLine, test } from './setup.ts';

function without(environment: Environment, ...names: readonly string[]): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
}

test('a target that is ready is called so, without an e-mail and without its secrets', async ({
  conformance,
  reference,
}) => {
  const { code, stdout, stderr } = await conformance(['doctor'], { environment: reference.environment });
  expect(code, stdout).toBe(0);
  expect(lastLine(stdout)).toMatch(/^ready for gate/);
  expect(stdout).toMatch(/^ {2}smoke {4}\d+ of \d+/m);
  expect(stdout).toMatch(/^ {2}gate {5}\d+ of \d+; \d+ left out: needs a mailbox/m);
  expect(stdout).toMatch(/^ {2}certify {2}not as it is configured: NEXUS_MAILBOX_URL is refused in certify/m);
  expect(reference.outbox).toEqual([]);
  const secrets = Object.entries(reference.environment).filter(([name]) =>
    variableNames.some((known) => known === name && variable(known).secret),
  );
  expect(leaksIn({ stdout, stderr }, Object.fromEntries(secrets))).toEqual([]);
});

test('a program reads what is wrong, and an alternative that is refused is a problem', async ({
  conformance,
  reference,
}) => {
  const environment = {
    ...without(reference.environment, 'NEXUS_BEARER_TOKEN', 'NEXUS_APPLICATION_TOKEN'),
    NEXUS_BASIC_PASSWORD: 'not-the-password',
  };
  const { code, stdout } = await conformance(['doctor', '--profile', 'smoke', '--json'], { environment });
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    profile: 'smoke',
    exitCode: 3,
    checks: expect.arrayContaining([expect.objectContaining({ name: 'alternative', state: 'problem' })]),
    coverage: [{ profile: 'smoke', lacks: [] }, { profile: 'gate' }, { profile: 'certify' }],
  });
});

test('a gate that would be incomplete is not ready, and the variable that it lacks is named', async ({
  conformance,
  reference,
}) => {
  const environment = without(reference.environment, 'NEXUS_EXPIRED_BEARER_TOKEN');
  const { code, stdout } = await conformance(['doctor'], { environment });
  expect(code).toBe(2);
  expect(stdout).toMatch(/^ {2}gate .* set NEXUS_EXPIRED_BEARER_TOKEN \(\+1\)$/m);
});

test('what keeps a run from beginning is said, and is a problem', async ({ conformance, reference }) => {
  const environment = { ...reference.environment, NEXUS_CLIENT_ID: '', NEXUS_MAIL_FREE: 'true' };
  const wrong = await conformance(['doctor', '--mail'], { environment });
  expect(wrong.code).toBe(2);
  expect(wrong.stdout).toMatch(/^problem +configuration +NEXUS_CLIENT_ID is missing/m);
  const contradiction = await conformance(['doctor', '--mail'], {
    environment: { ...reference.environment, NEXUS_MAIL_FREE: 'true' },
  });
  expect(contradiction.code).toBe(2);
  expect(contradiction.stdout).toContain('give only one of them');
  expect(reference.outbox).toEqual([]);
});

test('--wait waits for a deployment that is coming up', async ({ begin }) => {
  const port = await freePort();
  const { environment, ...first } = await startReference({ port });
  await first.close();
  const running = begin('conformance', { args: ['doctor', '--wait', '60', '--profile', 'smoke'], environment });
  await expect.poll(() => running.printed().stderr, { timeout: 20_000 }).toContain('waiting for 127.0.0.1');
  const reference = await startReference({ port });
  const { code, stdout } = await running.ended;
  await reference.close();
  expect(stdout).toMatch(/^ok +HTTP /m);
  // Its credentials are new: those of the first are refused, and that is said.
  expect(code).toBe(3);
  expect(stdout).toContain('not seen to be accepted');
});

test('who stops waiting gets 130, which no target that is not ready gets', async ({ begin, reference }) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  const environment = { ...reference.environment, NEXUS_BASE_URL: `http://127.0.0.1:${await freePort()}` };
  const running = begin('conformance', { args: ['doctor', '--wait', '60'], environment });
  await expect.poll(() => running.printed().stderr, { timeout: 20_000 }).toContain('waiting for');
  running.signal('SIGINT');
  expect((await running.ended).code).toBe(130);
});

test('a private authority is asked for by NEXUS_CA_FILE, and trusted where that names it', async ({
  conformance,
  folder,
  reference,
}) => {
  const certificates = makeCertificates(folder);
  test.skip(certificates === undefined, 'the command openssl is missing');
  if (certificates === undefined) return;
  const front = await tlsFront(Number(new URL(reference.baseUrl).port), certificates, false);
  const environment = { ...reference.environment, NEXUS_BASE_URL: `https://127.0.0.1:${front.port}` };
  const unknown = await conformance(['doctor'], { environment });
  expect(unknown.code).toBe(3);
  expect(unknown.stdout).toMatch(/^problem +TLS +certificate of server, by authority, 1 days left; not trusted/m);
  expect(unknown.stdout).toContain('set NEXUS_CA_FILE');
  const named = { ...environment, NEXUS_CA_FILE: certificates.authority.certFile };
  const trusted = await conformance(['doctor'], { environment: named });
  front.close();
  expect(trusted.code, trusted.stdout).toBe(0);
  expect(trusted.stdout).toMatch(/^ok +alternative +Basic/m);
});

test('without a target the embedded reference is examined, and ends', async ({ conformance }) => {
  const good = await conformance(['doctor']);
  expect(good.code).toBe(0);
  expect(lastLine(good.stdout)).toBe('ready for gate (reference)');
});
