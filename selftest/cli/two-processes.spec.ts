import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { lastLine, outcomesOf, smoke, test } from './setup.ts';

test('Playwright judges a reference in a process of its own otherwise than the command line does', async ({
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
  const byFile = { ...smoke, NEXUS_ENV_FILE: 'nexus.env' };

  const outside = await conformance(['--env-file', 'nexus.env'], { environment: smoke, output: 'outside' });
  const inLines = await plainPlaywright(['--reporter=line'], { environment: byFile, output: 'in-lines' });

  const expected = outcomesOf(outside.statement());
  expect(Object.keys(expected).length).toBeGreaterThan(10);
  for (const run of [outside, inLines]) {
    expect(run.code, run.folder).toBe(0);
    expect(run.statement().verdict, run.folder).toBe('pass');
    expect(outcomesOf(run.statement()), run.folder).toEqual(expected);
  }
  expect(lastLine(outside.stdout)).toMatch(/^PASS smoke http:\/\/127\.0\.0\.1:\d+ local · /);
  expect(inLines.stdout).toMatch(/^PASS smoke http:\/\/127\.0\.0\.1:\d+ local · /m);
});
