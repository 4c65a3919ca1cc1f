import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Values } from '../configuration/values.ts';
import { namedAuthorities } from '../playwright/private-authority.ts';
import type { OutputPaths } from '../report/output.ts';
import { root } from '../suite.ts';

/** How the runner's process ended. */
export interface Ended {
  readonly code: number | string;
  readonly interrupted: boolean;
}

/** What the runner gets beyond the deadline to end by itself, in milliseconds. */
const grace = 10_000;

/**
 * Runs the three phases in Playwright and passes a wish to stop on, once: a second SIGINT would make Playwright drop
 * everything. It runs in a process group of its own, so that Ctrl-C reaches it through us alone.
 */
export function runPlaywright(paths: OutputPaths, values: Values, quiet: boolean): Promise<Ended> {
  const program = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  const asked = ['test', '--config', join(root, 'playwright.config.ts'), ...(quiet ? ['--quiet'] : [])];
  const child = spawn(process.execPath, [program, ...asked], {
    env: { ...process.env, ...certificateAuthorities(paths, values) },
    detached: process.platform !== 'win32',
    stdio: ['ignore', process.stderr, process.stderr],
  });
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) return;
    interrupted = true;
    writeFileSync(paths.interrupted, '');
    child.kill('SIGINT');
  };
  const lastResort = setTimeout(() => child.kill('SIGKILL'), values.NEXUS_DEADLINE_SECONDS * 1000 + grace);
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

/** Node reads further certificate authorities from one file, when it starts: a private CA joins those already named. */
function certificateAuthorities(paths: OutputPaths, { NEXUS_CA_FILE: file }: Values): Readonly<Record<string, string>> {
  if (file === undefined) return {};
  const joined = join(paths.running, 'ca.pem');
  writeFileSync(joined, `${namedAuthorities()}\n${readFileSync(file, 'utf8')}`);
  return { NODE_EXTRA_CA_CERTS: joined };
}
