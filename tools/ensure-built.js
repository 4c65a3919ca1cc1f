// Plain JavaScript: it runs before anything is built. Whatever starts a run of this checkout calls it first.
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { digestOf, dist, gitLog, lastBuild, root } from './last-build.js';

/** Builds `dist/` where it is not made of the sources as they are. Throws an Error with what to do where it cannot. */
export async function ensureBuilt() {
  if (isUpToDate()) return;
  const { build } = await import('./build.js').catch((error) => {
    const why = error.message.split('\n')[0];
    throw new Error(
      `it is not built here, and what builds it is not installed (${why}); npm ci without --omit=dev brings it`,
    );
  });
  await build();
}

function isUpToDate() {
  const build = lastBuild();
  if (build === undefined) return false;
  const { sources, outputs } = build;
  return Object.entries(sources).every(isAsBuilt) && outputs.every((name) => existsSync(join(dist, name)));
}

/** Neither order nor age of times says anything: clocks differ, and a copy has times of its own. */
function isAsBuilt(/** @type {[string, import('./last-build.js').Stamp]} */ [path, { changedAt, digest }]) {
  const file = resolve(root, path);
  // A copy without git's folder, or with a file in its place, is of the commit that it was built of.
  if (!existsSync(file)) return path.endsWith(gitLog);
  return statSync(file).mtimeMs === changedAt || digestOf(path) === digest;
}
