import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { parse } from 'dotenv';
import { lastLine, outcomesOf, smoke, test } from './setup.ts';

test('a reference in a process of its own is judged otherwise than the embedded one, or by Playwright otherwise than by the command line', async ({
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
  const byVariables = { ...smoke, ...parse(text) };

  const embedded = await conformance([], { environment: smoke, output: 'embedded' });
  const outside = await conformance(['--env-file', 'nexus.env'], { environment: smoke, output: 'outside' });
  const plain = await plainPlaywright([], { environment: byVariables, output: 'plain' });
  const inLines = await plainPlaywright(['--reporter=line'], { environment: byFile, output: 'in-lines' });

  const expected = outcomesOf(embedded.statement());
  expect(Object.keys(expected).length).toBeGreaterThan(10);
  for (const run of [embedded, outside, plain, inLines]) {
    expect(run.code, run.folder).toBe(0);
    expect(run.statement().verdict, run.folder).toBe('pass');
    expect(outcomesOf(run.statement()), run.folder).toEqual(expected);
  }
  expect(lastLine(outside.stdout)).toMatch(/^PASS smoke http:\/\/127\.0\.0\.1:\d+ local · /);
  expect(plain.stdout).toMatch(/^PASS smoke http:\/\/127\.0\.0\.1:\d+ local · /m);
  expect(inLines.stdout).toMatch(/^PASS smoke http:\/\/127\.0\.0\.1:\d+ local · /m);
});
