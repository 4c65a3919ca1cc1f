import type { Misconfiguration } from '../configuration/misconfiguration.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { problem } from '../doctor/check.ts';
import { examine } from '../doctor/examination.ts';
import { report } from '../doctor/examination-report.ts';
import { exitInterrupted } from '../judge/verdict.ts';
import { begin, type Handover, resolveHandover, startEmbedded } from '../playwright/handover.ts';
import { environmentOfSink, startOwnSink } from '../run/mailbox.ts';
import { planOf } from '../run/plan.ts';
import { select } from '../run/selection.ts';
import { problemsOfThePlan } from './announcement.ts';
import type { Asked } from './arguments.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Looks at everything that a run needs, in order. Sends nothing hostile and, unless `mail` is asked for, nothing that mails. */
export async function doctor(asked: Asked): Promise<number> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(exitInterrupted));
  const handover = begin(asked, 'cli');
  for (const line of resolveHandover(handover).notes) say(`note: ${line}`);
  const asConfigured = await configure(handover, asked);
  if ('misconfigurations' in asConfigured) return refuse(asConfigured.misconfigurations, asked);
  const sink = await startOwnSink(asConfigured.configuration);
  const reference = await startEmbedded(asConfigured.configuration, sink?.smtp);
  try {
    const ofSink = sink?.smtp && environmentOfSink(sink.smtp);
    const running =
      reference === undefined ? handover : { ...handover, reference: { ...reference.environment, ...ofSink } };
    const found = await configure(running, asked);
    if ('misconfigurations' in found) return refuse(found.misconfigurations, asked);
    const examination = await examine({
      configuration: found.configuration,
      resolveFor: (profile) => resolveHandover(running, profile),
      beginning: running.beginning,
      mail: asked.mail,
      waitSeconds: asked.wait,
      ...(sink && { sink: sink.place }),
      say,
    });
    return report(examination, asked.json);
  } finally {
    await reference?.close();
    await sink?.close();
  }
}

/** The configuration of a run with the same flags, or all that would keep it from beginning. */
async function configure(
  handover: Handover,
  { mail }: Asked,
): Promise<{ readonly configuration: Configuration } | { readonly misconfigurations: readonly Misconfiguration[] }> {
  const resolution = resolveHandover(handover);
  if ('misconfigurations' in resolution) return resolution;
  const { configuration } = resolution;
  const problems = await problemsOfThePlan(configuration, planOf(configuration, select(configuration)));
  if (mail && configuration.values.NEXUS_MAIL_FREE) {
    problems.push('--mail causes e-mails, and NEXUS_MAIL_FREE is true: give only one of them.');
  }
  return problems.length > 0 ? { misconfigurations: problems.map((message) => ({ message })) } : { configuration };
}

function refuse(misconfigurations: readonly Misconfiguration[], { json }: Asked): number {
  const checks = misconfigurations.map(({ message }) => problem('configuration', message));
  return report({ target: null, profile: null, checks, coverage: [], exitCode: 2 }, json);
}
