import { type Profile, profiles } from '../../requirements/types.ts';
import { type Beginning, clockFrom } from '../client/clock.ts';
import type { Configuration, Resolution } from '../configuration/resolve.ts';
import { exitLater } from '../judge/verdict.ts';
import { lapseLine, lapsesOf } from '../report/lapse.ts';
import { printable } from '../report/text.ts';
import { memoryLedger } from '../run/ledger.ts';
import type { SinkPlace } from '../run/mailbox.ts';
import { createRun, type Run } from '../run/run.ts';
import { checkAlternatives, checkBearer } from './alternatives.ts';
import { type Check, isProblem, note, ok, passing } from './check.ts';
import { checkConnection } from './connection.ts';
import { type Coverage, canBeJudged, coverageOf, type NoCoverage } from './coverage.ts';
import type { Examination } from './examination-report.ts';
import { checkMailbox } from './mailbox.ts';

export interface Examining {
  readonly configuration: Configuration;
  /** The same configuration for another profile. */
  readonly resolveFor: (profile: Profile) => Resolution;
  readonly beginning: Beginning;
  /** E-mails may be caused. */
  readonly mail: boolean;
  /** How long to wait for the target to answer; 0 is not at all. */
  readonly waitSeconds: number;
  /** The suite's own mail server, where it runs for this. */
  readonly sink?: SinkPlace;
  /** A line of progress. */
  readonly say: (line: string) => void;
}

/** Everything that is looked at once the configuration by itself is right. Text that a secret could stand in is masked. */
export async function examine(examining: Examining): Promise<Examination> {
  const { configuration, resolveFor, beginning, mail, waitSeconds, say } = examining;
  const { values, targetName } = configuration;
  const clock = clockFrom(beginning);
  const run = createRun({
    configuration,
    ledger: memoryLedger(),
    paceMemory: { load: () => undefined, save: () => {} },
    clock,
    runId: beginning.runId,
    // The deadline is a run's: what is sent here counts from when the target answers.
    startedAt: beginning.wall + waitSeconds * 1000,
    repeatUntil: beginning.wall + waitSeconds * 1000,
  });
  const url = new URL(values.NEXUS_BASE_URL ?? '');
  const coverage = coverageOf(configuration);
  const isComplete = canBeJudged(coverage);
  // What the operator has to set nobody gets by waiting.
  const connection = await untilItAnswers(run, url, isComplete ? examining : { ...examining, waitSeconds: 0 });
  const left = isComplete ? beginning.wall + waitSeconds * 1000 - clock.now() : 0;
  const build = connection.some(isProblem) ? [] : await checkBuild(run, left, say);
  const reached = ![...connection, ...build].some(isProblem);
  const bearer = await checkBearer(run, clock.now());
  const alternatives = reached ? await checkAlternatives(run, mail) : [];
  const mailbox = await checkMailbox(configuration, run, { clock, sink: examining.sink });
  const accepted = alternatives.some(({ state }) => state === 'ok');
  const checks = [
    configurationCheck(configuration),
    ...connection,
    ...build,
    ...lapseChecks(configuration, clock.now()),
    ...bearer,
    ...alternatives,
    ...mailbox,
  ];
  return {
    target: targetName,
    profile: values.NEXUS_PROFILE,
    checks: checks.map((check) => masked(check, run)),
    coverage: profiles.map((profile) => coverageFor(profile, resolveFor(profile))),
    exitCode: isComplete ? exitCodeOf(checks.filter(isProblem), accepted) : 2,
  };
}

function exitCodeOf(problems: readonly Check[], accepted: boolean): 0 | 3 | 75 {
  if (problems.length === 0) return accepted ? 0 : 3;
  return problems.every(({ passes }) => passes) ? exitLater : 3;
}

/** Repeats the look, once a second, until the target answers or the time is up. */
async function untilItAnswers(
  run: Run,
  url: URL,
  { beginning, waitSeconds, say }: Examining,
): Promise<readonly Check[]> {
  const clock = clockFrom(beginning);
  const until = clock.now() + waitSeconds * 1000;
  for (let said = ''; ; ) {
    const checks = await checkConnection(run, url);
    const last = checks.at(-1);
    if (last?.name === 'HTTP' && last.state === 'ok') return checks;
    if (last?.passes !== true || clock.now() + 1000 > until) return checks;
    const waiting = run.redactor.redactOwnText(`waiting for ${url.host}: ${last?.says}`);
    if (waiting !== said) say(waiting);
    said = waiting;
    await clock.sleep(1000);
  }
}

/** Whether the build that was deployed is the one that answers, where one is expected. */
async function checkBuild({ build }: Run, milliseconds: number, say: Examining['say']): Promise<Check[]> {
  if (build === undefined) return [];
  let said = '';
  const { has, got } = await build.wait(milliseconds, (answer) => {
    if (answer.got !== said) say(`waiting for build ${build.expected}: ${printable(answer.got)}`);
    said = answer.got;
  });
  if (has) return [ok('build', `${build.expected} is answering`)];
  const wayOut =
    'Is the deployment through, and are NEXUS_BUILD_URL and NEXUS_EXPECT_BUILD right? --wait SECONDS waits for it.';
  return [passing('build', `${build.expected} is not answering: ${printable(got)}`, wayOut)];
}

function lapseChecks(configuration: Configuration, now: number): Check[] {
  const wayOut = 'Get another one in time, and give it to the pipelines that use it.';
  return lapsesOf(configuration, now).map((lapse) => note('ends soon', lapseLine(lapse, now), wayOut));
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

/** A profile with its own defaults and refusals. */
function coverageFor(profile: Profile, resolution: Resolution): Coverage | NoCoverage {
  if ('configuration' in resolution) return coverageOf(resolution.configuration);
  return { profile, impossible: resolution.misconfigurations.map(({ message }) => message).join(' ') };
}
