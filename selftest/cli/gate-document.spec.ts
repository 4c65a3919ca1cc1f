import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { variable, variableNames } from '../../config/variables.ts';
import { startReference } from '../../reference/serve.ts';
import { type Environment, root } from './processes.ts';
import { test } from './setup.ts';

const [, workflow = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs', 'gate.md'), 'utf8')) ?? [];
const steps = Array.from(workflow.matchAll(/^ +(?:- )?run: (.+)$/gm), ([, command = '']) => command);
/** What of the gate is judged: the steps are what is tested. */
const NEXUS_ONLY = 'auth/basic,auth/bearer-alone';
const kept = Array.from(workflow.matchAll(/^ +(results\/\S+)$/gm), ([, path = '']) => path);

test('the workflow of docs/gate.md passes just what gate needs, and each secret as one', () => {
  const passed = Object.fromEntries(
    Array.from(workflow.matchAll(/^ +(NEXUS_\w+): \$\{\{ (\w+)\.(\w+) \}\}$/gm), ([, name, from, same]) => {
      expect(same).toBe(name);
      return [name, from];
    }),
  );
  const needed = variableNames.filter((name) => variable(name).neededBy.includes('gate') && !variable(name).later);
  const expected = needed.map((name) => [name, variable(name).secret ? 'secrets' : 'vars']);
  expect(passed).toEqual(Object.fromEntries(expected));
});

/** The exit code of the first step that fails: as GitHub runs them, each by `sh -e` in the checkout. */
async function runSteps(environment: Environment, output: string): Promise<number> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, CI: 'true', ...environment, NEXUS_ONLY, NEXUS_OUTPUT: output };
  // Dependencies are there already.
  for (const step of steps.filter((command) => command !== 'npm ci')) {
    const [code] = await once(spawn('sh', ['-e', '-c', step], { cwd: root, env, stdio: 'ignore' }), 'close');
    if (code !== 0) return code;
  }
  return 0;
}

test('the workflow of docs/gate.md lets a good deployment through, and every path that it keeps is there', async ({
  reference,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'the steps are for sh');
  expect(steps).toHaveLength(3);
  expect(await runSteps(reference.environment, join(folder, 'results'))).toBe(0);
  expect(kept.length).toBeGreaterThan(2);
  expect(kept.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
});

test('the workflow of docs/gate.md stops a broken deployment', async ({ folder }) => {
  test.skip(process.platform === 'win32', 'the steps are for sh');
  const broken = await startReference({ fault: 'bearer-alone' });
  expect(await runSteps(broken.environment, join(folder, 'results'))).toBe(1);
  await broken.close();
});
