import { expect, test } from '@playwright/test';
import { shownVariableNames, variable, variableNames } from '../../config/variables.ts';
import { parseArguments } from '../../src/cli/arguments.ts';
import { commandNames } from '../../src/cli/commands.ts';
import { helpText } from '../../src/cli/help.ts';

function problemsOf(...argv: string[]): string[] {
  const parsed = parseArguments(argv);
  return parsed.kind === 'problems' ? parsed.problems.map((problem) => problem.message) : [];
}

const nothingAsked = {
  flags: {},
  options: [],
  json: false,
  quiet: false,
  lastFailed: false,
  mail: false,
  wait: 0,
  argument: '',
};

test('each flag sets its variable', () => {
  const argv = ['--target', 'staging', '--only=auth/*', '--only', 'http/date,http/accept', '--strict', '--deadline=5'];
  expect(parseArguments(['run', ...argv, '--json', '--last-failed'])).toEqual({
    ...nothingAsked,
    kind: 'run',
    flags: {
      NEXUS_TARGET: 'staging',
      NEXUS_ONLY: 'auth/*,http/date,http/accept',
      NEXUS_STRICT: 'true',
      NEXUS_DEADLINE_SECONDS: '5',
    },
    options: ['last-failed', 'json'],
    json: true,
    lastFailed: true,
  });
  expect(parseArguments([])).toEqual({ ...nothingAsked, kind: 'run' });
});

test('each command is read with its argument and its flags', () => {
  for (const kind of commandNames) {
    const argument = kind === 'explain' ? 'auth/bearer-alone' : '';
    expect(parseArguments([kind, argument].filter(Boolean))).toEqual({ ...nothingAsked, kind, argument });
  }
  expect(parseArguments(['doctor', '--wait', '30', '--mail'])).toMatchObject({ kind: 'doctor', wait: 30, mail: true });
  expect(parseArguments(['doctor', '--wait=0.5'])).toMatchObject({ wait: 0.5 });
  // After a flag a word is no command: it may be a value that belongs elsewhere.
  expect(problemsOf('--strict', 'doctor')).toEqual([expect.stringContaining('Argument 2 belongs to no flag')]);
});

test('help and version are read as such, whatever stands before them', () => {
  expect(parseArguments(['--nonsense', '-h'])).toMatchObject({ kind: 'help', argument: '' });
  expect(parseArguments(['doctor', '--help'])).toMatchObject({ kind: 'help', argument: 'doctor' });
  expect(parseArguments(['help', 'variables'])).toMatchObject({ kind: 'help', argument: 'variables' });
  expect(parseArguments(['run', '--version'])).toEqual({ kind: 'version' });
});

test('a wrong command or argument is refused, and the message says what is right', () => {
  expect(problemsOf('docter')).toEqual([expect.stringContaining('Did you mean doctor?')]);
  expect(problemsOf('smoke')).toEqual([
    'Argument 1 is not a command. There are: run, doctor, list, explain, init, help.',
  ]);
  expect(problemsOf('explain')).toEqual([expect.stringContaining('Example: explain auth/bearer-alone')]);
  expect(problemsOf('explain', 'auth/basic', 'auth/bearer-alone')).toEqual([expect.stringContaining('Argument 3')]);
  expect(problemsOf('list', 'smoke')).toEqual([expect.stringContaining('list takes flags only')]);
});

test('a flag of another command is refused', () => {
  expect(problemsOf('run', '--mail')).toEqual(['--mail is a flag of doctor, not of run.']);
  expect(problemsOf('list', '--strict', '--wait', '3')).toEqual([
    '--strict is a flag of run and doctor, not of list.',
    '--wait is a flag of doctor, not of list.',
  ]);
});

test('a wrong time to wait is refused with an example', () => {
  for (const argv of [['--wait'], ['--wait', 'long'], ['--wait=-1'], ['--wait', '--json'], ['--wait=']]) {
    expect(problemsOf('doctor', ...argv), argv.join(' ')).toEqual([expect.stringContaining('Example: --wait 60')]);
  }
});

test('a number that is negative or none is told so', () => {
  for (const [flag, example] of [
    ['--deadline', 600],
    ['--seed', 1760000000],
  ] as const) {
    for (const argv of [[flag, '-5'], [`${flag}=-0.5`]]) {
      const [message, ...more] = problemsOf(...argv);
      expect(message).toMatch(new RegExp(`^${flag} cannot be negative: it takes a .* Example: ${flag} ${example}$`));
      expect(more).toEqual([]);
    }
    for (const text of ['60s', '1e3', '0x10', 'soon', '1,5', 'Infinity', '٣']) {
      expect(problemsOf(flag, text), text).toEqual([
        expect.stringMatching(`^${flag} is given what is no number: .* in digits and without a unit`),
      ]);
    }
  }
  expect(problemsOf('doctor', '--wait', '-1')).toEqual([expect.stringContaining('--wait cannot be negative')]);
  expect(problemsOf('--deadline', '--json')).toEqual([expect.stringContaining('--deadline needs a value')]);
});

test('a mistyped flag is refused, and the nearest flag is proposed', () => {
  expect(problemsOf('--profil', 'smoke', '--skpi=x')).toEqual([
    expect.stringContaining('Did you mean --profile?'),
    expect.stringContaining('Did you mean --skip?'),
  ]);
  expect(problemsOf('--toString')).toHaveLength(1);
  // Its feature does not exist yet.
  expect(problemsOf('--waivers', 'a.json')).toEqual([expect.stringContaining('--waivers is not a flag of run.')]);
});

