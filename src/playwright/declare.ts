import { test } from '@playwright/test';
import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { OutcomeRecord } from '../model/outcome-record.ts';
import { failureMessage } from '../report/failure.ts';
import { close } from '../run/closing.ts';
import { perform } from '../run/perform.ts';
import { select } from '../run/selection.ts';
import { attach, evidenceOf, sentFor } from './attachments.ts';
import { configurationOfProcess, handedOver } from './handover.ts';
import { runOfProcess } from './process-run.ts';
import { outcomeLabel, requirementLabel } from './requirement-label.ts';

const { selected } = select(configurationOfProcess());

/** Declares one Playwright test for a requirement, if it is selected: title, tags and phase come from the registry. */
export function declareTest(id: RequirementId): void {
  if (!selected.includes(id)) return;
  const { statement, phase, profile } = requirements[id];
  const details = { tag: [`@${phase}`, `@${profile}`], annotation: requirementLabel(id) };
  test(`${id} ${statement}`, details, async () => {
    const run = runOfProcess();
    if (phase === 'closing') await closeOnce();
    const record = await perform(run, id);
    await attach(evidenceOf(id, record, run.ledger.exchanges()));
    conclude(record);
  });
}

/** The closing's own requests are made before the first look back, whichever test that is in. */
export async function closeOnce(): Promise<void> {
  const run = runOfProcess();
  if (sentFor('closing', run.ledger.exchanges()).length === 0) await close(run);
}

/**
 * Says a requirement's outcome in Playwright's words. Only a violation throws: Playwright replaces the worker after
 * every throw, which costs more than the requirement. What could not be judged is skipped here, and the end of the run,
 * which looks at the record alone, does not let it pass.
 */
function conclude(record: OutcomeRecord): void {
  const { outcome, findings } = record;
  const { annotations } = test.info();
  annotations.push(outcomeLabel(outcome));
  if (outcome === 'failed') {
    const error = new Error(failureMessage(record, runOfProcess().ledger.exchanges(), handedOver().flags));
    // The stack would show the suite's own lines: they say nothing of the target.
    error.stack = error.message;
    throw error;
  }
  const reasons = [...new Set(findings.map(({ reason }) => reason))].join('\n');
  if (reasons !== '') annotations.push({ type: 'reason', description: reasons });
  test.skip(outcome === 'not-applicable' || outcome === 'inconclusive', `${outcome}: ${reasons}`);
}
