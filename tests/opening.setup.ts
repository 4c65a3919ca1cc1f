import { test } from '@playwright/test';
import { runOfProcess } from '../src/playwright/process-run.ts';
import { open } from '../src/run/opening.ts';

/** Asserts nothing: Playwright would skip every probe after a setup that failed. The probes judge what it records. */
test('the opening sends the controls', async () => {
  await open(runOfProcess());
});
