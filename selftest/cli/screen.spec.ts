import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { requirementIds, requirements } from '../../requirements/index.ts';
import type { Misconfiguration } from '../../src/configuration/misconfiguration.ts';
import type { Statement } from '../../src/report/statement.ts';
import { type Environment, root } from './processes.ts';
import { embedded, lastLine, test } from './setup.ts';

test('with --json stdout is the statement and nothing else, and an object with problems where a run cannot begin', async ({
  conformance,
}) => {
  const judged = await conformance(['--json'], { environment: embedded });
  expect(judged.code, judged.stderr).toBe(0);
  expect(JSON.parse(judged.stdout) as Statement).toEqual(judged.statement());
  expect(lastLine(judged.stderr)).toMatch(/^PASS smoke/);
  for (const { args, said } of [
    { args: ['--profile', 'smok'], said: 'Did you mean smoke?' },
    { args: ['--only', 'aut/*'], said: 'Did you mean auth/*?' },
    { args: ['--nonsense'], said: '--nonsense is not a flag of run.' },
    { args: ['list', '--profile', 'smok'], said: 'Did you mean smoke?' },
    { args: ['explain', 'auth/bearer-alnoe'], said: 'Did you mean auth/bearer-alone?' },
    { args: ['doctor', '--wait', 'soon'], said: '--wait is given what is no number' },
  ]) {
    const refused = await conformance([...args, '--json'], { environment: embedded });
    expect(refused.code, args.join(' ')).toBe(2);
    const told = JSON.parse(refused.stdout) as { exitCode: number; problems: readonly Misconfiguration[] };
    expect(told.exitCode).toBe(2);
    expect(told.problems).toEqual([expect.objectContaining({ message: expect.stringContaining(said) })]);
    expect(refused.stderr).toContain(said);
  }
});

test('list and explain tell a program what they tell a person', async ({ conformance }) => {
  const listed = JSON.parse((await conformance(['list', '--json'])).stdout) as readonly { id: string; level: string }[];
  expect(listed.map(({ id }) => id)).toEqual(requirementIds);
  const smoke = JSON.parse((await conformance(['list', '--profile', 'smoke', '--json'])).stdout) as readonly unknown[];
  expect(smoke).toHaveLength(requirementIds.filter((id) => requirements[id].profile === 'smoke').length);
  const explained = JSON.parse((await conformance(['explain', 'http/date', '--json'])).stdout) as object;
  expect(explained).toMatchObject({ id: 'http/date', ...requirements['http/date'] });
  expect(listed.find(({ id }) => id === 'http/date')).toEqual(explained);
});

test('--quiet prints nothing on a pass, else the verdict line', async ({ conformance }) => {
  const quiet = await conformance(['--quiet'], { environment: { ...embedded, NEXUS_USER_EMAIL: '' } });
  expect([quiet.code, quiet.stdout, quiet.stderr]).toEqual([0, '', '']);
  const json = await conformance(['--quiet', '--json'], { environment: embedded });
  expect([json.code, json.stderr]).toEqual([0, '']);
  expect(JSON.parse(json.stdout)).toMatchObject({ verdict: 'pass' });
  const red = await conformance(['--quiet', '--fault', 'bearer-alone'], { environment: embedded });
  expect(red.code).toBe(1);
  expect(red.stdout).toMatch(/^FAIL smoke .* · auth\/bearer-alone\n$/);
});

/** What a command shows on a terminal of so many columns. */
function onTerminal(args: string, columns: number, environment: Environment, cwd: string): string {
  const program = `"${process.execPath}" "${join(root, 'bin', 'nexus-conformance.cjs')}" ${args}`;
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, TERM: 'xterm', LANG: 'C.UTF-8', NEXUS_REPORT: 'none', ...environment };
  // The script of util-linux; that of BSD has other arguments.
  const line = ['-qec', `stty columns ${columns}; ${program}`, '/dev/null'];
  return spawnSync('script', line, { cwd, env, encoding: 'utf8' }).stdout.replaceAll('\r\n', '\n');
}

const noTerminal = process.platform !== 'linux' || spawnSync('script', ['--version']).error !== undefined;

test('on a terminal a list that is too wide becomes lines, which fit', ({ folder }) => {
  test.skip(noTerminal, 'needs the script of util-linux');
  const shown = onTerminal('list --profile smoke', 60, {}, folder).trimEnd().split('\n');
  expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(shown).toContain('auth/basic');
  expect(shown[shown.indexOf('auth/basic') + 1]).toBe('  MUST, smoke, built');
});

test('on a terminal there are colours and a line that moves, and no escape sequence for who wants none', ({
  folder,
}) => {
  test.skip(noTerminal, 'needs the script of util-linux');
  const run = (environment: Environment) => onTerminal('run', 100, { ...embedded, ...environment }, folder);
  const shown = run({});
  expect(shown).toContain('\u001b[2K');
  expect(shown).toMatch(/\u001b\[32mPASS\u001b\[39m smoke /);
  for (const environment of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
    const plain = run(environment);
    expect(plain).toMatch(/^PASS smoke /m);
    expect(plain).not.toContain('\u001b');
  }
});

test('FORCE_COLOR colours what goes into a file, too', async ({ conformance }) => {
  const run = await conformance([], { environment: { ...embedded, FORCE_COLOR: '1' } });
  expect(run.stdout).toMatch(/\u001b\[32mPASS\u001b\[39m smoke /);
});
