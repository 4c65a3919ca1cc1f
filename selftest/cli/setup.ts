import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { type Reference, startReference } from '../../reference/serve.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import type { Statement } from '../../src/report/statement.ts';
import { type Ended, type Environment, type Program, type Running, root, start } from './processes.ts';

/** Few requirements, so that a run is short. */
export const smoke = { NEXUS_PROFILE: 'smoke' } as const;

/** The same of the embedded reference, which has to be named where a profile is. */
export const embedded = { ...smoke, NEXUS_TARGET: 'reference' } as const;

/** Where a test is about the report: without it a run is shorter, and runs are without it here. */
export const withReport = { NEXUS_REPORT: '' } as const;

/** What a run that passes leaves in its folder. */
export const written = [
  '.manifest',
  'allure-history',
  'allure-report',
  'allure-results',
  'exchanges.ndjson',
  'junit.xml',
  'statement.json',
  'summary.md',
];

/** A run takes seconds; on a machine that is busy with others it takes many. In milliseconds. */
export const longEnough = 180_000;

/** The files of a run. */
export interface Output {
  readonly folder: string;
  /** Fails where none was written. */
  statement(): Statement;
  exchanges(): readonly Exchange[];
}

interface Asked {
  readonly args?: readonly string[];
  readonly environment?: Environment;
  /** Name of the output's folder, for a test with several runs. */
  readonly output?: string;
  /** Folder of the suite, where it is not this one. */
  readonly suite?: string;
}

export type Run = Ended & Output;
type Carry = (args: readonly string[], asked?: Omit<Asked, 'args'>) => Promise<Run>;

/** What can be started in a folder. */
export interface Commands {
  /** It is the working folder of all that is started. */
  readonly folder: string;
  readonly outputOf: (name?: string) => Output;
  /** Starts a program; it is ended with the test at the latest. */
  readonly begin: (program: Program, asked?: Asked) => Running;
  /** Runs `nexus-conformance` to its end. */
  readonly conformance: Carry;
  /** Runs `playwright test` to its end. */
  readonly plainPlaywright: Carry;
}

interface Fixtures extends Commands {
  readonly commands: Commands;
  /** A reference in this process. */
  readonly reference: Reference;
}

const defaultOutput = 'out';

/** Hands out commands that work in this folder, and ends what is still running when they have been used. */
export async function useCommands(folder: string, use: (commands: Commands) => Promise<void>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const running = new Set<Running>();
  const outputOf = (name = defaultOutput): Output => outputIn(join(folder, name));
  const begin: Commands['begin'] = (program, { args = [], environment = {}, output, suite = root } = {}) => {
    const own = { NEXUS_OUTPUT: outputOf(output).folder, NEXUS_REPORT: 'none', ...environment };
    const begun = start({ program, args, environment: withoutEmptyReport(own), cwd: folder, suite });
    running.add(begun);
    void begun.ended.finally(() => running.delete(begun));
    return begun;
  };
  const toTheEnd =
    (program: Program): Carry =>
    async (args, asked = {}) => ({
      ...(await begin(program, { ...asked, args }).ended),
      ...outputOf(join(asked.output ?? defaultOutput, isPart(args) ? 'again' : '')),
    });
  const [conformance, plainPlaywright] = [toTheEnd('conformance'), toTheEnd('playwright')];
  await use({ folder, outputOf, begin, conformance, plainPlaywright });
  for (const begun of running) begun.signal('SIGTERM');
  await Promise.all([...running].map(({ ended }) => ended));
}

/** The results of a part lie apart. */
const isPart = (args: readonly string[]): boolean => args.includes('--only') || args.includes('--last-failed');

/** As who has never heard of it. */
function withoutEmptyReport({ NEXUS_REPORT = '', ...others }: Environment): Environment {
  return NEXUS_REPORT === '' ? others : { ...others, NEXUS_REPORT };
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  commands: async ({}, use, info) => {
    info.setTimeout(longEnough);
    const folder = info.outputPath('work');
    await useCommands(folder, use);
    if (info.status === info.expectedStatus) rmSync(folder, { recursive: true, force: true });
  },
  folder: ({ commands }, use) => use(commands.folder),
  outputOf: ({ commands }, use) => use(commands.outputOf),
  begin: ({ commands }, use) => use(commands.begin),
  conformance: ({ commands }, use) => use(commands.conformance),
  plainPlaywright: ({ commands }, use) => use(commands.plainPlaywright),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  reference: async ({}, use) => {
    const reference = await startReference();
    await use(reference);
    await reference.close();
  },
});

function outputIn(folder: string): Output {
  const exchanges = join(folder, 'exchanges.ndjson');
  return {
    folder,
    statement: () => JSON.parse(readFileSync(join(folder, 'statement.json'), 'utf8')) as Statement,
    exchanges: () => (existsSync(exchanges) ? linesOf(readFileSync(exchanges, 'utf8')) : []),
  };
}

/** A last line without its end is being written. */
function linesOf(text: string): Exchange[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Exchange);
}

export const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';
export const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** What became of each requirement. */
export function outcomesOf({ requirements }: Statement): Readonly<Record<string, string>> {
  return Object.fromEntries(requirements.map(({ id, outcome }) => [id, outcome]));
}
