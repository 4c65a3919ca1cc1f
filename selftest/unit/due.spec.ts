import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Values } from '../../src/configuration/values.ts';
import { dueFile } from '../../src/run/due.ts';
import { fakeClock } from './fake-clock.ts';

const values = {
  NEXUS_BASE_URL: 'https://staging.example',
  NEXUS_TRIPWIRE_USER_ID: 'tripwire-1',
  NEXUS_TRIPWIRE_EMAIL: 'tripwire@mail.example',
} as Values;

let file: string;
test.beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'nexus-due-')), 'due.json');
});
test.afterEach(() => rmSync(join(file, '..'), { recursive: true }));

test('a run knows what earlier ones for the same tripwire user have left, for a day', async () => {
  const clock = fakeClock();
  const run = (runId: string, changed: Partial<Values> = {}) =>
    dueFile(file, { values: { ...values, ...changed }, runId, clock });
  const first = run('first');
  expect(first.ofEarlierRuns()).toBe(0);
  first.note();
  expect(first.ofEarlierRuns(), 'its own is no earlier one').toBe(0);
  expect(run('first').ofEarlierRuns(), 'nor after its process was replaced').toBe(0);
  expect(run('second').ofEarlierRuns()).toBe(1);
  expect(run('second', { NEXUS_TRIPWIRE_USER_ID: 'other' }).ofEarlierRuns()).toBe(0);
  expect(run('second', { NEXUS_BASE_URL: 'https://other.example' }).ofEarlierRuns()).toBe(0);
  await clock.sleep(23 * 3_600_000);
  expect(run('second').ofEarlierRuns()).toBe(1);
  await clock.sleep(3_600_000);
  expect(run('second').ofEarlierRuns()).toBe(0);
});

test('each e-mail that came is due no more, and where none is there is no file', () => {
  const clock = fakeClock();
  const [first, other] = ['tripwire-1', 'tripwire-2'].map((NEXUS_TRIPWIRE_USER_ID) =>
    dueFile(file, { values: { ...values, NEXUS_TRIPWIRE_USER_ID }, runId: 'first', clock }),
  );
  first?.settle(0, 3);
  expect(existsSync(file)).toBe(false);
  first?.note();
  first?.note();
  other?.note();
  first?.settle(2, 1);
  const second = dueFile(file, { values, runId: 'second', clock });
  expect(second.ofEarlierRuns()).toBe(1);
  second.settle(0, 2);
  expect(existsSync(file), "the other's is due").toBe(true);
  other?.settle(1, 1);
  expect(existsSync(file)).toBe(false);
});

test('what was noted and not sent, or refused, is due no more', () => {
  const clock = fakeClock();
  const [first, second] = ['first', 'second'].map((runId) => dueFile(file, { values, runId, clock }));
  first?.note();
  second?.note();
  second?.settle(0, 0);
  expect(second?.ofEarlierRuns(), 'the other one is').toBe(1);
  first?.settle(0, 0);
  expect(existsSync(file)).toBe(false);
});

test('the file names nobody, and one that was spoilt says nothing', () => {
  const due = dueFile(file, { values, runId: 'first', clock: fakeClock() });
  due.note();
  expect(readFileSync(file, 'utf8')).not.toMatch(/tripwire|example/);
  for (const spoilt of ['', '{', '{}', 'null']) {
    writeFileSync(file, spoilt);
    expect(due.ofEarlierRuns()).toBe(0);
    due.note();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveLength(1);
  }
});
