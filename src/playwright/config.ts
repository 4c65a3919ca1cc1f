import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { ConfigurationError } from '../configuration/misconfiguration.ts';
import { closingTitle } from '../run/requirement.ts';
import { root } from '../suite.ts';
import { ofProcess, plainly, receiveHandover } from './handover.ts';

const built = join(root, 'dist');

function known() {
  try {
    return ofProcess();
  } catch (error) {
    throw error instanceof ConfigurationError ? plainly(error.message) : error;
  }
}

await receiveHandover();
const { configuration, selection, paths } = known();
const isListing = process.argv.includes('--list');
const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

/** One worker and one file, because a run is one conversation: opened by the worker, closed by its last test. */
export default defineConfig({
  // What is listed and reported is named from here; the one file lies where the project says.
  testDir: root,
  // It has source maps: what is listed, selected and shown are the lines of the specs.
  build: { external: [join(built, '**')] },
  outputDir: paths.playwright,
  globalSetup: join(built, 'setup.js'),
  workers: 1,
  retries: 0,
  // The run's deadline governs, not a test's: requests end by their own time-outs.
  timeout: 0,
  use: { trace: 'off' },
  reporter: isListing
    ? 'list'
    : [
        ...(configuration.values.NEXUS_REPORT === 'none'
          ? []
          : [['allure-playwright', { resultsDir: paths.allureResults, detail: false }] as const]),
        // The last one: where nobody else does, it completes what the others wrote.
        [join(built, 'reporter.js')],
      ],
  projects: [
    {
      name: configuration.targetName,
      testDir: built,
      testMatch: 'tests.js',
      grep: new RegExp(` (${[closingTitle, ...selection.selected.map((id) => `${id} `)].map(escaped).join('|')})`),
    },
  ],
});
