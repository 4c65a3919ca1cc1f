import type { Outcome } from '../model/finding.ts';
import { printable, shortened } from './printable.ts';
import type { Statement } from './statement.ts';
import { verdictLine } from './verdict-line.ts';

/** What is worth a line of its own, worst first. */
const told: readonly Outcome[] = ['failed', 'inconclusive', 'warned'];
const longestReason = 200;

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
    ...(table.length > 0 ? ['', '| requirement | level | outcome | why |', '| --- | --- | --- | --- |', ...table] : []),
    '',
  ].join('\n');
}

/** Text of a target, harmless in Markdown: no markup, no HTML, no end of a cell. */
function cell(text: string): string {
  return shortened(printable(text), longestReason).replace(
    /[\\`*_{}[\]<>|#~!&]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
