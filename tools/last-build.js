// What a build leaves behind in dist/, and where.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const dist = join(root, 'dist');
/** Written last by a build: what it read and what it made. */
export const recordFile = join(dist, 'build.json');
/** Where git writes down each commit: a build says of which it is. */
export const gitLog = join('logs', 'HEAD');

/** @typedef {{ changedAt: number, digest: string }} Stamp */
/** @typedef {{ sources: Record<string, Stamp>, outputs: string[] }} Build */

/** The last build that ended, if any. @returns {Build | undefined} */
export function lastBuild() {
  try {
    return JSON.parse(readFileSync(recordFile, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What the content of a file is told by. */
export function digestOf(/** @type {string} */ path) {
  return createHash('sha256')
    .update(readFileSync(resolve(root, path)))
    .digest('hex');
}
