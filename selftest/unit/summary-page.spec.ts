import { expect, test } from '@playwright/test';
import type { Statement } from '../../src/report/statement.ts';
import { summaryPage } from '../../src/report/summary.ts';

const statement = {
  verdict: 'fail',
  profile: 'gate',
  target: { name: 'staging', kind: 'configured', baseUrl: 'https://staging.example', environment: 'staging' },
  requirements: [
    {
      id: 'auth/basic',
      level: 'MUST',
      outcome: 'failed',
      reason: 'answered <img src=x> | [a](b)\nand more',
      becauseOf: [],
      findings: [],
    },
    { id: 'auth/bearer-alone', level: 'MUST', outcome: 'passed', reason: null, becauseOf: [], findings: [] },
  ],
  selection: { selected: 2, judged: 2, leftOut: [] },
  declared: {},
  lowered: {},
  ownTests: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:02.000Z',
  reason: '1 failed: auth/basic',
} as unknown as Statement;

test('what a target sent is no markup in the summary of a job', () => {
  const page = summaryPage(statement);
  expect(page).toContain('| auth/basic | MUST | failed | answered &#60;img src=x&#62; &#124; &#91;a&#93;(b) |');
  expect(page).not.toContain('<img');
});

test('a summary tells the verdict and the numbers, and does not list what passed', () => {
  const page = summaryPage(statement);
  expect(page).toContain('FAIL gate https://staging.example staging');
  expect(page).toContain('Of 2 selected requirements 2 were judged; 0 of the profile were left out.');
  expect(page).not.toContain('auth/bearer-alone');
});
