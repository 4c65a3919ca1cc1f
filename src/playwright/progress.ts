import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FullConfig, Reporter, Suite, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { chapterOf, chapters, type RequirementId, requirements } from '../../requirements/index.ts';
import type { Pace } from '../client/pacer.ts';
import type { Outcome } from '../model/finding.ts';
import { agreeWithStatement } from '../report/agreement.ts';
import { outputPaths, readStatement } from '../report/output.ts';
import { printable } from '../report/printable.ts';
import { chapterLine, movingLine, type Standing, waiting, waitingLine } from '../report/progress.ts';
import { terminalOf } from '../report/terminal.ts';
import { configurationOfProcess, handedOver } from './handover.ts';
import { outcomeOf, requirementOf } from './requirement-label.ts';

const terminal = terminalOf(process.stderr, process.env, process.platform);
const paths = outputPaths(configurationOfProcess().values.NEXUS_OUTPUT);
/** Milliseconds between two looks at the run, and of waiting between two lines that tell of it. */
const lookEvery = terminal.moving ? 200 : 1000;
const sayEvery = 15_000;

/**
 * What a person sees on stderr while the run goes on. Where Playwright itself was asked for the run, nobody else prints
 * the failures or completes the reports, so this does.
 */
export class Progress implements Reporter {
  private readonly judged = new Map<RequirementId, Outcome>();
  private selected: readonly RequirementId[] = [];
  private current: TestCase | undefined;
  private heardAt = Date.now();
  private saidAt = Date.now();
  private timer: NodeJS.Timeout | undefined;

  printsToStdio(): boolean {
    return true;
  }

  onBegin({ quiet }: FullConfig, suite: Suite): void {
    this.selected = suite.allTests().flatMap((test) => requirementOf(test) ?? []);
    if (!quiet) this.timer = setInterval(() => this.look(), lookEvery).unref();
  }

  onTestBegin(test: TestCase): void {
    this.current = test;
    this.heardAt = Date.now();
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const id = requirementOf(test);
    const outcome = outcomeOf(result);
    if (outcome !== 'failed' || handedOver().judge === 'playwright') say(result.errors.flatMap(errorLines));
    if (id === undefined) return;
    this.judged.set(id, outcome ?? 'inconclusive');
    this.tellOfChapter(id);
  }

  onError(error: TestError): void {
    say(errorLines(error));
  }

  onEnd(): void {
    clearInterval(this.timer);
    process.stderr.write(clear);
    if (handedOver().judge === 'cli') return;
    const statement = readStatement(paths);
    if (statement?.startedAt === new Date(handedOver().startedAt).toISOString())
      agreeWithStatement(paths, statement, handedOver().flags);
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
      silentUntil: silentUntil(),
    };
  }
}

const clear = terminal.moving ? '\r\u001b[2K' : '';

function say(lines: readonly string[]): void {
  if (lines.length > 0) process.stderr.write(`${clear}${lines.map((line) => `${line}\n`).join('')}`);
}

/** When the last exchange was recorded: the workers that send are other processes. */
function recordedAt(): number {
  return statSync(paths.exchanges, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function silentUntil(): number {
  try {
    return (JSON.parse(readFileSync(paths.pace, 'utf8')) as Pace).silentUntil;
  } catch {
    // Nothing asked for silence yet, or a worker is just writing: the next look will tell.
    return 0;
  }
}

/** An error in full, indented, so that no line begins with what a target sent. */
function errorLines({ message, value, location }: TestError): string[] {
  const where = location ? [`    at ${relative('', location.file)}:${location.line}`] : [];
  const text = stripVTControlCharacters(message ?? value ?? '');
  return [...text.split('\n').map((line) => `    ${printable(line)}`), ...where, ''];
}

export default Progress;
