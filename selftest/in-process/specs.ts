import { readdirSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { declaredTests, type SpecTest } from './stand-in.ts';

const units = new URL('../unit/', import.meta.url);

/** The unit tests of a folder, but for those that want more of Playwright than its `test` and `expect`. */
export function unitSpecs(folder: 'src/judge' | 'tests'): readonly URL[] {
  return readdirSync(units)
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => new URL(name, units))
    .filter((file) => {
      const text = readFileSync(file, 'utf8');
      return text.includes(`from '../../${folder}/`) && !/\btest\.\w/.test(text);
    });
}

export const proofSpec = (name: 'faults' | 'mail-faults' | 'variants' | 'corpus'): URL =>
  new URL(`../proof/${name}.spec.ts`, import.meta.url);

let isStandingIn = false;

/** The tests of spec files, to be run in this very process: hundreds of times faster than under Playwright. */
export async function loadSpecs(files: readonly URL[]): Promise<readonly SpecTest[]> {
  if (!isStandingIn) register('./resolve.ts', import.meta.url);
  isStandingIn = true;
  const before = declaredTests().length;
  for (const { href } of files) await import(href);
  return declaredTests().slice(before);
}
