import { type RequirementId, requirementIds, requirements } from '../../requirements/index.ts';
import { type Section, sectionsOf } from './requirement-sections.ts';
import { pagePath } from './requirement-words.ts';

/** The Markdown of every requirement's page, by its place in the project. */
export function requirementPages(): Readonly<Record<string, string>> {
  return Object.fromEntries(requirementIds.map((id) => [pagePath(id), requirementPage(id)]));
}

function requirementPage(id: RequirementId): string {
  return `${[
    '<!-- Generated from requirements/ by src/report/write-docs.ts. Do not edit. -->',
    `# ${id}`,
    `> ${requirements[id].statement}`,
    ...sectionsOf(id).map(sectionInMarkdown),
    `Judge it alone: \`npm run conformance -- --profile ${requirements[id].profile} --only ${id}\``,
    '[All requirements, and the words that are used here](../../requirements.md)',
  ].join('\n\n')}\n`;
}

function sectionInMarkdown({ title, text }: Section): string {
  return `## ${title}\n\n${typeof text === 'string' ? text : text.map((item) => `- ${item}`).join('\n')}`;
}
