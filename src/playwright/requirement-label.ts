import type { TestDetailsAnnotation } from '@playwright/test';
import { type RequirementId, requirementIds } from '../../requirements/index.ts';
import { type Outcome, outcomes } from '../model/finding.ts';

interface Annotated {
  readonly annotations: readonly TestDetailsAnnotation[];
}

/** A label in the Allure result, by which it is known whose result that is. */
const requirementType = 'allure.label.story';
const outcomeType = 'outcome';

export function requirementLabel(id: RequirementId): TestDetailsAnnotation {
  return { type: requirementType, description: id };
}

/** The requirement that a Playwright test judges; the opening and the closing judge none. */
export function requirementOf(test: Annotated): RequirementId | undefined {
  const description = descriptionOf(test, requirementType);
  return requirementIds.find((id) => id === description);
}

export function outcomeLabel(outcome: Outcome): TestDetailsAnnotation {
  return { type: outcomeType, description: outcome };
}

/** What a test's result was judged to be; `undefined` where the test did not come that far. */
export function outcomeOf(result: Annotated): Outcome | undefined {
  const description = descriptionOf(result, outcomeType);
  return outcomes.find((outcome) => outcome === description);
}

function descriptionOf({ annotations }: Annotated, type: string): string | undefined {
  return annotations.find((annotation) => annotation.type === type)?.description;
}
