import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { embedded, lastLine, test } from './setup.ts';
import { copyOfSuite } from './suite-copy.ts';

test('a suite that cannot load a chapter is incomplete, ends with 4 and says that it broke itself', async ({
  conformance,
  folder,
}) => {
  const suite = copyOfSuite(folder);
  appendFileSync(join(suite, 'tests', 'auth.spec.ts'), "\nthrow new Error('broken on purpose');\n");

  const run = await conformance([], { environment: embedded, suite });

  expect(run.code).toBe(4);
  expect(run.statement()).toMatchObject({ verdict: 'incomplete', exitCode: 4 });
  expect(run.statement().reason).toContain('the suite itself broke');
  expect(run.stderr).toContain('broken on purpose');
  expect(lastLine(run.stdout)).toMatch(/^INCOMPLETE smoke embedded reference/);
});
