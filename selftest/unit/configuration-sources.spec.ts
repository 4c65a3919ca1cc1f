import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { expect } from '@playwright/test';
import { profiles } from '../../requirements/types.ts';
import { ConfigurationError } from '../../src/configuration/misconfiguration.ts';
import { certificatesIn } from '../../src/configuration/network.ts';
import { configurationIn, resolveConfiguration } from '../../src/configuration/resolve.ts';
import { good, test, withEnvironment } from './configuration-setup.ts';
import { makeCertificates } from './network-setup.ts';

test('files are read once: whatever is resolved afterwards comes from the sources alone', ({
  sourcesOf,
  workingFolder,
  writeFile,
}) => {
  writeFile('config/targets/staging.env', { ...good, NEXUS_BASIC_PASSWORD: '', NEXUS_BASIC_PASSWORD_FILE: 'secret' });
  writeFile('.env', { NEXUS_OUTPUT: 'elsewhere' });
  writeFileSync(join(workingFolder, 'secret'), 'Tr0ub4dor-secret\n');
  const sources = sourcesOf({ flags: { NEXUS_TARGET: 'staging' } });
  rmSync(workingFolder, { recursive: true });
  mkdirSync(workingFolder);
  for (const profile of profiles) {
    const { values } = configurationIn(resolveConfiguration(sources, { profile }));
    expect(values).toMatchObject({ ...good, NEXUS_PROFILE: profile, NEXUS_OUTPUT: 'elsewhere' });
  }
});

test('an env file and a secret may be pipes, which give their content once', ({ configurationOf, workingFolder }) => {
  test.skip(process.platform === 'win32', 'there are no named pipes in its folders');
  const text = (entries: object) => Object.entries(entries).map(([name, value]) => `${name}=${value}\n`);
  const contents = {
    'pipe.env': text({ ...good, NEXUS_BASIC_PASSWORD: '', NEXUS_BASIC_PASSWORD_FILE: 'pipe' }).join(''),
    pipe: 'Tr0ub4dor-secret\n',
  };
  for (const [name, content] of Object.entries(contents)) {
    const path = join(workingFolder, name);
    execFileSync('mkfifo', [path], { stdio: 'pipe' });
    // Opening a pipe waits for the other end, so that a process of its own has to write.
    spawn(process.execPath, ['-e', 'require("fs").writeFileSync(...process.argv.slice(1))', path, content]);
  }
  const { values, origins } = configurationOf({ flags: { NEXUS_ENV_FILE: 'pipe.env' } });
  expect(values).toMatchObject(good);
  expect(origins.NEXUS_BASIC_PASSWORD).toBe(`file pipe in ${workingFolder}, pipe.env in ${workingFolder}`);
});

test('of the environment the sources hold only what matters', ({ sourcesOf }) => {
  const others = { TF_BUILD: 'True', INIT_CWD: '/', npm_config_target: 'a' };
  const matters = {
    ...good,
    nexus_lower: 'a',
    CI: 'true',
    HTTPS_PROXY: 'b',
    no_proxy: 'c',
    NODE_EXTRA_CA_CERTS: 'd',
    ...others,
  };
  const { environment } = sourcesOf({
    environment: { ...matters, HOME: '/root', npm_config_cache: 'f', AWS_SECRET_ACCESS_KEY: 'e' },
  });
  expect(environment).toEqual(matters);
});

test('of an env file the sources hold only our own lines, with their numbers', ({
  sourcesOf,
  problemsOf,
  workingFolder,
}) => {
  const others = ['API_KEY=their-secret', 'CERT="-----BEGIN CERTIFICATE-----', 'AAAA', '-----END CERTIFICATE-----"'];
  const ours = ['export NEXUS_OUTPUT=a', 'NEXUS_SKIP=a#b'];
  writeFileSync(join(workingFolder, '.env'), [...others, ...ours].join('\r\n'));
  const { files } = sourcesOf({});
  expect(files).toEqual({ [join(workingFolder, '.env')]: { text: `\n\n\n\n${ours.join('\n')}` } });
  expect(problemsOf({})).toEqual([expect.stringContaining(`NEXUS_SKIP (.env in ${workingFolder}, line 6)`)]);
});

test('where .env is not asked for it has no say, and is not read; nor is there an embedded reference', ({
  sourcesOf,
  writeFile,
}) => {
  writeFile('.env', good);
  const sources = sourcesOf({ dotEnv: false });
  expect(sources.files).toEqual({});
  const { misconfigurations = [] } = { misconfigurations: [], ...resolveConfiguration(sources) };
  expect(misconfigurations).toEqual([
    { variable: 'NEXUS_BASE_URL', message: expect.stringContaining('the embedded reference is not judged here') },
  ]);
});

test('a configuration is plain data', ({ configurationOf }) => {
  const configuration = configurationOf(withEnvironment({ NEXUS_PROXY_URL: 'http://u:p@proxy.example' }));
  expect(configuration.network.proxies).toHaveLength(1);
  expect(JSON.parse(JSON.stringify(configuration))).toEqual(configuration);
});

test("an env file that is no text in UTF-8 is refused, for it may hold another password than its author's", ({
  problemsOf,
  workingFolder,
}) => {
  writeFileSync(join(workingFolder, 'latin.env'), Buffer.from('NEXUS_BASIC_PASSWORD=p\xe4ss', 'latin1'));
  expect(problemsOf({ flags: { NEXUS_ENV_FILE: 'latin.env' } })).toEqual([
    `latin.env in ${workingFolder} is in Latin-1 or another code of one octet a character, not in UTF-8 (line 1). Save it in UTF-8.`,
  ]);
  expect(problemsOf({ flags: { NEXUS_ENV_FILE: '.' } })).toEqual([`. in ${workingFolder} cannot be read (EISDIR).`]);
});

test('of a bundle of authorities only those are handed on that Node does not trust anyway', ({
  sourcesOf,
  workingFolder,
}) => {
  const bundle = join(workingFolder, 'bundle.pem');
  const caOf = () => {
    const sources = sourcesOf(withEnvironment({ NEXUS_CA_FILE: 'bundle.pem' }));
    return certificatesIn(configurationIn(resolveConfiguration(sources)).network.ca ?? '');
  };
  writeFileSync(bundle, rootCertificates.join('\n'));
  expect(caOf(), 'none but usual ones are no mistake').toEqual(certificatesIn(rootCertificates[0] ?? ''));
  const made = makeCertificates(workingFolder);
  test.skip(made === undefined, 'the command openssl is missing');
  if (!made) return;
  writeFileSync(bundle, ['Some words', ...rootCertificates, readFileSync(made.authority.certFile, 'utf8')].join('\n'));
  expect(caOf()).toEqual(certificatesIn(made.authority.cert));
});

test('one error tells everything that is wrong, a line each', ({ resolutionOf }) => {
  const resolution = resolutionOf(withEnvironment({ NEXUS_USER_ID: undefined, NEXUS_STRICT: 'yes' }));
  expect(() => configurationIn(resolution)).toThrow(ConfigurationError);
  expect(() => configurationIn(resolution)).toThrow(
    /^The configuration is wrong; nothing was sent\.\n- NEXUS_STRICT is "yes".*\n- NEXUS_USER_ID is missing.*$/,
  );
});
