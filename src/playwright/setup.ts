import { writeFileSync } from 'node:fs';
import type { FullConfig } from '@playwright/test';
import { completeReports } from '../report/reports.ts';
import type { Statement } from '../report/statement.ts';
import { partialLine, unjudged } from '../report/unjudged.ts';
import { verdictLine } from '../report/verdict-line.ts';
import { environmentOfSink, startOwnSink } from '../run/mailbox.ts';
import { handOn, ofProcess, plainly, startEmbedded } from './handover.ts';
import { holdOutput } from './lock.ts';
import { beginRun, endRun } from './state.ts';

/**
 * Playwright's global setup, in the runner's own process: starts the embedded reference where it is the target, and
 * returns the teardown, which judges. That runs whatever was filtered, failed or killed, and whatever reporter is used:
 * a run that is not a pass cannot end green.
 */
export default async function setup(config: FullConfig): Promise<() => Promise<void>> {
  refuseRepetition(config);
  refuseTraces(config);
  const held = await hold();
  const { configuration } = ofProcess();
  const sink = await startOwnSink(configuration);
  const reference = await startEmbedded(configuration, sink?.smtp);
  const known = handOn({
    ...(reference && { reference: { ...reference.environment, ...(sink?.smtp && environmentOfSink(sink.smtp)) } }),
    ...(sink && { sink: sink.place }),
  });
  const isJudgedHere = known.handover.judge === 'playwright';
  if (isJudgedHere) {
    beginRun(known, known.handover.beginning);
    process.once('SIGINT', () => writeFileSync(known.paths.interrupted, ''));
  }

  return async () => {
    const statement = endRun(ofProcess());
    await reference?.close();
    await sink?.close();
    await held?.release();
    if (!isJudgedHere || statement === undefined) return;
    if (!hasReporterOfOurs(config)) {
      for (const note of await completeReports(known.paths, statement, known.reporting)) say(`note: ${note}`);
      announce(statement);
    }
    if (statement.verdict === 'pass') return;
    throw plainly(`${statement.verdict}: ${statement.reason}`);
  };
}

/** The end of a run that Playwright itself was asked for: nobody else would say it. */
export function announce(statement: Statement): void {
  const partial = partialLine(statement);
  const lines = partial === undefined ? unjudged(statement) : [partial];
  process.stdout.write([...lines, verdictLine(statement)].map((line) => `${line}\n`).join(''));
}

/** Where the command has started this process, it holds the folder. */
async function hold() {
  const { handover, paths } = ofProcess();
  if (handover.judge === 'cli') return undefined;
  const held = await holdOutput(paths);
  if ('by' in held)
    throw plainly(`NEXUS_OUTPUT: another run is writing into ${paths.output} (${held.by}). Nothing was sent.`);
  return held;
}

/** A team's own specs may send credentials with Playwright's request, which a trace keeps. */
function refuseTraces({ projects }: FullConfig): void {
  const { configuration } = ofProcess();
  const isTraced = projects.some(({ use }) => use.trace !== undefined && use.trace !== 'off');
  if (isTraced && configuration.values.NEXUS_OWN_TESTS !== undefined && !configuration.loopback) {
    throw plainly(
      '--trace with NEXUS_OWN_TESTS would keep credentials in a file: leave out one of them. Nothing was sent.',
    );
  }
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const hasReporterOfOurs = ({ reporter }: FullConfig): boolean =>
  reporter.some(([name]) => /[\\/]dist[\\/]reporter\.js$/.test(name));

/** A second worker would send refusals after the closing control, and each repetition more e-mails than were announced. */
function refuseRepetition({ workers, projects }: FullConfig): void {
  const asked = [
    workers > 1 && `--workers=${workers}`,
    projects.some(({ retries }) => retries > 0) && '--retries',
    (projects.some(({ repeatEach }) => repeatEach > 1) || isRepetitionAsked(process.argv)) && '--repeat-each',
  ].filter((flag) => flag !== false);
  if (asked.length === 0) return;
  throw plainly(
    `${asked.join(' and ')}: a run is one conversation with the target, and nothing in it is repeated. Leave it out; nothing was sent.`,
  );
}

/** Playwright puts this flag, and no other, beside the configuration that it shows here. */
function isRepetitionAsked(argv: readonly string[]): boolean {
  const [, value] = /(?:^| )--repeat-each[= ](\d+)/.exec(argv.join(' ')) ?? [];
  return Number(value ?? 1) > 1;
}
