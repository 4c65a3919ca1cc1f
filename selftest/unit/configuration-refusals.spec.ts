import { expect } from '@playwright/test';
import { jwt, seconds, test, userId, withEnvironment } from './configuration-setup.ts';

test.describe('what is refused', () => {
  const refusals: Readonly<Record<string, [changed: Record<string, string | undefined>, about: string]>> = {
    'a base URL that is none': [{ NEXUS_BASE_URL: 'staging' }, 'NEXUS_BASE_URL'],
    'a base URL of another scheme': [{ NEXUS_BASE_URL: 'ftp://staging.example' }, 'https://'],
    'credentials in the base URL': [{ NEXUS_BASE_URL: 'https://u:p@staging.example' }, 'NEXUS_BASIC_USERNAME'],
    'a query in the base URL': [{ NEXUS_BASE_URL: 'https://staging.example/?a=1' }, 'no query'],
    'http to another machine': [{ NEXUS_BASE_URL: 'http://staging.example' }, 'NEXUS_ALLOW_PLAINTEXT=true'],
    'no user': [{ NEXUS_USER_ID: undefined }, 'NEXUS_USER_ID is missing'],
    'no client': [{ NEXUS_CLIENT_ID: undefined }, 'NEXUS_CLIENT_ID is missing'],
    'a user name without password': [{ NEXUS_COLON_BASIC_USERNAME: 'colon' }, 'NEXUS_COLON_BASIC_PASSWORD is missing'],
    'the account of a test user': [{ NEXUS_BASIC_USERNAME: userId.toUpperCase() }, 'test user'],
    'a user name with a colon': [{ NEXUS_BASIC_USERNAME: 'a:b' }, 'colon'],
    'a tripwire that is the user': [{ NEXUS_TRIPWIRE_USER_ID: userId }, 'NEXUS_TRIPWIRE_USER_ID has the same value'],
    'a Bearer that has expired': [{ NEXUS_BEARER_TOKEN: jwt({ exp: seconds }) }, '2026-11-23T12:00:00.000Z'],
    'a Bearer with its scheme': [{ NEXUS_BEARER_TOKEN: 'Bearer abc' }, 'the word Bearer'],
    'an expired Bearer within the leeway': [
      { NEXUS_EXPIRED_BEARER_TOKEN: jwt({ exp: seconds - 599 }) },
      'at least 10 minutes',
    ],
    'an expired Bearer that never expires': [{ NEXUS_EXPIRED_BEARER_TOKEN: jwt({}) }, 'no exp claim'],
    'a name that no header field can have': [{ NEXUS_APPLICATION_TOKEN_NAME: 'Application Token' }, 'header field'],
    'a boolean in another spelling': [{ NEXUS_STRICT: 'yes' }, 'is "yes", which is not true or false'],
    'a number that is none': [{ NEXUS_MAX_RPS: '0' }, 'a whole number from 1'],
    'a profile that does not exist': [{ NEXUS_PROFILE: 'certfy' }, 'Did you mean certify?'],
    'none where it declares nothing': [{ NEXUS_CLIENT_ID: 'none' }, 'cannot be declared none'],
    'none in another spelling': [{ NEXUS_EXPIRED_BEARER_TOKEN: 'None' }, 'small letters'],
    'an e-mail address that is none': [{ NEXUS_USER_EMAIL: 'somebody' }, 'an e-mail address'],
    'an origin with a path': [{ NEXUS_CLIENT_ORIGIN: 'https://portal.example/' }, 'an origin'],
  };
  for (const [name, [changed, about]] of Object.entries(refusals)) {
    test(`${name} is refused`, ({ problemsOf }) => {
      expect(problemsOf(withEnvironment(changed))).toEqual([expect.stringContaining(about)]);
    });
  }

  test('what is right is accepted', ({ problemsOf }) => {
    const rights: readonly Record<string, string>[] = [
      { NEXUS_BASE_URL: 'http://127.0.0.1:8080/api/v2/' },
      { NEXUS_BASE_URL: 'http://[::1]:8080' },
      { NEXUS_BASE_URL: 'http://staging.example', NEXUS_ALLOW_PLAINTEXT: 'true' },
      { NEXUS_BEARER_TOKEN: '1|opaque', NEXUS_EXPIRED_BEARER_TOKEN: 'none' },
      { NEXUS_EXPIRED_BEARER_TOKEN: jwt({ exp: seconds - 600 }), NEXUS_BEARER_TOKEN: jwt({ exp: seconds + 60 }) },
      { NEXUS_EXPIRED_BEARER_TOKEN: jwt({}), NEXUS_TOKEN_FORMAT: 'opaque' },
      { NEXUS_COLON_BASIC_USERNAME: 'none' },
      { NEXUS_BASIC_PASSWORD: 'a b:c#"\'d' },
    ];
    for (const right of rights) expect(problemsOf(withEnvironment(right))).toEqual([]);
  });

  test('everything that is wrong is told at once', ({ problemsOf }) => {
    const problems = problemsOf(
      withEnvironment({ NEXUS_STRICT: '1', NEXUS_USER_ID: undefined, NEXUS_BASE_URL: 'http://a.example' }),
    );
    expect(problems).toHaveLength(3);
  });

  test('no message shows a secret', ({ problemsOf }) => {
    const secret = 'correct-horse-battery';
    const problems = problemsOf(
      withEnvironment({
        NEXUS_BASE_URL: `https://user:${secret}@staging.example:99999`,
        NEXUS_BASIC_PASSWORD: `${secret} `,
        NEXUS_BEARER_TOKEN: `${secret}\n`,
        NEXUS_EXPIRED_BEARER_TOKEN: `Bearer ${secret}`,
        NEXUS_PROFILE: `user:${secret}@staging`,
        NEXUS_MAILBOX_URL: secret,
        NEXUS_BEARER_TOKE: secret,
      }),
    );
    expect(problems).toHaveLength(7);
    expect(problems.join()).not.toContain(secret);
  });

  test('certify refuses whatever would leave something out', ({ problemsOf }) => {
    const certify = { NEXUS_PROFILE: 'certify' };
    expect(problemsOf(withEnvironment(certify))).toEqual([]);
    for (const [changed, about] of [
      [{ NEXUS_SKIP: 'email/*' }, 'NEXUS_SKIP'],
      [{ NEXUS_WAIVERS: 'waivers.json' }, 'NEXUS_WAIVERS'],
      [{ NEXUS_MAIL_FREE: 'true' }, 'NEXUS_MAIL_FREE'],
      [{ NEXUS_INSECURE_TLS: 'true' }, 'NEXUS_INSECURE_TLS'],
      [{ NEXUS_ENVIRONMENT: 'production' }, 'NEXUS_ENVIRONMENT'],
      [{ NEXUS_ENVIRONMENT: undefined }, 'by default'],
      [{ NEXUS_BASE_URL: 'http://staging.example', NEXUS_ALLOW_PLAINTEXT: 'true' }, 'use https'],
    ] as const) {
      expect(problemsOf(withEnvironment({ ...certify, ...changed }))).toEqual([expect.stringContaining(about)]);
    }
  });
});
