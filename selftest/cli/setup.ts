import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { type Reference, startReference } from '../../reference/serve.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import type { Statement } from '../../src/report/statement.ts';
import { type Ended, type Environment, type Program, type Running, root, start } from './processes.ts';

/** Few requirements, so that a run is short. */
export const smoke = { NEXUS_PROFILE: 'smoke' } as const;

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

interface Fixtures {
  /** A folder of this test, removed where it passes. It is the working folder of all that is started. */
  readonly folder: string;
  readonly outputOf: (name?: string) => Output;
  /** Starts a program; it is ended with the test at the latest. */
  readonly begin: (program: Program, asked?: Asked) => Running;
  /** Runs `nexus-conformance` to its end. */
  readonly conformance: (args: readonly string[], asked?: Omit<Asked, 'args'>) => Promise<Run>;
  /** Runs `playwright test` to its end. */
  readonly plainPlaywright: (args: readonly string[], asked?: Omit<Asked, 'args'>) => Promise<Run>;
  /** A reference in this process. */
  readonly reference: Reference;
}

const defaultOutput = 'out';

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  folder: async ({}, use, info) => {
    // A run takes seconds; on a machine that is busy with others it takes many.
    info.setTimeout(180_000);
    const folder = info.outputPath('work');
    mkdirSync(folder, { recursive: true });
    await use(folder);
    if (info.status === info.expectedStatus) rmSync(folder, { recursive: true, force: true });
  },
  outputOf: async ({ folder }, use) => {
    await use((name = defaultOutput) => outputIn(join(folder, name)));
  },
  begin: async ({ folder }, use) => {
    const running = new Set<Running>();
    await use((program, { args = [], environment = {}, output = defaultOutput, suite = root } = {}) => {
      const own = { NEXUS_OUTPUT: join(folder, output), ...environment };
      const begun = start({ program, args, environment: own, cwd: folder, suite });
      running.add(begun);
      void begun.ended.finally(() => running.delete(begun));
      return begun;
    });
    for (const begun of running) begun.signal('SIGTERM');
    await Promise.all([...running].map(({ ended }) => ended));
  },
  conformance: async ({ begin, outputOf }, use) => {
    await use(async (args, asked = {}) => ({
      ...(await begin('conformance', { ...asked, args }).ended),
      ...outputOf(asked.output),
    }));
  },
  plainPlaywright: async ({ begin, outputOf }, use) => {
    await use(async (args, asked = {}) => ({
      ...(await begin('playwright', { ...asked, args }).ended),
      ...outputOf(asked.output),
    }));
  },
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
