import '../../tests/index.ts';
import { profileCosts } from '../../config/profiles.ts';
import { requirementIds } from '../../requirements/index.ts';
import type { Profile } from '../../requirements/types.ts';
import { type Beginning, beginNow, type Clock, clockFrom } from '../../src/client/clock.ts';
import { configurationIn, resolveConfiguration } from '../../src/configuration/resolve.ts';
import { readSources } from '../../src/configuration/sources.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import type { MailRecord } from '../../src/model/mail.ts';
import { type Statement, stateRun } from '../../src/report/statement.ts';
import { conduct } from '../../src/run/conduct.ts';
import { memoryLedger } from '../../src/run/ledger.ts';
import type { SinkPlace } from '../../src/run/mailbox.ts';
import { type Plan, planOf } from '../../src/run/plan.ts';
import { createRun, type Run, type RunParts } from '../../src/run/run.ts';
import { needsMailbox } from '../../src/run/selection.ts';

/** A run that has ended, with what it announced and all that it sent. */
export interface Conducted {
  readonly statement: Statement;
  readonly exchanges: readonly Exchange[];
  readonly plan: Plan;
  readonly mail: readonly MailRecord[];
}

/** By which all of a profile is judged that needs no mailbox; of a certificate the rest is missing then. */
export function withoutMailbox(profile: Profile): Readonly<Record<string, string>> {
  if (profile !== 'certify') return { NEXUS_PROFILE: profile, NEXUS_MAILBOX_URL: 'none' };
  const others = requirementIds.filter((id) => !needsMailbox(id));
  return { NEXUS_PROFILE: profile, NEXUS_MAILBOX_URL: '', NEXUS_ONLY: others.join() };
}

/** Judges a target in this very process, from the sources. `environment` is the target's whole configuration. */
export async function judge(environment: Readonly<Record<string, string>>): Promise<Statement> {
  return (await judgeFully(environment)).statement;
}

export function judgeFully(
  environment: Readonly<Record<string, string>>,
  clock: Clock = clockFrom(beginNow()),
  sink?: SinkPlace,
): Promise<Conducted> {
  const parts = { ...partsOf(environment, clock, { wall: clock.now() }), ...(sink && { sink }) };
  return carryOut(createRun(parts), parts);
}

/** Time that passes so many times faster than by the wall: who waits a minute has not waited long. */
export function fastClock(times: number): Clock {
  const real = clockFrom(beginNow());
  const start = real.now();
  return {
    now: () => start + (real.now() - start) * times,
    sleep: (milliseconds) => real.sleep(milliseconds / times),
  };
}

/** What a run in this very process is made of. */
export function partsOf(
  environment: Readonly<Record<string, string>>,
  clock: Clock,
  { wall: startedAt }: Pick<Beginning, 'wall'>,
): RunParts {
  const sources = readSources({ flags: {}, environment, workingFolder: import.meta.dirname, now: startedAt });
  const configuration = configurationIn(resolveConfiguration(sources));
  const paceMemory = { load: () => undefined, save: () => {} };
  // Of hundreds of targets each shows by these what it would by a thousand.
  const { generated } = profileCosts.gate;
  return { configuration, ledger: memoryLedger(), paceMemory, clock, startedAt, runId: 'selftest', generated };
}

/** Goes through all of a run that was made of these parts. */
export async function carryOut(run: Run, { startedAt, runId, clock }: RunParts): Promise<Conducted> {
  const { configuration, selection, ledger } = run;
  const { interrupted } = await conduct(run);
  const statement = stateRun({
    configuration,
    selection,
    ledger,
    startedAt,
    runId,
    finishedAt: clock.now(),
    interrupted,
  });
  return { statement, exchanges: ledger.exchanges(), plan: planOf(configuration, selection), mail: ledger.mail() };
}
