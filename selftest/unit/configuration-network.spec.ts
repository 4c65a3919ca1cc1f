import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { certificatesIn, proxyFor } from '../../src/configuration/network.ts';
import { test, withEnvironment } from './configuration-setup.ts';
import { makeCertificates } from './network-setup.ts';

const oauth = {
  NEXUS_OAUTH_TOKEN_URL: 'https://login.example/oauth/token',
  NEXUS_OAUTH_CLIENT_ID: 'nexus-conformance',
  NEXUS_OAUTH_CLIENT_SECRET: 'Tr0ub4dor-client-secret',
} as const;
const pair = { ...oauth, NEXUS_APPLICATION_TOKEN: 'app-token', NEXUS_BASIC_USERNAME: '', NEXUS_BASIC_PASSWORD: '' };

test.describe('where a token is fetched', () => {
  test('a token by OAuth with ApplicationToken is a way in', ({ problemsOf }) => {
    expect(problemsOf(withEnvironment(pair))).toEqual([]);
    expect(problemsOf(withEnvironment({ ...pair, NEXUS_OAUTH_SCOPE: 'a', NEXUS_OAUTH_AUDIENCE: 'b' }))).toEqual([]);
  });

  const refusals: Readonly<Record<string, [changed: Readonly<Record<string, string>>, about: readonly string[]]>> = {
    'a token besides where to fetch one': [{ ...oauth, NEXUS_BEARER_TOKEN: 'abc' }, ['are both set']],
    'a scope for no endpoint': [
      { NEXUS_OAUTH_SCOPE: 'a' },
      ['NEXUS_OAUTH_TOKEN_URL is missing', 'NEXUS_OAUTH_CLIENT_ID is missing', 'NEXUS_OAUTH_CLIENT_SECRET is missing'],
    ],
    'an endpoint in clear text': [{ ...oauth, NEXUS_OAUTH_TOKEN_URL: 'http://login.example/token' }, ['is http off']],
    'an endpoint of another scheme': [{ ...oauth, NEXUS_OAUTH_TOKEN_URL: 'ftp://login.example' }, ['https://']],
    'a password in the endpoint': [{ ...oauth, NEXUS_OAUTH_TOKEN_URL: 'https://a:b@login.example' }, ['belong into']],
    'a fragment in the endpoint': [{ ...oauth, NEXUS_OAUTH_TOKEN_URL: 'https://login.example/#a' }, ['no fragment']],
  };
  for (const [name, [changed, about]] of Object.entries(refusals)) {
    test(`${name} is refused`, ({ problemsOf }) => {
      expect(problemsOf(withEnvironment(changed))).toEqual(about.map((text) => expect.stringContaining(text)));
    });
  }

  test('an endpoint in clear text is accepted on loopback or where it is allowed, and never in certify', ({
    problemsOf,
  }) => {
    const clear = { ...oauth, NEXUS_OAUTH_TOKEN_URL: 'http://login.example/token', NEXUS_ALLOW_PLAINTEXT: 'true' };
    expect(problemsOf(withEnvironment(clear))).toEqual([]);
    expect(problemsOf(withEnvironment({ ...clear, NEXUS_PROFILE: 'certify' }))).toEqual([
      expect.stringContaining('which certify refuses'),
    ]);
    expect(problemsOf(withEnvironment({ ...oauth, NEXUS_OAUTH_TOKEN_URL: 'http://127.0.0.1:1/token' }))).toEqual([]);
  });
});

