import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Start } from './backend.ts';
import { cached, mustRun } from './installed.ts';
import { pinned, type Software } from './pins.ts';
import { startProcess, worldAsJson } from './process.ts';

const folder = cached('fastapi');
const isWindows = process.platform === 'win32';
const python = isWindows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
const { software } = pinned.fastapi;

const versions =
  'import importlib.metadata, json, sys; print(json.dumps({p: importlib.metadata.version(p) for p in sys.argv[1:]}))';

export function installed(): Software | undefined {
  const { status, stdout } = spawnSync(python, ['-c', versions, ...Object.keys(software)], { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

/** Makes a virtual environment with the versions that are pinned. Needs the network. */
export function install(): void {
  mustRun(isWindows ? 'python' : 'python3', ['-m', 'venv', folder]);
  mustRun(python, ['-m', 'pip', 'install', ...Object.entries(software).map((part) => part.join('=='))]);
}

/** FastAPI on uvicorn, with its own security schemes, validation and errors. */
export const start: Start = (world) =>
  startProcess(python, [join(import.meta.dirname, 'fastapi', 'server.py')], worldAsJson(world));
