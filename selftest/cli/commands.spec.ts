import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { variable, variableNames } from '../../config/variables.ts';
import { inProfile, requirementIds, requirements, standingOf } from '../../requirements/index.ts';
import { parseEnvFile } from '../../src/configuration/env-file.ts';
import { lastLine, test } from './setup.ts';

test('list shows one requirement a line, those of the profile that was asked for', async ({ conformance }) => {
  const all = await conformance(['list']);
  const lines = all.stdout.trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ', 1)[0])).toEqual(requirementIds);
  for (const [index, id] of requirementIds.entries()) {
    const { level, sentence } = requirements[id];
    expect(lines[index]).toMatch(new RegExp(`^\\S+ +${level} +\\w+ +${standingOf(id)} `));
    expect(lines[index]).toContain(sentence);
  }
  const smoke = await conformance(['list', '--profile', 'smoke']);
  expect(smoke.stdout.trimEnd().split('\n')).toHaveLength(requirementIds.filter((id) => inProfile(id, 'smoke')).length);
  const wrong = await conformance(['list', '--profile', 'smok']);
  expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Did you mean smoke?') });
});

test('explain quotes the requirement, and names the nearest id of a mistyped one', async ({ conformance }) => {
  const explained = await conformance(['explain', 'auth/bearer-alone']);
  expect(explained.code).toBe(0);
  expect(explained.stdout).toContain(requirements['auth/bearer-alone'].sentence);
  const mistyped = await conformance(['explain', 'auth/bearer-alnoe']);
  expect(mistyped).toMatchObject({ code: 2, stdout: '' });
  expect(mistyped.stderr).toContain('Did you mean auth/bearer-alone?');
});

test('init writes a file that only its owner and not git can see, and leaves one that is there as it is', async ({
  conformance,
  folder,
}) => {
  execFileSync('git', ['init', '--quiet', folder]);
  const file = join(folder, 'config', 'targets', 'qa.env');
  const written = await conformance(['init', '--target', 'qa', '--profile', 'smoke']);
  expect(written.code, written.stderr).toBe(0);
  expect(written.stdout).toContain('npm run conformance -- doctor --target qa --profile smoke');
  expect(parseEnvFile(readFileSync(file, 'utf8'), file)).toMatchObject({
    misconfigurations: [],
    entries: { NEXUS_BASE_URL: 'https://staging.example/nexus' },
  });
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const seen = execFileSync('git', ['status', '--porcelain', '--untracked-files=all'], { cwd: folder }).toString();
  expect(seen).toBe('?? config/targets/.gitignore\n');

  writeFileSync(file, 'NEXUS_BASE_URL=https://mine.example\n');
  const again = await conformance(['init', '--target', 'qa']);
  expect(again).toMatchObject({ code: 2, stdout: '' });
  expect(again.stderr).toContain('stays as it is');
  expect(readFileSync(file, 'utf8')).toBe('NEXUS_BASE_URL=https://mine.example\n');
});

test('init completes a file for another profile, and keeps what was written into it', async ({
  conformance,
  folder,
}) => {
  const file = join(folder, '.env');
  const of = (profile: string) => conformance(['init', '--profile', profile]);
  await of('smoke');
  const filled = readFileSync(file, 'utf8')
    .replace(/^NEXUS_USER_ID=.*$/m, 'NEXUS_USER_ID="mine # 1"')
    .replace(/^# NEXUS_BASIC_PASSWORD=$/m, 'NEXUS_BASIC_PASSWORD_FILE=/run/secrets/basic')
    .replace(/^# NEXUS_MAX_RPS=.*$/m, 'export NEXUS_MAX_RPS=3');
  writeFileSync(file, `${filled}# ask Kim before you change this\n`);

  const completed = await of('gate');
  expect(completed.code, completed.stderr).toBe(0);
  expect(completed.stdout).toContain('.env is completed, for the profile gate.');
  const text = readFileSync(file, 'utf8');
  const { entries, misconfigurations } = parseEnvFile(text, file);
  expect(misconfigurations).toEqual([]);
  expect(entries).toMatchObject({
    NEXUS_PROFILE: 'gate',
    NEXUS_USER_ID: 'mine # 1',
    NEXUS_BASIC_PASSWORD_FILE: '/run/secrets/basic',
    NEXUS_MAX_RPS: '3',
  });
  const asked = variableNames.filter((name) => variable(name).neededBy.includes('gate') && !variable(name).later);
  expect(asked.filter((name) => !(name in entries) && !(`${name}_FILE` in entries))).toEqual([]);
  expect(text.trimEnd().split('\n').at(-1)).toBe('# ask Kim before you change this');
  expect((await of('gate')).code).toBe(0);
  expect(readFileSync(file, 'utf8'), 'twice is once').toBe(text);

  writeFileSync(file, `${text}DATABASE_URL="of\nothers"\n`);
  const others = await of('certify');
  expect(others).toMatchObject({ code: 2, stderr: expect.stringContaining('holds more than NEXUS_ variables') });
  expect(readFileSync(file, 'utf8')).toBe(`${text}DATABASE_URL="of\nothers"\n`);
});

test('init writes .env or the file of a target, and takes no name that cannot be one', async ({
  conformance,
  folder,
}) => {
  const plain = await conformance(['init']);
  expect(plain.code).toBe(0);
  expect(lastLine(plain.stdout)).toBe('  npm run conformance -- run --profile gate');
  expect(existsSync(join(folder, '.env'))).toBe(true);
  for (const name of ['../elsewhere', 'reference']) {
    expect(await conformance(['init', '--target', name])).toMatchObject({ code: 2, stdout: '' });
  }
});
