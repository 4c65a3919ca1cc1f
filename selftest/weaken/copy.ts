import { fork } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Message, Notice } from './child.ts';
import type { Part } from './touched.ts';
import type { Weakening } from './weakening.ts';

/** The project in a folder of its own, where it may be weakened. */
export interface Copy {
  /** What the parts of the proof notice, if anything; with a weakening or without. */
  prove(parts: readonly Part[], weakening?: Weakening): Promise<Notice | null>;
  remove(): void;
}

/** What the proof reads in this one process. */
const read = ['config', 'reference', 'requirements', 'schemas', 'selftest', 'src', 'tests', 'tools', 'package.json'];

export function copyProject(root: string): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-weaken-'));
  const filter = (path: string): boolean => basename(path) !== 'node_modules';
  for (const name of read) cpSync(join(root, name), join(folder, name), { recursive: true, filter });
  // A junction: on Windows other links take a privilege.
  for (const modules of ['node_modules', join('selftest', 'node_modules')]) {
    symlinkSync(join(root, modules), join(folder, modules), 'junction');
  }
  return {
    async prove(parts, weakening) {
      if (!weakening) return run(folder, parts);
      const { file, start, end, text } = weakening;
      const path = join(folder, file);
      const source = readFileSync(path, 'utf8');
      writeFileSync(path, source.slice(0, start) + text + source.slice(end));
      try {
        return await run(folder, parts);
      } finally {
        writeFileSync(path, source);
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** No test takes so long, in milliseconds: what does will never end. */
const endless = 60_000;

function run(folder: string, parts: readonly Part[]): Promise<Notice | null> {
  const child = fork(join(folder, 'selftest', 'weaken', 'child.ts'), { cwd: folder, execArgv: ['--import', 'tsx'] });
  return new Promise((resolve) => {
    let test = 'loading it';
    const settle = (notice: Notice | null): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(notice);
    };
    const timer = setTimeout(() => settle({ test, because: 'it never ends' }), endless);
    child.on('message', (message: Message) => {
      if ('ended' in message) return settle(message.ended);
      test = message.begins;
      timer.refresh();
    });
    child.once('exit', (code) => settle({ test, because: `the process ended by itself, with ${code}` }));
    child.send(parts);
  });
}
