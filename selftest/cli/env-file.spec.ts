import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from '@playwright/test';
import { npm } from '../npm.ts';
import { type Environment, root } from './processes.ts';
import { test } from './setup.ts';

/** As a user types it in this folder. */
async function typed(cwd: string, args: readonly string[], environment: Environment = {}) {
  const [command, words] = npm('--prefix', root, 'run', '--silent', 'conformance', '--', ...args);
  const { PATH = '', HOME = '', SystemRoot = '' } = process.env;
  const env = { PATH, HOME, SystemRoot, NEXUS_REPORT: 'none', NEXUS_OUTPUT: join(cwd, 'out'), ...environment };
  const child = spawn(command, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, code };
}

test('npm run: an --env-file that is not there is exit 2, with the problem as JSON', async ({ folder }) => {
  const run = await typed(folder, ['--env-file', 'nope.env', '--json']);
  expect(run.code, run.stderr).toBe(2);
  const { problems } = JSON.parse(run.stdout);
  expect(JSON.stringify(problems)).toContain('nope.env');
});

test('npm run: a relative --env-file is looked for in the folder in which it was typed', async ({
  folder,
  reference,
}) => {
  const below = join(folder, 'below');
  mkdirSync(below);
  const lines = Object.entries(reference.environment).map(([name, value]) => `${name}='${value}'`);
  writeFileSync(join(below, 'own.env'), lines.join('\n'));
  const run = await typed(below, ['doctor', '--env-file', 'own.env']);
  expect(run.code, run.stdout + run.stderr).toBe(0);
});
