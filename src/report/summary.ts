import type { Exchange } from '../model/exchange.ts';
import type { Outcome } from '../model/finding.ts';
import { contradictionLine } from './contradictions.ts';
import { implementationOf, seenOf } from './facts.ts';
import { entry, type Flags, failureMessage } from './failure.ts';
import { headline } from './headline.ts';
import { lapseLine } from './lapse.ts';
import { offeredOf } from './representations.ts';
import type { Result, Statement } from './statement.ts';
import { inAscii, painted } from './terminal.ts';
import { printable, shortened, table, wrap } from './text.ts';
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
  /** How the curl lines of failures get the values that they name. */
  readonly loading?: readonly string[];
  /** The flags of the run, for the commands that repeat part of it. */
  readonly flags?: Flags;
}

/** What a person reads at the end of a run, above the verdict line: failures in full, the rest in short. */
export function summary(
  statement: Statement,
  exchanges: readonly Exchange[],
  { utf8 = true, colours = false, columns, report, loading = [], flags = {} }: SummaryOptions = {},
): string {
  const { requirements, reason, verdict } = statement;
  const having = (outcome: Result['outcome']) => requirements.filter((result) => result.outcome === outcome);
  const [warned, width] = [having('warned').filter(standsForItself), Math.min(columns ?? widest, widest)];
  const first = headline(statement, exchanges);
  const letters = having('failed')
    .filter(standsForItself)
    .map((result) => {
      const letter = `${painted('✗', 'red', colours)} ${failureMessage(result, exchanges, flags)}`;
      const effects = effectsOf(result, statement);
      return [letter, ...(effects === '' ? [] : entry('with it', effects))].join('\n');
    });
  const isLoaded = loading.length === 0 || !letters.some((letter) => letter.includes('curl -i'));
  const blocks = [
    ...(first === undefined ? [] : [wrap(first, width, '')]),
    ...letters,
    ...(isLoaded ? [] : [loading.join('\n')]),
    ...unjudged(statement, exchanges, width),
    ...warnings(
      warned.filter(({ level }) => level !== 'MAY'),
      unmet,
      statement,
      columns,
    ),
    ...warnings(
      warned.filter(({ level }) => level === 'MAY'),
      unusual,
      statement,
      columns,
    ),
    ...leftOutLines(statement, width),
    ...throttling(statement),
    ...represented(statement),
    ...named('declared, and contradicted by what was seen', statement.contradicted.map(contradictionLine)),
    ...named('ends soon', lapsing(statement)),
    ...(verdict === 'pass' ? [] : [`${verdict}: ${printable(reason)}`]),
    ...(report === undefined ? [] : [`The whole report: ${report}`]),
  ];
  const text = blocks.map((block) => `${block}\n\n`).join('');
  return utf8 ? text : inAscii(text);
}

const standsForItself = ({ becauseOf }: Result): boolean => becauseOf.length === 0;

/** What is told once with its cause: ids, which fall with it and may stand up with it. */
const effectsOf = ({ id }: Result, { requirements }: Statement): string =>
  requirements.flatMap((effect) => (effect.becauseOf.includes(id) ? [effect.id] : [])).join(' ');

const lapsing = ({ lapses, startedAt }: Statement): string[] =>
  lapses.map((lapse) => lapseLine(lapse, Date.parse(startedAt)));

function named(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [[head, ...lines.map((line) => `  ${printable(line)}`)].join('\n')];
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
  statement: Statement,
  columns?: number,
): string[] {
  if (results.length === 0) return [];
  const rows = results.map((result) => {
    const [first = '', ...more] = (result.reason ?? '').split('\n');
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    const effects = effectsOf(result, statement);
    const withIt = effects === '' ? '' : `; with it ${effects}`;
    return [result.id, `${shortened(printable(first), longestReason.onTerminal)}${others}${withIt}`] as const;
  });
  const lines = table(rows, columns && columns - 2).map((line) => `  ${line}`);
  return [[`${results.length} ${results.length === 1 ? one : many}`, ...lines].join('\n')];
}

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
    '',
    [latency(statement), ...throttling(statement)].join(' '),
    ...stated(statement),
    ...(table.length > 0 ? ['', '| requirement | level | outcome | why |', '| --- | --- | --- | --- |', ...table] : []),
    '',
  ].join('\n');
}

function latency({ timing: { medianMilliseconds, slowestMilliseconds, withoutCredentials } }: Statement): string {
  if (medianMilliseconds === null) return 'Nothing was answered.';
  const all = `An answer took ${medianMilliseconds} ms in the median, and ${slowestMilliseconds} ms at most.`;
  if (withoutCredentials === undefined) return all;
  const { knownUserMilliseconds: known, unknownUserMilliseconds: unknown } = withoutCredentials;
  return `${all} Without credentials it took ${known} ms about a user, and ${unknown} ms about nobody (medians; not judged).`;
}

/** What it cost that the target asked for fewer requests; nothing where it did not. */
function throttling({ timing: { throttled, waitedMilliseconds } }: Statement): string[] {
  if (throttled === 0) return [];
  const asked = throttled === 1 ? '1 answer asked' : `${throttled} answers asked`;
  return [
    `${asked} for fewer requests (429 or 503); the run waited ${Math.round(waitedMilliseconds / 1000)} s for it.`,
  ];
}

function represented({ observed: { representations } }: Statement): string[] {
  const offered = offeredOf(representations);
  return offered === undefined ? [] : [`representations ${offered}`];
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
