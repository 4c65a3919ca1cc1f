import { expect } from '@playwright/test';
import { test } from './setup.ts';
import { selfSigned, tlsFront } from './tls-front.ts';

test('a private authority is not trusted although it is named, or the message does not say how to name it', async ({
  conformance,
  folder,
  reference,
}) => {
  const certificate = selfSigned(folder);
  test.skip(certificate === undefined, 'the command openssl is missing');
  if (certificate === undefined) return;
  const front = await tlsFront(certificate, new URL(reference.baseUrl));
  // One by Playwright's client, one byte by byte.
  const NEXUS_ONLY = 'auth/basic,auth/no-bypass';
  const environment = { ...reference.environment, NEXUS_PROFILE: 'gate', NEXUS_ONLY, NEXUS_BASE_URL: front.baseUrl };

  const trusted = await conformance([], {
    environment: { ...environment, NEXUS_CA_FILE: certificate.certificateFile },
    output: 'trusted',
  });
  const unknown = await conformance([], { environment, output: 'unknown' });
  front.close();

  expect(trusted.code, trusted.stdout).toBe(0);
  expect(unknown.code).toBe(3);
  expect(unknown.stdout.replace(/\s+/g, ' ')).toMatch(
    /the certificate of 127\.0\.0\.1:\d+ is not trusted .*NEXUS_CA_FILE names a private CA/,
  );
  expect(unknown.exchanges().every(({ response }) => response === undefined)).toBe(true);
});
