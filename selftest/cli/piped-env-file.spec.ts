import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from '@playwright/test';
import { shellWord } from '../../src/report/shell.ts';
import { npm } from '../npm.ts';
import { leaksOf } from './echoing.ts';
import type { Environment } from './processes.ts';
import { root } from './processes.ts';
import { lastLine, smoke, test } from './setup.ts';

test.skip(process.platform === 'win32', 'Windows has no such pipes');

const linesOf = (environment: Environment): string =>
  Object.entries(environment)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');

const few = { ...smoke, NEXUS_ONLY: 'auth/basic,auth/bearer-and-application-token,auth/no-credentials' };

test('an env file that is a named pipe, which gives its content once, is enough for a whole run', async ({
  conformance,
  folder,
  reference,
}) => {
  const pipe = join(folder, 'secrets.pipe');
  execFileSync('mkfifo', [pipe]);
  createWriteStream(pipe).end(linesOf(reference.environment));
  const run = await conformance(['--env-file', 'secrets.pipe'], { environment: few });
  execFileSync('rm', [pipe]);
  expect(run.code, run.stderr).toBe(0);
  expect(run.statement()).toMatchObject({ verdict: 'pass', target: { kind: 'configured' } });
  expect(leaksOf(run, folder, reference.environment)).toEqual([]);
});

test('--env-file <(command) of a shell is enough for a whole run, and its secrets are in no file and no output', async ({
  folder,
  outputOf,
  reference,
}) => {
  const typed = npm('--prefix', root, 'run', '--silent', 'conformance', '--', 'run').flat();
  const command = `exec ${typed.map((word) => shellWord(word)).join(' ')} --env-file <(printf '%s' "$SECRETS")`;
  const { PATH = '', HOME = '' } = process.env;
  const shell = spawn('bash', ['-c', command], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH,
      HOME,
      ...few,
      NEXUS_REPORT: 'none',
      NEXUS_OUTPUT: outputOf().folder,
      SECRETS: linesOf(reference.environment),
    },
  });
  const ended = new Promise((resolve) => shell.on('close', resolve).on('error', () => resolve('no bash')));
  const [stdout, stderr, code] = await Promise.all([text(shell.stdout), text(shell.stderr), ended]);
  test.skip(code === 'no bash', 'there is no bash');
  expect(code, stderr).toBe(0);
  expect(lastLine(stdout)).toMatch(/^PASS smoke http:\/\/127\.0\.0\.1:\d+ local · 3 passed /);
  expect(leaksOf({ stdout, stderr }, folder, reference.environment)).toEqual([]);
});

test('a pipe that Node itself has drained is told of, with the way round it', async ({ folder }) => {
  const command = `exec "$NODE" "$SUITE" doctor --env-file <(echo NEXUS_USER_ID=somebody)`;
  const { PATH = '' } = process.env;
  const [NODE, SUITE] = [process.execPath, join(root, 'bin', 'nexus-conformance.cjs')];
  const shell = spawn('bash', ['-c', command], {
    cwd: folder,
    env: { PATH, NODE, SUITE },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => shell.on('close', resolve).on('error', () => resolve('no bash')));
  const [stdout, stderr, code] = await Promise.all([text(shell.stdout), text(shell.stderr), ended]);
  test.skip(code === 'no bash', 'there is no bash');
  expect(code).toBe(2);
  expect(stdout + stderr).toContain('name a pipe by NEXUS_ENV_FILE');
});
