import { expect } from '@playwright/test';
import { closedPort } from '../proof/broken-server.ts';
import { lastLine, type Output, smoke, test } from './setup.ts';

/** From the first request to the end of the last. */
function secondsSpent({ exchanges }: Output): number {
  const times = exchanges().map(({ sentAt, milliseconds }) => [Date.parse(sentAt), Date.parse(sentAt) + milliseconds]);
  return (Math.max(...times.flat()) - Math.min(...times.flat())) / 1000;
}

test('a target that is gone is judged, or asked for minutes', async ({ conformance }) => {
  const { environment } = await closedPort();
  const run = await conformance([], { environment: { ...environment, ...smoke } });
  expect(run.code).toBe(3);
  expect(run.statement()).toMatchObject({ verdict: 'incomplete', selection: { judged: 0 } });
  expect(run.stdout).toContain('ECONNREFUSED');
  expect(lastLine(run.stdout)).toMatch(/^INCOMPLETE smoke .* 0 passed 0 failed /);
  expect(run.exchanges().length).toBeGreaterThan(0);
  expect(run.exchanges().length).toBeLessThanOrEqual(10);
  expect(secondsSpent(run)).toBeLessThan(10);
});
