import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Phase } from '../../requirements/types.ts';
import { SuiteDefect } from './check.ts';
import { closeOnce } from './closing.ts';
import { judgingOf } from './fixtures.ts';
import { open } from './opening.ts';
import { perform } from './perform.ts';
import { type Test, tests } from './requirement.ts';
import type { Run } from './run.ts';

/**
 * Carries a whole run out in this process: opening, bodies, closing, and what looks back, as Playwright goes through them.
 * The specs must have been loaded. Ends early, with what is on record by then, where the signal asks for it: says whether it did.
 */
export async function conduct(run: Run, signal?: AbortSignal): Promise<{ readonly interrupted: boolean }> {
  if (tests.size === 0) throw new SuiteDefect('no spec was loaded');
  const interrupted = (): boolean => signal?.aborted === true;
  const whole = allOf(run, interrupted);
  if (signal === undefined) await whole;
  else {
    // What is under way then ends by itself, and nothing comes after it.
    whole.catch(() => {});
    await Promise.race([whole, aborted(signal)]);
  }
  return { interrupted: interrupted() };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

async function allOf(run: Run, interrupted: () => boolean): Promise<void> {
  try {
    await eachPhase(run, interrupted);
  } finally {
    await run.mail?.close();
  }
}

async function eachPhase(run: Run, interrupted: () => boolean): Promise<void> {
  if (interrupted()) return;
  await open(run);
  await everyTest(run, 'probes', interrupted);
  if (interrupted()) return;
  await closeOnce(run);
  await everyTest(run, 'closing', interrupted);
}

async function everyTest(run: Run, phase: Phase, interrupted: () => boolean): Promise<void> {
  for (const [id, test] of tests) {
    if (interrupted()) return;
    if (requirements[id].phase === phase && run.selection.selected.includes(id)) await judgeBy(run, id, test);
  }
}

async function judgeBy(run: Run, id: RequirementId, test: Test): Promise<void> {
  const judging = judgingOf(run, id);
  await test({
    ...judging.fixtures,
    judge: async (body) => void (await perform(run, judging, body)),
    close: () => closeOnce(run),
  });
}
