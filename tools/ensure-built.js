// Plain JavaScript: it runs before anything is built. Whatever starts a run of this checkout calls it first.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Written last by the build: the files that it read. */
export const inputsFile = join(root, 'dist', 'inputs.json');

/** Builds `dist/` where it is missing or older than one of its sources. Throws an Error with what to do where it cannot. */
export async function ensureBuilt() {
  if (isUpToDate()) return;
  const { build } = await import('./build.js').catch((error) => {
    throw new Error(
      `This checkout is not built, and cannot be: ${error.message.split('\n')[0]}. Run npm ci (without --omit=dev), which brings what builds it.`,
    );
  });
  await build();
}

function isUpToDate() {
  if (!existsSync(inputsFile)) return false;
  const builtAt = statSync(inputsFile).mtimeMs;
  /** @type {string[]} */
  const inputs = JSON.parse(readFileSync(inputsFile, 'utf8'));
  return inputs.every((path) => (statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) <= builtAt);
}
