import { createHash } from 'node:crypto';
import type { Label, Link, Status, TestResult } from 'allure-js-commons';
import suite from '../../package.json' with { type: 'json' };
import { chapterOf, chapters, type RequirementId, requirements } from '../../requirements/index.ts';
import type { Level } from '../../requirements/types.ts';
import type { Outcome } from '../model/finding.ts';
import { pageOf, repositoryUrl } from '../suite.ts';
import type { Result } from './statement.ts';

/** Allure's words for an outcome; it knows no warning, which the labels and categories show. */
const statuses = {
  failed: 'failed',
  inconclusive: 'broken',
  warned: 'passed',
  passed: 'passed',
  observed: 'passed',
  'not-applicable': 'skipped',
} as const satisfies Record<Outcome, `${Status}`>;

const severities = { MUST: 'critical', SHOULD: 'normal', MAY: 'minor' } as const satisfies Record<Level, string>;

/** Allure's hash over no parameters: none of ours tells one run from another. */
const noParameters = createHash('md5').update('').digest('hex');

/**
 * A result that was written live, or an empty one, made to say what the statement says of the requirement: outcome,
 * where it belongs and where it comes from. Its identity is the requirement's, so that history survives a renamed file.
 * `message` is what a person reads first.
 */
export function requirementResult(live: TestResult, result: Result, message: string | undefined): TestResult {
  const { id, outcome } = result;
  return {
    ...withoutRunner(live),
    name: `${id}: ${requirements[id].sentence}`,
    fullName: id,
    testCaseId: id,
    historyId: `${id}:${noParameters}`,
    // A cast and no import of the enum: this file needs no Allure to be loaded.
    status: statuses[outcome] as Status,
    statusDetails: message === undefined ? {} : { message },
    titlePath: [suite.name, chapterTitle(id)],
    labels: labelsOf(result),
    links: linksOf(id),
    description: descriptionOf(id),
  };
}

/** A result of the opening or the closing, which judge nothing. */
export function phaseResult(live: TestResult): TestResult {
  const labels = { epic: suite.name, feature: 'Opening and closing', severity: 'trivial' };
  return { ...withoutRunner(live), fullName: live.name ?? '', titlePath: [suite.name], labels: labelList(labels) };
}

/** Without what tells how the run was made and nothing of the target: the runner's parameters, and its advice to coding assistants. */
function withoutRunner(live: TestResult): TestResult {
  return { ...live, parameters: [], steps: live.steps.filter(({ name }) => name !== errorContext) };
}

/** The step, and the attachment in it, that Playwright adds to every failure. */
export const errorContext = 'error-context';

function chapterTitle(id: RequirementId): string {
  return chapters.find(({ name }) => name === chapterOf(id))?.title ?? '';
}

function labelsOf({ id, level, class: protects, outcome, findings }: Result): Label[] {
  const causes = new Set(findings.flatMap(({ cause }) => cause ?? []));
  const { profile } = requirements[id];
  return [
    ...labelList({ epic: suite.name, feature: chapterTitle(id), story: id }),
    ...labelList({ severity: severities[level], level, class: protects, outcome }),
    ...[...causes].map((value) => ({ name: 'cause', value })),
    ...[profile, outcome].map((value) => ({ name: 'tag', value })),
  ];
}

function labelList(labels: Readonly<Record<string, string>>): Label[] {
  return Object.entries(labels).map(([name, value]) => ({ name, value }));
}

function linksOf(id: RequirementId): Link[] {
  const sources = requirements[id].sources.flatMap(({ document, section, url }) =>
    url === undefined ? [] : [{ type: 'link', name: `${document} ${section}`, url }],
  );
  const page = pageOf(repositoryUrl, id);
  return page === undefined ? sources : [...sources, { type: 'link', name: 'The requirement', url: page }];
}

/** Markdown; of the registry alone, and nothing that a target sent. */
function descriptionOf(id: RequirementId): string {
  const { sentence, level, sources, judged, legitimate } = requirements[id];
  const origin = sources.map(({ document, section }) => `${document}, ${section}`).join('; ');
  const others = legitimate.map((difference) => `- ${difference}`);
  return [
    `> ${sentence}`,
    `**${level}** · ${origin}`,
    `**How it is judged.** ${judged}`,
    ...(others.length > 0 ? [`**What may differ and still be right.**\n\n${others.join('\n')}`] : []),
  ].join('\n\n');
}
