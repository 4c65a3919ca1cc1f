import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { scoreOf } from './score.ts';

/**
 * Names a test that fails as soon as it has, at whichever try, and ends the self-test with its score, where all of the proof was run, and with
 * one line that a program can read.
 */
export class ClosingLine implements Reporter {
  private suite: Suite | undefined;

  printsToStdio(): boolean {
    return false;
  }

  onBegin(_config: unknown, suite: Suite): void {
    this.suite = suite;
  }

  onTestEnd(test: TestCase, { status, errors }: TestResult): void {
    const skip = test.annotations.find(({ type }) => type === 'skip');
    if (skip) process.stdout.write(`\nskipped: ${test.title}: ${skip.description}\n`);
    if (status === 'skipped' || status === 'interrupted' || status === test.expectedStatus) return;
    const [first = ''] = stripVTControlCharacters(errors[0]?.message ?? '').split('\n');
    process.stdout.write(`\n${relative('', test.location.file)}:${test.location.line} ${test.title}\n  ${first}\n`);
  }

  async onEnd(_result: FullResult): Promise<void> {
    const tests = this.suite?.allTests() ?? [];
    const score = scoreOf(tests.map((test) => ({ title: test.title, ok: test.outcome() !== 'skipped' && test.ok() })));
    if (score !== undefined) process.stdout.write(`\n${score}\n`);
    const outcomes = tests.map((test) => test.outcome());
    const count = (...wanted: readonly string[]) => outcomes.filter((outcome) => wanted.includes(outcome)).length;
    const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
    const again = count('flaky') > 0 ? `, ${count('flaky')} at the second try alone` : '';
    process.stdout.write(`\n${count('expected', 'flaky')} passed, ${count('unexpected')} failed${again}${skipped}\n`);
  }
}

export default ClosingLine;
