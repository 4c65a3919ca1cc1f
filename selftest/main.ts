/** The self-test: all of it, or with `--fault NAME` or `--variant NAME` what proves that one. The rest is Playwright's. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import './install.ts';
import { faults } from '../reference/faults/index.ts';
import { variants } from '../reference/variants/index.ts';
import { nearestName } from '../src/configuration/nearest-name.ts';
import { faultTitle, variantTitle } from './proof/titles.ts';

const oneOf = {
  '--fault': { names: Object.keys(faults), file: 'faults.spec.ts', titleOf: faultTitle },
  '--variant': { names: Object.keys(variants), file: 'variants.spec.ts', titleOf: variantTitle },
} as const;

/** The arguments for Playwright. Throws an Error with a message for a person where a name is not known. */
function selection([flag = '', name = '', ...rest]: readonly string[]): readonly string[] {
  if (flag !== '--fault' && flag !== '--variant') return process.argv.slice(2);
  const { names, file, titleOf } = oneOf[flag];
  if (!names.includes(name)) {
    throw new Error(`There is no ${flag.slice(2)} '${name}'. Did you mean ${nearestName(name, names)?.name}?`);
  }
  // Playwright takes a regular expression; a name is letters, digits and dashes.
  return [file, '--grep', titleOf(name), '--reporter', 'list', ...rest];
}

function runPlaywright(chosen: readonly string[]): number {
  const program = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  const config = ['--config', join(import.meta.dirname, 'playwright.config.ts')];
  return spawnSync(process.execPath, [program, 'test', ...config, ...chosen], { stdio: 'inherit' }).status ?? 1;
}

if (process.exitCode === undefined) {
  try {
    process.exitCode = runPlaywright(selection(process.argv.slice(2)));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  }
}
