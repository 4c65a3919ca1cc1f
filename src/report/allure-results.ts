import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Label, Link, Stage, Status, StepResult, TestResult } from 'allure-js-commons';
import { stringifyEnvInfo } from 'allure-js-commons/sdk/reporter';
import suite from '../../package.json' with { type: 'json' };
import { chapterOf, chapters, type RequirementId, requirements } from '../../requirements/index.ts';
import type { Level } from '../../requirements/types.ts';
import type { Outcome } from '../model/finding.ts';
import { writeFile } from '../run/disk.ts';
import { pageOf, repositoryUrl } from '../suite.ts';
import { implementationOf, seenOf } from './facts.ts';
import type { MessageOf } from './reports.ts';
import type { Result, Statement } from './statement.ts';
import { printable, withoutOrders } from './text.ts';

/**
 * Makes the results that Playwright's reporter wrote live agree with the statement: the end of the run takes back what
 * no longer holds, and what was never run has no result yet.
 */
export function completeAllureResults(folder: string, statement: Statement, messageOf: MessageOf): void {
  mkdirSync(folder, { recursive: true });
  const live = readResults(folder);
  const write = (result: TestResult): void =>
    writeFile(join(folder, `${result.uuid}-result.json`), withoutOrders(JSON.stringify(result)));

  for (const result of live) {
    for (const file of errorContextFiles(result.steps)) rmSync(join(folder, file), { force: true });
    if (storyOf(result) === undefined) write(isOwnTest(result) ? ownResult(result) : phaseResult(result));
  }
  for (const result of statement.requirements) {
    const message = messageOf(result);
    const attempts = live.filter((one) => storyOf(one) === result.id);
    // An attempt that was repeated is kept by Allure as one; they all tell the worst, which is what counts.
    const of = attempts.length > 0 ? attempts : [emptyResult(Date.parse(statement.finishedAt))];
    for (const attempt of of) write(requirementResult(attempt, result, message));
  }
  writeFile(join(folder, 'environment.properties'), stringifyEnvInfo(environmentOf(statement)));
}

function readResults(folder: string): TestResult[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('-result.json'));
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as TestResult);
}

/** The label that the live result has already; the opening and the closing have none. */
const storyOf = ({ labels }: TestResult) => labels.find(({ name }) => name === 'story')?.value;

function errorContextFiles(steps: readonly StepResult[]): string[] {
  const attached = steps.filter(({ name }) => name === errorContext).flatMap(({ attachments }) => attachments);
  return attached.map(({ source }) => source);
}

function emptyResult(at: number): TestResult {
  return {
    uuid: randomUUID(),
    name: '',
    status: 'broken' as Status,
    statusDetails: {},
    stage: 'finished' as Stage,
    steps: [],
    attachments: [],
    parameters: [],
    labels: [],
    links: [],
    start: at,
    stop: at,
  };
}

/** What the report shows about the run as a whole. */
function environmentOf({
  target,
  profile,
  suite,
  selection,
  declared,
  observed,
  lowered,
  startedAt,
  verdict,
  reason,
}: Statement): Record<string, string> {
  const skipped = selection.leftOut.filter(({ kind }) => kind === 'skipped').map(({ id }) => id);
  return {
    Target: [target.name, target.environment && `(${target.environment})`].filter(Boolean).join(' '),
    'Base URL': target.kind === 'reference' ? 'embedded reference' : (target.baseUrl ?? 'none'),
    Profile: profile,
    Verdict: `${verdict}: ${reason}`,
    'Left out': `${selection.leftOut.length} requirements of the profile`,
    ...(skipped.length > 0 && { 'Skipped by you': `${skipped.length}: ${skipped.join(' ')}` }),
    ...Object.fromEntries(implementationOf(declared).map(([name, value]) => [`${name} (declared)`, value])),
    ...Object.fromEntries(seenOf(observed).map(([name, value]) => [`${name} (observed)`, printable(value)])),
    ...lowered,
    Suite: `${suite.name} ${suite.version}${suite.commit === null ? '' : ` (${suite.commit})`}`,
    Catalogue: `${suite.catalogue.version}, SHA-256 ${suite.catalogue.digest}`,
    Started: startedAt,
  };
}

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
function requirementResult(live: TestResult, result: Result, message: string | undefined): TestResult {
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
function phaseResult(live: TestResult): TestResult {
  const labels = { epic: suite.name, feature: 'Opening and closing', severity: 'trivial' };
  return { ...withoutRunner(live), fullName: live.name ?? '', titlePath: [suite.name], labels: labelList(labels) };
}

/** By the project, which Playwright's reporter takes for the outermost suite. */
const isOwnTest = ({ labels }: TestResult) =>
  labels.some(({ name, value }) => name === 'parentSuite' && value === 'own tests');

/** A result of the team's own tests, in a chapter of theirs. */
function ownResult(live: TestResult): TestResult {
  const labels = { epic: suite.name, feature: 'Own tests' };
  return { ...live, titlePath: [suite.name, 'Own tests'], labels: labelList(labels) };
}

/** Without what tells how the run was made and nothing of the target: the runner's parameters, and its advice to coding assistants. */
function withoutRunner(live: TestResult): TestResult {
  return { ...live, parameters: [], steps: live.steps.filter(({ name }) => name !== errorContext) };
}

/** The step, and the attachment in it, that Playwright adds to every failure. */
const errorContext = 'error-context';

function chapterTitle(id: RequirementId): string {
  return chapters.find(({ name }) => name === chapterOf(id))?.title ?? '';
}

function labelsOf({ id, level, class: protects, outcome, findings, becauseOf }: Result): Label[] {
  const causes = new Set(findings.flatMap(({ cause }) => cause ?? []));
  const { profile } = requirements[id];
  return [
    ...labelList({ epic: suite.name, feature: chapterTitle(id), story: id }),
    ...labelList({ severity: severities[level], level, class: protects, outcome }),
    ...[...causes].map((value) => ({ name: 'cause', value })),
    ...becauseOf.map((value) => ({ name: 'becauseOf', value })),
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
