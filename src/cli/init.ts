import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Profile, profiles } from '../../requirements/types.ts';
import type { Misconfiguration } from '../configuration/misconfiguration.ts';
import { isTargetName } from '../configuration/target.ts';
import { invocation } from '../suite.ts';
import type { Asked } from './arguments.ts';
import { profileOf } from './catalogue.ts';
import { exampleFile } from './example-file.ts';
import { refuse } from './refuse.ts';

/**
 * Writes an env file to fill in, for its owner alone to read, where `run` with the same `--target` looks for it. One that
 * is there is completed for a profile that is named.
 */
export function init(asked: Asked): number {
  const target = asked.flags.NEXUS_TARGET;
  const { profile, problems } = profileOf(asked);
  const wrong = [...problems, ...wrongName(target)];
  if (wrong.length > 0) return refuse('Nothing was written.', wrong, asked);

  const file = target === undefined ? '.env' : join('config', 'targets', `${target}.env`);
  const named = target === undefined ? '' : ` --target ${target}`;
  const use = `Fill it in; ${invocation} doctor${named} says what is missing.`;
  const isThere = existsSync(file);
  const failure = isThere ? complete(file, profile, use) : write(file, exampleFile(profile ?? usual, use));
  if (failure !== undefined) return refuse('Nothing was written.', [failure], asked);
  const ignoring = hideFromGit(resolve(file));
  const lines = [
    `${file} is ${isThere ? 'completed' : 'written'}, for the profile ${profile ?? usual}.`,
    ...(ignoring === undefined ? [] : [`${ignoring} now keeps it out of git.`]),
    '',
    'Next: fill it in, then',
    `  ${invocation} doctor${named} --profile ${profile ?? usual}`,
    `  ${invocation} run${named} --profile ${profile ?? usual}`,
  ];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

const usual: Profile = 'gate';

/** Whatever a person wrote into the file stays: its values in their places, and below them comments that are not ours. */
function complete(file: string, profile: Profile | undefined, use: string): Misconfiguration | undefined {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  const assigned = lines.flatMap((line) => {
    const [, name] = /^\s*(?:export\s+)?(NEXUS_[A-Z_]+)\s*=/.exec(line) ?? [];
    return name === undefined || name === 'NEXUS_PROFILE' ? [] : [[name, line] as const];
  });
  const isPlain = lines.every((line) => /^\s*(?:#|$|(?:export\s+)?NEXUS_[A-Z_]+\s*=)/.test(line));
  if (profile === undefined || !isPlain) {
    const way = isPlain
      ? '--profile NAME completes it'
      : 'it holds more than NEXUS_ variables; fill it in, or remove it first';
    return { message: `${file} is there already and stays as it is: ${way}.` };
  }
  const filledIn = Object.fromEntries(assigned);
  const text = exampleFile(profile, use, filledIn);
  const ours = [besides, text, ...profiles.map((of) => exampleFile(of, use))].flatMap((made) => made.split('\n'));
  const kept = lines.filter(
    (line) => line.trim() !== '' && !/^\s*(?:export\s+)?NEXUS_PROFILE\s*=/.test(line) && !ours.includes(line),
  );
  return write(file, kept.length === 0 ? text : [text, besides, '', ...kept, ''].join('\n'));
}

const besides = '# ---- What stood here besides ----';

function wrongName(target: string | undefined): Misconfiguration[] {
  if (target === 'reference') return [{ message: 'The target reference is the embedded one, which needs no file.' }];
  if (target === undefined || isTargetName(target)) return [];
  return [{ message: '--target is to be a name of letters, digits, dots and hyphens. Example: --target staging' }];
}

/** Beside it first: on a disk that is full nothing is lost of what is there. */
function write(file: string, text: string): Misconfiguration | undefined {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const place = existsSync(file) ? realpathSync(file) : file;
    const beside = `${place}.new`;
    try {
      writeFileSync(beside, text, { mode: 0o600 });
      renameSync(beside, place);
    } finally {
      rmSync(beside, { force: true });
    }
    return undefined;
  } catch (error) {
    return { message: `${file} cannot be written (${(error as NodeJS.ErrnoException).code}).` };
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
