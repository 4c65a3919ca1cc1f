import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { expect } from '@playwright/test';
import { smoke, test } from './setup.ts';

interface Certificate {
  readonly certificateFile: string;
  readonly cert: string;
  readonly key: string;
}

const subject = ['-subj', '/CN=a throw-away of the self-test', '-addext', 'subjectAltName=IP:127.0.0.1'];

/** A certificate for 127.0.0.1 that signs itself; `undefined` where the command is missing. */
function selfSigned(folder: string): Certificate | undefined {
  const [certificateFile, keyFile] = [join(folder, 'ca.pem'), join(folder, 'ca.key')];
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile];
  try {
    execFileSync('openssl', ['req', '-x509', ...key, '-out', certificateFile, '-days', '2', ...subject], {
      stdio: 'pipe',
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return { certificateFile, cert: readFileSync(certificateFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

test('a private authority is not trusted although it is named, or the message does not say how to name it', async ({
  conformance,
  folder,
  reference,
}) => {
  const certificate = selfSigned(folder);
  test.skip(certificate === undefined, 'the command openssl is missing');
  if (certificate === undefined) return;
  const { cert, key, certificateFile } = certificate;
  const front = createServer({ cert, key }, (secure) => {
    const behind = connect(Number(new URL(reference.baseUrl).port), '127.0.0.1');
    secure.on('error', () => behind.destroy());
    behind.on('error', () => secure.destroy());
    secure.pipe(behind).pipe(secure);
  });
  front.on('tlsClientError', () => {});
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const NEXUS_BASE_URL = `https://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const environment = { ...reference.environment, NEXUS_PROFILE: 'gate', NEXUS_BASE_URL };

  const trusted = await conformance([], {
    environment: { ...environment, NEXUS_CA_FILE: certificateFile },
    output: 'trusted',
  });
  const unknown = await conformance([], { environment: { ...environment, ...smoke }, output: 'unknown' });
  front.close();

  expect(trusted.code, trusted.stdout).toBe(0);
  expect(unknown.code).toBe(3);
  expect(unknown.stdout.replace(/\s+/g, ' ')).toMatch(
    /the certificate of 127\.0\.0\.1:\d+ is not trusted .*NEXUS_CA_FILE names a private CA/,
  );
  expect(unknown.exchanges().every(({ response }) => response === undefined)).toBe(true);
});
