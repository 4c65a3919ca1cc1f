import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from '@stryker-mutator/api/core';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type CompleteDryRunResult,
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import type { SpecTest } from '../in-process/stand-in.ts';

/** Stryker's instrumented code reads from here which mutant is alive, and counts here what each test came by. */
const context: InstrumenterContext = {};
Object.assign(globalThis, { [INSTRUMENTER_CONSTANTS.NAMESPACE]: context });

/** The specs of Stryker's copy of the project, which is the working folder, and not those beside this file. */
async function loadFromWorkingFolder(): Promise<readonly SpecTest[]> {
  const file = join(process.cwd(), 'selftest', 'in-process', 'specs.ts');
  const specs: typeof import('../in-process/specs.ts') = await import(pathToFileURL(file).href);
  return specs.loadSpecs([...specs.unitSpecs('src/judge'), specs.proofSpec('corpus')]);
}

/** Runs the judge's unit tests and the replay of the corpus in one process that lives for many mutants. */
function createRunner(): TestRunner {
  let loaded: Promise<readonly SpecTest[]> | undefined;

  async function run(filter: readonly string[] | undefined, stopsAtFirst: boolean): Promise<CompleteDryRunResult> {
    loaded ??= loadFromWorkingFolder();
    const tests: TestResult[] = [];
    for (const test of await loaded) {
      if (filter && !filter.includes(test.title)) continue;
      const result = await resultOf(test);
      tests.push(result);
      if (stopsAtFirst && result.status === TestStatus.Failed) break;
    }
    return { status: DryRunStatus.Complete, tests };
  }

  return {
    // A module cannot be loaded twice: a mutant that lives while modules load gets a process of its own.
    capabilities: () => ({ reloadEnvironment: false }),
    async dryRun(): Promise<DryRunResult> {
      const result = await run(undefined, false);
      return { ...result, ...(context.mutantCoverage && { mutantCoverage: context.mutantCoverage }) };
    },
    async mutantRun({ activeMutant, testFilter, hitLimit }) {
      Object.assign(context, {
        activeMutant: activeMutant.id,
        hitLimit,
        hitCount: hitLimit === undefined ? undefined : 0,
      });
      const result = await run(testFilter, true);
      return toMutantRunResult(determineHitLimitReached(context.hitCount, hitLimit) ?? result);
    },
  };
}

async function resultOf({ title, body }: SpecTest): Promise<TestResult> {
  context.currentTestId = title;
  const begun = performance.now();
  const common = () => ({ id: title, name: title, timeSpentMs: performance.now() - begun });
  try {
    await body();
    return { ...common(), status: TestStatus.Success };
  } catch (error) {
    return { ...common(), status: TestStatus.Failed, failureMessage: String(error) };
  }
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', createRunner)];
