import type { FullResult, Reporter, Suite } from '@playwright/test/reporter';

/** Ends the self-test with one line that a program can read. */
export class ClosingLine implements Reporter {
  private suite: Suite | undefined;

  printsToStdio(): boolean {
    return false;
  }

  onBegin(_config: unknown, suite: Suite): void {
    this.suite = suite;
  }

  async onEnd(_result: FullResult): Promise<void> {
    const outcomes = this.suite?.allTests().map((test) => test.outcome()) ?? [];
    const count = (...wanted: readonly string[]) => outcomes.filter((outcome) => wanted.includes(outcome)).length;
    const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
    process.stdout.write(`\n${count('expected', 'flaky')} passed, ${count('unexpected')} failed${skipped}\n`);
  }
}

export default ClosingLine;
