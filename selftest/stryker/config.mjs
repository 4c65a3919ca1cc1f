/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/judge/**/*.ts'],
  plugins: ['./selftest/stryker/runner.ts', './selftest/stryker/survivors-reporter.ts'],
  testRunner: 'in-process',
  testRunnerNodeArgs: ['--import', 'tsx'],
  checkerNodeArgs: ['--import', 'tsx'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Stryker would rewrite tsconfig.json with the compiler's API, which TypeScript 7 does not have.
  ignorePatterns: ['docs', 'results', 'tsconfig.json'],
  tempDirName: 'results/.stryker',
  reporters: ['progress-append-only', 'clear-text', 'survivors', 'html', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, reportMutants: false },
  htmlReporter: { fileName: 'results/stryker/index.html' },
  jsonReporter: { fileName: 'results/stryker/mutants.json' },
  thresholds: { high: 95, low: 85, break: 85 },
};
