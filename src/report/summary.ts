import type { Exchange } from '../model/exchange.ts';
import type { Flags } from './failure.ts';
import { failureMessage } from './failure.ts';
import { printable, shortened } from './printable.ts';
import type { Result, Statement } from './statement.ts';
import { inAscii } from './terminal.ts';
import { unjudged } from './unjudged.ts';

export interface SummaryOptions {
  /** Whether the terminal shows more than ASCII. */
  readonly utf8?: boolean;
  /** Where the report for a person lies, where one was made. */
  readonly report?: string;
  /** The flags of the run, for the commands that repeat part of it. */
  readonly flags?: Flags;
}

/** What a person reads at the end of a run, above the verdict line: failures in full, the rest in short. */
export function summary(
  statement: Statement,
  exchanges: readonly Exchange[],
  { utf8 = true, report, flags = {} }: SummaryOptions = {},
): string {
  const { requirements, reason, verdict } = statement;
  const having = (outcome: Result['outcome']) => requirements.filter((result) => result.outcome === outcome);
  const blocks = [
    ...having('failed').map((result) => `✗ ${failureMessage(result, exchanges, flags)}`),
    ...unjudged(statement),
    ...warnings(having('warned')),
    ...(verdict === 'pass' ? [] : [`${verdict}: ${printable(reason)}`]),
    ...(report === undefined ? [] : [`The whole report: ${report}`]),
  ];
  const text = blocks.map((block) => `${block}\n\n`).join('');
  return utf8 ? text : inAscii(text);
}

/** A line an id: what a reason says of a target may be long. */
const longestReason = 160;

function warnings(results: readonly Result[]): string[] {
  if (results.length === 0) return [];
  const width = Math.max(...results.map(({ id }) => id.length));
  const lines = results.map(({ id, reason }) => {
    const [first = '', ...more] = (reason ?? '').split('\n');
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    return `  ${id.padEnd(width)}  ${shortened(printable(first), longestReason)}${others}`;
  });
  return [
    [counted(results.length, 'recommendation not followed', 'recommendations not followed'), ...lines].join('\n'),
  ];
}

const counted = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;
