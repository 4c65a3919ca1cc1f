import { test } from '@playwright/test';
import { attach, sentFor } from '../src/playwright/attachments.ts';
import { closeOnce } from '../src/playwright/declare.ts';
import { runOfProcess } from '../src/playwright/process-run.ts';

/** Runs whatever failed before. The requirements that look back over the run follow it or have made it happen. */
test('the closing asks once more', async () => {
  await closeOnce();
  await attach(sentFor('closing', runOfProcess().ledger.exchanges()));
});
