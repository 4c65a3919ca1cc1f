import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import project from '../../package.json' with { type: 'json' };

export type Environment = Readonly<Record<string, string>>;

/** How a process ended, and all that it printed. */
export interface Ended {
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** A process under way. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** What it has printed so far. */
  printed(): Pick<Ended, 'stdout' | 'stderr'>;
  signal(name: NodeJS.Signals): void;
}

/** The folder of this project. */
export const root = join(import.meta.dirname, '..', '..');

const playwright = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');

export type Program = 'conformance' | 'reference' | 'playwright' | 'test-server';

/** The arguments for Node that start a program of the suite that lies in a folder. */
function programIn(suite: string): Readonly<Record<Program, readonly string[]>> {
  return {
    conformance: scriptIn(suite, 'conformance'),
    reference: scriptIn(suite, 'reference'),
    playwright: [playwright, 'test', '--config', join(suite, 'playwright.config.ts')],
    'test-server': [playwright, 'test-server', '--config', join(suite, 'playwright.config.ts')],
  };
}

/** As npm starts it for a user: what Node takes for its own there it takes for its own here. */
function scriptIn(suite: string, name: 'conformance' | 'reference'): readonly string[] {
  const [, ...words] = project.scripts[name].split(' ');
  return words.map((word) => (word.includes('/') ? join(suite, word) : word));
}

/** What every system needs to start Node at all; nothing that a run could take for its configuration. */
const inherited = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

export interface Start {
  readonly program: Program;
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly cwd: string;
  /** The folder of the suite that is started. */
  readonly suite: string;
}

/** Starts a program with this environment and no other. */
export function start({ program, args, environment, cwd, suite }: Start): Running {
  const kept = inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const child = spawn(process.execPath, [...programIn(suite)[program], ...args], {
    cwd,
    env: { ...Object.fromEntries(kept), ...environment },
    // Playwright's test server ends with its stdin.
    stdio: [program === 'test-server' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const endWithUs = (): void => void child.kill();
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  const startedAt = Date.now();
  const printed = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed.stderr += text;
  });
  const ended = new Promise<Ended>((fulfil, reject) => {
    child.on('error', reject);
    child.on('close', (code) => fulfil({ ...printed, code, seconds: (Date.now() - startedAt) / 1000 }));
  });
  return { ended, printed: () => printed, signal: (name) => void child.kill(name) };
}

/** A process by what started it. */
export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** Every living process in whose environment the text stands; on Linux only. */
export function processesWith(text: string): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text)) return [];
        return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        // It has ended meanwhile, or is somebody else's.
        return [];
      }
    });
}
