import { appendFileSync, cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { root } from './processes.ts';
import { embedded, lastLine, test } from './setup.ts';

/** What a run does not need. */
const leftOut = ['.git', 'docs', 'node_modules', 'results', 'selftest'];

test('a suite that cannot load a chapter is incomplete, ends with 4 and says that it broke itself', async ({
  conformance,
  folder,
}) => {
  const suite = join(folder, 'suite');
  mkdirSync(suite);
  const parts = readdirSync(root).filter((name) => !leftOut.includes(name));
  for (const part of parts) cpSync(join(root, part), join(suite, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(suite, 'node_modules'), 'junction');
  appendFileSync(join(suite, 'tests', 'auth.spec.ts'), "\nthrow new Error('broken on purpose');\n");

  const run = await conformance([], { environment: embedded, suite });

  expect(run.code).toBe(4);
  expect(run.statement()).toMatchObject({ verdict: 'incomplete', exitCode: 4 });
  expect(run.statement().reason).toContain('the suite itself broke');
  expect(run.stderr).toContain('broken on purpose');
  expect(lastLine(run.stdout)).toMatch(/^INCOMPLETE smoke embedded reference/);
});
