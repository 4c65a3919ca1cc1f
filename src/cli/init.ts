import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Misconfiguration } from '../configuration/misconfiguration.ts';
import { isTargetName } from '../configuration/target.ts';
import { invocation } from '../suite.ts';
import type { Asked } from './arguments.ts';
import { profileOf } from './catalogue.ts';
import { exampleFile } from './example-file.ts';
import { refuse } from './refuse.ts';

/** Writes an env file to fill in, for its owner alone to read, where `run` with the same `--target` looks for it. */
export function init(asked: Asked): number {
  const target = asked.flags.NEXUS_TARGET;
  const { profile = 'gate', problems } = profileOf(asked);
  const wrong = [...problems, ...wrongName(target)];
  if (wrong.length > 0) return refuse('Nothing was written.', wrong, asked);

  const file = target === undefined ? '.env' : join('config', 'targets', `${target}.env`);
  const named = target === undefined ? '' : ` --target ${target}`;
  const failure = write(file, exampleFile(profile, `Fill it in; ${invocation} doctor${named} says what is missing.`));
  if (failure !== undefined) return refuse('Nothing was written.', [failure], asked);
  const ignoring = hideFromGit(resolve(file));
  const lines = [
    `${file} is written, for the profile ${profile}.`,
    ...(ignoring === undefined ? [] : [`${ignoring} now keeps it out of git.`]),
    '',
    'Next: fill it in, then',
    `  ${invocation} doctor${named} --profile ${profile}`,
    `  ${invocation} run${named} --profile ${profile}`,
  ];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

function wrongName(target: string | undefined): Misconfiguration[] {
  if (target === 'reference') return [{ message: 'The target reference is the embedded one, which needs no file.' }];
  if (target === undefined || isTargetName(target)) return [];
  return [{ message: '--target is to be a name of letters, digits, dots and hyphens. Example: --target staging' }];
}

function write(file: string, text: string): Misconfiguration | undefined {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') return { message: `${file} cannot be written (${code}).` };
    return { message: `${file} is there already and stays as it is: fill it in, or remove it first.` };
  }
}

/**
 * Keeps a file that holds secrets out of git: where git would see it, its name goes into the `.gitignore` beside it,
 * whose path comes back. Outside a repository, and where it is ignored already, there is nothing to do.
 */
function hideFromGit(file: string): string | undefined {
  const folder = dirname(file);
  const { status } = spawnSync('git', ['check-ignore', '--quiet', '--', file], { cwd: folder });
  // 0: ignored; 128: no repository; null: no git.
  if (status !== 1) return undefined;
  const list = join(folder, '.gitignore');
  const before = existsSync(list) ? readFileSync(list, 'utf8') : '';
  const lineEnd = before === '' || before.endsWith('\n') ? '' : '\n';
  appendFileSync(list, `${lineEnd}/${asPattern(basename(file))}\n`);
  return list;
}

/** gitignore(5): these would be read as a pattern. */
function asPattern(name: string): string {
  return name.replace(/[\\*?[\]#! ]/g, '\\$&');
}
