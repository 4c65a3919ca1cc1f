import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Keeps a file that holds secrets out of git: where git would see it, its name goes into the `.gitignore` beside it,
 * whose path comes back. Outside a repository, and where it is ignored already, there is nothing to do.
 */
export function hideFromGit(file: string): string | undefined {
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