test('a flag without its value, or with one that it does not take, is refused', () => {
  expect(problemsOf('--only', '--strict')).toEqual([expect.stringContaining('--only needs a value')]);
  expect(problemsOf('--seed')).toEqual([expect.stringContaining('Example: --seed 1760000000')]);
  expect(problemsOf('--strict=false')).toEqual([expect.stringContaining('takes no value')]);
});

test('a value that is given twice, or belongs to no flag, is refused', () => {
  expect(problemsOf('--profile', 'smoke', '--profile=gate')).toEqual([expect.stringContaining('given twice')]);
  expect(problemsOf('run', '--strict', 'false')).toEqual([expect.stringContaining('Argument 3')]);
});

test('no flag takes a secret, and the message does not show its value', () => {
  for (const argv of [['--bearer-token', 'correct-horse'], ['--bearer-token=correct-horse']]) {
    const problems = problemsOf(...argv);
    expect(problems).toEqual([
      '--bearer-token is not a flag: set NEXUS_BEARER_TOKEN in the environment or in an env file.',
    ]);
  }
  expect(variableNames.filter((name) => variable(name).flag && variable(name).secret)).toEqual([]);
});

const widestOf = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

test('the help fits a screen, names every command, and says where the rest is', () => {
  const help = helpText();
  expect(help.split('\n').length).toBeLessThanOrEqual(23);
  expect(widestOf(help)).toBeLessThanOrEqual(80);
  for (const name of commandNames) expect(help).toContain(`  ${name}`);
  expect(help).toContain('help run');
  expect(help).toContain('help variables');
});

test('the help of run and of the variables name every flag and variable, in lines of 100 characters at most', () => {
  const [run, all] = [helpText('run'), helpText('variables')];
  for (const name of shownVariableNames) {
    expect(all).toContain(name);
    expect(run).toContain(variable(name).flag ?? '');
  }
  for (const text of [all, ...commandNames.map((name) => helpText(name))])
    expect(widestOf(text)).toBeLessThanOrEqual(100);
  expect(run).toContain('130  interrupted');
  expect(helpText('explain')).toContain('Usage: nexus-conformance explain ID [flags]');
});

const keptByNpm = (environment: Readonly<Record<string, string>>, ...argv: string[]) => {
  const parsed = parseArguments(argv, { npm_lifecycle_event: 'conformance', ...environment });
  return parsed.kind === 'problems' ? parsed.problems.map((problem) => problem.message) : [];
};

test('a flag that npm kept for itself is refused, with the line that has to be typed', () => {
  const [message, ...more] = keptByNpm({
    npm_config_profile: 'smoke',
    npm_config_strict: 'true',
    npm_config_base_url: 'https://staging.example/a b',
    npm_config_userconfig: '/home/me/.npmrc',
  });
  expect(more).toEqual([]);
  for (const part of [
    'npm_config_profile=smoke',
    "npm run conformance -- --base-url='https://staging.example/a b' --profile=smoke --strict",
    "npm run conformance '--' --base-url",
    'npx nexus-conformance --base-url',
    '/home/me/.npmrc',
  ]) {
    expect(message).toContain(part);
  }
});

test('a word that npm handed on without its flag says so, and is no unknown command', () => {
  expect(keptByNpm({ npm_config_target: 'true' }, 'staging')).toEqual([
    expect.stringContaining('npm run conformance -- --target=staging,'),
  ]);
  const [password] = keptByNpm({ npm_config_base_url: 'https://me:correct-horse@staging.example' });
  expect(password).not.toContain('correct-horse');
  // Which word belongs to which flag is not known.
  const [two] = keptByNpm({ npm_config_target: 'true', npm_config_profile: 'true' }, 'staging', 'smoke');
  expect(two).toContain('-- --target=… --profile=…');
  // It may be a secret.
  const [secret] = keptByNpm({ npm_config_target: 'true', npm_config_bearer_token: 'true' }, 'correct-horse');
  expect(secret).not.toContain('correct-horse');
  expect(keptByNpm({ npm_config_profile: 'true' }, 'list', 'smoke')).toEqual([
    expect.stringContaining('-- list --profile=smoke,'),
  ]);
});

test('a misspelt flag is no less swallowed', () => {
  expect(keptByNpm({ npm_config_profil: 'smoke', npm_config_targt: 'staging' })).toEqual([
    expect.stringMatching(/npm_config_profil=smoke.* -- --target=staging --profile=smoke,/),
  ]);
});

test('what npm holds for itself or others, or was given to us as well, is no mistake', () => {
  expect(keptByNpm({ npm_config_profile: 'smoke' }, '--profile', 'gate')).toEqual([]);
  expect(keptByNpm({ npm_config_profile: 'smoke' }, 'explain', 'auth/basic')).toEqual([]);
  // Whether they are a mistake is known where the target is.
  expect(keptByNpm({ npm_config_target: '29.1.0', npm_config_json: 'true' })).toEqual([]);
  const ofNpm = {
    npm_config_strict_ssl: 'true',
    npm_config_version: '',
    npm_config_registry: 'x',
    npm_config_prefix: 'y',
  };
  expect(keptByNpm(ofNpm)).toEqual([]);
});
