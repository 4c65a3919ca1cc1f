import type { schema } from '@stryker-mutator/api/core';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import type { Reporter } from '@stryker-mutator/api/report';
import { becauseOf, type Survivor } from './survivors.ts';

/** What of the source stands in a place; of several lines the first. */
function textAt(source: string, { start, end }: schema.Location): string {
  const line = source.split('\n')[start.line - 1] ?? '';
  return line.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined);
}

function survivorsOf({ files }: schema.MutationTestResult): readonly Survivor[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(({ location, mutatorName, replacement = '' }) => ({
        place: `${file}:${location.start.line}`,
        mutator: mutatorName,
        original: textAt(source, location),
        replacement,
      })),
  );
}

/** Lists the mutants that nobody noticed by the reason why nobody can; those without one come last. */
function listSurvivors(report: schema.MutationTestResult): void {
  const byReason = new Map<string, string[]>();
  for (const survivor of survivorsOf(report)) {
    const because =
      becauseOf(survivor) ?? 'UNEXPLAINED: write a test, or the reason into selftest/stryker/survivors.ts';
    const { place, original, replacement } = survivor;
    byReason.set(because, [...(byReason.get(because) ?? []), `  ${place}  ${original}  =>  ${replacement}`]);
  }
  const reasons = [...byReason].toSorted(([one], [other]) => Number(/^UNEX/.test(one)) - Number(/^UNEX/.test(other)));
  for (const [because, places] of reasons) {
    process.stdout.write(`\n${places.length} survived: ${because}\n${places.join('\n')}\n`);
  }
}

const reporter = (): Reporter => ({ onMutationTestReportReady: listSurvivors });

export const strykerPlugins = [declareFactoryPlugin(PluginKind.Reporter, 'survivors', reporter)];