test.describe('secrets in files', () => {
  const file = (name: string) => ({ NEXUS_BASIC_PASSWORD: undefined, NEXUS_BASIC_PASSWORD_FILE: name });

  test('a secret is read without the line break of its file, and its origin is told', ({
    configurationOf,
    workingFolder,
  }) => {
    for (const end of ['', '\n', '\r\n']) {
      writeFileSync(join(workingFolder, 'password'), `pä ss:word${end}`);
      const { values, origins } = configurationOf(withEnvironment(file('password')));
      expect(values.NEXUS_BASIC_PASSWORD).toBe('pä ss:word');
      expect(origins.NEXUS_BASIC_PASSWORD).toBe(`file password in ${workingFolder}, environment`);
    }
  });

  test('a stronger place wins where a weaker one names a file', ({ configurationOf, writeFile }) => {
    writeFile('.env', { NEXUS_BASIC_PASSWORD_FILE: 'nowhere' });
    expect(configurationOf(withEnvironment({})).values.NEXUS_BASIC_PASSWORD).toBe('Tr0ub4dor-secret');
  });

  test('a file for a target that is not tested is not read', ({ configurationOf }) => {
    const { target } = configurationOf({ flags: { NEXUS_TARGET: 'reference' }, ...withEnvironment(file('nowhere')) });
    expect(target).toBe('reference');
  });

  test('a secret that is given twice, or whose file is wrong, is refused', ({ problemsOf, workingFolder }) => {
    const problemsWith = (content: string | Buffer): readonly string[] => {
      writeFileSync(join(workingFolder, 'password'), content);
      return problemsOf(withEnvironment(file('password')));
    };
    expect(problemsWith('first-line-secret\nsecond-line-secret\n')).toEqual([
      expect.stringMatching(/line break \(file password in .*, environment; value not shown\)/),
    ]);
    expect(problemsWith(' blank-before')).toEqual([expect.stringContaining('white space')]);
    expect(problemsWith('')).toEqual([expect.stringContaining('an empty file: password in ')]);
    expect(problemsWith(Buffer.from([0xff, 0xfe]))).toEqual([expect.stringContaining('no text in UTF-8')]);
    expect(problemsOf(withEnvironment(file('/nowhere/at-all')))).toEqual([
      'NEXUS_BASIC_PASSWORD_FILE names a file that cannot be read (ENOENT): /nowhere/at-all (environment).',
    ]);
    expect(problemsOf(withEnvironment({ NEXUS_BASIC_PASSWORD_FILE: 'password' }))).toEqual([
      expect.stringContaining('NEXUS_BASIC_PASSWORD and NEXUS_BASIC_PASSWORD_FILE are both set (environment)'),
    ]);
  });

  test('a misspelt name of a file is refused, and what is no secret has none', ({ problemsOf, configurationOf }) => {
    expect(problemsOf(withEnvironment({ NEXUS_BASIC_PASWORD_FILE: 'x' }))).toEqual([
      expect.stringContaining('Did you mean NEXUS_BASIC_PASSWORD_FILE?'),
    ]);
    const { notes } = configurationOf(withEnvironment({ NEXUS_BASIC_USERNAME_FILE: 'x' }));
    expect(notes).toEqual([expect.stringContaining('NEXUS_BASIC_USERNAME_FILE is not a variable')]);
  });
});

