/** What a team's own modules import, as `nexus-conformance/playwright`: they are run by NEXUS_OWN_TESTS, after the catalogue's. */
import { test as base } from '@playwright/test';
import { type Beginning, beginNow, clockFrom } from '../client/clock.ts';
import type { Keyring } from '../client/keyring.ts';
import type { Sender } from '../client/sender.ts';
import { exchangeAttachment } from '../report/exchange-attachment.ts';
import { memoryLedger } from '../run/ledger.ts';
import { createRun, type Run } from '../run/run.ts';
import { showing } from '../run/unread.ts';
import { ofProcess } from './handover.ts';
import { underWay } from './state.ts';

export { expect } from '@playwright/test';
/** Of the module that NEXUS_RESET_PAGE_SCRIPT names: they speak of Playwright's pages, as this door does and the library's does not. */
export type { ResetPageScript, ResetPageTask } from '../browser/script.ts';

interface TestFixtures {
  /** Sends to the target as the suite does, octet by octet and at its pace; what was exchanged is attached, secrets masked. */
  readonly nexus: Sender;
}

interface WorkerFixtures {
  /** Credentials, good ones and broken ones. */
  readonly keyring: Keyring;
  readonly ownRun: Run;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  // A record of its own, which no requirement looks at.
  ownRun: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use) => use(runOnTheSide(beginNow())),
    { scope: 'worker', box: true },
  ],
  keyring: [({ ownRun }, use) => use(ownRun.keyring), { scope: 'worker', box: true }],
  nexus: [
    async ({ ownRun: run }, use, info) => {
      const before = run.ledger.exchanges().length;
      await use(run.sender('own-tests'));
      info.attachments.push(...run.ledger.exchanges().slice(before).map(showing(run).exchange).map(exchangeAttachment));
    },
    { scope: 'test', box: true },
  ],
});

function runOnTheSide(beginning: Beginning): Run {
  return createRun({
    configuration: ofProcess().configuration,
    ledger: memoryLedger(),
    paceMemory: { load: () => undefined, save: () => {} },
    clock: clockFrom(beginning),
    startedAt: beginning.wall,
    runId: (underWay(ofProcess()) ?? beginning).runId,
  });
}
