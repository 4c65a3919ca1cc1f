import { expect, test } from '@playwright/test';
import type { Fault } from '../../reference/faults/fault.ts';
import { faults } from '../../reference/faults/index.ts';
import { requirements } from '../../requirements/index.ts';
import type { Statement } from '../../src/report/statement.ts';
import { judge } from './judge.ts';
import { fallenBy } from './kills.ts';
import { mortalReference } from './mortal-reference.ts';
import { faultTitle } from './titles.ts';

// Another process has to load everything anew, on a machine that may be busy.
test.describe.configure({ timeout: 120_000 });

for (const fault of Object.values(faults).filter(({ process }) => process === 'its own')) {
  test(faultTitle(fault.name), async () => {
    const statement = await judgementOf(fault);
    if (requirements[fault.breaks].class === 'robustness') {
      // The request that did it was hostile: the next connection could not be opened.
      const failed = statement.requirements.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
      expect(failed).toContain(fault.breaks);
      expect(statement).toMatchObject({ verdict: 'fail', exitCode: 1 });
      return;
    }
    expect(statement.verdict).toBe('incomplete');
    // 75 where nothing but time may be the reason.
    expect([3, 75]).toContain(statement.exitCode);
    const outcomes = statement.requirements.filter(({ id }) => fallenBy(fault).includes(id));
    expect(outcomes).toMatchObject(fallenBy(fault).map((id) => ({ id, outcome: 'inconclusive' })));
    expect(statement.requirements.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned')).toEqual([]);
  });
}

async function judgementOf({ name }: Fault): Promise<Statement> {
  const { environment, close } = await mortalReference(name);
  try {
    return await judge({ ...environment, NEXUS_PROFILE: 'gate' });
  } finally {
    await close();
  }
}
