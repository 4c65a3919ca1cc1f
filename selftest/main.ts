/** The self-test: all of it, or with `--fault NAME` or `--variant NAME` what proves that one. The rest is Playwright's. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import './install.ts';
import { faults } from '../reference/faults/index.ts';
import { variants } from '../reference/variants/index.ts';
import { nearestName } from '../src/configuration/nearest-name.ts';
import { ensureBuilt } from '../tools/ensure-built.js';
import { faultTitle, variantTitle } from './proof/titles.ts';

const oneOf = {
  '--fault': { names: Object.keys(faults), files: ['faults.spec.ts'], titleOf: faultTitle },
  '--variant': {
    names: Object.keys(variants),
    files: ['variants.spec.ts', 'mail-faults.spec.ts', 'limits.spec.ts'],
    titleOf: variantTitle,
  },
} as const;

/** The arguments for Playwright. Throws an Error with a message for a person where a name is not known. */
function selection([flag = '', name = '', ...rest]: readonly string[]): readonly string[] {
  if (flag !== '--fault' && flag !== '--variant') return process.argv.slice(2);
  const { names, files, titleOf } = oneOf[flag];
  if (!names.includes(name)) {
    throw new Error(`There is no ${flag.slice(2)} '${name}'. Did you mean ${nearestName(name, names)?.name}?`);
  }
  // Playwright takes a regular expression; a name is letters, digits and dashes.
  return [...files, '--grep', titleOf(name), '--reporter', 'list', ...rest];
}

/**
 * Playwright runs in a process group of its own, so that Ctrl-C reaches it through us alone, and once: a second SIGINT would
 * make it drop its workers. Each self-test has a folder of its own, so that two of them do not meet.
 */
async function runPlaywright(chosen: readonly string[]): Promise<number> {
  const program = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  const config = ['--config', join(import.meta.dirname, 'playwright.config.ts')];
  const folder = mkdtempSync(join(tmpdir(), 'selftest-'));
  const child = spawn(process.execPath, [program, 'test', ...config, ...chosen], {
    stdio: 'inherit',
    env: { ...process.env, SELFTEST_FOLDER: folder },
    detached: process.platform !== 'win32',
  });
  let interrupted = false;
  const interrupt = (): void => {
    if (!interrupted) child.kill('SIGINT');
    interrupted = true;
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const [code] = (await once(child, 'exit')) as [number | null];
  tidyUp(folder, code !== 0 && !interrupted);
  return interrupted ? 130 : (code ?? 1);
}

/** What a test that failed has left is for whoever looks into it. */
function tidyUp(folder: string, failed: boolean): void {
  const isLeft = existsSync(folder) && readdirSync(folder).some((name) => !name.startsWith('.'));
  if (isLeft && failed) process.stderr.write(`What the failed tests left is in ${folder}\n`);
  else rmSync(folder, { recursive: true, force: true });
}

if (process.exitCode === undefined) {
  try {
    const chosen = selection(process.argv.slice(2));
    // Once, before many processes look at once whether they have to.
    await ensureBuilt();
    process.exitCode = await runPlaywright(chosen);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  }
}
