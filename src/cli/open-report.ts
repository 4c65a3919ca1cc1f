import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { variable } from '../../config/variables.ts';
import { outputPaths } from '../report/output.ts';

/** The program of each system that opens a file in what its user reads such files with. */
const openers: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer' };

/** Opens the last report; the folder is the argument, else NEXUS_OUTPUT, else its default. Returns the exit code. */
async function openReport([folder = process.env.NEXUS_OUTPUT]: readonly string[]): Promise<number> {
  const { default: usual } = variable('NEXUS_OUTPUT');
  const page = outputPaths(folder || String(usual)).allurePage;
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

/** Why the program did not open the file, or `undefined`. Windows' explorer ends with 1 whatever it did. */
function problemOfOpening(program: string, file: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, [file], { stdio: 'ignore' });
    child.on('error', ({ message }) => resolve(message));
    child.on('exit', (code) =>
      resolve(code === 0 || process.platform === 'win32' ? undefined : `${program} ended with ${code}`),
    );
  });
}

process.exitCode = await openReport(process.argv.slice(2));
