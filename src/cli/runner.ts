import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { environmentWith, type Handover } from '../playwright/handover.ts';
import type { OutputPaths } from '../report/output.ts';
import { root } from '../suite.ts';

/** How the runner's process ended. */
export interface Ended {
  readonly code: number | string;
  readonly interrupted: boolean;
}

interface Options {
  readonly quiet: boolean;
  readonly deadlineSeconds: number;
}

/** All that is loaded is built: Playwright's loader of TypeScript, a thread of its own in Node 20, has nothing to do. */
const withoutLoader = { PW_DISABLE_TS_ESM: '1' };

/** What the runner gets beyond the deadline to end by itself, in milliseconds. */
const grace = 10_000;

/**
 * Runs the tests in Playwright and passes a wish to stop on, once: a second SIGINT would make Playwright drop everything.
 * It runs in a process group of its own, so that Ctrl-C reaches it through us alone.
 */
export function runPlaywright(handover: Handover, paths: OutputPaths, options: Options): Promise<Ended> {
  const program = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  const config = join(root, 'dist', 'playwright.config.js');
  const asked = ['test', '--config', config, ...(options.quiet ? ['--quiet'] : [])];
  const child = spawn(process.execPath, [program, ...asked], {
    env: { ...process.env, ...environmentWith(handover), ...withoutLoader },
    detached: process.platform !== 'win32',
    stdio: ['ignore', process.stderr, process.stderr],
  });
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) return;
    interrupted = true;
    if (existsSync(paths.running)) writeFileSync(paths.interrupted, '');
    child.kill('SIGINT');
  };
  const lastResort = setTimeout(() => child.kill('SIGKILL'), options.deadlineSeconds * 1000 + grace);
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(lastResort);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      resolve({ code: code ?? signal ?? 'no code', interrupted });
    });
  });
}
