import { expect, test } from '@playwright/test';
import { faults } from '../../reference/faults/index.ts';
import { variants } from '../../reference/variants/index.ts';
import { pinned } from '../implementations/pins.ts';
import { faultTitle, implementationTitle, variantTitle } from '../proof/titles.ts';
import { scoreOf } from '../score.ts';

const all = Object.keys(faults).length;
const allVariants = Object.keys(variants).length;
const titles = [
  ...Object.keys(faults).map(faultTitle),
  ...Object.keys(variants).map(variantTitle),
  ...Object.keys(pinned).map(implementationTitle),
];
const run = (...failed: readonly string[]) => titles.map((title) => ({ title, ok: !failed.includes(title) }));

test('a proof in which all is well is counted in full', () => {
  const score = scoreOf(run());
  expect(score).toContain(`${all} of ${all} faults killed`);
  expect(score).toMatch(/ (\d+) of \1 MUST requirements covered · (\d+) of \2 variants passed · (\d+) of \3 impl/);
});

test('a fault that survives is not counted as killed, nor its requirement as covered', () => {
  const survivors = Object.values(faults).filter(({ breaks }) => breaks === 'auth/basic-with-application-token');
  const score = scoreOf(run(...survivors.map(({ name }) => faultTitle(name))));
  expect(score).toContain(`${all - survivors.length} of ${all} faults killed`);
  const [, covered, must] = /(\d+) of (\d+) MUST/.exec(score ?? '') ?? [];
  expect(Number(covered)).toBe(Number(must) - 1);
});

test('a variant that is refused is not counted as passed', () => {
  expect(scoreOf(run(variantTitle('gzip')))).toContain(`${allVariants - 1} of ${allVariants} variants`);
});

test('a part of the proof gets no score', () => {
  expect(scoreOf(run().slice(1))).toBeUndefined();
});
