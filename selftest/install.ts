/** Installs the HTTP stacks of `selftest/implementations` where they are not yet, or where their lock file has changed. */
import { spawnSync } from 'node:child_process';
import { isInstalled, markInstalled, packageFolder } from './implementations/installed.ts';
import { npm } from './npm.ts';

/** Why it could not be installed, if it could not. */
function install(): string | undefined {
  const [command, parameters] = npm('ci');
  const { status, error } = spawnSync(command, parameters, {
    cwd: packageFolder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (error) return error.message;
  if (status !== 0) return `npm ci ended with ${status}, and what it said stands above`;
  markInstalled();
  return undefined;
}

if (!isInstalled()) {
  process.stderr.write('Installing the HTTP stacks of the self-test, once: about half a minute.\n');
  const problem = install();
  if (problem !== undefined) {
    process.stderr.write(`They could not be installed: ${problem}. To try again: npx tsx selftest/install.ts\n`);
    process.exitCode = 1;
  }
}
