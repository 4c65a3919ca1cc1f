import { expect, test } from '@playwright/test';
import type { Statement } from '../../src/report/statement.ts';
import { summary, summaryPage } from '../../src/report/summary.ts';

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
  observed: { servers: ['nginx | <b>'], builds: [], representations: [] },
  contradicted: [],
  lapses: [],
  lowered: {},
  ownTests: null,
  timing: { medianMilliseconds: 12, slowestMilliseconds: 340, throttled: 0, waitedMilliseconds: 0 },
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:02.000Z',
  reason: '1 failed: auth/basic',
} as unknown as Statement;

test('what a target sent is no markup in the summary of a job', () => {
  const page = summaryPage(statement);
  expect(page).toContain('| auth/basic | MUST | failed | answered &#60;img src=x&#62; &#124; &#91;a&#93;(b) |');
  expect(page).toContain('Observed: Server nginx &#124; &#60;b&#62;');
  expect(page).not.toMatch(/<img|<b>/);
});

test('a summary tells the verdict and the numbers, and does not list what passed', () => {
  const page = summaryPage(statement);
  expect(page).toContain('FAIL gate https://staging.example staging');
  expect(page).toContain('Of 2 selected requirements 2 were judged; 0 of the profile were left out.');
  expect(page).not.toContain('auth/bearer-alone');
});

test('a summary tells how long answers took, and what throttling cost where there was some', () => {
  const latency = 'An answer took 12 ms in the median, and 340 ms at most.';
  expect(summaryPage(statement)).toContain(`\n${latency}\n`);
  const timing = { ...statement.timing, throttled: 3, waitedMilliseconds: 7400 };
  const throttling = '3 answers asked for fewer requests (429 or 503); the run waited 7 s for it.';
  expect(summaryPage({ ...statement, timing })).toContain(`\n${latency} ${throttling}\n`);
  const passing = { ...statement, requirements: [], verdict: 'pass' } as const;
  expect(summary(passing, []), 'a terminal is told of throttling alone').toBe('');
  expect(summary({ ...passing, timing }, [])).toBe(`${throttling}\n\n`);
  const mute = { ...timing, medianMilliseconds: null, slowestMilliseconds: null, throttled: 0 };
  expect(summaryPage({ ...statement, timing: mute })).toContain('\nNothing was answered.\n');
});
