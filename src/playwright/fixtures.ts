import { _baseTest as base, type TestInfo, type TraceMode } from '@playwright/test';
import { type RequirementId, requirementIds, requirements } from '../../requirements/index.ts';
import type { Exchange } from '../model/exchange.ts';
import { type Outcome, type OutcomeRecord, outcomes } from '../model/finding.ts';
import { type MailRecord, mailOf } from '../model/mail.ts';
import { exchangeAttachment } from '../report/exchange-attachment.ts';
import { failureMessage } from '../report/failure.ts';
import { closeOnce } from '../run/closing.ts';
import { type Fixtures, type Judging, judgingOf } from '../run/fixtures.ts';
import { open } from '../run/opening.ts';
import { perform } from '../run/perform.ts';
import { declareWith, type Judge, requirementLabel } from '../run/requirement.ts';
import type { Run } from '../run/run.ts';
import { showing } from '../run/unread.ts';
import { ofProcess } from './handover.ts';
import { joinRun } from './state.ts';

interface TestFixtures extends Fixtures {
  /** What the requirement of this test is judged with. */
  readonly judging: Judging;
  /** Carries out the body and says its outcome in Playwright's words. */
  readonly judge: Judge;
  /** Asks the good requests once more, where that has not been done. */
  readonly close: () => Promise<void>;
}

interface WorkerFixtures {
  /** Playwright's own option, which what its command traces hangs on. */
  readonly trace: TraceMode;
  /** The run against the target: its opening is over. */
  readonly run: Run;
}

/** No step of its own: each would cost more than what it shows. */
const boxed = { scope: 'test', box: true } as const;

/**
 * Playwright's own `test` without the fixtures of its browsers, which take each test three times as long as its requests do;
 * with what a requirement's body may name.
 */
const test = base.extend<TestFixtures, WorkerFixtures>({
  trace: ['off', { scope: 'worker', option: true }],
  run: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use) => {
      const run = joinRun(ofProcess(), ofProcess().handover.sink);
      await open(run);
      await use(run);
      await run.mail?.close();
    },
    { scope: 'worker', box: true },
  ],
  judging: [
    async ({ run }, use, info) => {
      const id = requirementOf(info);
      if (id === undefined) throw new Error(`'${info.title}' is no requirement of the catalogue`);
      if (!run.selection.selected.includes(id)) throw new Error(`${id} is not selected: name it by NEXUS_ONLY`);
      if (requirements[id].phase === 'closing') await closeOnce(run);
      await use(judgingOf(run, id));
    },
    boxed,
  ],
  judge: [
    async ({ run, judging }, use, info) => {
      await use(async (body) => {
        const record = await perform(run, judging, body);
        const exchanges = shown(run);
        attach(info, evidenceOf(judging.id, record, exchanges));
        info.attachments.push(...picturesOf(judging, run.ledger.mail()));
        conclude(info, record, exchanges);
      });
    },
    boxed,
  ],
  close: [
    async ({ run }, use, info) => {
      await use(async () => {
        await closeOnce(run);
        attach(info, sentFor('closing', shown(run)));
      });
    },
    boxed,
  ],
  nexus: [({ judging }, use) => use(judging.fixtures.nexus), boxed],
  table: [({ judging }, use) => use(judging.fixtures.table), boxed],
  explore: [({ judging }, use) => use(judging.fixtures.explore), boxed],
  resets: [({ judging }, use) => use(judging.fixtures.resets), boxed],
  keyring: [({ judging }, use) => use(judging.fixtures.keyring), boxed],
  values: [({ judging }, use) => use(judging.fixtures.values), boxed],
  record: [({ judging }, use) => use(judging.fixtures.record), boxed],
  mailedBy: [({ judging }, use) => use(judging.fixtures.mailedBy), boxed],
  mail: [({ judging }, use) => use(judging.fixtures.mail), boxed],
  check: [({ judging }, use) => use(judging.fixtures.check), boxed],
  each: [({ judging }, use) => use(judging.fixtures.each), boxed],
});

// Before any spec is loaded: each then declares its tests with it.
declareWith(test);

interface Annotated {
  readonly annotations: readonly { readonly type: string; readonly description?: string | undefined }[];
}

const outcomeLabel = 'outcome';

/** The requirement that a Playwright test judges; the closing judges none. */
export function requirementOf(test: Annotated): RequirementId | undefined {
  const description = descriptionOf(test, requirementLabel);
  return requirementIds.find((id) => id === description);
}

/** What a test's result was judged to be; `undefined` where the test did not come that far. */
export function outcomeOf(result: Annotated): Outcome | undefined {
  const description = descriptionOf(result, outcomeLabel);
  return outcomes.find((outcome) => outcome === description);
}

function descriptionOf({ annotations }: Annotated, type: string): string | undefined {
  return annotations.find((annotation) => annotation.type === type)?.description;
}

/**
 * The exchanges that a requirement's outcome rests on: first those that were found wanting, then the others it sent. A
 * probe that sent nothing of its own judged what the opening had sent.
 */
function evidenceOf(id: RequirementId, { findings, exchanges: sent }: OutcomeRecord, all: readonly Exchange[]) {
  const ids = new Set([...findings.flatMap(({ exchange }) => exchange ?? []), ...sent]);
  if (ids.size === 0 && requirements[id].phase === 'probes') return sentFor('opening', all);
  return [...ids].flatMap((of) => all.find((exchange) => exchange.id === of) ?? []);
}

function sentFor(purpose: 'opening' | 'closing', all: readonly Exchange[]): readonly Exchange[] {
  return all.filter(({ intent }) => intent.purpose === purpose);
}

/** Every exchange so far, as it may be shown. */
const shown = (run: Run): readonly Exchange[] => run.ledger.exchanges().map(showing(run).exchange);

/** The pages on which the changes of a password ended that it was judged by. */
function picturesOf({ evidence }: Judging, mail: readonly MailRecord[]): TestInfo['attachments'] {
  return mailOf(mail, 'reset')
    .filter(({ name }) => evidence.changes.has(name))
    .flatMap(({ name, screenshot }) =>
      screenshot === undefined
        ? []
        : [{ name: `${name}: the final page`, contentType: 'image/png', body: Buffer.from(screenshot, 'base64') }],
    );
}

/** Pushed, as `attach` takes a step and a stack for each. */
function attach(info: TestInfo, exchanges: readonly Exchange[]): void {
  info.attachments.push(...exchanges.map(exchangeAttachment));
}

/**
 * Says a requirement's outcome in Playwright's words. Only a violation throws: Playwright replaces the worker after
 * every throw, which costs more than the requirement. What could not be judged is skipped here, and the end of the run,
 * which looks at the record alone, does not let it pass.
 */
function conclude(info: TestInfo, record: OutcomeRecord, exchanges: readonly Exchange[]): void {
  const { outcome, findings } = record;
  info.annotations.push({ type: outcomeLabel, description: outcome });
  if (outcome === 'failed') {
    const error = new Error(failureMessage(record, exchanges, ofProcess().handover.sources.flags));
    // The stack would show the suite's own lines: they say nothing of the target.
    error.stack = error.message;
    throw error;
  }
  const reasons = [...new Set(findings.map(({ reason }) => reason))].join('\n');
  if (reasons !== '') info.annotations.push({ type: 'reason', description: reasons });
  info.skip(outcome === 'not-applicable' || outcome === 'inconclusive', `${outcome}: ${reasons}`);
}
