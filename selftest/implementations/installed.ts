import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The folder whose package.json names the software of these implementations. */
export const packageFolder = dirname(import.meta.dirname);

const modules = join(packageFolder, 'node_modules');
/** npm removes it with the folder before it installs: an installation cut short leaves none behind. */
const stamp = join(modules, '.installed-lock');

function digestOfLock(): string {
  return createHash('sha256')
    .update(readFileSync(join(packageFolder, 'package-lock.json')))
    .digest('hex');
}

/** Whether what the lock file names is installed. */
export function isInstalled(): boolean {
  try {
    return readFileSync(stamp, 'utf8') === digestOfLock();
  } catch {
    return false;
  }
}

/** Remembers that the lock file as it is now has been installed. */
export function markInstalled(): void {
  writeFileSync(stamp, digestOfLock());
}

/** The version of an installed package. */
export function installedVersion(name: string): string {
  return JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version;
}

/** A folder for what does not come from npm. It stays between runs, and is beside the versions of Node of `.ci/run`. */
export function cached(name: string): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'nexus-conformance', name);
}

/** Runs a command to its end. Throws an Error with the last of what it printed where it fails. */
export function mustRun(command: string, parameters: readonly string[], cwd?: string): void {
  const { status, error, stdout, stderr } = spawnSync(command, parameters, { cwd, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${`${stdout}${stderr}`.trim().slice(-500)}`);
}
