import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Label, Status, StepResult, TestResult } from 'allure-js-commons';

/** The one method of an allure-js-commons listener that is used: called with each result just before it is written. */
export interface ResultListener {
  readonly beforeTestResultWrite: (result: TestResult) => void;
}

/**
 * Makes a result speak of the requirement, by its labels `requirement` and `outcome`: its identity is the requirement's
 * (so history survives a renamed file or title), an inconclusive one is `broken` and not `failed`, and what only
 * concerns the runner is left out.
 */
export function requirementListener(resultsFolder: string): ResultListener {
  return {
    beforeTestResultWrite(result) {
      if (labelValue(result.labels, 'outcome') === 'inconclusive') {
        // A cast and no import of the enum: Allure may be absent where this file is loaded.
        result.status = 'broken' as Status;
      }
      result.parameters = result.parameters.filter(({ name }) => name !== 'Project');
      result.steps = withoutErrorContext(result.steps, resultsFolder);
      identifyByRequirement(result);
    },
  };
}

function labelValue(labels: readonly Label[], name: string): string | undefined {
  return labels.findLast((label) => label.name === name)?.value;
}

/** Sets what allure-js-commons derives from file, project and title otherwise: `id` and `id:md5(parameters)`. */
function identifyByRequirement(result: TestResult): void {
  const requirement = labelValue(result.labels, 'requirement');
  if (requirement === undefined) return;
  const parameters = result.parameters.filter(({ excluded }) => !excluded).map(({ name, value }) => `${name}:${value}`);
  result.testCaseId = requirement;
  result.historyId = `${requirement}:${createHash('md5').update(parameters.sort().join(',')).digest('hex')}`;
  // A second identity made from the file's name, by which Allure would look up history as well.
  result.labels = result.labels.filter(({ name }) => name !== '_fallbackTestCaseId');
}

/** Playwright's advice to coding assistants, attached to every failure as a step of its own; its file goes with it. */
function withoutErrorContext(steps: readonly StepResult[], resultsFolder: string): StepResult[] {
  return steps.filter((step) => {
    if (step.name !== 'error-context') return true;
    for (const { source } of step.attachments) rmSync(join(resultsFolder, source), { force: true });
    return false;
  });
}
