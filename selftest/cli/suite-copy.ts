import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './processes.ts';

/** What a run does not need. */
const leftOut = ['.git', 'docs', 'node_modules', 'results', 'selftest'];

/** A copy of the suite in the folder, to be broken: its path. */
export function copyOfSuite(folder: string): string {
  const suite = join(folder, 'suite');
  mkdirSync(suite);
  const parts = readdirSync(root).filter((name) => !leftOut.includes(name));
  for (const part of parts) cpSync(join(root, part), join(suite, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(suite, 'node_modules'), 'junction');
  return suite;
}
