import type { Exchange } from '../model/exchange.ts';
import type { Outcome } from '../model/finding.ts';
import { contradictionLine } from './contradictions.ts';
import { implementationOf, seenOf } from './facts.ts';
import { type Flags, failureMessage } from './failure.ts';
import { lapseLine } from './lapse.ts';
import type { Result, Statement } from './statement.ts';
import { inAscii } from './terminal.ts';
import { printable, shortened } from './text.ts';
import { leftOutLines, leftOutOf, unjudged } from './unjudged.ts';
import { verdictLine } from './verdict-line.ts';

export interface SummaryOptions {
  /** Whether the terminal shows more than ASCII. */
  readonly utf8?: boolean;
  /** Where the report for a person lies, where one was made. */
  readonly report?: string;
  /** How the curl lines of failures get the values that they name. */
  readonly loading?: readonly string[];
  /** The flags of the run, for the commands that repeat part of it. */
  readonly flags?: Flags;
}

/** What a person reads at the end of a run, above the verdict line: failures in full, the rest in short. */
export function summary(
  statement: Statement,
  exchanges: readonly Exchange[],
  { utf8 = true, report, loading = [], flags = {} }: SummaryOptions = {},
): string {
  const { requirements, reason, verdict } = statement;
  const having = (outcome: Result['outcome']) => requirements.filter((result) => result.outcome === outcome);
  const letters = having('failed').map((result) => `✗ ${failureMessage(result, exchanges, flags)}`);
  const isLoaded = loading.length === 0 || !letters.some((letter) => letter.includes('curl -i'));
  const blocks = [
    ...letters,
    ...(isLoaded ? [] : [loading.join('\n')]),
    ...unjudged(statement),
    ...warnings(having('warned')),
    ...leftOutLines(statement),
    ...named('declared, and contradicted by what was seen', statement.contradicted.map(contradictionLine)),
    ...named('ends soon', lapsing(statement)),
    ...(verdict === 'pass' ? [] : [`${verdict}: ${printable(reason)}`]),
    ...(report === undefined ? [] : [`The whole report: ${report}`]),
  ];
  const text = blocks.map((block) => `${block}\n\n`).join('');
  return utf8 ? text : inAscii(text);
}

const lapsing = ({ lapses, startedAt }: Statement): string[] =>
  lapses.map((lapse) => lapseLine(lapse, Date.parse(startedAt)));

function named(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [[head, ...lines.map((line) => `  ${printable(line)}`)].join('\n')];
}

/** A line an id: what a reason says of a target may be long. */
const longestReason = { onTerminal: 160, inTable: 200 } as const;

function warnings(results: readonly Result[]): string[] {
  if (results.length === 0) return [];
  const width = Math.max(...results.map(({ id }) => id.length));
  const lines = results.map(({ id, reason }) => {
    const [first = '', ...more] = (reason ?? '').split('\n');
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    return `  ${id.padEnd(width)}  ${shortened(printable(first), longestReason.onTerminal)}${others}`;
  });
  return [
    [counted(results.length, 'recommendation not followed', 'recommendations not followed'), ...lines].join('\n'),
  ];
}

const counted = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

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

/** Who is judged, as declared and as seen, and which guards were lowered for it. */
function stated(statement: Statement): string[] {
  const { declared, contradicted, observed, lowered } = statement;
  const kinds = {
    Declared: implementationOf(declared),
    Observed: seenOf(observed),
    Lowered: Object.entries(lowered),
  };
  const words = Object.entries(kinds).map(
    ([kind, entries]) => [kind, entries.map((entry) => entry.join(' '))] as const,
  );
  const more = [
    ['Contradicted', contradicted.map(contradictionLine)],
    ['Ends soon', lapsing(statement)],
  ] as const;
  return [...words, ...more].flatMap(([kind, said]) =>
    said.length === 0 ? [] : ['', cell(`${kind}: ${said.join(', ')}`)],
  );
}

/** Text of a target, harmless in Markdown: no markup, no HTML, no end of a cell. */
function cell(text: string): string {
  return shortened(printable(text), longestReason.inTable).replace(
    /[\\`*_{}[\]<>|#~!&]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
