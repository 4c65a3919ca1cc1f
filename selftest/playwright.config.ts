import { defineConfig } from '@playwright/test';

/** The proofs that the suite judges rightly. Apart from the conformance run's own configuration, which lies in the root. */
export default defineConfig({
  testDir: '.',
  testIgnore: '**/node_modules/**',
  outputDir: '../results/.selftest',
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  forbidOnly: true,
  reporter: [['dot'], ['./closing-line.ts']],
});
