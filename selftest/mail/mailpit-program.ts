import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../implementations/installed.ts';

const version = '1.33.1';
const folder = cached(`mailpit-${version}`);

export const program = join(folder, process.platform === 'win32' ? 'mailpit.exe' : 'mailpit');
export const isInstalled = (): boolean => existsSync(program);

/** Builds it, without its web page. Needs the network, Go, and a few minutes. Throws an Error where it cannot be had. */
export function install(): void {
  const env = { ...process.env, GOBIN: folder };
  const source = `github.com/axllent/mailpit@v${version}`;
  const { status, error, stderr } = spawnSync('go', ['install', source], { env, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`go install ended with ${status}: ${stderr.trim().slice(-500)}`);
}
