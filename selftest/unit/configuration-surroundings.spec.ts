import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import vendors from 'ci-info/vendors.json' with { type: 'json' };
import suite from '../../package.json' with { type: 'json' };
import { pipelineIn } from '../../src/configuration/surroundings.ts';
import { good, test, withEnvironment } from './configuration-setup.ts';

test.describe('the embedded reference is judged only where no other target can have been meant', () => {
  test('what is about the suite itself, or about a whole machine, leaves it the target', ({ configurationOf }) => {
    for (const asked of [
      { flags: { NEXUS_FAULT: 'bearer-alone', NEXUS_ONLY: 'auth/*', NEXUS_SKIP: 'auth/basic' } },
      { options: ['last-failed'] },
      { environment: { NEXUS_OUTPUT: 'out', NEXUS_REPORT: 'none', NEXUS_DEADLINE_SECONDS: '9', NEXUS_ONLY: 'auth/*' } },
      { environment: { CI: 'false', JENKINS_URL: 'https://ci.example', BUILD_ID: '7' } },
    ]) {
      expect(configurationOf(asked).target).toBe('reference');
    }
  });

  test('any other flag or variable is refused without a target, and taken with one', ({ problemsOf }) => {
    for (const [asked, because] of [
      [{ flags: { NEXUS_PROFILE: 'smoke' } }, 'With --profile'],
      [{ flags: { NEXUS_OUTPUT: 'out' } }, 'With --output'],
      [{ options: ['quiet'] }, 'With --quiet'],
      [{ options: ['last-failed', 'json'] }, 'With --json'],
      [{ environment: { NEXUS_STRICT: 'true' } }, 'With NEXUS_STRICT (environment)'],
      [{ environment: { NEXUS_CA_FILE: 'ca.pem' } }, 'With NEXUS_CA_FILE (environment)'],
      [{ environment: { NEXUS_TARGET: '' } }, 'With NEXUS_TARGET, which has no effect,'],
      [{ environment: { NEXUS_URL: 'https://staging.example' } }, 'With NEXUS_URL, which has no effect,'],
      [{ environment: { npm_config_target: 'staging' } }, 'With --target, which npm may have kept'],
      [{ environment: { TF_BUILD: 'True' } }, 'In a pipeline (Azure Pipelines, by TF_BUILD)'],
    ] as const) {
      const problems = problemsOf(asked);
      expect(problems, because).toContainEqual(expect.stringContaining(because));
      expect(problems.join(), 'the two ways out').toMatch(
        /set NEXUS_BASE_URL or give --target NAME; --target reference/,
      );
    }
    expect(problemsOf({ flags: { NEXUS_PROFILE: 'smoke', NEXUS_TARGET: 'reference' }, options: ['quiet'] })).toEqual(
      [],
    );
    expect(problemsOf({ options: ['quiet', 'json'], environment: { ...good, NEXUS_STRICT: 'true' } })).toEqual([]);
  });

  test('an address that is empty was meant for a target, wherever it stands', ({ problemsOf, writeFile }) => {
    const about = (place: string) => [expect.stringContaining(`NEXUS_BASE_URL is empty (${place}`)];
    expect(problemsOf({ environment: { NEXUS_BASE_URL: '' } })).toEqual(expect.arrayContaining(about('environment')));
    expect(problemsOf({ flags: { NEXUS_BASE_URL: '' } })).toEqual(about('flag --base-url'));
    writeFile('.env', { NEXUS_BASE_URL: '' });
    expect(problemsOf({ flags: { NEXUS_TARGET: 'reference' } })).toEqual(about('.env in '));
  });

  test('what is started by a script of npm, and holds nothing of ours, is as any other', ({ configurationOf }) => {
    const environment = { npm_lifecycle_event: 'selftest', npm_config_registry: 'x', npm_config_loglevel: 'warn' };
    const { target, notes } = configurationOf({ environment });
    expect({ target, notes }).toEqual({ target: 'reference', notes: [] });
  });
});

/** An environment as such a pipeline has it. */
function signsOf(env: unknown): Readonly<Record<string, string>> {
  if (typeof env === 'string') return { [env]: '1' };
  if (Array.isArray(env)) return Object.fromEntries(env.map((sign: string) => [sign, '1']));
  const { env: one, includes, any, ...all } = env as Readonly<Record<string, string>> & { readonly any?: string[] };
  if (one !== undefined) return { [one]: `before ${includes} after` };
  return any === undefined ? all : { [any[0] ?? '']: '1' };
}

test.describe('pipelines', () => {
  test('each that ci-info knows is known by its own signs', () => {
    for (const { name, env } of vendors) {
      const signs = signsOf(env);
      expect(pipelineIn(signs), name).toMatch(/^(In a pipeline|Under CI)/);
    }
  });

  test('no pipeline is where nothing says so', () => {
    for (const environment of [
      {},
      { CI: 'false', TF_BUILD: 'True' },
      { CI: '0' },
      { CI: '' },
      { NODE: '/usr/bin/node' },
    ]) {
      expect(pipelineIn(environment)).toBeUndefined();
    }
    expect(pipelineIn({ JENKINS_URL: 'https://ci.example' })).toBeUndefined();
    expect(pipelineIn({ CI: 'true', TF_BUILD: 'True' })).toBe('Under CI');
  });
});

