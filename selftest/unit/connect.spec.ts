import { expect, test } from '@playwright/test';
import { causeOf } from '../../src/client/connect.ts';

const errorOf = (code: string | undefined, message: string): NodeJS.ErrnoException =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

for (const [code, message, cause] of [
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', 'connect ECONNREFUSED 127.0.0.1:1'],
  ['ECONNREFUSED', '', 'ECONNREFUSED'],
  ['EPROTO', ' wrong version\n  number \n', 'wrong version number (EPROTO)'],
  [undefined, 'no code', 'no code (Error)'],
] as const) {
  test(`a network error is told in one line: ${cause}`, () => {
    expect(causeOf(errorOf(code, message))).toBe(cause);
  });
}

test('a certificate of an unknown authority points at NEXUS_CA_FILE', () => {
  for (const code of ['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']) {
    expect(causeOf(errorOf(code, 'not trusted'))).toMatch(new RegExp(`^not trusted \\(${code}\\); .*NEXUS_CA_FILE`));
  }
  expect(causeOf(errorOf('CERT_HAS_EXPIRED', 'expired'))).toBe('expired (CERT_HAS_EXPIRED)');
});

test('an alert about the certificate of the client points at NEXUS_CLIENT_CERT_FILE', () => {
  const code = 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';
  expect(causeOf(errorOf(code, 'alert'))).toMatch(/^alert .*NEXUS_CLIENT_CERT_FILE/);
  expect(causeOf(errorOf('ERR_SSL_WRONG_VERSION_NUMBER', 'alert'))).toBe('alert (ERR_SSL_WRONG_VERSION_NUMBER)');
});
