import { type RequirementId, requirements } from '../../requirements/index.ts';
import { causeOf } from '../judge/expectations.ts';
import { atLevel, outcomeOf } from '../judge/verdict.ts';
import { cameBack } from '../model/exchange.ts';
import { type Finding, inconclusive, notApplicable, type OutcomeRecord, Unjudgeable } from '../model/finding.ts';
import { belongs, SuiteDefect } from './check.ts';
import { assertAnswering } from './controls.ts';
import type { Judging } from './fixtures.ts';
import { mailedFor } from './mail.ts';
import type { Run } from './run.ts';
import { readinessOf } from './selection.ts';
import { showing } from './unread.ts';

/**
 * Carries out one requirement's body and records what it came to, with what was `settled` before where it is probed once more.
 * Never rejects for what a target does.
 */
export async function perform(
  run: Run,
  { id, collected, evidence }: Judging,
  body: () => Promise<void>,
  settled: readonly Finding[] = [],
): Promise<OutcomeRecord> {
  const { level } = requirements[id];
  const broken = await carriedOut(run, id, collected, body);
  await readWhatItCaused(run, id);
  const found = [...settled, ...collected.findings(), ...(broken ? [broken] : [])];
  const findings = found.map(asShown(run)).map((finding) => atLevel(level, finding));
  const record: OutcomeRecord = {
    id,
    outcome: outcomeOf(level, findings),
    findings,
    exchanges: run.ledger
      .exchanges()
      .filter((exchange) => exchange.intent.purpose === id || evidence.exchanges.has(exchange.id))
      .map((exchange) => exchange.id)
      .filter((exchange) => !evidence.proven.has(exchange))
      .toSorted(),
    restsOn: [...evidence.controls],
  };
  run.ledger.addOutcome(record);
  return record;
}

/** An answer may hold what its e-mail does: once that is read, it is masked wherever the answer is shown. */
async function readWhatItCaused({ mail, ledger }: Run, id: RequirementId): Promise<void> {
  const cause = mailedFor(ledger.exchanges()).findLast(({ intent }) => intent.purpose === id);
  if (cause) await mail?.readAfter(cause);
}

/** What was found may quote an answer as it stood before its e-mail was read. */
function asShown(run: Run): (finding: Finding) => Finding {
  const { text } = showing(run);
  const own = (words: string): string => text(run.mail?.secrets.redactOwnText(words) ?? words);
  return ({ wanted, got, ...finding }) => ({
    ...finding,
    reason: own(finding.reason),
    ...(wanted !== undefined && { wanted: own(wanted) }),
    ...(got !== undefined && { got: text(run.mail?.secrets.redact(got) ?? got) }),
  });
}

/** What is wrong with the suite itself, if anything is. */
async function carriedOut(
  run: Run,
  id: RequirementId,
  collected: Judging['collected'],
  body: () => Promise<void>,
): Promise<Finding | undefined> {
  try {
    assertJudgeable(run, id);
    await assertBearer(run, id);
    await body();
    assertCases(run, id, collected);
    assertSeen(run, collected);
    return undefined;
  } catch (error) {
    if (error instanceof Unjudgeable) return void collected.ended(error);
    const reason = `the suite broke here: ${run.redactor.redactOwnText(String(error).split('\n')[0] ?? '')}`;
    return { outcome: 'inconclusive', cause: 'suite', reason };
  }
}

/** Nothing that was asked for may be missing, and nothing held against anything would pass. */
function assertCases({ selection }: Run, id: RequirementId, collected: Judging['collected']): void {
  const known = collected.cases();
  const unknown = (selection.cases[id] ?? []).filter((wanted) => !known.some((name) => belongs(name, wanted)));
  if (unknown.length > 0) {
    const there = known.length === 0 ? 'it has no cases to choose from' : `it has ${known.join(', ')}`;
    throw inconclusive('configuration', `${unknown.join(', ')} is no case of it here: ${there}`);
  }
  if (collected.isEmpty()) throw new SuiteDefect(`the body of ${id} judges nothing`);
}

/** That there was nothing of a kind to look at says nothing of a target that has stopped answering. */
function assertSeen({ ledger }: Run, collected: Judging['collected']): void {
  if (outcomeOf('MUST', collected.findings()) === 'not-applicable') assertAnswering(ledger.exchanges());
}

function assertJudgeable({ ledger, values, build }: Run, id: RequirementId): void {
  const opening = ledger.exchanges().filter(({ intent }) => intent.purpose === 'opening');
  const readiness = readinessOf(id, values);
  if (readiness.kind === 'missing') {
    const reason = `not configured: ${readiness.variables.join(', ')}`;
    throw new Unjudgeable(
      readiness.variables.map((missing) => ({ outcome: 'inconclusive', cause: 'configuration', reason, missing })),
    );
  }
  const other = ledger.builds().find(({ at, has }) => at === 'opening' && !has);
  if (other) throw inconclusive('another-build', `build ${build?.expected} was not answering: ${other.got}`);
  const [first] = opening;
  if (first === undefined) throw inconclusive('not-run', 'the opening did not run: nothing was sent to compare with');
  if (!opening.some(cameBack)) {
    const { id: exchange, noAnswer } = opening.find((one) => one.noAnswer?.kind !== 'no-token') ?? first;
    throw inconclusive(causeOf(noAnswer?.kind), `the target was not reached: ${noAnswer?.message}`, { exchange });
  }
  if (readiness.kind === 'declared-none') throw notApplicable(`declared by ${readiness.variable}=none`);
}

/** Bodies derive wrong tokens from the good one. */
async function assertBearer({ bearer }: Run, id: RequirementId): Promise<void> {
  const lacking = requirements[id].needs.includes('bearer') ? await bearer?.fresh() : undefined;
  if (lacking) throw inconclusive(causeOf(lacking.kind), lacking.message);
}
