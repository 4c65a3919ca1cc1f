import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage, Status, StepResult, TestResult } from 'allure-js-commons';
import { stringifyEnvInfo } from 'allure-js-commons/sdk/reporter';
import { errorContext, phaseResult, requirementResult } from './allure-result.ts';
import type { MessageOf } from './reports.ts';
import type { Statement } from './statement.ts';

/**
 * Makes the results that Playwright's reporter wrote live agree with the statement: the end of the run takes back what
 * no longer holds, and what was never run has no result yet.
 */
export function completeAllureResults(folder: string, statement: Statement, messageOf: MessageOf): void {
  mkdirSync(folder, { recursive: true });
  const live = readResults(folder);
  const write = (result: TestResult): void =>
    writeFileSync(join(folder, `${result.uuid}-result.json`), JSON.stringify(result));

  for (const result of live) {
    for (const file of errorContextFiles(result.steps)) rmSync(join(folder, file), { force: true });
    if (storyOf(result) === undefined) write(phaseResult(result));
  }
  for (const result of statement.requirements) {
    const message = messageOf(result);
    const attempts = live.filter((one) => storyOf(one) === result.id);
    // An attempt that was repeated is kept by Allure as one; they all tell the worst, which is what counts.
    const of = attempts.length > 0 ? attempts : [emptyResult(Date.parse(statement.finishedAt))];
    for (const attempt of of) write(requirementResult(attempt, result, message));
  }
  writeFileSync(join(folder, 'environment.properties'), stringifyEnvInfo(environmentOf(statement)));
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
  startedAt,
  verdict,
  reason,
}: Statement): Record<string, string> {
  return {
    Target: [target.name, target.environment && `(${target.environment})`].filter(Boolean).join(' '),
    'Base URL': target.kind === 'reference' ? 'embedded reference' : (target.baseUrl ?? 'none'),
    Profile: profile,
    Verdict: `${verdict}: ${reason}`,
    'Left out': `${selection.leftOut.length} requirements of the profile`,
    Suite: `${suite.name} ${suite.version}${suite.commit === null ? '' : ` (${suite.commit})`}`,
    Catalogue: `${suite.catalogue.version}, SHA-256 ${suite.catalogue.digest}`,
    Started: startedAt,
  };
}
