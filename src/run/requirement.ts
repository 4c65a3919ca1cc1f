import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Fixtures } from './fixtures.ts';

/** Sends what a requirement's stimulus is and says what is demanded. Throws `Unjudgeable` where it cannot go on. */
export type Body = (fixtures: Fixtures) => Promise<void>;

/** Carries out a body and gives it its outcome: Playwright's fixture of that name, or the run in this process. */
export type Judge = (body: () => Promise<void>) => Promise<void>;

interface RunnerFixtures {
  readonly judge: Judge;
  /** Asks the good requests once more, where that has not been done. */
  readonly close: () => Promise<void>;
}

/** What a test is called with: the fixtures that its body names, and what its runner gives. */
export type Test = (fixtures: Fixtures & RunnerFixtures) => Promise<void>;

interface Details {
  readonly tag: string[];
  readonly annotation?: { readonly type: string; readonly description: string };
}

type Declare = (title: string, details: Details, test: Test) => void;

/** The label by which Allure groups results, and everybody knows whose result it is. */
export const requirementLabel = 'allure.label.story';

/** The body of each requirement whose spec was loaded, whoever runs it. */
export const bodies = new Map<RequirementId, Body>();

/** The tests of the specs that were loaded without Playwright, in their order. */
export const tests = new Map<RequirementId, Test>();

/**
 * What a spec declares its tests with: Playwright's own `test` where Playwright runs them, so that each has the place where
 * it stands in the spec; else they are kept for a run in this process.
 */
export let test: Declare = (_title, { annotation }, body) => {
  if (annotation === undefined) return;
  const id = annotation.description as RequirementId;
  if (tests.has(id)) throw new Error(`${id} has two bodies`);
  tests.set(id, body);
};

/** Makes the specs that are loaded from now on declare their tests so. */
export function declareWith(declare: Declare): void {
  test = declare;
}

/** The arguments of `test`: title and details come from the registry. The body is a plain function: any runner can carry it out. */
export function requirement(id: RequirementId, body: Body): readonly [title: string, details: Details, test: Test] {
  bodies.set(id, body);
  const { sentence, phase, profile } = requirements[id];
  const details = { tag: [`@${phase}`, `@${profile}`], annotation: { type: requirementLabel, description: id } };
  return [`${id} ${sentence}`, details, naming(body, ({ judge, ...fixtures }) => judge(() => body(fixtures)))];
}

/** The arguments of the one test that judges nothing: after the last probe it asks whether the good requests are still accepted. */
export function closing(): readonly [title: string, details: Details, test: Test] {
  return [closingTitle, { tag: ['@closing'] }, async ({ close }) => close()];
}

export const closingTitle = 'The closing asks the good requests once more.';

/** Playwright sets up what it reads from a function's text: who judges, and what the body names. */
function naming(body: Body, test: Test): Test {
  const [, names = ''] = /\(\s*\{([^}]*)\}/.exec(String(body)) ?? [];
  return Object.assign(test, { toString: () => `async ({ judge, ${names} }) => {}` });
}
