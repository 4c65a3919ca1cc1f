import { expect, test } from '@playwright/test';
import { variable, variableNames } from '../../config/variables.ts';
import { helpText, parseArguments } from '../../src/cli/arguments.ts';

function problemsOf(...argv: string[]): string[] {
  const parsed = parseArguments(argv);
  return parsed.kind === 'problems' ? parsed.problems.map((problem) => problem.message) : [];
}

test('a flag is lost on its way to its variable', () => {
  const argv = ['--target', 'staging', '--only=auth/*', '--only', 'http/date,http/accept', '--strict', '--deadline=5'];
  expect(parseArguments(['run', ...argv, '--json'])).toEqual({
    kind: 'run',
    flags: {
      NEXUS_TARGET: 'staging',
      NEXUS_ONLY: 'auth/*,http/date,http/accept',
      NEXUS_STRICT: 'true',
      NEXUS_DEADLINE_SECONDS: '5',
    },
    json: true,
    quiet: false,
  });
  expect(parseArguments([])).toEqual({ kind: 'run', flags: {}, json: false, quiet: false });
});

test('help or version is asked for and a run begins', () => {
  expect(parseArguments(['--nonsense', '-h'])).toEqual({ kind: 'help' });
  expect(parseArguments(['run', '--version'])).toEqual({ kind: 'version' });
});

test('a mistyped flag is ignored', () => {
  expect(problemsOf('--profil', 'smoke', '--skpi=x')).toEqual([
    expect.stringContaining('Did you mean --profile?'),
    expect.stringContaining('Did you mean --skip?'),
  ]);
  expect(problemsOf('--toString')).toHaveLength(1);
});

test('a flag takes the next flag for its value', () => {
  expect(problemsOf('--only', '--strict')).toEqual([expect.stringContaining('--only needs a value')]);
  expect(problemsOf('--seed')).toEqual([expect.stringContaining('Example: --seed 1760000000')]);
  expect(problemsOf('--strict=false')).toEqual([expect.stringContaining('takes no value')]);
});

test('one of two values is dropped silently', () => {
  expect(problemsOf('--profile', 'smoke', '--profile=gate')).toEqual([expect.stringContaining('given twice')]);
  expect(problemsOf('smoke')).toEqual([expect.stringContaining('Argument 1')]);
  expect(problemsOf('run', '--strict', 'false')).toEqual([expect.stringContaining('Argument 3')]);
});

test('a secret is taken from a flag, or shown', () => {
  for (const argv of [['--bearer-token', 'correct-horse'], ['--bearer-token=correct-horse']]) {
    const problems = problemsOf(...argv);
    expect(problems).toEqual([
      '--bearer-token is not a flag: set NEXUS_BEARER_TOKEN in the environment or in an env file.',
    ]);
  }
  expect(variableNames.filter((name) => variable(name).flag && variable(name).secret)).toEqual([]);
});

test('the help lacks a flag or a variable, or runs over the edge of the screen', () => {
  const help = helpText();
  for (const name of variableNames) {
    expect(help).toContain(name);
    expect(help).toContain(variable(name).flag ?? '');
  }
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(help).toContain('130  interrupted');
});
