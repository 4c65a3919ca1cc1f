import { expect } from '@playwright/test';
import { good, jwt, seconds, test, userId, withEnvironment } from './configuration-setup.ts';

test.describe('where values come from', () => {
  test('a complete configuration is accepted, and every value is of its kind', ({ configurationOf }) => {
    const { values, origins, target, targetName, loopback } = configurationOf(
      withEnvironment({ NEXUS_STRICT: 'true', NEXUS_TIMEOUT_SECONDS: '2.5', NEXUS_MAX_RPS: '3' }),
    );
    expect(values).toMatchObject({ NEXUS_STRICT: true, NEXUS_TIMEOUT_SECONDS: 2.5, NEXUS_MAX_RPS: 3 });
    expect(values).toMatchObject({ NEXUS_PROFILE: 'gate', NEXUS_DEADLINE_SECONDS: 600, NEXUS_OUTPUT: 'results' });
    expect(origins).toMatchObject({ NEXUS_STRICT: 'environment', NEXUS_PROFILE: 'default' });
    expect({ target, targetName, loopback }).toEqual({
      target: 'configured',
      targetName: 'staging.example',
      loopback: false,
    });
  });

  test('a flag wins over the environment, and that over .env', ({ configurationOf, writeFile, workingFolder }) => {
    writeFile('.env', { ...good, NEXUS_PROFILE: 'certify', NEXUS_USER_ID: 'from-file', NEXUS_CLIENT_ID: 'from-file' });
    const { values, origins } = configurationOf({
      flags: { NEXUS_PROFILE: 'smoke' },
      environment: { NEXUS_PROFILE: 'gate', NEXUS_USER_ID: 'from-environment' },
    });
    expect(values).toMatchObject({
      NEXUS_PROFILE: 'smoke',
      NEXUS_DEADLINE_SECONDS: 60,
      NEXUS_USER_ID: 'from-environment',
      NEXUS_CLIENT_ID: 'from-file',
    });
    expect(origins).toMatchObject({ NEXUS_PROFILE: 'flag --profile', NEXUS_CLIENT_ID: `.env in ${workingFolder}` });
  });

  test('a named target is taken whole, and only what it lacks comes from the environment', ({
    configurationOf,
    writeFile,
    workingFolder,
  }) => {
    writeFile('config/targets/staging.env', { ...good, NEXUS_PROFILE: 'certify' });
    writeFile('.env', { NEXUS_UNKNOWN_USER_ID: 'of-another-target' });
    const { values, targetName, origins } = configurationOf({
      flags: { NEXUS_TARGET: 'staging' },
      environment: {
        NEXUS_BASIC_PASSWORD: 'of-another-target',
        NEXUS_SECOND_CLIENT_ID: 'shop',
        NEXUS_PROFILE: 'smoke',
      },
    });
    expect(values.NEXUS_BASIC_PASSWORD).toBe(good.NEXUS_BASIC_PASSWORD);
    expect(values.NEXUS_SECOND_CLIENT_ID, 'what the file lacks').toBe('shop');
    expect(values.NEXUS_UNKNOWN_USER_ID).not.toBe('of-another-target');
    expect(values.NEXUS_PROFILE, 'how the run goes is not the affair of the target').toBe('smoke');
    expect(origins.NEXUS_BASE_URL).toBe(`config/targets/staging.env in ${workingFolder}`);
    expect(targetName).toBe('staging');
  });

  test('another address in the environment than that of a named target is refused', ({ problemsOf, writeFile }) => {
    writeFile('config/targets/staging.env', good);
    const named = { flags: { NEXUS_TARGET: 'staging' } };
    expect(problemsOf({ ...named, environment: { NEXUS_BASE_URL: `${good.NEXUS_BASE_URL}/` } })).toEqual([]);
    const [problem, ...more] = problemsOf({ ...named, environment: { NEXUS_BASE_URL: 'https://other.example' } });
    expect(more).toEqual([]);
    expect(problem).toContain('https://staging.example/nexus');
    expect(problem).toContain('https://other.example');
  });

  test('a target with another address loses the name of its file', ({ configurationOf, writeFile }) => {
    writeFile('config/targets/staging.env', good);
    const flags = { NEXUS_TARGET: 'staging', NEXUS_BASE_URL: 'https://preview.example' };
    expect(configurationOf({ flags }).targetName).toBe('preview.example');
  });

  test('a target or file that does not exist is refused, with those that there are', ({ problemsOf, writeFile }) => {
    writeFile('config/targets/staging.env', good);
    const [target] = problemsOf({ flags: { NEXUS_TARGET: 'stagin' } });
    expect(target).toContain('Did you mean staging?');
    expect(target).toContain('reference, staging');
    expect(problemsOf({ flags: { NEXUS_TARGET: '../../etc/passwd' } })).toHaveLength(1);
    expect(problemsOf({ flags: { NEXUS_ENV_FILE: 'no.env' } })).toEqual([expect.stringContaining('no.env in ')]);
    expect(problemsOf({ flags: { NEXUS_ENV_FILE: 'a.env', NEXUS_TARGET: 'staging' } })).toHaveLength(1);
  });

  test('empty counts as unset, and is noted', ({ configurationOf }) => {
    const { values, notes } = configurationOf(withEnvironment({ NEXUS_SKIP: '', NEXUS_EXPIRED_BEARER_TOKEN: '' }));
    expect(values.NEXUS_SKIP).toBeUndefined();
    expect(notes).toContain('NEXUS_SKIP is empty and counts as unset (environment).');
  });

  test('an unknown name is refused in a file, and in the environment where it is near one of ours', ({
    configurationOf,
    problemsOf,
    writeFile,
  }) => {
    expect(problemsOf(withEnvironment({ NEXUS_BEARER_TOKN: 'abc' }))).toEqual([
      expect.stringContaining('Did you mean NEXUS_BEARER_TOKEN?'),
    ]);
    const { notes } = configurationOf(withEnvironment({ NEXUS_REPOSITORY_HOME: '/opt' }));
    expect(notes).toContain('NEXUS_REPOSITORY_HOME is not a variable of this suite and is ignored (environment).');
    writeFile('.env', { NEXUS_REPOSITORY_HOME: '/opt' });
    expect(problemsOf(withEnvironment({}))).toEqual([expect.stringContaining('NEXUS_REPOSITORY_HOME')]);
  });
});

