import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FullConfig, Reporter, Suite, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { chapterOf, chapters, type RequirementId, requirements } from '../../requirements/index.ts';
import { beginNow } from '../client/clock.ts';
import type { Outcome } from '../model/finding.ts';
import { chapterLine, movingLine, type PauseUntil, type Standing, waiting, waitingLine } from '../report/progress.ts';
import { completeReports } from '../report/reports.ts';
import type { OwnTest, Statement } from '../report/statement.ts';
import { terminalOf } from '../report/terminal.ts';
import { printable } from '../report/text.ts';
import { unwrittenIn } from '../run/disk.ts';
import { outcomeOf, requirementOf } from './fixtures.ts';
import { ofProcess } from './handover.ts';
import { announce } from './setup.ts';
import { beginRun, endRun, noteBroken, noteOwnTest, noteStranger, ownTests, underWay } from './state.ts';

const { handover, paths, reporting } = ofProcess();
const terminal = handover.terminal ?? terminalOf(process.stderr, process.env, process.platform);
const isJudgedHere = handover.judge === 'playwright';
/** Milliseconds between two looks at the run, and of waiting between two lines that tell of it. */
const lookEvery = terminal.moving ? 200 : 1000;
const sayEvery = 15_000;

/**
 * What a person sees on stderr while the run goes on. Where Playwright itself was asked for the run, nobody else prints
 * the failures or completes the reports, so this does.
 */
export default class Progress implements Reporter {
  private readonly judged = new Map<RequirementId, Outcome>();
  private selected: readonly RequirementId[] = [];
  private current: TestCase | undefined;
  private isRefused = false;
  private heardAt = Date.now();
  private saidAt = Date.now();
  private timer: NodeJS.Timeout | undefined;

  printsToStdio(): boolean {
    return true;
  }

  onBegin({ quiet }: FullConfig, suite: Suite): void {
    if (isJudgedHere) beginAnew();
    this.selected = suite.allTests().flatMap((test) => requirementOf(test) ?? []);
    if (!quiet) this.timer = setInterval(() => this.look(), lookEvery).unref();
  }

  onTestBegin(test: TestCase): void {
    this.current = test;
    this.heardAt = Date.now();
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (test.parent.project()?.name === ownTests) {
      noteOwnTest(ofProcess(), { title: printable(titleOf(test)), status: statusOf(test, result) });
      say(result.errors.flatMap(errorLines));
      return;
    }
    const id = requirementOf(test);
    const outcome = outcomeOf(result);
    // Where it has an outcome its errors tell of the target.
    if (outcome === undefined) this.lookForBreak(result.errors);
    if (outcome !== 'failed' || isJudgedHere) say(result.errors.flatMap(errorLines));
    // What has no outcome is inconclusive already.
    const isStrange = id === undefined || (outcome !== undefined && outcome !== 'failed');
    if (isStrange && (result.status === 'failed' || result.status === 'timedOut')) {
      noteStranger(ofProcess(), id ?? titleOf(test));
    }
    if (id === undefined) return;
    this.judged.set(id, outcome ?? 'inconclusive');
    this.tellOfChapter(id);
  }

  onError(error: TestError): void {
    say(errorLines(error));
    this.lookForBreak([error]);
    this.isRefused ||= this.judged.size === 0 && this.current === undefined;
    noteStranger(ofProcess(), (error.message ?? 'an error outside of any test').split('\n')[0] ?? '');
  }

  private lookForBreak(errors: readonly TestError[]): void {
    for (const reason of errors.flatMap(({ message }) => unwrittenIn(message) ?? [])) noteBroken(reason);
  }

  async onEnd(): Promise<{ status?: 'failed' } | undefined> {
    clearInterval(this.timer);
    process.stderr.write(clear);
    // What kept the run from beginning was said: there is no result to tell.
    if (!isJudgedHere || this.isRefused) return undefined;
    const statement = endRun(ofProcess());
    if (statement === undefined) return undefined;
    const notes = await completeReports(paths, statement, reporting);
    say([...notes.map((note) => `note: ${note}`), ...this.changedSince(statement)]);
    announce(statement);
    return statement.verdict === 'pass' ? undefined : { status: 'failed' };
  }

