import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { startReference } from '../../reference/serve.ts';
import { makeCertificates, tlsFront, tokenServer } from '../unit/network-setup.ts';
import { test } from './setup.ts';

test('a process that replaces another one fetches a token of its own, and none is on disk', async ({
  conformance,
  folder,
}) => {
  const reference = await startReference({ fault: 'bearer-alone' });
  const { NEXUS_BEARER_TOKEN: token = '', ...environment } = reference.environment;
  const endpoint = await tokenServer(async () => ({
    body: { access_token: token, token_type: 'Bearer', expires_in: 3600 },
  }));
  const secret = 'client-secret-0123456789';
  const run = await conformance([], {
    environment: {
      ...environment,
      NEXUS_ONLY: 'auth/basic,auth/bearer-alone,auth/no-credentials,auth/tampered-bearer',
      NEXUS_OAUTH_TOKEN_URL: endpoint.url,
      NEXUS_OAUTH_CLIENT_ID: 'nexus-conformance',
      NEXUS_OAUTH_CLIENT_SECRET: secret,
    },
  });
  endpoint.close();
  await reference.close();
  const failed = run.statement().requirements.filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(({ id }) => id)).toEqual(['auth/bearer-alone']);
  expect(run.statement().requirements.filter(({ outcome }) => outcome === 'inconclusive')).toEqual([]);
  expect(endpoint.asked.length, 'one a process').toBe(2);
  const written = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  for (const text of [run.stdout, run.stderr, ...written]) {
    expect(text).not.toContain(token);
    expect(text).not.toContain(secret);
  }
});

test('an authority that NEXUS_CA_FILE names is trusted by the command and by plain Playwright, whatever NODE_EXTRA_CA_CERTS says', async ({
  conformance,
  plainPlaywright,
  folder,
  reference,
}) => {
  const made = makeCertificates(folder);
  test.skip(made === undefined, 'the command openssl is missing');
  if (!made) return;
  const front = await tlsFront(Number(new URL(reference.baseUrl).port), made, false);
  const strange = {
    ...reference.environment,
    NEXUS_PROFILE: 'gate',
    // On connections of their own, and several requests on one.
    NEXUS_ONLY: 'auth/basic,auth/no-carry-over,auth/no-bypass',
    NEXUS_BASE_URL: `https://127.0.0.1:${front.port}`,
  };
  const environment = { ...strange, NEXUS_CA_FILE: made.authority.certFile };
  const besides = { ...environment, NODE_EXTRA_CA_CERTS: made.stranger.certFile };
  const [byPlaywright, byCommand, untrusting] = await Promise.all([
    plainPlaywright([], { environment: besides, output: 'playwright' }),
    conformance([], { environment, output: 'command' }),
    plainPlaywright([], { environment: strange, output: 'untrusting' }),
  ]);
  front.close();
  for (const run of [byPlaywright, byCommand]) {
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(run.statement().verdict).toBe('pass');
  }
  expect(untrusting.code).not.toBe(0);
  expect(untrusting.statement().verdict).toBe('incomplete');
  const reasons = untrusting.statement().requirements.map(({ reason }) => reason);
  expect(reasons).toEqual(reasons.map(() => expect.stringContaining('NEXUS_CA_FILE')));
});
