import { test } from '@playwright/test';
import { label } from 'allure-js-commons';
import { chapterOf, type RequirementId, requirements } from '../../requirements/index.ts';
import { failureMessage } from '../report/failure.ts';
import { close } from '../run/closing.ts';
import { configurationOfProcess } from '../run/handover.ts';
import type { OutcomeRecord } from '../run/ledger.ts';
import { perform } from '../run/perform.ts';
import { select } from '../run/selection.ts';
import { runOfProcess } from './process-run.ts';

const { selected } = select(configurationOfProcess());

/** Declares one Playwright test for a requirement, if it is selected: tags, labels and phase come from the registry. */
export function declareTest(id: RequirementId): void {
  if (!selected.includes(id)) return;
  const { statement, level, phase, class: protects, profile } = requirements[id];
  const labels = {
    epic: 'Nexus conformance',
    feature: chapterOf(id),
    story: id,
    requirement: id,
    severity: severities[level],
    level,
    class: protects,
  };
  test(`${id} ${statement}`, { tag: [`@${phase}`, `@${profile}`], annotation: allureLabels(labels) }, async () => {
    const run = runOfProcess();
    if (phase === 'closing') await closeOnce();
    const record = await perform(run, id);
    await label('outcome', record.outcome);
    conclude(record);
  });
}

/** The closing's own requests are made before the first look back, whichever test that is in. */
export async function closeOnce(): Promise<void> {
  const run = runOfProcess();
  if (!run.ledger.exchanges().some(({ intent }) => intent.for === 'closing')) await close(run);
}

const severities = { MUST: 'critical', SHOULD: 'normal', MAY: 'minor' } as const;

function allureLabels(labels: Readonly<Record<string, string>>) {
  return Object.entries(labels).map(([name, description]) => ({ type: `allure.label.${name}`, description }));
}

/**
 * Says a requirement's outcome in Playwright's words. Only a violation throws: Playwright replaces the worker after
 * every throw, which costs more than the requirement. What could not be judged is skipped here, and the end of the run,
 * which looks at the record alone, does not let it pass.
 */
function conclude(record: OutcomeRecord): void {
  const { outcome, findings } = record;
  if (outcome === 'failed') {
    const error = new Error(failureMessage(record, runOfProcess().ledger.exchanges()));
    // The stack would show the suite's own lines: they say nothing of the target.
    error.stack = error.message;
    throw error;
  }
  const reasons = [...new Set(findings.map(({ reason }) => reason))].join('\n');
  if (reasons !== '') test.info().annotations.push({ type: outcome, description: reasons });
  test.skip(outcome === 'not-applicable' || outcome === 'inconclusive', `${outcome}: ${reasons}`);
}
