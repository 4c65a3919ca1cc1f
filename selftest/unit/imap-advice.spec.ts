import { expect, test } from '@playwright/test';
import { adviceOn, advices, type LoginBy, mailboxError, wordsOf } from '../../src/mailbox/imap-advice.ts';
import type { MailboxCause } from '../../src/mailbox/mailbox.ts';

/** What providers say, word for word. */
const rows: readonly (readonly [said: string, by: LoginBy, reason: MailboxCause, advice: RegExp])[] = [
  ['the proxy opened no way there: Invalid response from proxy: 407', 'password', 'proxy', /NEXUS_PROXY_URL.*NO_PROXY/],
  ['Request is throttled. Suggested Backoff Time: 92415 milliseconds', 'token', 'limit', /left alone/],
  ['Server Unavailable. 15', 'token', 'limit', /left alone/],
  [
    '[UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)',
    'password',
    'limit',
    /end other runs/,
  ],
  ['Too many simultaneous connections. (Failure)', 'password', 'limit', /15/],
  ['[LIMIT] Too many commands', 'password', 'limit', /limit of the server/],
  ['AADSTS7000215: Invalid client secret provided.', 'token', 'login', /value, not its id/],
  ["AADSTS700016: Application with identifier 'x' was not found in the directory 'y'.", 'token', 'login', /tenant/],
  ['User is authenticated but not connected.', 'token', 'rights', /Add-MailboxPermission.*FullAccess/],
  ['LOGIN failed.', 'password', 'method', /basic authentication.*NEXUS_MAILBOX_OAUTH_TOKEN_URL/],
  ['AUTHENTICATE failed.', 'password', 'method', /basic authentication/],
  ['AUTHENTICATE failed.', 'token', 'login', /New-ServicePrincipal.*Set-CASMailbox/],
  [
    '[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)',
    'password',
    'login',
    /app password/,
  ],
  ['[AUTHENTICATIONFAILED] Invalid credentials (Failure)', 'password', 'login', /app password.*Workspace/],
  ['[AUTHENTICATIONFAILED] Invalid credentials (Failure)', 'token', 'login', /access token/],
  ['{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}', 'token', 'login', /access token/],
  [
    '[PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.',
    'password',
    'tls',
    /imaps:\/\//,
  ],
  ['Login is disabled', 'password', 'tls', /imaps:\/\//],
  ['Server does not support STARTTLS', 'password', 'tls', /imaps:\/\//],
  ['Unsupported authentication mechanism', 'token', 'method', /takes no access tokens/],
  ['Unsupported authentication mechanism', 'password', 'method', /takes no passwords/],
  ['[EXPIRED] Password expired', 'password', 'login', /expired/],
  ['[AUTHORIZATIONFAILED] No such user', 'password', 'rights', /does not allow/],
  ['[AUTHENTICATIONFAILED] Authentication failed.', 'password', 'login', /percent-encoded/],
  ['[AUTHENTICATIONFAILED] Authentication failed. {"status":"invalid_token"}', 'token', 'login', /SCOPE/],
  ['[UNAVAILABLE] Internal error', 'password', 'network', /later/],
  [
    "Hostname/IP does not match certificate's altnames (ERR_TLS_CERT_ALTNAME_INVALID)",
    'password',
    'tls',
    /as its certificate does/,
  ],
  ['wrong version number (ERR_SSL_WRONG_VERSION_NUMBER)', 'password', 'tls', /993.*143/],
  ['Failed to receive greeting from server in required time (GREETING_TIMEOUT)', 'password', 'tls', /993.*143/],
  ['tlsv1 alert protocol version (ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION)', 'password', 'tls', /TLS 1\.1 at most/],
  ['self-signed certificate in certificate chain (SELF_SIGNED_CERT_IN_CHAIN)', 'password', 'tls', /^$/],
];

for (const [said, by, reason, advice] of rows) {
  test(`by ${by}, ${said}: ${reason}`, () => {
    expect(adviceOn(said, by)).toMatchObject({ reason, advice: expect.stringMatching(advice) });
  });
}

test('every piece of advice is given to something that is said here', () => {
  const given = new Set(rows.map(([said, by]) => adviceOn(said, by)));
  expect(advices.filter((advice) => !given.has(advice))).toEqual([]);
});

test('what nobody knows is told as it is', () => {
  const { message, reason, retryAfter } = mailboxError('not logged in', 'it said "So not"', 'password', 'network');
  expect([message, reason, retryAfter]).toEqual(['not logged in: it said "So not"', 'network', undefined]);
});

test('how long a throttle wants is told in milliseconds', () => {
  const words = 'Request is throttled. Suggested Backoff Time: 92415 milliseconds';
  expect(mailboxError('STATUS', words, 'token', 'network').retryAfter).toBe(92_415);
});

test('an unknown authority points at NEXUS_CA_FILE', () => {
  for (const code of ['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'DEPTH_ZERO_SELF_SIGNED_CERT']) {
    const words = wordsOf(Object.assign(new Error('not trusted'), { code }));
    const { message, reason } = mailboxError('not logged in', words, 'password', 'network');
    expect([message, reason]).toEqual([expect.stringContaining('NEXUS_CA_FILE'), 'tls']);
  }
});
