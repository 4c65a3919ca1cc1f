import { expect, test } from '@playwright/test';
import { beginNow, clockFrom } from '../../src/client/clock.ts';

const hour = 3_600_000;

/** What comes of `use` while the wall clock shows what it is told to. */
function underWall<T>(wall: () => number, use: () => T): T {
  const real = Date.now;
  Date.now = wall;
  try {
    return use();
  } finally {
    Date.now = real;
  }
}

test('a clock tells the time of the wall at its beginning, in whole milliseconds', () => {
  const told = underWall(
    () => 1_000_000,
    () => clockFrom(beginNow()).now(),
  );
  expect(told).toBeGreaterThanOrEqual(1_000_000);
  expect(told).toBeLessThan(1_000_000 + hour);
  expect(Number.isInteger(told)).toBe(true);
});

test('a clock goes on, and does not follow a wall clock that is stepped', async () => {
  const before = Date.now();
  const clock = clockFrom(beginNow());
  for (const step of [-hour, hour]) {
    const told = underWall(
      () => before + step,
      () => clock.now(),
    );
    expect(Math.abs(told - before), `the wall was set by ${step} ms`).toBeLessThan(hour / 2);
  }
  const first = clock.now();
  await clock.sleep(30);
  expect(clock.now() - first).toBeGreaterThanOrEqual(28);
});

test('whoever counts from the same beginning tells the same time, however late it joins', async () => {
  const beginning = beginNow();
  const early = clockFrom(beginning);
  await early.sleep(20);
  const joined = underWall(
    () => 0,
    () => clockFrom(JSON.parse(JSON.stringify(beginning))),
  );
  expect(Math.abs(joined.now() - early.now())).toBeLessThanOrEqual(5);
});