test.describe('which target', () => {
  const reference = { ...good, NEXUS_BASE_URL: 'http://127.0.0.1:8080', NEXUS_ENVIRONMENT: 'local' };

  test('without any configuration the reference is the target, before it runs and when it does', ({
    configurationOf,
  }) => {
    const before = configurationOf({ flags: { NEXUS_FAULT: 'bearer-alone' } });
    expect(before).toMatchObject({ target: 'reference', targetName: 'reference', loopback: true });
    expect(before.values).toMatchObject({ NEXUS_BASE_URL: undefined, NEXUS_ENVIRONMENT: 'local' });
    const running = configurationOf({ reference });
    expect(running.values).toMatchObject({ NEXUS_BASE_URL: 'http://127.0.0.1:8080', NEXUS_MAX_RPS: undefined });
    expect(running.origins.NEXUS_BASE_URL).toBe('embedded reference');
  });

  test("another target's variables do not reach the embedded reference", ({ configurationOf, problemsOf }) => {
    const { values, notes } = configurationOf({
      flags: { NEXUS_TARGET: 'reference' },
      environment: { ...good, NEXUS_APPLICATION_TOKEN: 'of-another', NEXUS_TIMEOUT_SECONDS: '3' },
      reference,
    });
    expect(values).toMatchObject({ NEXUS_BASE_URL: 'http://127.0.0.1:8080', NEXUS_APPLICATION_TOKEN: undefined });
    expect(values.NEXUS_TIMEOUT_SECONDS).toBe(3);
    expect(notes).toEqual([expect.stringContaining('NEXUS_APPLICATION_TOKEN')]);
    expect(problemsOf({ flags: { NEXUS_TARGET: 'reference', NEXUS_BASE_URL: 'https://x.example' } })).toHaveLength(1);
  });

  test('a half configured target is refused, and not replaced by the reference', ({ problemsOf }) => {
    expect(
      problemsOf({ environment: { NEXUS_BEARER_TOKEN: 'abc', NEXUS_USER_ID: '1', NEXUS_CLIENT_ID: 'a' } }),
    ).toEqual([
      expect.stringContaining('NEXUS_BASE_URL is missing'),
      expect.stringContaining('NEXUS_APPLICATION_TOKEN'),
    ]);
  });

  test('a gate whose configuration was lost is refused', ({ problemsOf }) => {
    for (const unnamed of [{ environment: { CI: 'true' } }, { flags: { NEXUS_PROFILE: 'certify' } }]) {
      expect(problemsOf(unnamed)).toEqual([expect.stringContaining('--target reference')]);
    }
    expect(problemsOf({ environment: { CI: 'true' }, flags: { NEXUS_TARGET: 'reference' } })).toEqual([]);
    expect(problemsOf({ environment: { CI: 'true', ...good } })).toEqual([]);
  });

  test('a fault is refused for a real target', ({ problemsOf }) => {
    expect(problemsOf(withEnvironment({ NEXUS_FAULT: 'bearer-alone' }))).toEqual([
      expect.stringContaining('NEXUS_FAULT'),
    ]);
  });
});

