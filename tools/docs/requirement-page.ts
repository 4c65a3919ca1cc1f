import { type RequirementId, requirementIds, requirements } from '../../requirements/index.ts';
import { type Section, sectionsOf } from '../../src/report/explanation.ts';
import { pagePath } from '../../src/suite.ts';

/** What shows that a requirement is judged. */
export interface Proof {
  /** Ways of being broken that are there for this requirement. */
  readonly faults: readonly { readonly name: string; readonly does: string }[];
  /** How many others it falls with. */
  readonly others: number;
}

/** The Markdown of every requirement's page, by its place in the project. */
export function requirementPages(proofOf: (id: RequirementId) => Proof): Readonly<Record<string, string>> {
  return Object.fromEntries(requirementIds.map((id) => [pagePath(id), requirementPage(id, proofOf(id))]));
}

function requirementPage(id: RequirementId, proof: Proof): string {
  return `${[
    '<!-- Generated from requirements/ by npm run docs. Do not edit. -->',
    `# ${id}`,
    `> ${requirements[id].sentence}`,
    ...sectionsOf(id).map(sectionInMarkdown),
    ...proofSection(proof),
    `Judge it alone: \`npm run conformance -- --profile ${requirements[id].profile} --only ${id}\``,
    '[All requirements, and the words that are used here](../../requirements.md)',
  ].join('\n\n')}\n`;
}

function proofSection({ faults, others }: Proof): string[] {
  if (faults.length === 0) return [];
  const known = faults.map(({ name, does }) => `- \`${name}\` ${does}.`).join('\n');
  const more = others === 0 ? '' : `\n\nIt falls with ${others} ${others === 1 ? 'other' : 'others'}.`;
  return [
    '## What proves that it is judged',
    'The self-test judges the embedded reference with each of these [faults](../../kill-matrix.md), and this must fall:',
    `${known}${more}`,
  ];
}

function sectionInMarkdown({ title, text }: Section): string {
  return `## ${title}\n\n${typeof text === 'string' ? text : text.map((item) => `- ${item}`).join('\n')}`;
}
