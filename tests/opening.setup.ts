import { test } from '@playwright/test';
import { attach, sentFor } from '../src/playwright/attachments.ts';
import { runOfProcess } from '../src/playwright/process-run.ts';
import { open } from '../src/run/opening.ts';

/** Asserts nothing: Playwright would skip every probe after a setup that failed. The probes judge what it records. */
test('the opening sends the controls', async () => {
  const run = runOfProcess();
  await open(run);
  await attach(sentFor('opening', run.ledger.exchanges()));
});
