import { profiles } from '../../requirements/types.ts';
import type { Asked } from '../cli/arguments.ts';
import { systemClock } from '../client/pacer.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { type Handover, resolveHandedOver } from '../playwright/handover.ts';
import { memoryLedger } from '../run/ledger.ts';
import { createRun, type Run } from '../run/run.ts';
import { checkWaysIn } from './alternatives.ts';
import { checkBearer } from './bearer.ts';
import { type Check, isProblem, ok } from './check.ts';
import { checkConnection } from './connection.ts';
import { type Coverage, canBeJudged, coverageOf, type NoCoverage } from './coverage.ts';
import { type Door, doorOf } from './door.ts';
import type { Examination } from './examination-report.ts';

/** Everything that is looked at once the configuration by itself is right. Text that a secret could stand in is masked. */
export async function examine(
  handover: Handover,
  configuration: Configuration,
  { mail, wait }: Asked,
): Promise<Examination> {
  const { values, targetName } = configuration;
  const run = createRun({
    configuration,
    ledger: memoryLedger(),
    paceMemory: { load: () => undefined, save: () => {} },
    clock: systemClock,
    // The deadline is a run's: what is sent here counts from when the target answers.
    startedAt: handover.startedAt + wait * 1000,
  });
  const connection = await checkConnectionFor(run, doorOf(configuration), wait);
  const reached = !connection.some(isProblem);
  const bearer = await checkBearer(run, Date.now());
  const waysIn = reached ? await checkWaysIn(run, mail) : [];
  const accepted = waysIn.some(({ state }) => state === 'ok');
  const coverage = coverageOf(configuration);
  return {
    target: targetName,
    profile: values.NEXUS_PROFILE,
    checks: [configurationCheck(configuration), ...connection, ...bearer, ...waysIn].map((check) => masked(check, run)),
    coverage: coverageOfAll(handover),
    exitCode: !canBeJudged(coverage) ? 2 : accepted ? 0 : 3,
  };
}

/** Repeats the look, once a second, until the target answers or the time is up. */
async function checkConnectionFor(run: Run, door: Door, seconds: number): Promise<readonly Check[]> {
  const until = Date.now() + seconds * 1000;
  for (let said = ''; ; ) {
    const checks = await checkConnection(run, door);
    const last = checks.at(-1);
    if (last?.name === 'HTTP' && last.state === 'ok') return checks;
    if (Date.now() + 1000 > until) return checks;
    const waiting = run.redactor.redactOwnText(`waiting for ${door.url.host}: ${last?.says}`);
    if (waiting !== said) process.stderr.write(`${waiting}\n`);
    said = waiting;
    await systemClock.sleep(1000);
  }
}

function configurationCheck({ origins, values }: Configuration): Check {
  const places = [...new Set(Object.values(origins))].filter((origin) => origin !== 'default');
  return ok('configuration', `${values.NEXUS_BASE_URL} (${values.NEXUS_ENVIRONMENT}), from ${places.join(', ')}`);
}

function masked(check: Check, { redactor }: Run): Check {
  const says = redactor.redactOwnText(check.says);
  return check.wayOut === undefined
    ? { ...check, says }
    : { ...check, says, wayOut: redactor.redactOwnText(check.wayOut) };
}

/** Each profile with its own defaults and refusals. */
function coverageOfAll(handover: Handover): (Coverage | NoCoverage)[] {
  return profiles.map((profile) => {
    const resolution = resolveHandedOver({ ...handover, flags: { ...handover.flags, NEXUS_PROFILE: profile } });
    if ('configuration' in resolution) return coverageOf(resolution.configuration);
    return { profile, impossible: resolution.problems.map(({ message }) => message).join(' ') };
  });
}
