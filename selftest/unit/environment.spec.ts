import { expect, test } from '@playwright/test';
import { harmless } from '../../src/playwright/environment.ts';

const left = (options: string): string | undefined => harmless({ NODE_OPTIONS: options }).environment.NODE_OPTIONS;

test('of the options of Node what names authorities and needs memory stays, and what shows or changes a run goes', () => {
  expect(left('--use-openssl-ca --max-old-space-size=4096')).toBe('--use-openssl-ca --max-old-space-size=4096');
  for (const harmful of [
    '--insecure-http-parser',
    '--insecure_http_parser',
    '--max-http-header-size=99',
    '--max-http-header-size 99',
    '--tls-keylog=keys.log',
    '--tls-keylog "a folder/keys.log"',
    '--tls-min-v1.0',
    '--trace-tls',
    '--report-on-fatalerror --report-directory /tmp',
    '--heapsnapshot-near-heap-limit=1',
  ]) {
    expect(left(`--use-openssl-ca ${harmful} --no-warnings`), harmful).toBe('--use-openssl-ca --no-warnings');
    expect(left(harmful), `${harmful} alone`).toBeUndefined();
  }
});

test('what is left out is named, in whatever case, and what is empty or somebody else’s is not', () => {
  const environment = { debug: 'pw:*', NODE_DEBUG: '', NODE_EXTRA_CA_CERTS: 'ca.pem', DEBUG_COLORS: '1', PATH: '/bin' };
  expect(harmless(environment)).toEqual({
    environment: { NODE_EXTRA_CA_CERTS: 'ca.pem', DEBUG_COLORS: '1', PATH: '/bin' },
    removed: ['debug'],
  });
  const options = harmless({ NODE_OPTIONS: '--tls-keylog=k --no-warnings --trace-tls' });
  expect(options.removed).toEqual(['--tls-keylog of NODE_OPTIONS', '--trace-tls of NODE_OPTIONS']);
});
