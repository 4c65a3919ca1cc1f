import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { processesWith, root } from './processes.ts';
import { test } from './setup.ts';

/** A self-test in a process of its own, beside the one that this test belongs to. */
function selfTest(temporary: string, ...args: readonly string[]) {
  const { SELFTEST_FOLDER: _, ...others } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', '--', join(root, 'selftest', 'main.ts'), ...args], {
    cwd: root,
    env: { ...others, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed.text += text;
    });
  }
  return { child, printed, ended: once(child, 'close') };
}

test('Ctrl-C ends a self-test and all its workers, and leaves the folder of another one alone', async ({ folder }) => {
  test.skip(process.platform !== 'linux', 'needs /proc');
  const { child, printed, ended } = selfTest(folder, 'faults.spec.ts', '--workers=1', '--reporter=list');
  await expect.poll(() => printed.text, { timeout: 120_000 }).toContain('✓');
  expect(processesWith(`TMPDIR=${folder}`).length, 'the runner and a worker besides').toBeGreaterThan(2);
  child.kill('SIGINT');
  const [code] = await ended;
  expect(code, printed.text).toBe(130);
  await expect.poll(() => processesWith(`TMPDIR=${folder}`), { timeout: 60_000 }).toEqual([]);
  expect(existsSync(folder)).toBe(true);
  expect(process.env.SELFTEST_FOLDER === undefined || existsSync(process.env.SELFTEST_FOLDER)).toBe(true);
});