test.describe('what follows from other values', () => {
  test('an unknown id is of the format of the known one, and the same for the same seed', ({ configurationOf }) => {
    const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
    const unknownWith = (seed: string) =>
      configurationOf(withEnvironment({ NEXUS_SEED: seed })).values.NEXUS_UNKNOWN_USER_ID;
    expect(unknownWith('7')).toMatch(uuid);
    expect(unknownWith('7')).toBe(unknownWith('7'));
    expect(unknownWith('7')).not.toBe(unknownWith('8'));
    const { values } = configurationOf(withEnvironment({ NEXUS_USER_ID: '42', NEXUS_CLIENT_ID: userId }));
    expect(values.NEXUS_UNKNOWN_USER_ID).toBeUndefined();
    expect(values.NEXUS_UNKNOWN_CLIENT_ID).toMatch(uuid);
    expect(values.NEXUS_SEED).toBe(seconds);
  });

  test('a random seed is a number that can be given again, and counts as given', ({ configurationOf }) => {
    const { values, origins } = configurationOf(withEnvironment({ NEXUS_SEED: 'random' }));
    expect(values.NEXUS_SEED).toBe(seconds);
    expect(origins.NEXUS_SEED).toBe('environment');
  });

  test('a place off loopback counts as production unless something else is said', ({ configurationOf }) => {
    const elsewhere = configurationOf(withEnvironment({ NEXUS_ENVIRONMENT: undefined })).values;
    expect(elsewhere).toMatchObject({ NEXUS_ENVIRONMENT: 'production', NEXUS_MAX_RPS: 10 });
    const here = configurationOf(
      withEnvironment({ NEXUS_BASE_URL: 'http://localhost:1', NEXUS_ENVIRONMENT: undefined }),
    );
    expect(here.values).toMatchObject({ NEXUS_ENVIRONMENT: 'local', NEXUS_MAX_RPS: undefined });
    const lookalike = configurationOf(withEnvironment({ NEXUS_BASE_URL: 'https://127.0.0.1.example' }));
    expect(lookalike.loopback).toBe(false);
  });

  test('a token is a JWT by its shape, else opaque', ({ configurationOf }) => {
    const formatOf = (token: string) =>
      configurationOf(withEnvironment({ NEXUS_BEARER_TOKEN: token })).values.NEXUS_TOKEN_FORMAT;
    expect(formatOf(jwt({ exp: seconds + 60 }))).toBe('jwt');
    expect(['a.b.c', 'opaque', 'MQ.MQ.MQ'].map(formatOf)).toEqual(['opaque', 'opaque', 'opaque']);
  });

  test('an id of another shape than a good one is noted', ({ configurationOf }) => {
    const { notes } = configurationOf(withEnvironment({ NEXUS_TRIPWIRE_USER_ID: '42' }));
    expect(notes).toEqual([expect.stringContaining('NEXUS_TRIPWIRE_USER_ID is of another shape than NEXUS_USER_ID')]);
  });
});
