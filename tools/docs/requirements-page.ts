import {
  type Chapter,
  catalogueVersion,
  chapterOf,
  chapters,
  inProfile,
  type RequirementId,
  requirementIds,
  requirements,
  standingOf,
} from '../../requirements/index.ts';
import { profiles, type Requirement, type RequirementClass } from '../../requirements/types.ts';
import { classes, levels, profileUses } from '../../src/report/explanation.ts';
import { pagePath } from '../../src/suite.ts';

/** The Markdown of docs/requirements.md: the catalogue in short, a table a chapter, a row a requirement. */
export function requirementsPage(): string {
  return `${[introduction(), counts(), ...chapters.map(({ name, title }) => chapterSection(name, title))].join('\n\n')}\n`;
}

function introduction(): string {
  return `<!-- Generated from requirements/ by npm run docs. Do not edit. -->

# Requirements

Catalogue ${catalogueVersion}. What an implementation of Nexus is judged by, one normative sentence each. *The document* is the API's own
contract text, *the user* a test user whose password may be reset, *the tripwire user* one who must get no e-mail before the
run's very end, *the client* a registered application, *unknown* what is well-formed and was never registered. *The control* is
the fully credentialed good request: a refusal proves something only beside a control that was accepted, and differs from it
in one thing. Refusals name the user or, where a mailbox is configured, the tripwire user.

A refusal of credentials may be 400, 401, 403 or 404. A status of another layer, such as 405, 411, 413, 429 or 503, is inconclusive,
any other 4xx is not accepted and a warning, and 2xx, 3xx and 5xx fail, unless the requirement says otherwise.

**Levels.** ${definitions(levels)}.

**Classes.** ${definitions(classes)}.

**Profiles**, each including the ones before it. ${definitions(profileUses)}.

*From* is the smallest profile that runs it. What is **not built yet**, or **excluded** as no run can judge it, is left out of every run by name and never counted as
judged.`;
}

function definitions(meanings: Readonly<Record<string, string>>): string {
  return Object.entries(meanings)
    .map(([word, meaning]) => `\`${word}\`: ${meaning}`)
    .join(' · ');
}

function counts(): string {
  const rows = (Object.keys(classes) as RequirementClass[]).map((name) =>
    countRow(name, (requirement) => requirement.class === name),
  );
  const header = ['class', ...Object.keys(levels), 'all', ...profiles, 'built'];
  return [
    '## Counts',
    '',
    tableRow(header),
    tableRow(header.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows,
    countRow('**all**', () => true),
  ].join('\n');
}

function countRow(title: string, belongs: (requirement: Requirement) => boolean): string {
  const ids = requirementIds.filter((id) => belongs(requirements[id]));
  return tableRow([
    title,
    ...Object.keys(levels).map((level) => ids.filter((id) => requirements[id].level === level).length),
    ids.length,
    ...profiles.map((profile) => ids.filter((id) => inProfile(id, profile)).length),
    ids.filter((id) => standingOf(id) === 'built').length,
  ]);
}

function tableRow(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

function chapterSection(chapter: Chapter, title: string): string {
  const ids = requirementIds.filter((id) => chapterOf(id) === chapter);
  const header = ['requirement', 'level', 'class', 'from', ''];
  return [
    `## ${title}`,
    '',
    tableRow(header),
    tableRow(header.map(() => '---')),
    ...ids.map((id) => requirementRow(id, requirements[id])),
  ].join('\n');
}

function requirementRow(id: RequirementId, { level, class: protects, profile, sentence }: Requirement): string {
  const link = `[${id}](${pagePath(id).replace(/^docs\//, '')})`;
  const text = sentence.replaceAll('|', '\\|');
  const standing = { built: '', 'not built yet': ' **Not built yet.**', excluded: ' **Excluded.**' }[standingOf(id)];
  return tableRow([link, level, protects, profile, text + standing]);
}
