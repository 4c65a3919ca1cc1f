import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

/** The proofs that the suite judges rightly. Apart from the conformance run's own configuration, which lies in the root. */
export default defineConfig({
  testDir: '.',
  projects: [
    // By its whole path: the checkout may lie in a folder of that name.
    { name: 'selftest', testIgnore: ['**/node_modules/**', join(import.meta.dirname, 'mail', '**')] },
    { name: 'mail-servers', testDir: 'mail' },
  ],
  // Given by main.ts: each self-test has one of its own.
  outputDir: process.env.SELFTEST_FOLDER ?? '../results/.selftest',
  fullyParallel: true,
  // More than there are cores on a small machine: many tests wait for a process or a deadline.
  workers: 3,
  timeout: 60_000,
  // A machine that stands still for seconds breaks what waits; `.ci/run` lets each test try again, and the second try is told.
  retries: Number(process.env.SELFTEST_RETRIES ?? 0),
  forbidOnly: true,
  reporter: [['dot'], ['./closing-line.ts']],
});
