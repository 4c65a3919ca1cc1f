import type { Outcome } from '../model/finding.ts';
import { guards } from './facts.ts';
import type { OwnTest, Statement } from './statement.ts';
import { painted } from './terminal.ts';

/** What a reader is told of each outcome, and in which order. */
export const outcomeWords: readonly (readonly [Outcome, string])[] = [
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['warned', 'warned'],
  ['observed', 'observed'],
  ['inconclusive', 'inconclusive'],
  ['not-applicable', 'n/a'],
];

/** The last line of a run, stable enough to be read by a program. */
export function verdictLine({
  verdict,
  profile,
  target,
  requirements,
  selection: { leftOut },
  lowered,
  ownTests,
  startedAt,
  finishedAt,
}: Statement): string {
  const counts = outcomeWords.map(
    ([outcome, word]) => `${requirements.filter((r) => r.outcome === outcome).length} ${word}`,
  );
  const skipped = leftOut.filter(({ kind }) => kind === 'skipped').length;
  const { NEXUS_SKIP: _, ...others } = lowered;
  const lowering = (Object.keys(others) as (keyof typeof others)[]).map((name) => guards[name]);
  const seconds = Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
  const failed = requirements.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
  return [
    `${verdict.toUpperCase()} ${profile} ${whereabouts(target)}`,
    `${counts.join(' ')} ${leftOut.length - skipped} left out${skipped > 0 ? ` ${skipped} skipped` : ''}`,
    ...(lowering.length > 0 ? [lowering.join(' ')] : []),
    `${seconds} s`,
    ...(ownTests === null ? [] : [`own tests: ${countsOf(ownTests)}`]),
    ...(failed.length > 0 ? [failed.join(' ')] : []),
  ].join(' · ');
}

const verdictColours = { pass: 'green', fail: 'red', incomplete: 'yellow' } as const;

/** The same with its first word in a colour, for a terminal that has them. */
export function verdictInColour(statement: Statement, colours: boolean): string {
  const [word = '', ...rest] = verdictLine(statement).split(' ');
  return [painted(word, verdictColours[statement.verdict], colours), ...rest].join(' ');
}

function countsOf(tests: readonly OwnTest[]): string {
  return (['passed', 'failed', 'skipped'] as const)
    .map((wanted) => `${tests.filter(({ status }) => status === wanted).length} ${wanted}`)
    .join(' ');
}

function whereabouts({ kind, baseUrl, environment }: Statement['target']): string {
  if (kind === 'reference') return 'embedded reference';
  return `${baseUrl} ${environment}`;
}
