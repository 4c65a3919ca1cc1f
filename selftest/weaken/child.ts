/**
 * Runs parts of the proof in this one process and stops at the first test that fails. It lies in a copy of the project, and
 * so do the tests. Gets its parts from the parent process, and tells it of each test and of the end.
 */
import { loadSpecs, proofSpec, unitSpecs } from '../in-process/specs.ts';
import type { SpecTest } from '../in-process/stand-in.ts';
import type { Part } from './touched.ts';

/** The test that failed and why; nothing where none did. */
export interface Notice {
  readonly test: string;
  readonly because: string;
}

export type Message = { readonly begins: string } | { readonly ended: Notice | null };

const filesOf: Readonly<Record<Part['spec'], () => readonly URL[]>> = {
  'units of src/judge': () => unitSpecs('src/judge'),
  'units of tests': () => unitSpecs('tests'),
  faults: () => [proofSpec('faults'), proofSpec('mail-faults')],
  variants: () => [proofSpec('variants')],
};

async function testsOf({ spec, titled }: Part): Promise<readonly SpecTest[]> {
  const all = await loadSpecs(filesOf[spec]());
  return titled ? titled.flatMap((title) => all.filter((test) => test.title === title)) : all;
}

async function firstFailure(parts: readonly Part[], tell: (message: Message) => void): Promise<Notice | null> {
  for (const part of parts) {
    for (const { title, body } of await testsOf(part)) {
      tell({ begins: title });
      try {
        await body();
      } catch (error) {
        return { test: title, because: String(error) };
      }
    }
  }
  return null;
}

process.once('message', async (parts: readonly Part[]) => {
  const tell = (message: Message): void => void process.send?.(message);
  const ended = await firstFailure(parts, tell).catch((error: unknown) => ({
    test: 'loading it',
    because: String(error),
  }));
  process.send?.({ ended } satisfies Message, () => process.exit());
});
