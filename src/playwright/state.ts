import { existsSync, readFileSync, rmSync } from 'node:fs';
import { type AnnounceWait, type Beginning, beginNow, type Clock, clockFrom } from '../client/clock.ts';
import type { Pace, PaceMemory } from '../client/pacer.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { type OutputPaths, prepareOutput, readStatement, refuseForeign, writeStatement } from '../report/output.ts';
import type { PauseUntil } from '../report/progress.ts';
import { type OwnTest, type Statement, stateRun, unfinished } from '../report/statement.ts';
import { printable } from '../report/text.ts';
import { appendFile, unwrittenIn, writeFile } from '../run/disk.ts';
import { dueFile } from '../run/due.ts';
import { fileLedger } from '../run/ledger.ts';
import type { SinkPlace } from '../run/mailbox.ts';
import { createRun, type Run } from '../run/run.ts';
import type { Selection } from '../run/selection.ts';
import { showing } from '../run/unread.ts';
import { plainly } from './handover.ts';

/** What the state of a run belongs to. */
export interface RunFacts {
  readonly configuration: Configuration;
  readonly selection: Selection;
  readonly paths: OutputPaths;
}

/** Puts a statement in place that holds until the run has ended, and says when it began. Throws where the folder cannot be used. */
export function beginRun({ configuration, selection, paths }: RunFacts, beginning: Beginning): void {
  prepareOutput(paths, unfinished({ configuration, selection, startedAt: beginning.wall, runId: beginning.runId }));
  writeFile(paths.begun, JSON.stringify(beginning));
}

/** Throws a message to a person where the folder of the results holds what no run has written. */
export function refuseUnusable(paths: OutputPaths): void {
  try {
    refuseForeign(paths);
  } catch (error) {
    throw plainly(`${unusable(paths, error)} Nothing was sent.`);
  }
}

export function unusable({ folder }: OutputPaths, error: unknown): string {
  return `NEXUS_OUTPUT: the folder ${folder} cannot be used (${(error as Error).message}). Name another one.`;
}

/** When the run that is under way began; undefined where none is. */
export function underWay({ paths }: RunFacts): Beginning | undefined {
  return existsSync(paths.begun) ? (JSON.parse(readFileSync(paths.begun, 'utf8')) as Beginning) : undefined;
}

/**
 * The run as a worker sees it. Playwright replaces that process after a failed test: all that lasts is in files. Where nobody
 * has begun it, as in a second run of a UI session with foreign reporters, it begins here.
 */
export function joinRun(facts: RunFacts, sink: SinkPlace | undefined): Run {
  const { configuration, paths } = facts;
  if (underWay(facts) === undefined) beginRun(facts, beginNow());
  const beginning = underWay(facts) ?? beginNow();
  const clock = clockFrom(beginning);
  return createRun({
    configuration,
    ledger: fileLedger(paths),
    ...(sink && { sink }),
    paceMemory: paceFile(paths.pace),
    clock,
    announceWait: pauseFile(paths.pause, clock),
    startedAt: beginning.wall,
    runId: beginning.runId,
    due: dueFile(paths.due, { values: configuration.values, runId: beginning.runId, clock }),
  });
}

/** The process that pauses is not the one that tells of it. Of several at once the longest is told. */
function pauseFile(file: string, clock: Clock): AnnounceWait {
  let pauses: readonly PauseUntil[] = [];
  const now = (those: readonly PauseUntil[]) => {
    pauses = those.filter(({ until }) => until > clock.now());
    const [longest = { why: '', until: clock.now() }] = pauses.toSorted((a, b) => b.until - a.until);
    writeFile(file, JSON.stringify(longest));
  };
  return ({ why, milliseconds, over }) => {
    const pause = { why, until: clock.now() + milliseconds, ...(over && { atMost: milliseconds }) };
    now([...pauses, pause]);
    over?.addEventListener('abort', () => now(pauses.filter((other) => other !== pause)));
  };
}

function paceFile(file: string): PaceMemory {
  return {
    load: () => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Pace) : undefined),
    save: (pace) => writeFile(file, JSON.stringify(pace)),
  };
}

/** Notes a test that is not green although no requirement is broken by it: the run cannot pass. */
export function noteStranger({ paths }: RunFacts, title: string): void {
  if (existsSync(paths.running)) appendFile(paths.strangers, `${printable(title)}\n`);
}

function strangersIn({ strangers }: OutputPaths): string[] {
  return existsSync(strangers) ? readFileSync(strangers, 'utf8').split('\n').filter(Boolean) : [];
}

let broken: string | undefined;

/** Notes what kept the suite from writing: kept in memory, for where it would be written is the disk that cannot be. */
export function noteBroken(reason: string): void {
  broken ??= reason;
}

/** The project of the specs that NEXUS_OWN_TESTS names. */
export const ownTests = 'own tests';

export function noteOwnTest({ paths }: RunFacts, test: OwnTest): void {
  if (existsSync(paths.running)) appendFile(paths.ownTests, `${JSON.stringify(test)}\n`);
}

function ownTestsIn({ ownTests: file }: OutputPaths): OwnTest[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  return lines.map((line) => JSON.parse(line) as OwnTest);
}

/** The statement of the run that is under way, judged by what is on record; of the last one where that is done already. */
export function endRun(facts: RunFacts): Statement | undefined {
  const { configuration, selection, paths } = facts;
  const beginning = underWay(facts);
  if (beginning === undefined) return readStatement(paths);
  const ledger = fileLedger(paths);
  const judged = stateRun({
    configuration,
    selection,
    ledger,
    startedAt: beginning.wall,
    runId: beginning.runId,
    finishedAt: clockFrom(beginning).now(),
    interrupted: existsSync(paths.interrupted),
    strangers: strangersIn(paths),
    ...(configuration.values.NEXUS_OWN_TESTS !== undefined && { ownTests: ownTestsIn(paths) }),
  });
  // Of all other findings the reason may be a target's text.
  const breaks = judged.requirements.flatMap(({ findings }) => findings.filter(({ cause }) => cause === 'suite'));
  const unwritten = broken ?? breaks.map(({ reason }) => unwrittenIn(reason)).find(Boolean);
  const statement = unwritten === undefined ? judged : broke(judged, unwritten);
  writeStatement(paths, statement);
  // Whose e-mail nobody has read until now, nobody will.
  ledger.mask(showing({ ledger, values: configuration.values }).exchange);
  rmSync(paths.running, { recursive: true, force: true });
  return statement;
}

/** What is on record of such a run does not show all that was sent. */
export function broke(judged: Statement, how: string): Statement {
  return { ...judged, verdict: 'incomplete', exitCode: 4, reason: `the suite itself broke: ${how}` };
}
