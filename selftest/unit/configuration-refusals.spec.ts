import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { isSample, shownVariableNames, variable } from '../../config/variables.ts';
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
    'fewer e-mails than good requests': [
      { NEXUS_MAX_EMAILS: '1', NEXUS_BEARER_TOKEN: jwt({ exp: seconds + 9999 }) },
      'less than the 2 e-mails',
    ],
    'a number that is none': [{ NEXUS_MAX_RPS: '0' }, 'a whole number from 1'],
    'a profile that does not exist': [{ NEXUS_PROFILE: 'certfy' }, 'Did you mean certify?'],
    'none where it declares nothing': [{ NEXUS_CLIENT_ID: 'none' }, 'cannot be declared none'],
    'none in another spelling': [{ NEXUS_EXPIRED_BEARER_TOKEN: 'None' }, 'small letters'],
    'an e-mail address that is none': [{ NEXUS_USER_EMAIL: 'somebody' }, 'no e-mail address'],
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

  test('the Bearer of the user whose password certify changes is refused, and noted where none is changed', ({
    resolutionOf,
    problemsOf,
  }) => {
    const mailbox = { NEXUS_PROFILE: 'certify', NEXUS_MAILBOX_URL: 'smtp://127.0.0.1:2525' };
    const of = (sub: string, changed: Record<string, string> = mailbox) =>
      withEnvironment({ NEXUS_BEARER_TOKEN: jwt({ sub, exp: seconds + 9999 }), ...changed });
    for (const sub of [userId, userId.toUpperCase()]) {
      expect(problemsOf(of(sub))).toEqual([
        expect.stringMatching(/^NEXUS_BEARER_TOKEN is a token of the user of NEXUS_USER_ID .*service account/),
      ]);
    }
    const named = { ...mailbox, NEXUS_USER_ID: 'Kris' };
    expect(problemsOf(of('Kris', named))).toHaveLength(1);
    const rights = [
      of('kris', named),
      of('caller'),
      of(userId, { ...mailbox, NEXUS_TOKEN_FORMAT: 'opaque' }),
      withEnvironment({ ...mailbox, NEXUS_BEARER_TOKEN: '1|opaque' }),
    ];
    for (const right of rights) expect(problemsOf(right)).toEqual([]);
    for (const elsewhere of [{ NEXUS_PROFILE: 'gate' }, { NEXUS_PROFILE: 'smoke' }, { NEXUS_PROFILE: 'certify' }]) {
      const resolution = resolutionOf(of(userId, elsewhere));
      expect('configuration' in resolution).toBe(true);
      expect(resolution.notes).toContainEqual(
        expect.stringMatching(/NEXUS_BEARER_TOKEN is a token of .* NEXUS_USER_ID/),
      );
    }
    expect(resolutionOf(of('caller', { NEXUS_PROFILE: 'gate' })).notes.join()).not.toContain('is a token of');
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

test.describe('what nobody replaced', () => {
  const references = ['$(SECRET)', '$SECRET', `\${SECRET}`, `\${SECRET:-x}`, `\${{ secrets.SECRET }}`, '{{ .secret }}'];
  const others = [
    '#{Secret}',
    '%SECRET%',
    '<your-secret>',
    '\u201ctypographic\u201d',
    '\u201atypographic\u2018',
    '"in quotation marks"',
  ];

  test('a reference, or a value in quotation marks, is refused by its variable, without its text', ({ problemsOf }) => {
    for (const text of [...references, ...others]) {
      for (const name of ['NEXUS_BASIC_PASSWORD', 'NEXUS_APPLICATION_TOKEN', 'NEXUS_CLIENT_ID'] as const) {
        const problems = problemsOf(withEnvironment({ [name]: text }));
        expect(problems, text).toEqual([expect.stringMatching(new RegExp(`^${name} (holds a reference|stands in)`))]);
        if (text.length > 12) expect(problems.join()).not.toContain(text);
        if (variable(name).secret) expect(problems.join()).toContain(`${name}_FILE`);
      }
    }
    expect(problemsOf({ environment: { NEXUS_TARGET: '$(TARGET)' } })).toEqual([
      expect.stringContaining('NEXUS_TARGET holds a reference that nobody replaced, of the form $(NAME)'),
    ]);
    expect(problemsOf(withEnvironment({ NEXUS_BASE_URL: 'https://$(HOST)/nexus' }))).toEqual([
      expect.stringContaining('NEXUS_BASE_URL holds a reference'),
    ]);
  });

  test('a secret that really looks so is meant where it stands in a file of its own', ({
    configurationOf,
    workingFolder,
  }) => {
    const file = { NEXUS_BASIC_PASSWORD: undefined, NEXUS_BASIC_PASSWORD_FILE: 'word' };
    for (const text of [...references, ...others]) {
      writeFileSync(join(workingFolder, 'word'), text);
      expect(configurationOf(withEnvironment(file)).values.NEXUS_BASIC_PASSWORD).toBe(text);
    }
  });

  test('what only holds such a thing is taken as it is', ({ problemsOf, writeFile }) => {
    for (const text of ['a$SECRET', '$secret', '$2b$10$abc', '100%', '<a>b', 'a"b"', '"', '$(a']) {
      expect(problemsOf(withEnvironment({ NEXUS_BASIC_PASSWORD: text })), text).toEqual([]);
    }
    writeFile('.env', { NEXUS_BASIC_PASSWORD: "'kept'" });
    expect(problemsOf(withEnvironment({ NEXUS_BASIC_PASSWORD: undefined })), 'quoted twice in a file').toEqual([]);
  });
});

test.describe('samples', () => {
  test('an address, an id, a token or a password as in the example is refused', ({ problemsOf }) => {
    for (const name of shownVariableNames.filter(isSample)) {
      const { example } = variable(name);
      expect(problemsOf(withEnvironment({ [name]: example })), name).toContainEqual(
        `${name} still is the example of the documentation (environment): set your own.`,
      );
    }
  });

  test('what is usual is no sample, and may be as in the example', ({ problemsOf }) => {
    const usual = ['NEXUS_CLIENT_ID', 'NEXUS_PROFILE', 'NEXUS_TIMEOUT_SECONDS', 'NEXUS_UNKNOWN_USER_ID'] as const;
    const changed = Object.fromEntries(usual.map((name) => [name, variable(name).example]));
    expect(problemsOf(withEnvironment(changed))).toEqual([]);
    const samples = shownVariableNames.filter(isSample);
    expect(shownVariableNames.filter((name) => variable(name).secret && !samples.includes(name))).toEqual([]);
    expect(samples).toContain('NEXUS_TRIPWIRE_USER_ID');
  });
});

test.describe('tokens', () => {
  const past = { exp: seconds - 3600, iss: 'https://issuer.example' };
  const valid = jwt({ ...past, exp: seconds + 3600 });
  const pair = { NEXUS_BEARER_TOKEN: valid, NEXUS_APPLICATION_TOKEN: 'app-token' };

  test('an expired Bearer that would be refused for something else is refused', ({ problemsOf }) => {
    const problemsWith = (expired: string, more = {}) =>
      problemsOf(withEnvironment({ ...pair, NEXUS_EXPIRED_BEARER_TOKEN: expired, ...more }));
    expect(problemsWith(jwt(past))).toEqual([]);
    expect(problemsWith('none')).toEqual([]);
    expect(problemsWith('opaque-token')).toEqual([expect.stringContaining('is no JWT, as the good one is')]);
    expect(problemsWith(jwt({ ...past, iss: 'other' }))).toEqual([expect.stringContaining('another iss than')]);
    expect(problemsWith(jwt(past, { alg: 'HS256' }))).toEqual([expect.stringContaining('another alg than')]);
    expect(problemsWith('opaque-token', { NEXUS_TOKEN_FORMAT: 'opaque' })).toEqual([]);
    expect(problemsWith('opaque-token', { NEXUS_BEARER_TOKEN: 'opaque-too' })).toEqual([]);
  });

  test('where a scope is declared, a low-scope Bearer that would be refused for something else is refused, and so is one that was cut', ({
    problemsOf,
  }) => {
    const problemsWith = (token: string) =>
      problemsOf(withEnvironment({ ...pair, NEXUS_LOW_SCOPE_BEARER_TOKEN: token, NEXUS_REQUIRED_SCOPE: 'reset' }));
    expect(problemsWith(jwt({ ...past, exp: seconds + 60 }))).toEqual([]);
    expect(problemsWith(valid.slice(0, -3))).toEqual([expect.stringContaining('another length of signature than')]);
    expect(problemsWith('opaque-token')).toEqual([expect.stringContaining('is no JWT')]);
    const undeclared = withEnvironment({ ...pair, NEXUS_LOW_SCOPE_BEARER_TOKEN: 'opaque-token' });
    expect(problemsOf(undeclared), 'nothing rests on it').toEqual([]);
  });

  test('an expired Bearer that nobody can read is said to be declared', ({ configurationOf }) => {
    const notesWith = (expired: string) => {
      const opaque = { ...pair, NEXUS_BEARER_TOKEN: 'opaque-too', NEXUS_EXPIRED_BEARER_TOKEN: expired };
      return configurationOf(withEnvironment(opaque)).notes;
    };
    expect(notesWith('opaque-token')).toEqual([
      'NEXUS_EXPIRED_BEARER_TOKEN is taken for opaque: that it has expired is declared, and not seen.',
    ]);
    expect(notesWith('none')).toEqual([]);
  });

  test('a Bearer that is no b64token is noted', ({ configurationOf }) => {
    const notesWith = (token: string) => configurationOf(withEnvironment({ ...pair, NEXUS_BEARER_TOKEN: token })).notes;
    expect(notesWith('12|abcdef')).toEqual([expect.stringMatching(/^NEXUS_BEARER_TOKEN holds characters .*RFC 6750/)]);
    for (const token of ['abc-._~+/==', valid]) expect(notesWith(token)).toEqual([]);
  });
});
