import type { Reference } from '../../reference/serve.ts';
import type { Problem } from '../configuration/problem.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { problem } from '../doctor/check.ts';
import { examine } from '../doctor/examination.ts';
import { report } from '../doctor/examination-report.ts';
import { exitInterrupted } from '../judge/verdict.ts';
import { type Handover, resolveHandedOver } from '../playwright/handover.ts';
import { planOf } from '../run/plan.ts';
import { select } from '../run/selection.ts';
import { problemsOfThePlan } from './announcement.ts';
import type { Asked } from './arguments.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Looks at everything that a run needs, in order. Sends nothing hostile and, unless `mail` is asked for, nothing that mails. */
export async function doctor(asked: Asked): Promise<number> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(exitInterrupted));
  const handover: Handover = { startedAt: Date.now(), flags: asked.flags, judge: 'cli' };
  for (const line of resolveHandedOver(handover).notes) say(`note: ${line}`);
  const asConfigured = await configure(handover, asked);
  if ('problems' in asConfigured) return refuse(asConfigured.problems, asked);
  const reference = await referenceIfMeant(asConfigured.configuration);
  try {
    const running = reference === undefined ? handover : { ...handover, reference: reference.environment };
    const found = await configure(running, asked);
    if ('problems' in found) return refuse(found.problems, asked);
    return report(await examine(running, found.configuration, asked), asked.json);
  } finally {
    await reference?.close();
  }
}

/** The configuration of a run with the same flags, or all that would keep it from beginning. */
async function configure(
  handover: Handover,
  { mail }: Asked,
): Promise<{ readonly configuration: Configuration } | { readonly problems: readonly Problem[] }> {
  const resolution = resolveHandedOver(handover);
  if ('problems' in resolution) return resolution;
  const { configuration } = resolution;
  const problems = await problemsOfThePlan(configuration, planOf(configuration.values, select(configuration)));
  if (mail && configuration.values.NEXUS_MAIL_FREE) {
    problems.push('--mail causes e-mails, and NEXUS_MAIL_FREE is true: give only one of them.');
  }
  return problems.length > 0 ? { problems: problems.map((message) => ({ message })) } : { configuration };
}

async function referenceIfMeant({ target, values }: Configuration): Promise<Reference | undefined> {
  if (target !== 'reference') return undefined;
  const { startReference } = await import('../../reference/serve.ts');
  return startReference(values.NEXUS_FAULT === undefined ? {} : { fault: values.NEXUS_FAULT });
}

function refuse(problems: readonly Problem[], { json }: Asked): number {
  const checks = problems.map(({ message }) => problem('configuration', message));
  return report({ target: null, profile: null, checks, coverage: [], exitCode: 2 }, json);
}
