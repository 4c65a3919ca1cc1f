import type { Exchange } from '../model/exchange.ts';
import type { Outcome } from '../model/finding.ts';
import { implementationOf } from './facts.ts';
import { type Flags, failureMessage } from './failure.ts';
import type { Result, Statement } from './statement.ts';
import { inAscii, painted } from './terminal.ts';
import { printable, shortened, table } from './text.ts';
import { leftOutLines, leftOutOf, unjudged, widest } from './unjudged.ts';
import { verdictLine } from './verdict-line.ts';

export interface SummaryOptions {
  /** Whether the terminal shows more than ASCII. */
  readonly utf8?: boolean;
  readonly colours?: boolean;
  /** Characters a line, where a terminal is written to. */
  readonly columns?: number | undefined;
  /** Where the report for a person lies, where one was made. */
  readonly report?: string;
  /** The flags of the run, for the commands that repeat part of it. */
  readonly flags?: Flags;
}

/** What a person reads at the end of a run, above the verdict line: failures in full, the rest in short. */
export function summary(
  statement: Statement,
  exchanges: readonly Exchange[],
  { utf8 = true, colours = false, columns, report, flags = {} }: SummaryOptions = {},
): string {
  const { requirements, reason, verdict } = statement;
  const having = (outcome: Result['outcome']) => requirements.filter((result) => result.outcome === outcome);
  const [warned, width] = [having('warned'), Math.min(columns ?? widest, widest)];
  const blocks = [
    ...having('failed').map((result) => `${painted('✗', 'red', colours)} ${failureMessage(result, exchanges, flags)}`),
    ...unjudged(statement, width),
    ...warnings(
      warned.filter(({ level }) => level !== 'MAY'),
      unmet,
      columns,
    ),
    ...warnings(
      warned.filter(({ level }) => level === 'MAY'),
      unusual,
      columns,
    ),
    ...leftOutLines(statement, width),
    ...(verdict === 'pass' ? [] : [`${verdict}: ${printable(reason)}`]),
    ...(report === undefined ? [] : [`The whole report: ${report}`]),
  ];
  const text = blocks.map((block) => `${block}\n\n`).join('');
  return utf8 ? text : inAscii(text);
}

/** A line an id: what a reason says of a target may be long. */
const longestReason = { onTerminal: 160, inTable: 200 } as const;

const unmet = { one: 'recommendation not followed', many: 'recommendations not followed' } as const;
/** A MAY recommends nothing. */
const unusual = {
  one: 'unusual answer where all is left open',
  many: 'unusual answers where all is left open',
} as const;

function warnings(
  results: readonly Result[],
  { one, many }: Record<'one' | 'many', string>,
  columns?: number,
): string[] {
  if (results.length === 0) return [];
  const rows = results.map(({ id, reason }) => {
    const [first = '', ...more] = (reason ?? '').split('\n');
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    return [id, `${shortened(printable(first), longestReason.onTerminal)}${others}`] as const;
  });
  const lines = table(rows, columns && columns - 2).map((line) => `  ${line}`);
  return [[`${results.length} ${results.length === 1 ? one : many}`, ...lines].join('\n')];
}

/** What is worth a line of its own, worst first. */
const told: readonly Outcome[] = ['failed', 'inconclusive', 'warned'];

/** The result in Markdown, for the summary that a CI system shows of a job. */
export function summaryPage(statement: Statement): string {
  const { requirements, selection, reason } = statement;
  const rows = told.flatMap((outcome) => requirements.filter((result) => result.outcome === outcome));
  const table = rows.map(
    ({ id, level, outcome, reason: why }) =>
      `| ${id} | ${level} | ${outcome} | ${cell((why ?? '').split('\n')[0] ?? '')} |`,
  );
  return [
    '# Nexus conformance',
    '',
    cell(verdictLine(statement)),
    '',
    `${cell(reason)}. Of ${selection.selected} selected requirements ${selection.judged} were judged; ${selection.leftOut.length} of the profile were left out.`,
    ...leftOutOf(statement).flatMap(({ head, ids }) => ['', `${cell(head)}: ${ids.join(' ')}`]),
    ...stated(statement),
    ...(table.length > 0 ? ['', '| requirement | level | outcome | why |', '| --- | --- | --- | --- |', ...table] : []),
    '',
  ].join('\n');
}

/** Who is judged, and which guards were lowered for it. */
function stated({ declared, lowered }: Statement): string[] {
  const entries = [...implementationOf(declared), ...Object.entries(lowered)];
  return entries.length === 0 ? [] : ['', cell(entries.map(([name, value]) => `${name}: ${value}`).join(', '))];
}

/** Text of a target, harmless in Markdown: no markup, no HTML, no end of a cell. */
function cell(text: string): string {
  return shortened(printable(text), longestReason.inTable).replace(
    /[\\`*_{}[\]<>|#~!&]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
