import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { test as base } from '@playwright/test';
import { npm } from '../npm.ts';

export const root = join(import.meta.dirname, '..', '..');

export interface Ended {
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Command = readonly [program: string, parameters: readonly string[]];

interface Start {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const inherited = ['PATH', 'HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

/** Starts a process as from a fresh shell: of this one's environment it has only what every program needs. */
export function run([program, parameters]: Command, { cwd, environment = {} }: Start): Promise<Ended> {
  const kept = Object.fromEntries(
    inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return new Promise((resolve) => {
    const child = execFile(
      program,
      parameters,
      { cwd, env: { ...kept, ...environment }, maxBuffer: 2 ** 26 },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

export const node = (...parameters: readonly string[]): Command => [process.execPath, parameters];

/** What a user types as `npx nexus-conformance`. */
export const npx = (...parameters: readonly string[]): Command =>
  npm('exec', '--no', '--', 'nexus-conformance', ...parameters);

/** Runs what has to succeed. */
async function succeed(command: Command, start: Start): Promise<string> {
  const { code, stdout, stderr } = await run(command, start);
  if (code !== 0) throw new Error(`${command.flat().join(' ')} ended with ${code}\n${stdout}${stderr}`);
  return stdout;
}

const notCopied = ['node_modules', 'dist', 'results', '.git'];

/** This project as it would be checked out, with none of its packages and nothing built. */
function checkout(folder: string): string {
  const isWanted = (path: string): boolean =>
    path === root || !(notCopied.includes(basename(path)) || relative(root, path).startsWith('.dist-'));
  cpSync(root, folder, { recursive: true, filter: isWanted });
  return folder;
}

/** A junction: on Windows other links take a privilege. */
export function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

interface WorkerFixtures {
  /** A folder that is removed when the tests are over. */
  readonly folder: string;
  /** A checkout with the packages that it is developed with. */
  readonly clone: string;
  /** An empty folder in which the package that `npm pack` makes is installed. */
  readonly home: string;
}

export const test = base.extend<object, WorkerFixtures>({
  folder: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use) => {
      // What a system calls its folder for temporary files may be a link.
      const folder = mkdtempSync(join(realpathSync(tmpdir()), 'nexus-package-'));
      await use(folder);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  clone: [
    async ({ folder }, use) => {
      const clone = checkout(join(folder, 'clone'));
      link(join(root, 'node_modules'), join(clone, 'node_modules'));
      await use(clone);
    },
    { scope: 'worker' },
  ],
  home: [
    async ({ folder, clone }, use) => {
      const [{ filename }] = JSON.parse(await succeed(npm('pack', '--json', '--silent'), { cwd: clone }));
      const home = join(folder, 'home');
      mkdirSync(home);
      writeFileSync(join(home, 'package.json'), '{ "private": true }');
      const quick = ['--prefer-offline', '--no-audit', '--no-fund'];
      await succeed(npm('install', ...quick, join(clone, filename)), { cwd: home });
      await use(home);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/** A checkout whose packages are these alone. */
export function checkoutWith(folder: string, packages: readonly string[]): string {
  checkout(folder);
  for (const name of packages) link(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  return folder;
}
