import type { Exchange } from '../model/exchange.ts';
import type { Outcome } from '../model/finding.ts';
import { implementationOf } from './facts.ts';
import { entry, type Flags, failureMessage } from './failure.ts';
import { headline } from './headline.ts';
import type { Result, Statement } from './statement.ts';
import { inAscii } from './terminal.ts';
import { printable, shortened, wrap } from './text.ts';
import { leftOutLines, leftOutOf, unjudged } from './unjudged.ts';
import { verdictLine } from './verdict-line.ts';

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
  const first = headline(statement, exchanges);
  const blocks = [
    ...(first === undefined ? [] : [wrap(first, columns, '')]),
    ...having('failed')
      .filter(standsForItself)
      .map((result) => [`✗ ${failureMessage(result, exchanges, flags)}`, ...effectsOf(result, statement)].join('\n')),
    ...unjudged(statement),
    ...warnings(having('warned').filter(standsForItself), statement),
    ...leftOutLines(statement),
    ...(verdict === 'pass' ? [] : [`${verdict}: ${printable(reason)}`]),
    ...(report === undefined ? [] : [`The whole report: ${report}`]),
  ];
  const text = blocks.map((block) => `${block}\n\n`).join('');
  return utf8 ? text : inAscii(text);
}

const columns = 100;

const standsForItself = ({ becauseOf }: Result): boolean => becauseOf.length === 0;

/** What is told once with its cause: ids, which fall with it and may stand up with it. */
function effectsOf({ id }: Result, { requirements }: Statement): string[] {
  const effects = requirements.filter(({ becauseOf }) => becauseOf.includes(id)).map((effect) => effect.id);
  return effects.length === 0 ? [] : entry('with it', effects.join(' '));
}

/** A line an id: what a reason says of a target may be long. */
const longestReason = { onTerminal: 160, inTable: 200 } as const;

function warnings(results: readonly Result[], statement: Statement): string[] {
  if (results.length === 0) return [];
  const width = Math.max(...results.map(({ id }) => id.length));
  const lines = results.flatMap((result) => {
    const { id, reason } = result;
    const [first = '', ...more] = (reason ?? '').split('\n');
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    const line = `  ${id.padEnd(width)}  ${shortened(printable(first), longestReason.onTerminal)}${others}`;
    return [line, ...effectsOf(result, statement)];
  });
  return [
    [counted(results.length, 'recommendation not followed', 'recommendations not followed'), ...lines].join('\n'),
  ];
}

const counted = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

/** What is worth a line of its own, worst first. */
const told: readonly Outcome[] = ['failed', 'inconclusive', 'warned'];

/** The result in Markdown, for the summary that a CI system shows of a job. */
export function summaryPage(statement: Statement, exchanges: readonly Exchange[] = []): string {
  const { requirements, selection, reason } = statement;
  const rows = told.flatMap((outcome) => requirements.filter((result) => result.outcome === outcome));
  const inOrder = [...rows.filter(standsForItself), ...rows.filter((result) => !standsForItself(result))];
  const table = inOrder.map(
    ({ id, level, outcome, reason: why, becauseOf }) =>
      `| ${id} | ${level} | ${outcome} | ${becauseOf.length > 0 ? `with ${becauseOf.join(' ')}` : cell((why ?? '').split('\n')[0] ?? '')} |`,
  );
  const first = headline(statement, exchanges);
  return [
    '# Nexus conformance',
    '',
    cell(verdictLine(statement)),
    '',
    ...(first === undefined ? [] : [first, '']),
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