test.describe('files and proxies of the network', () => {
  test('a certificate or key that cannot be used is refused', ({ problemsOf, workingFolder }) => {
    const problemsWith = (changed: Readonly<Record<string, string>>) => problemsOf(withEnvironment(changed));
    const made = makeCertificates(workingFolder);
    test.skip(made === undefined, 'the command openssl is missing');
    if (!made) return;
    const [NEXUS_CLIENT_CERT_FILE, NEXUS_CLIENT_KEY_FILE] = [made.client.certFile, made.client.keyFile];
    expect(
      problemsWith({ NEXUS_CA_FILE: 'authority.pem', NEXUS_CLIENT_CERT_FILE, NEXUS_CLIENT_KEY_FILE }),
      'what is right, relative to the working folder too',
    ).toEqual([]);
    for (const [changed, about] of [
      [{ NEXUS_CA_FILE: 'nowhere.pem' }, 'NEXUS_CA_FILE names a file that cannot be read (ENOENT): nowhere.pem in '],
      [{ NEXUS_CA_FILE: '.' }, 'EISDIR'],
      [{ NEXUS_CA_FILE: 'authority.key' }, 'holds no certificates in PEM'],
      [{ NEXUS_CLIENT_CERT_FILE }, 'NEXUS_CLIENT_KEY_FILE is missing'],
      [{ NEXUS_CLIENT_KEY_FILE }, 'NEXUS_CLIENT_CERT_FILE is missing'],
      [{ NEXUS_CLIENT_CERT_FILE, NEXUS_CLIENT_KEY_FILE: 'server.key' }, 'that fits NEXUS_CLIENT_CERT_FILE'],
      [{ NEXUS_CLIENT_CERT_FILE, NEXUS_CLIENT_KEY_FILE: 'client.pem' }, 'no private key'],
      [{ NEXUS_CLIENT_CERT_FILE: 'client.key', NEXUS_CLIENT_KEY_FILE }, 'holds no certificate in PEM'],
    ] as const) {
      expect(problemsWith(changed)).toEqual([expect.stringContaining(about)]);
    }
  });

  test('authorities of NEXUS_CA_FILE are trusted besides those of NODE_EXTRA_CA_CERTS, not in their place', ({
    configurationOf,
    workingFolder,
  }) => {
    const made = makeCertificates(workingFolder);
    test.skip(made === undefined, 'the command openssl is missing');
    if (!made) return;
    const [ours] = certificatesIn(made.authority.cert);
    const [extra] = certificatesIn(made.stranger.cert);
    const trusted = (changed: Readonly<Record<string, string>>) =>
      configurationOf(withEnvironment({ NODE_EXTRA_CA_CERTS: 'stranger.pem', ...changed })).network.ca;
    expect(certificatesIn(trusted({ NEXUS_CA_FILE: 'authority.pem' }) ?? '')).toEqual([ours, extra]);
    expect(trusted({}), 'Node reads it by itself').toBeUndefined();
    expect(certificatesIn(trusted({ NEXUS_CA_FILE: 'stranger.pem' }) ?? ''), 'the same in both').toEqual([extra]);
    for (const unusable of ['nowhere.pem', 'authority.key']) {
      const ca = trusted({ NEXUS_CA_FILE: 'authority.pem', NODE_EXTRA_CA_CERTS: unusable });
      expect(certificatesIn(ca ?? ''), unusable).toEqual([ours]);
    }
  });

  test('a proxy on the way is noted, and refused where it cannot be used', ({ configurationOf, problemsOf }) => {
    const { notes, network } = configurationOf(withEnvironment({ HTTPS_PROXY: 'http://u:proxy-word@proxy.example' }));
    expect(notes).toEqual(['The way leads through the proxy proxy.example (HTTPS_PROXY).']);
    expect(proxyFor(network, new URL('https://staging.example/a'))).toMatchObject({ password: 'proxy-word' });
    expect(proxyFor(network, new URL('https://elsewhere.example')), 'no URL of the run').toBeUndefined();
    const byImap = {
      NEXUS_MAILBOX_URL: 'imaps://u:word@imap.example#a@x.example smtp://127.0.0.1:2525#b@x.example',
      HTTPS_PROXY: 'http://proxy.example',
      NO_PROXY: 'staging.example',
    };
    const { proxies } = configurationOf(withEnvironment(byImap)).network;
    expect(proxies.map(({ origin }) => origin)).toEqual(['https://imap.example:993']);
    expect(problemsOf(withEnvironment({ NEXUS_PROXY_URL: 'socks5://u:proxy-word@proxy.example' }))).toEqual([
      expect.stringMatching(/^NEXUS_PROXY_URL must begin with http(?!.*proxy-word)/),
    ]);
    expect(configurationOf(withEnvironment({ HTTP_PROXY: 'socks5://proxy.example' })).notes, 'not on the way').toEqual(
      [],
    );
  });
});

test('an address that may not be the one that is meant is used, and noted with what is asked for', ({
  configurationOf,
}) => {
  const notesOf = (NEXUS_BASE_URL: string) => configurationOf(withEnvironment({ NEXUS_BASE_URL })).notes;
  for (const right of [
    'https://a.example',
    'https://a.example/',
    'https://a.example/v1/nexus',
    'https://a.example/av1',
  ]) {
    expect(notesOf(right), right).toEqual([]);
  }
  for (const end of ['', '/']) {
    expect(notesOf(`https://a.example/nexus/v1${end}`)).toEqual([
      expect.stringMatching(/^NEXUS_BASE_URL ends in \/v1, .* requests go to https:\/\/a\.example\/nexus\/v1\/v1\/…/),
    ]);
  }
  expect(notesOf('https://a.example/nexus//')).toEqual([
    expect.stringMatching(/several slashes in a row: requests go to https:\/\/a\.example\/nexus\/\/v1\/…/),
  ]);
});

test('a host beyond ASCII is refused with the address in Punycode, and a password in it is not shown', ({
  problemsOf,
}) => {
  const problemOf = (NEXUS_BASE_URL: string) => problemsOf(withEnvironment({ NEXUS_BASE_URL })).join();
  expect(problemOf('https://müller.example:8443/x')).toContain(
    'In ASCII it is "https://xn--mller-kva.example:8443/x". Example:',
  );
  expect(problemOf('https://me:word@müller.example')).not.toMatch(/word|xn--/);
});
