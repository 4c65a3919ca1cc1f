import type { Fault } from '../reference/faults/fault.ts';
import { faults } from '../reference/faults/index.ts';
import { variants } from '../reference/variants/index.ts';
import { requirementIds, requirements, standingOf } from '../requirements/index.ts';
import { pinned } from './implementations/pins.ts';
import { faultTitle, implementationTitle, variantTitle } from './proof/titles.ts';

/** A test that was run, and whether it came out as it should. */
export interface Proven {
  readonly title: string;
  readonly ok: boolean;
}

/**
 * What the whole proof came to, in a line: how much was shown of how much there is. `undefined` where only a part of the
 * proof was run, which shows nothing of the rest.
 */
export function scoreOf(tests: readonly Proven[]): string | undefined {
  const outcomes = new Map(tests.map(({ title, ok }) => [title, ok]));
  const isProven = (title: string) => outcomes.get(title) === true;
  const all = Object.values(faults);
  const titles = [
    ...all.map(({ name }) => faultTitle(name)),
    ...Object.keys(variants).map(variantTitle),
    ...Object.keys(pinned).map(implementationTitle),
  ];
  if (!titles.every((title) => outcomes.has(title))) return undefined;

  const killed = all.filter(({ name }) => isProven(faultTitle(name)));
  const passed = Object.keys(variants).filter((name) => isProven(variantTitle(name)));
  const must = requirementIds.filter((id) => requirements[id].level === 'MUST' && standingOf(id) === 'built');
  const covered = must.filter((id) => killed.some((fault) => fault.breaks === id && isJudgeable(fault)));
  const asPinned = Object.keys(pinned).filter((name) => isProven(implementationTitle(name)));
  return [
    `${killed.length} of ${all.length} faults killed`,
    `${covered.length} of ${must.length} MUST requirements covered`,
    `${passed.length} of ${Object.keys(variants).length} variants passed`,
    `${asPinned.length} of ${Object.keys(pinned).length} implementations as pinned`,
  ].join(' · ');
}

const isJudgeable = ({ process }: Fault) => process !== 'its own';
