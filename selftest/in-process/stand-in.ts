/** What stands in for `@playwright/test` where spec files are run without its processes: all is the same but `test`. */
export * from '@playwright/test';

export interface SpecTest {
  readonly title: string;
  readonly body: () => unknown;
}

const declared: SpecTest[] = [];

function declare(title: string, body: () => unknown): void {
  declared.push({ title, body });
}

/** Declares a test. One with fixtures runs under Playwright only, and is not declared here. Nothing has a time limit. */
export const test = Object.assign(declare, { extend: () => () => {}, describe: { configure: () => {} } });

/** Every test that has been declared so far, in order. */
export const declaredTests = (): readonly SpecTest[] => [...declared];
