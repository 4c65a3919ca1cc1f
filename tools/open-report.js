// Opens the report of the last run in the user's browser: `npm run report:open [-- FOLDER]`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The program of each system that opens a file in what its user reads such files with. @type {Record<string, string>} */
const openers = { darwin: 'open', win32: 'explorer' };

/** Why the program did not open the file, or `undefined`. Windows' explorer ends with 1 whatever it did. */
function problemOfOpening(/** @type {string} */ program, /** @type {string} */ file) {
  return new Promise((fulfil) => {
    const child = spawn(program, [file], { stdio: 'ignore' });
    child.on('error', ({ message }) => fulfil(message));
    child.on('exit', (code) =>
      fulfil(code === 0 || process.platform === 'win32' ? undefined : `${program} ended with ${code}`),
    );
  });
}

/** The folder of results is the argument, else NEXUS_OUTPUT, else its default. Returns the exit code. */
async function openReport(folder = process.env.NEXUS_OUTPUT || 'results') {
  const page = resolve(folder, 'allure-report', 'index.html');
  if (!existsSync(page)) {
    process.stderr.write(
      `There is no report at ${page}. Run first, or name the folder: npm run report:open -- FOLDER\n`,
    );
    return 2;
  }
  const problem = await problemOfOpening(openers[process.platform] ?? 'xdg-open', page);
  if (problem === undefined) return 0;
  process.stderr.write(`The report was not opened (${problem}). It is one file for any browser:\n${page}\n`);
  return 1;
}

process.exitCode = await openReport(process.argv[2]);
