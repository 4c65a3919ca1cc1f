import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from '@playwright/test';
import { certificateCheck } from '../../src/doctor/certificate.ts';
import { checkConnection } from '../../src/doctor/connection.ts';
import { good, now } from './configuration-setup.ts';
import { runOf, withServer } from './doctor-setup.ts';
import { forwardProxy } from './network-setup.ts';

test.describe('connection', () => {
  const environmentOf = (baseUrl: string) => ({ ...good, NEXUS_BASE_URL: baseUrl, NEXUS_TIMEOUT_SECONDS: '1' });
  const check = (baseUrl: string) => {
    return checkConnection(runOf(environmentOf(baseUrl)), new URL(baseUrl));
  };

  test('a name that does not exist is a problem of DNS, and the checks end there', async () => {
    const [name, ...others] = await check('https://conformance.invalid');
    expect(name).toMatchObject({ name: 'DNS', state: 'problem', passes: true });
    expect(others).toEqual([]);
  });

  test('a closed port is a problem of TCP', async () => {
    let closed = '';
    await withServer(
      () => {},
      async (baseUrl) => {
        closed = baseUrl;
      },
    );
    expect((await check(closed)).at(-1)).toMatchObject({
      name: 'TCP',
      state: 'problem',
      passes: true,
      says: /ECONNREFUSED/,
    });
  });

  test('https where none is spoken is a problem of TLS, and the way out says so', async () => {
    await withServer(
      (_, response) => response.end(),
      async (baseUrl) => {
        const checks = await check(baseUrl.replace('http:', 'https:'));
        expect(checks.at(-1)).toMatchObject({ name: 'TLS', state: 'problem', wayOut: /https/ });
      },
    );
  });

  test('an answer 503 is a problem that may pass, and the way out asks about the service behind', async () => {
    await withServer(
      (_, response) => response.writeHead(503).end(),
      async (baseUrl) => {
        expect((await check(`${baseUrl}/nexus`)).at(-1)).toMatchObject({
          name: 'HTTP',
          state: 'problem',
          passes: true,
          says: /GET \/nexus is answered 503/,
          wayOut: /behind it/,
        });
      },
    );
  });

  test('a 503 that says when to come back is told with it, and what waits for that', async () => {
    await withServer(
      (_, response) => response.writeHead(503, { 'Retry-After': '120' }).end(),
      async (baseUrl) => {
        expect((await check(baseUrl)).at(-1)).toMatchObject({
          passes: true,
          says: 'GET / is answered 503, Retry-After: 120 (2 min)',
          wayOut: /maintenance\? --wait SECONDS waits/,
        });
      },
    );
  });

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  test('where the other loopback address is open, that is said and the URL of it', async ({}, info) => {
    const server = createServer().listen(0, '::1');
    const isListening = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    info.skip(!isListening, 'there is no IPv6 here');
    const { port } = server.address() as AddressInfo;
    const checks = await check(`http://127.0.0.1:${port}/nexus/`);
    server.close();
    expect(checks.at(-1)).toMatchObject({
      name: 'TCP',
      passes: true,
      says: expect.stringMatching(/ECONNREFUSED, and the other loopback address is open$/),
      wayOut: expect.stringContaining(`set NEXUS_BASE_URL=http://[::1]:${port}/nexus where`),
    });
  });

  test('a target behind a proxy is reached through it, and a 407 is told as the answer of the proxy', async () => {
    await withServer(
      (_, response) => response.end(),
      async (baseUrl) => {
        const proxy = await forwardProxy('suite:secret');
        const through = (password: string) => {
          const NEXUS_PROXY_URL = `http://suite:${password}@127.0.0.1:${proxy.port}`;
          return checkConnection(runOf({ ...environmentOf(baseUrl), NEXUS_PROXY_URL }), new URL(baseUrl));
        };
        expect((await through('secret')).map(({ name, state }) => `${name} ${state}`)).toEqual(['proxy ok', 'HTTP ok']);
        expect((await through('wrong')).at(-1)).toMatchObject({ state: 'problem', says: /^the proxy .* answered 407/ });
        proxy.close();
      },
    );
  });

  test('a target that never answers is a problem of HTTP', async () => {
    await withServer(
      () => {},
      async (baseUrl) => {
        expect((await check(baseUrl)).at(-1)).toMatchObject({ name: 'HTTP', state: 'problem' });
      },
    );
  });
});

test.describe('certificate', () => {
  const certificate = {
    subject: { C: '', ST: '', L: '', O: 'Acme', OU: '', CN: 'staging.example' },
    issuer: { C: '', ST: '', L: '', O: '', OU: '', CN: 'Acme CA' },
    valid_to: 'Dec 25 12:00:00 2026 GMT',
    subjectaltname: 'DNS:staging.example',
  };
  const check = (distrust?: string, more: object = {}, insecureTls = false) =>
    certificateCheck(
      { certificate: { ...certificate, ...more }, distrust },
      { host: 'nexus.example', insecureTls },
      now,
    );

  test('a good certificate is ok, and told with its owner, its issuer and the days left', () => {
    expect(check()).toEqual({
      name: 'TLS',
      state: 'ok',
      says: 'certificate of staging.example, Acme, by Acme CA, 32 days left',
    });
  });

  test('a certificate that ends soon gets a note', () => {
    expect(check(undefined, { valid_to: 'Nov 26 12:00:00 2026 GMT' })).toMatchObject({
      state: 'note',
      says: /3 days left/,
    });
  });

  test('an untrusted certificate is told with the reason and what to do', () => {
    expect(check('UNABLE_TO_VERIFY_LEAF_SIGNATURE')).toMatchObject({ state: 'problem', wayOut: /NEXUS_CA_FILE/ });
    expect(check('ERR_TLS_CERT_ALTNAME_INVALID').wayOut).toContain('DNS:staging.example, not for nexus.example');
    expect(check('DEPTH_ZERO_SELF_SIGNED_CERT').wayOut).toMatch(/save it in a file .* NEXUS_CA_FILE to that/);
    const expired = check('CERT_HAS_EXPIRED', { valid_to: 'Nov 20 12:00:00 2026 GMT' });
    expect(expired).toMatchObject({ says: /expired 3 days ago/, wayOut: /Renew/ });
    expect(check('DEPTH_ZERO_SELF_SIGNED_CERT', {}, true)).toMatchObject({ state: 'note', says: /NEXUS_INSECURE_TLS/ });
  });

  test('control characters in the name of a certificate are escaped', () => {
    expect(check(undefined, { subject: { ...certificate.subject, CN: '\u001b[31mred' } }).says).toContain('\\u001b');
  });
});
