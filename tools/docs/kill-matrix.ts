import type { Fault } from '../../reference/faults/fault.ts';
import { faults } from '../../reference/faults/index.ts';
import {
  chapterOf,
  chapters,
  type RequirementId,
  requirementIds,
  requirements,
  standingOf,
} from '../../requirements/index.ts';
import { pagePath } from '../../src/suite.ts';
import type { Proof } from './requirement-page.ts';

const all = Object.values(faults);
const judged = all.filter(({ process }) => process !== 'its own');
const fatal = all.filter(({ process }) => process === 'its own');

/** The faults that show a requirement to be judged, because they are there to break it. */
export function proofOf(id: RequirementId): Proof {
  return {
    faults: judged.filter(({ breaks }) => breaks === id),
    others: judged.filter(({ follows = {} }) => id in follows).length,
  };
}

/** The Markdown of docs/kill-matrix.md: which fault falls over which requirement. */
export function killMatrix(): string {
  return `${[
    introduction(),
    ...chapters.flatMap(({ name, title }) => requirementTable(title, builtIn(name))),
    ...chapters.flatMap(({ name, title }) =>
      faultTable(
        title,
        judged.filter(({ breaks }) => chapterOf(breaks) === name),
      ),
    ),
    fatalTable(),
  ].join('\n\n')}\n`;
}

function introduction(): string {
  const must = requirementIds.filter((id) => requirements[id].level === 'MUST' && standingOf(id) === 'built');
  const covered = must.filter((id) => proofOf(id).faults.length > 0);
  return `<!-- Generated from reference/faults/ by npm run docs. Do not edit. -->

# Kill matrix

A fault is one way of being broken that the embedded reference can be told to have. The self-test judges the reference with
each of its ${all.length} faults, and is red unless exactly what stands here fails, or is warned about where it is a SHOULD: what
the fault is there to break, and what falls with it. ${covered.length} of the ${must.length} MUST requirements that are built have a
fault of their own.

Watch one: \`npm run conformance -- --fault bearer-alone\`. Prove one: \`npm run selftest -- --fault bearer-alone\`.`;
}

const builtIn = (chapter: string) =>
  requirementIds.filter((id) => chapterOf(id) === chapter && standingOf(id) === 'built');

function requirementTable(title: string, ids: readonly RequirementId[]): string[] {
  if (ids.length === 0) return [];
  const rows = ids.map((id) => {
    const link = `[${id}](${pagePath(id).replace(/^docs\//, '')})`;
    const following = judged.filter(({ follows = {} }) => id in follows);
    const broken = proofOf(id).faults;
    return row([link, requirements[id].level, broken.length, names(broken), following.length, names(following)]);
  });
  const header = [
    'requirement',
    'level',
    'own',
    'faults that are there to break it',
    'more',
    'faults that it falls with',
  ];
  return [`## What breaks it: ${title}`, table(header, rows)];
}

function faultTable(title: string, some: readonly Fault[]): string[] {
  if (some.length === 0) return [];
  const rows = some.map(({ name, does, breaks, follows = {} }) =>
    row([`\`${name}\``, does, breaks, Object.keys(follows).join(', ')]),
  );
  return [`## The faults: ${title}`, table(['fault', 'what it does', 'breaks', 'falls with it'], rows)];
}

function fatalTable(): string {
  const rows = fatal.map(({ name, does, breaks }) => row([`\`${name}\``, does, breaks]));
  return `## What takes the process with it

These end or block the process that they run in, so each gets one of its own. What they break cannot be judged any more: the
run is incomplete, and never a pass.

${table(['fault', 'what it does', 'cannot be judged'], rows)}`;
}

const names = (some: Proof['faults']) => some.map(({ name }) => `\`${name}\``).join(' ');
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |');
const table = (header: readonly string[], rows: readonly string[]) =>
  [row(header), row(header.map(() => '---')), ...rows].join('\n');
