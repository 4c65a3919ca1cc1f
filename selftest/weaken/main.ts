/**
 * Are the expectations load-bearing? Weakens one at a time, in a copy of the project, and tells which of these weakenings no
 * test of the proof notices: `npm run weaken -- --seed 1 --count 20`.
 */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { root } from '../../src/suite.ts';
import type { Notice } from './child.ts';
import { type Copy, copyProject } from './copy.ts';
import { explanationOf } from './explained.ts';
import { partsTouchedBy, readTests } from './touched.ts';
import { type Weakening, weakeningsOf } from './weakening.ts';

interface Result {
  readonly weakening: Weakening;
  readonly notice: Notice | null;
}

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '20' } },
});

/** The same choice for the same seed and the same sources. */
function chosen(all: readonly Weakening[]): readonly Weakening[] {
  const rank = ({ file, start, does }: Weakening) =>
    createHash('sha256').update(`${values.seed}/${file}/${start}/${does}`).digest('hex');
  return all
    .map((weakening) => ({ weakening, at: rank(weakening) }))
    .toSorted((one, other) => (one.at < other.at ? -1 : 1))
    .slice(0, Number(values.count))
    .map(({ weakening }) => weakening);
}

function told({ weakening, notice }: Result): string {
  const { file, line, source, does } = weakening;
  const because = explanationOf(weakening);
  const unnoticed = because === undefined ? `UNNOTICED   ${source}` : `unnoticed, as it must be: ${because}`;
  return `${file}:${line}  ${does}\n    ${notice ? `noticed by: ${notice.test}` : unnoticed}\n`;
}

async function proveAll(copies: readonly Copy[], weakenings: readonly Weakening[]): Promise<readonly Result[]> {
  const tests = readTests();
  const waiting = [...weakenings];
  const results: Result[] = [];
  const work = async (copy: Copy): Promise<void> => {
    for (let weakening = waiting.shift(); weakening; weakening = waiting.shift()) {
      const result = { weakening, notice: await copy.prove(partsTouchedBy(weakening, tests), weakening) };
      results.push(result);
      process.stdout.write(told(result));
    }
  };
  await Promise.all(copies.map(work));
  return results;
}

/** A test that fails without any weakening too has noticed nothing. */
function failsAnyway([copy]: readonly Copy[], results: readonly Result[]): Promise<Notice | null> {
  const titled = [...new Set(results.flatMap(({ notice }) => (notice ? [notice.test] : [])))];
  const specs = ['units of src/judge', 'units of tests', 'faults', 'variants'] as const;
  return copy?.prove(specs.map((spec) => ({ spec, titled }))) ?? Promise.resolve(null);
}

async function weaken(copies: readonly Copy[]): Promise<number> {
  const all = weakeningsOf(root);
  const results = await proveAll(copies, chosen(all));
  const failure = await failsAnyway(copies, results);
  if (failure) {
    process.stderr.write(`The proof fails as it is, so this says nothing: ${failure.test}\n${failure.because}\n`);
    return 2;
  }
  const noticed = results.filter(({ notice }) => notice !== null).length;
  const open = results.filter(({ weakening, notice }) => !notice && explanationOf(weakening) === undefined).length;
  const explanations = results.length - noticed - open;
  process.stdout.write(
    `\n${results.length} of ${all.length} weakenings (seed ${values.seed}): ${noticed} noticed, ${explanations} explained, ${open} unnoticed\n`,
  );
  return open === 0 ? 0 : 1;
}

const copies = Array.from({ length: availableParallelism() }, () => copyProject(root));
try {
  process.exitCode = await weaken(copies);
} finally {
  for (const copy of copies) copy.remove();
}
