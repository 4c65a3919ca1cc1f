import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { parse } from 'dotenv';
import { judge } from '../proof/judge.ts';
import { lastLine, outcomesOf, smoke, test } from './setup.ts';

test('plain Playwright judges a reference in a process of its own as it is judged in this one', async ({
  begin,
  conformance,
  plainPlaywright,
  folder,
}) => {
  const reference = begin('reference');
  await expect.poll(() => reference.printed().stderr, { timeout: 60_000 }).toContain('A Nexus answers at');
  const text = reference.printed().stdout;
  writeFileSync(join(folder, 'nexus.env'), text);
  // The flag of that name would do as well, but Node 20 looks at it first.
  const run = await plainPlaywright(['--reporter=line'], { environment: { ...smoke, NEXUS_ENV_FILE: 'nexus.env' } });
  const expected = outcomesOf(await judge({ ...parse(text), ...smoke }));
  expect(Object.keys(expected).length).toBeGreaterThan(10);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(run.statement().verdict).toBe('pass');
  expect(outcomesOf(run.statement())).toEqual(expected);
  expect(run.stdout).toMatch(/^PASS smoke http:\/\/127\.0\.0\.1:\d+ local · /m);

  const doctor = await conformance(['doctor', '--env-file', 'nexus.env']);
  expect(doctor.code, doctor.stdout).toBe(0);
  expect(lastLine(doctor.stdout)).toMatch(/^ready for gate/);
});
