import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { harmless } from '../playwright/environment.ts';
import { environmentAwaiting, type Handover } from '../playwright/handover.ts';
import type { OutputPaths } from '../report/output.ts';
import { terminalOf } from '../report/terminal.ts';
import { root } from '../suite.ts';

/** How the runner's process ended. */
export interface Ended {
  readonly code: number | string;
  readonly interrupted: boolean;
}

interface Options {
  readonly quiet: boolean;
  readonly deadlineSeconds: number;
  /** As a team's own specs may be. */
  readonly loadsTypeScript: boolean;
  /** What becomes of each line that the runner writes before anybody sees it. */
  readonly redact: (line: string) => string;
}

/** All that is loaded is built: Playwright's loader of TypeScript, a thread of its own in Node 20, has nothing to do. */
const withoutLoader = { PW_DISABLE_TS_ESM: '1' };

/** What the runner gets beyond the deadline to end by itself, in milliseconds. */
const grace = 10_000;

/**
 * Runs the tests in Playwright and passes a wish to stop on, once: a second SIGINT would make Playwright drop everything.
 * It runs in a process group of its own, so that Ctrl-C reaches it through us alone, and ends when the channel to us
 * closes. What it is told goes through that channel too: with an environment that holds secrets NODE_DEBUG prints them.
 */
export function runPlaywright(handover: Handover, paths: OutputPaths, options: Options): Promise<Ended> {
  const program = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  const config = join(root, 'dist', 'playwright.config.js');
  const asked = ['test', '--config', config, ...(options.quiet ? ['--quiet'] : [])];
  const child = spawn(process.execPath, [program, ...asked], {
    env: {
      ...withoutOurs(harmless(process.env).environment),
      ...environmentAwaiting,
      ...ownTemporaryFolder(paths),
      ...(options.loadsTypeScript ? {} : withoutLoader),
    },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) if (stream) pass(stream, options.redact);
  // It may have ended before it listened; how it ended is told by its exit.
  child.send({ ...handover, terminal: terminalOf(process.stderr, process.env, process.platform) }, () => {});
  return untilItEnds(child, paths, options.deadlineSeconds);
}

function untilItEnds(child: ChildProcess, paths: OutputPaths, deadlineSeconds: number): Promise<Ended> {
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) return;
    interrupted = true;
    if (existsSync(paths.running)) writeFileSync(paths.interrupted, '');
    child.kill('SIGINT');
  };
  const lastResort = setTimeout(() => child.kill('SIGKILL'), deadlineSeconds * 1000 + grace);
  const orphaned = watchNpm(interrupt);
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(lastResort);
      clearInterval(orphaned);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      resolve({ code: code ?? signal ?? 'no code', interrupted });
    });
  });
}

/** What configures the run, secrets with it, is handed over. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOurs = (name: string): boolean => /^(?:NEXUS_.*|https?_proxy)$/i.test(name);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOurs(name)));
}

/** A folder for temporary files that cannot be written would end Playwright before it began. */
function ownTemporaryFolder({ running }: OutputPaths): Readonly<Record<string, string>> {
  return { TMPDIR: running, TEMP: running, TMP: running };
}

/** npm does not pass SIGTERM on: where it has ended, whoever started it wants this to end as well. */
function watchNpm(interrupt: () => void): NodeJS.Timeout | undefined {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const npm = process.ppid;
  return setInterval(() => process.ppid !== npm && interrupt(), 500).unref();
}

/** Line by line, so that no secret is cut in two; what moves on a terminal has no end of line and comes as a whole. */
function pass(from: Readable, redact: (text: string) => string): void {
  let rest = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const end = process.stderr.isTTY ? undefined : (rest + text).lastIndexOf('\n') + 1;
    const whole = rest + text;
    rest = end === undefined ? '' : whole.slice(end);
    process.stderr.write(redact(whole.slice(0, end)));
  });
  from.on('end', () => void process.stderr.write(redact(rest)));
}