  /** What the end of the run showed in another light than the test that judged it. */
  private changedSince({ requirements: results }: Statement): string[] {
    const changed = results.filter(({ id, outcome }) => this.judged.has(id) && this.judged.get(id) !== outcome);
    if (changed.length === 0) return [];
    const told = changed.map(({ id, outcome }) => `${id} (${this.judged.get(id)} when its test ended, ${outcome} now)`);
    return [`Judged otherwise at the end of the run: ${told.join(', ')}`];
  }

  private tellOfChapter(id: RequirementId): void {
    if (this.timer === undefined || terminal.moving) return;
    const ofChapter = this.selected.filter((other) => chapterOf(other) === chapterOf(id));
    const judged = ofChapter.flatMap((of) => {
      const outcome = this.judged.get(of);
      return outcome === undefined ? [] : [{ id: of, outcome }];
    });
    const title = chapters.find(({ name }) => name === chapterOf(id))?.title ?? '';
    if (judged.length === ofChapter.length) say([chapterLine(title, judged, terminal)]);
  }

  private look(): void {
    const now = Date.now();
    const standing = this.standing();
    const waits = waiting(standing, now);
    if (terminal.moving) process.stderr.write(`${clear}${movingLine(standing, now, terminal)}`);
    else if (waits === undefined) this.saidAt = now;
    else if (now - this.saidAt >= sayEvery) {
      this.saidAt = now;
      say([waitingLine(standing, waits, terminal)]);
    }
  }

  private awaits(id: RequirementId | undefined): Standing['awaits'] {
    if (this.current === undefined) return 'the runner';
    return id !== undefined && requirements[id].needs.includes('mailbox') ? 'an e-mail' : 'an answer';
  }

  private standing(): Standing {
    const id = this.current && requirementOf(this.current);
    return {
      total: this.selected.length,
      done: this.judged.size,
      failed: [...this.judged.values()].filter((outcome) => outcome === 'failed').length,
      current: id ?? this.current?.title ?? 'the run begins',
      awaits: this.awaits(id),
      heardAt: Math.max(this.heardAt, recordedAt()),
      pause: lastPause(),
    };
  }
}

/** A UI session has several runs between one setup and its teardown: each is judged when it ends, and the next begins here. */
function beginAnew(): void {
  if (underWay(ofProcess()) === undefined) beginRun(ofProcess(), beginNow());
  else writeFileSync(paths.begun, JSON.stringify(beginNow()));
}

/** Without the project's name and the path of the file. */
const titleOf = (test: TestCase): string => test.titlePath().slice(3).join(' › ');

/** A test that was to fail and does not is no good sign either. */
function statusOf({ expectedStatus }: TestCase, { status }: TestResult): OwnTest['status'] {
  if (status === 'skipped') return status;
  return status === expectedStatus ? 'passed' : 'failed';
}

const clear = terminal.moving ? '\r\u001b[2K' : '';

function say(lines: readonly string[]): void {
  if (lines.length > 0) process.stderr.write(`${clear}${lines.map((line) => `${line}\n`).join('')}`);
}

/** When the last exchange was recorded: the worker that sends is another process. */
function recordedAt(): number {
  return statSync(paths.exchanges, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function lastPause(): PauseUntil {
  try {
    return JSON.parse(readFileSync(paths.pause, 'utf8')) as PauseUntil;
  } catch {
    // There was none yet, or the worker is just writing: the next look will tell.
    return { why: '', until: 0 };
  }
}

/** An error in full, indented, so that no line begins with what a target sent. */
function errorLines({ message, value, location }: TestError): string[] {
  const where = location ? [`    at ${relative('', location.file)}:${location.line}`] : [];
  const text = stripVTControlCharacters(message ?? value ?? '');
  return [...text.split('\n').map((line) => `    ${printable(line)}`), ...where, ''];
}
