import { defineConfig } from '@playwright/test';
import { declareTest } from './src/playwright/declare.ts';
import { configurationOfProcess } from './src/playwright/handover.ts';
import { outputPaths } from './src/report/output.ts';
import { onRequirement } from './src/run/requirement.ts';

const { values } = configurationOfProcess();
const paths = outputPaths(values.NEXUS_OUTPUT);
const specs = '**/*.spec.ts';

onRequirement(declareTest);

/** A conformance run in three phases: opening, probes, closing. One worker, because a run is one conversation. */
export default defineConfig({
  testDir: 'tests',
  outputDir: paths.playwright,
  globalSetup: './src/playwright/begin.ts',
  workers: 1,
  retries: 0,
  // The run's deadline governs, not a test's: requests end by their own time-outs.
  timeout: 0,
  use: { trace: 'off' },
  reporter: [
    ['allure-playwright', { resultsDir: paths.allureResults, detail: false }],
    // The last one: where nobody else does, it completes what the others wrote.
    ['./src/playwright/progress.ts'],
  ],
  projects: [
    { name: 'opening', testMatch: '**/opening.setup.ts', teardown: 'closing' },
    { name: 'probes', testMatch: specs, grep: /@probes/, dependencies: ['opening'] },
    { name: 'closing', testMatch: [specs, '**/closing.teardown.ts'], grepInvert: /@probes/ },
  ],
});
