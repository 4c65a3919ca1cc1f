import { expect, test } from '@playwright/test';
import suite from '../../package.json' with { type: 'json' };
import { beginNow } from '../../src/client/clock.ts';
import { fieldValues } from '../../src/model/exchange.ts';
import { judgeFully } from '../proof/judge.ts';
import { withReference } from './doctor-setup.ts';

test('every request of a run says by the same User-Agent which version and which run it is of', async () => {
  await withReference(async ({ environment }) => {
    const { statement, exchanges } = await judgeFully({ ...environment, NEXUS_PROFILE: 'gate' });
    const agents = exchanges.map(({ request }) => fieldValues(request.fields, 'user-agent').join().trim());
    expect([...new Set(agents)]).toEqual([`nexus-conformance/${suite.version} (run ${statement.runId})`]);
  });
});

test('each run has an id of its own, short and without a meaning', () => {
  const [one, other] = [beginNow().runId, beginNow().runId];
  expect(one).toMatch(/^[0-9a-f]{8}$/);
  expect(one).not.toBe(other);
});
