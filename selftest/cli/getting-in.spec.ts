import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { startReference } from '../../reference/serve.ts';
import { makeCertificates, tlsFront, tokenServer } from '../unit/network-setup.ts';
import { smoke, test } from './setup.ts';

test('a process that replaces another one has no token, or finds it on disk', async ({ conformance, folder }) => {
  const reference = await startReference({ fault: 'bearer-alone' });
  const { NEXUS_BEARER_TOKEN: token = '', ...environment } = reference.environment;
  const endpoint = await tokenServer(async () => ({
    body: { access_token: token, token_type: 'Bearer', expires_in: 3600 },
  }));
  const secret = 'client-secret-0123456789';
  const run = await conformance([], {
    environment: {
      ...environment,
      NEXUS_ONLY: 'auth/basic,auth/bearer-alone,auth/no-credentials',
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
  expect(endpoint.asked.length, 'one a process').toBeGreaterThan(1);
  const written = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  for (const text of [run.stdout, run.stderr, ...written]) {
    expect(text).not.toContain(token);
    expect(text).not.toContain(secret);
  }
});

test('the command line does not trust a private authority that is named, or plain Playwright does not say what to type', async ({
  conformance,
  plainPlaywright,
  folder,
  reference,
}) => {
  const made = makeCertificates(folder);
  test.skip(made === undefined, 'the command openssl is missing');
  if (!made) return;
  const front = await tlsFront(Number(new URL(reference.baseUrl).port), made, false);
  const NEXUS_CA_FILE = made.authority.certFile;
  const NEXUS_BASE_URL = `https://127.0.0.1:${front.port}`;
  const environment = { ...reference.environment, ...smoke, NEXUS_BASE_URL, NEXUS_CA_FILE };

  for (const others of [{}, { NODE_EXTRA_CA_CERTS: made.stranger.certFile }]) {
    const stopped = await plainPlaywright([], { environment: { ...environment, ...others }, output: 'stopped' });
    expect(stopped.code).not.toBe(0);
    expect(stopped.stdout + stopped.stderr).toContain(`NODE_EXTRA_CA_CERTS='${NEXUS_CA_FILE}'`);
    expect(stopped.exchanges()).toEqual([]);
  }
  // One by Playwright's client, one byte by byte.
  const few = { ...environment, NEXUS_PROFILE: 'gate', NEXUS_ONLY: 'auth/basic,auth/no-bypass' };
  const run = await conformance([], { environment: few, output: 'trusting' });
  front.close();
  expect(run.code, run.stdout + run.stderr).toBe(0);
});
