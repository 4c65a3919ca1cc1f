import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@playwright/test';
import { npm } from '../npm.ts';
import { type Ended, type Environment, root } from './processes.ts';
import { type Commands, test } from './setup.ts';

/** What may surround a run, and what it comes to: one start of the command a case. */
interface Surrounding {
  readonly title: string;
  readonly environment?: Environment;
  /** What is typed after the command; `npm`: it is typed to npm, which passes on what it likes. */
  readonly args?: readonly string[];
  readonly by?: 'npm';
  /** What lies in the folder in which it is typed, by path. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly exit: number;
  /** Each must be printed, on stdout or stderr; `FOLDER` is the folder in which it was typed. */
  readonly texts: readonly string[];
}

const target = {
  NEXUS_BASE_URL: 'http://127.0.0.1:9',
  NEXUS_BASIC_USERNAME: 'a-user',
  NEXUS_BASIC_PASSWORD: 'correct-horse',
  NEXUS_USER_ID: '42',
  NEXUS_CLIENT_ID: 'main',
};
const text = Object.entries(target).map(([name, value]) => `${name}=${value}\n`);
const nothingSent = 'nothing was sent';

const surroundings: readonly Surrounding[] = [
  {
    title: 'no target, and flags about the suite alone: the embedded reference is judged',
    args: ['--only', 'operation/answers-204'],
    exit: 0,
    texts: ['PASS gate embedded reference'],
  },
  {
    title: 'no target, and any other flag: refused',
    args: ['--quiet'],
    exit: 2,
    texts: [nothingSent, 'With --quiet the target must be named', '.env in FOLDER', '--target reference'],
  },
  {
    title: 'no target for doctor: refused',
    args: ['doctor', '--wait', '1'],
    exit: 2,
    texts: ['With --wait the target'],
  },
  {
    title: 'no target in a pipeline that does not set CI: refused',
    environment: { TF_BUILD: 'True' },
    exit: 2,
    texts: [nothingSent, 'In a pipeline (Azure Pipelines, by TF_BUILD) the target must be named'],
  },
  {
    title: 'an empty address: refused',
    environment: { NEXUS_BASE_URL: '' },
    exit: 2,
    texts: [nothingSent, 'NEXUS_BASE_URL is empty (environment)'],
  },
  {
    title: 'flags that npm kept for itself: refused, with the line to type',
    by: 'npm',
    args: ['--target=staging', '--strict'],
    exit: 2,
    texts: [
      'npm run conformance -- --target=staging --strict',
      "in PowerShell npm run conformance '--' --target=staging",
    ],
  },
  {
    title: 'a word that npm handed on without its flag: refused likewise',
    by: 'npm',
    args: ['--target', 'staging'],
    exit: 2,
    texts: ['npm run conformance -- --target=staging'],
  },
  {
    title: 'configuration in the folder in which npm was typed: read there',
    by: 'npm',
    files: { '.env': `${text.join('')}NEXUS_STRICT=maybe\n` },
    exit: 2,
    texts: ['NEXUS_STRICT is "maybe"', '.env in FOLDER'],
  },
  {
    title: 'a .env in UTF-16, as PowerShell writes it: refused with the cause alone',
    files: { '.env': Buffer.from(`\uFEFF${text.join('')}`, 'utf16le') },
    exit: 2,
    texts: [nothingSent, '.env in FOLDER is in UTF-16'],
  },
  {
    title: 'a reference that nobody replaced: refused by its variable',
    environment: { ...target, NEXUS_BASIC_PASSWORD: '$(NEXUS_PASSWORD)' },
    exit: 2,
    texts: [nothingSent, 'NEXUS_BASIC_PASSWORD holds a reference that nobody replaced', 'NEXUS_BASIC_PASSWORD_FILE'],
  },
];

for (const { title, environment = {}, args = [], by, files = {}, exit, texts } of surroundings) {
  test(title, async ({ commands }) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(commands.folder, path)), { recursive: true });
      writeFileSync(join(commands.folder, path), content);
    }
    const start = by === 'npm' ? throughNpm : commands.conformance;
    const { code, stdout, stderr } = await start(args, { environment, ...commands });
    const printed = stdout + stderr;
    for (const expected of texts) expect(printed).toContain(expected.replace('FOLDER', commands.folder));
    expect(code, printed).toBe(exit);
    expect(printed).not.toContain(target.NEXUS_BASIC_PASSWORD);
  });
}

/** As from another folder than that of the suite: `npm --prefix SUITE run conformance …`. */
function throughNpm(
  args: readonly string[],
  { folder, outputOf, environment }: Pick<Commands, 'folder' | 'outputOf'> & { readonly environment: Environment },
): Promise<Omit<Ended, 'seconds'>> {
  const [command, parameters] = npm('--prefix', root, 'run', 'conformance', ...args);
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, NEXUS_OUTPUT: outputOf().folder, ...environment };
  return new Promise((resolve) => {
    execFile(command, [...parameters], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
