import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Start } from './backend.ts';
import { mustRun } from './installed.ts';
import type { Software } from './pins.ts';
import { startProcess, worldAsJson } from './process.ts';

/** What it serves with is part of its standard library. */
export function installed(): Software | undefined {
  const { stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  const [, version] = /^go(\d+\.\d+)/.exec(stdout) ?? [];
  return version === undefined ? undefined : { go: version };
}

/** Go's net/http and nothing else. It is compiled first, for which Go has a cache of its own. */
export const start: Start = async (world) => {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-go-'));
  const program = join(folder, 'server.exe');
  mustRun('go', ['build', '-C', join(import.meta.dirname, 'go'), '-buildvcs=false', '-o', program]);
  const { baseUrl, close } = await startProcess(program, [], worldAsJson(world));
  return { baseUrl, close: () => close().then(() => rm(folder, { recursive: true })) };
};
