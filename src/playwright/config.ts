import { join, resolve } from 'node:path';
import { defineConfig, type Project } from '@playwright/test';
import { ConfigurationError } from '../configuration/misconfiguration.ts';
import { closingTitle } from '../run/requirement.ts';
import { root } from '../suite.ts';
import { ofProcess, plainly, receiveHandover } from './handover.ts';
import { ownTests, refuseUnusable } from './state.ts';

const built = join(root, 'dist');

function known() {
  try {
    return ofProcess();
  } catch (error) {
    throw error instanceof ConfigurationError ? plainly(error.message) : error;
  }
}

await receiveHandover();
const { handover, configuration, selection, paths } = known();
const isListing = process.argv.includes('--list');
// Before Playwright empties the folder that it is to have.
if (handover.judge === 'playwright' && !isListing) refuseUnusable(paths);
const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

/** A team's own specs: the last project, so that they run when everything else has been asked. */
function ownProject(folder: string): Project {
  const { NEXUS_BASE_URL: baseURL, NEXUS_INSECURE_TLS: ignoreHTTPSErrors } = configuration.values;
  return {
    name: ownTests,
    testDir: resolve(folder),
    timeout: 30_000,
    // With a slash at its end, so that a base path stays.
    use: {
      ...(baseURL && { baseURL: `${baseURL.replace(/\/$/, '')}/` }),
      ignoreHTTPSErrors: ignoreHTTPSErrors === true,
    },
  };
}

const own = configuration.values.NEXUS_OWN_TESTS;

/** One worker and one file, because a run is one conversation: opened by the worker, closed by its last test. */
export default defineConfig({
  // What is listed and reported is named from here; the one file lies where the project says.
  testDir: root,
  // It has source maps: what is listed, selected and shown are the lines of the specs.
  build: { external: [join(built, '**')] },
  // What Playwright keeps for a person, such as a trace, outlives the run that a person asked it for.
  outputDir: handover.judge === 'playwright' ? paths.kept : paths.playwright,
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
          : [[join(built, 'allure.js'), { resultsDir: paths.allureResults, detail: false }] as const]),
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
    ...(own === undefined ? [] : [ownProject(own)]),
  ],
});
