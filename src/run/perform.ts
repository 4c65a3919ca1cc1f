import { needs } from '../../config/needs.ts';
import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Need } from '../../requirements/types.ts';
import type { Values } from '../configuration/values.ts';
import { type Finding, inconclusive, Judgement, notApplicable, type Outcome, worst } from '../judge/finding.ts';
import { createBench } from './bench.ts';
import type { OutcomeRecord } from './ledger.ts';
import { type Body, bodies } from './requirement.ts';
import type { Run } from './run.ts';

/** Carries out one requirement's body and records what it came to. Never rejects for what a target does. */
export async function perform(run: Run, id: RequirementId): Promise<OutcomeRecord> {
  const { bench, restsOn } = createBench(run, id);
  const findings = await findingsOf(async () => {
    assertJudgeable(run, id);
    await bodyOf(id)(bench);
  }, run);
  const record: OutcomeRecord = {
    id,
    outcome: outcomeOf(id, findings),
    findings,
    exchanges: run.ledger
      .exchanges()
      .filter(({ intent }) => intent.for === id)
      .map((exchange) => exchange.id),
    restsOn: [...restsOn],
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
  const missing = requirements[id].needs.flatMap((need) => missingFor(need, values));
  if (missing.length > 0) {
    const reason = `not configured: ${missing.join(', ')}`;
    throw new Judgement(
      missing.map((variable) => ({ outcome: 'inconclusive', cause: 'configuration', reason, missing: variable })),
    );
  }
  if (opening.length === 0) throw inconclusive('not-run', 'the opening did not run: nothing was sent to compare with');
  if (opening.every(({ response }) => response === undefined)) {
    const cause = opening.some(({ noAnswer }) => noAnswer?.kind === 'out-of-time') ? 'no-time-left' : 'network';
    throw inconclusive(cause, `the target was not reached: ${opening[0]?.noAnswer?.message}`);
  }
  const declaredAway = requirements[id].needs.find((need) =>
    needs[need].some((set) => set.some((v) => values[v] === 'none')),
  );
  if (declaredAway)
    throw notApplicable(`declared by ${needs[declaredAway].flat().find((v) => values[v] === 'none')}=none`);
}

/** The variables that a need lacks: of several ways to meet it those of the nearest one. */
function missingFor(need: Need, values: Values): string[] {
  const lacking = needs[need].map((set) => set.filter((variable) => values[variable] === undefined));
  return lacking.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

/** A SHOULD that is unmet is a warning; a MAY that is met says only how this target behaves. */
function outcomeOf(id: RequirementId, findings: readonly Finding[]): Outcome {
  const outcome = worst(findings.map((finding) => finding.outcome));
  const { level } = requirements[id];
  if (level === 'SHOULD' && outcome === 'failed') return 'warned';
  if (level === 'MAY' && outcome === 'passed') return 'observed';
  return outcome;
}
