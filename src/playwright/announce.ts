import { partialLine } from '../report/unjudged.ts';
import type { Statement } from '../report/statement.ts';
import { verdictLine } from '../report/verdict-line.ts';

/** The end of a run that Playwright itself was asked for: nobody else would say it. */
export function announce(statement: Statement): void {
  const partial = partialLine(statement);
  process.stdout.write(`${partial === undefined ? '' : `${partial}\n`}${verdictLine(statement)}\n`);
}
