import { type RequirementId, requirements } from '../../requirements/index.ts';
import { causeOf } from '../judge/expectations.ts';
import { type Finding, inconclusive, Judgement, notApplicable, type Outcome, worst } from '../model/finding.ts';
import type { OutcomeRecord } from '../model/outcome-record.ts';
import { hasFallenSilent } from './controls.ts';
import { createBench } from './fixtures.ts';
import { readinessOf } from './readiness.ts';
import { type Body, bodies } from './requirement.ts';
import type { Run } from './run.ts';

/** Carries out one requirement's body and records what it came to. Never rejects for what a target does. */
export async function perform(run: Run, id: RequirementId): Promise<OutcomeRecord> {
  const { bench, grounds } = createBench(run, id);
  const findings = await findingsOf(async () => {
    assertJudgeable(run, id);
    await assertBearer(run, id);
    await bodyOf(id)(bench);
  }, run);
  const record: OutcomeRecord = {
    id,
    outcome: outcomeOf(id, findings),
    findings,
    exchanges: run.ledger
      .exchanges()
      .filter((exchange) => exchange.intent.for === id || grounds.exchanges.has(exchange.id))
      .map((exchange) => exchange.id)
      .filter((exchange) => !grounds.disregarded.has(exchange)),
    restsOn: [...grounds.controls],
  };
  run.ledger.addOutcome(record);
  return record;
}

async function findingsOf(judge: () => Promise<void>, { redactor }: Run): Promise<readonly Finding[]> {
  try {
    await judge();
    return [];
  } catch (error) {
    if (error instanceof Judgement) return error.findings;
    const reason = `the suite broke here: ${redactor.redactOwnText(String(error).split('\n')[0] ?? '')}`;
    return [{ outcome: 'inconclusive', cause: 'suite', reason }];
  }
}

function bodyOf(id: RequirementId): Body {
  const body = bodies.get(id);
  if (!body) throw new Error(`${id} is registered as built, but no spec file holds its body`);
  return body;
}

function assertJudgeable({ ledger, values }: Run, id: RequirementId): void {
  const opening = ledger.exchanges().filter(({ intent }) => intent.for === 'opening');
  const readiness = readinessOf(id, values);
  if (readiness.kind === 'missing') {
    const reason = `not configured: ${readiness.variables.join(', ')}`;
    throw new Judgement(
      readiness.variables.map((missing) => ({ outcome: 'inconclusive', cause: 'configuration', reason, missing })),
    );
  }
  if (opening.length === 0) throw inconclusive('not-run', 'the opening did not run: nothing was sent to compare with');
  if (opening.every(({ response }) => response === undefined)) {
    const { noAnswer } = opening.find((exchange) => exchange.noAnswer?.kind !== 'no-token') ?? opening[0] ?? {};
    throw inconclusive(causeOf(noAnswer?.kind), `the target was not reached: ${noAnswer?.message}`);
  }
  if (hasFallenSilent(ledger.exchanges())) {
    throw inconclusive('network', 'the target stopped answering during the run, good requests included');
  }
  if (readiness.kind === 'declared-none') throw notApplicable(`declared by ${readiness.variable}=none`);
}

/** Bodies derive wrong tokens from the good one. */
async function assertBearer({ bearer }: Run, id: RequirementId): Promise<void> {
  const lacking = requirements[id].needs.includes('bearer') ? await bearer?.fresh() : undefined;
  if (lacking) throw inconclusive(causeOf(lacking.kind), lacking.message);
}

/** A SHOULD that is unmet is a warning; a MAY that is met says only how this target behaves. */
function outcomeOf(id: RequirementId, findings: readonly Finding[]): Outcome {
  const outcome = worst(findings.map((finding) => finding.outcome));
  const { level } = requirements[id];
  const demanded = findings.some((finding) => finding.outcome === 'failed' && finding.declared !== undefined);
  if (level === 'SHOULD' && outcome === 'failed' && !demanded) return 'warned';
  if (level === 'MAY' && outcome === 'passed') return 'observed';
  return outcome;
}
