import { expect, test } from '@playwright/test';
import { startReference } from '../../reference/serve.ts';
import type { RequirementId } from '../../requirements/index.ts';
import type { Statement } from '../../src/report/statement.ts';
import { type Conducted, judgeFully, withoutMailbox } from './judge.ts';

async function certifyWith(changed: Readonly<Record<string, string>>): Promise<Conducted> {
  const reference = await startReference();
  try {
    return await judgeFully({ ...reference.environment, ...withoutMailbox('certify'), ...changed });
  } finally {
    await reference.close();
  }
}

const outcomesIn = ({ requirements }: Statement) => new Map(requirements.map(({ id, outcome }) => [id, outcome]));

test('with one request at a time the verdicts are the same, but for what is judged of many at once', async () => {
  const [usual, single] = [await certifyWith({}), await certifyWith({ NEXUS_MAX_IN_FLIGHT: '1' })];
  const [before, now] = [outcomesIn(usual.statement), outcomesIn(single.statement)];
  const wide: readonly RequirementId[] = ['robustness/repeated-and-concurrent', 'robustness/no-crossover'];
  for (const id of wide) {
    expect(now.get(id), id).toBe('inconclusive');
    before.delete(id);
    now.delete(id);
  }
  expect(now).toEqual(before);
  const reasons = single.statement.requirements.filter(({ id }) => wide.includes(id)).map(({ reason }) => reason);
  expect(reasons).toEqual(wide.map(() => expect.stringContaining('NEXUS_MAX_IN_FLIGHT=1')));

  const sent = single.exchanges.map(({ sentAt, milliseconds }) => ({ from: Date.parse(sentAt), milliseconds }));
  const overlaps = sent.filter(({ from, milliseconds }, at) => from + milliseconds > (sent[at + 1]?.from ?? Infinity));
  expect(overlaps).toEqual([]);
});
