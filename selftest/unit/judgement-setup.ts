import { type Finding, Judgement } from '../../src/model/finding.ts';

/** What a judgement found: nothing where it passed. Any other error is passed on. */
export async function findingsOf(judge: () => unknown): Promise<readonly Finding[]> {
  try {
    await judge();
    return [];
  } catch (error) {
    if (error instanceof Judgement) return error.findings;
    throw error;
  }
}

/** The worst that a judgement of one thing found. */
export async function outcomeOf(judge: () => unknown): Promise<string> {
  const [finding, ...others] = await findingsOf(judge);
  if (others.length > 0) throw new Error(`${others.length + 1} findings where one was expected`);
  return finding?.outcome ?? 'passed';
}
