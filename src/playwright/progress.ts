import type { Reporter, TestCase, TestError, TestResult } from '@playwright/test/reporter';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** What a person sees while the run goes on: a line a requirement that did not simply pass, and what broke the suite. */
export class Progress implements Reporter {
  printsToStdio(): boolean {
    return true;
  }

  onTestEnd(test: TestCase, { status, errors }: TestResult): void {
    const [id = test.title] = test.title.split(' ');
    if (status === 'passed' || status === 'skipped') return;
    say(`  ${id} ${status}`);
    for (const error of errors) say(indented(error));
  }

  onError(error: TestError): void {
    say(indented(error));
  }
}

function indented({ message = '', value = '' }: TestError): string {
  return (message || value)
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

export default Progress;