test.describe('where files are looked for', () => {
  const byNpm = { npm_lifecycle_event: 'conformance', npm_package_name: suite.name };

  test('under our own scripts first where they were typed, then in the root of the package', ({
    configurationOf,
    problemsOf,
    workingFolder,
    writeFile,
  }) => {
    const caller = join(workingFolder, 'caller');
    mkdirSync(join(caller, 'config', 'targets'), { recursive: true });
    const environment = { ...byNpm, INIT_CWD: caller };
    writeFile('caller/.env', good);
    writeFile('caller/config/targets/mine.env', {
      ...good,
      NEXUS_BASIC_PASSWORD: '',
      NEXUS_BASIC_PASSWORD_FILE: 'word',
    });
    writeFile('config/targets/theirs.env', good);
    writeFileSync(join(caller, 'word'), 'Tr0ub4dor-secret');
    expect(configurationOf({ environment }).origins.NEXUS_BASE_URL).toBe(`.env in ${caller}`);
    const { origins } = configurationOf({ environment, flags: { NEXUS_TARGET: 'mine' } });
    expect(origins.NEXUS_BASIC_PASSWORD).toBe(`file word in ${caller}, config/targets/mine.env in ${caller}`);
    expect(configurationOf({ environment, flags: { NEXUS_TARGET: 'theirs' } }).targetName).toBe('theirs');
    const [unknown] = problemsOf({ environment, flags: { NEXUS_TARGET: 'other' } });
    expect(unknown).toContain(`in ${caller} or ${workingFolder}`);
    expect(unknown).toContain('reference, mine, theirs');
  });

  test('in no other folder where another package, or npx, has started us', ({
    problemsOf,
    workingFolder,
    writeFile,
  }) => {
    mkdirSync(join(workingFolder, 'caller'));
    writeFile('caller/.env', { NEXUS_STRICT: 'yes' });
    const INIT_CWD = join(workingFolder, 'caller');
    expect(problemsOf({ environment: { ...byNpm, INIT_CWD, npm_package_name: 'another' } })).toEqual([]);
    expect(problemsOf({ environment: { ...byNpm, INIT_CWD, npm_lifecycle_event: 'npx' } })).toEqual([]);
    expect(problemsOf({ environment: { INIT_CWD } })).toEqual([]);
    expect(problemsOf({ environment: { ...byNpm, INIT_CWD } })).toContainEqual(expect.stringContaining('NEXUS_STRICT'));
  });

  test('two unlike files are refused by both names; equal ones, and those of others, are not', ({
    problemsOf,
    configurationOf,
    workingFolder,
    writeFile,
  }) => {
    const caller = join(workingFolder, 'caller');
    mkdirSync(caller);
    const environment = { ...byNpm, INIT_CWD: caller };
    writeFile('.env', good);
    writeFile('caller/.env', { ...good, NEXUS_BASE_URL: 'https://production.example' });
    expect(problemsOf({ environment })).toEqual([
      expect.stringContaining(`two unlike files, .env in ${caller} and .env in ${workingFolder}`),
    ]);
    writeFile('caller/.env', good);
    expect(problemsOf({ environment })).toEqual([]);
    writeFile('caller/.env', { OTHER: 'application' });
    expect(configurationOf({ environment }).origins.NEXUS_BASE_URL).toBe(`.env in ${workingFolder}`);
  });
});

test.describe('flags that npm knows itself', () => {
  test('are a line where the target is named', ({ configurationOf }) => {
    const environment = { npm_config_target: '29.1.0', npm_config_userconfig: '/home/me/.npmrc' };
    const { notes } = configurationOf(withEnvironment(environment));
    expect(notes).toEqual([
      expect.stringMatching(/npm_config_target=29\.1\.0.* -- --target=29\.1\.0.*\/home\/me\/\.npmrc/),
    ]);
    expect(configurationOf({ ...withEnvironment({ npm_config_json: 'true' }), options: ['json'] }).notes).toEqual([]);
  });

  test('what is no flag of ours is told without its value, which may be a secret', ({
    problemsOf,
    configurationOf,
  }) => {
    const secret = 'correct-horse-battery';
    const environment = { npm_config_bearer_token: secret };
    expect(problemsOf({ environment })).toEqual([
      expect.stringContaining('With --bearer-token, which npm may have kept'),
    ]);
    const { notes } = configurationOf(withEnvironment(environment));
    expect(notes).toEqual([expect.stringContaining('set NEXUS_BEARER_TOKEN')]);
    expect(notes.join()).not.toContain(secret);
  });
});
