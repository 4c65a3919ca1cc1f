import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';

const runProgram = promisify(execFile);
const secondsAtMost = 60;

/** Where the `allure` command's program lies, or undefined where the package is not installed. */
export function allureProgram(): string | undefined {
  try {
    // The package's main file is the command itself; neither its package.json nor its bin is exported.
    return createRequire(import.meta.url).resolve('allure');
  } catch {
    return undefined;
  }
}

/**
 * Runs `allure generate` over a folder of results by the configuration file named, and returns the last lines that it
 * printed, each on a line of its own. What it keeps besides goes into `home`.
 * Throws with its reason where it fails or takes longer than a minute.
 */
export async function generate(
  program: string,
  folders: { readonly home: string; readonly results: string },
  configuration: string,
): Promise<string> {
  // The results are given as the working folder: as an argument their name would be a glob.
  const programArguments = [program, 'generate', '--config', resolve(configuration), '.'];
  const env = environment(resolve(folders.home));
  const settings = { cwd: folders.results, env, timeout: secondsAtMost * 1000, windowsHide: true };
  try {
    const { stdout, stderr } = await runProgram(process.execPath, programArguments, settings);
    return lastLines(stdout + stderr);
  } catch (error) {
    const { stdout = '', stderr = '', killed } = error as { stdout?: string; stderr?: string; killed?: boolean };
    const what = killed ? `allure did not end within ${secondsAtMost} s` : 'allure failed';
    throw new Error(what + ((await loggedError(folders.home)) ?? lastLines(stdout + stderr)));
  }
}

/** Without what a child that only makes a page must not be given: our secrets, and settings meant for another Allure. */
function environment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:NEXUS|ALLURE)_/i.test(name));
  return { ...Object.fromEntries(kept), HOME: home, USERPROFILE: home };
}

/** The command prints only the name of a log file below its home; the reason is the first line of that file. */
async function loggedError(home: string): Promise<string | undefined> {
  const folder = join(home, '.allure', 'logs');
  const [name] = await readdir(folder).catch(() => []);
  if (name === undefined) return undefined;
  const [line = ''] = (await readFile(join(folder, name), 'utf8')).split('\n');
  return `: ${line.replace(/^.*\[ERROR\] /, '')}`;
}

function lastLines(text: string): string {
  const lines = stripVTControlCharacters(text).split(/\r?\n/);
  const printed = lines.filter((line) => line.trim() !== '').slice(-5);
  return printed.map((line) => `\n  ${line}`).join('');
}
