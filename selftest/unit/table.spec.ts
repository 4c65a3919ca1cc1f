import { expect, test } from '@playwright/test';
import { startReference } from '../../reference/serve.ts';
import type { RequirementId } from '../../requirements/index.ts';
import { rowsOf } from '../../src/judge/truth-table.ts';
import { judgeFully, withoutMailbox } from '../proof/judge.ts';

/** What requirements came to in a run of these alone against the reference, and what was sent for each row. */
async function run(ids: readonly RequirementId[], changed: Readonly<Record<string, string>> = {}) {
  const reference = await startReference();
  try {
    const only = { NEXUS_ONLY: ids.join(',') };
    const { statement, exchanges } = await judgeFully({ ...reference.environment, ...changed, ...only });
    const outcomes = Object.fromEntries(statement.requirements.map(({ id, outcome }) => [id, outcome]));
    const rows = exchanges.map(({ intent }) => intent.row).filter((row) => row !== undefined);
    return { outcomes, rows, exchanges };
  } finally {
    await reference.close();
  }
}

test('a row is sent once a run, although the opening or another requirement looks at it, too', async () => {
  const ids = ['auth/basic', 'auth/bad-application-token', 'auth/misplaced-application-token'] as const;
  const { outcomes, rows } = await run(ids, withoutMailbox('certify'));
  expect(Object.keys(outcomes).toSorted()).toEqual([...ids].toSorted());
  expect(rows).toEqual([...new Set(rows)]);
  expect(rows).toEqual(expect.arrayContaining(['basic-valid', 'bearer-valid-application-token-duplicated']));
});

test('a row with two Authorization lines is sent in either order, and no other is', async () => {
  const { exchanges } = await run(['auth/two-authorization-lines', 'auth/bad-basic'], withoutMailbox('certify'));
  const linesOf = (name: string) =>
    exchanges
      .find(({ intent }) => intent.case === name)
      ?.request.fields.filter(([field]) => field.toLowerCase() === 'authorization')
      .map(([, value]) => value.split(' ')[0]);
  expect(linesOf('bearer-valid-basic-wrong-user')).toEqual(['Bearer', 'Basic']);
  expect(linesOf('bearer-valid-basic-wrong-user-reversed')).toEqual(['Basic', 'Bearer']);
  expect(linesOf('basic-wrong-user')).toEqual(['Basic']);
  expect(linesOf('basic-wrong-user-reversed')).toBeUndefined();
});

test('only the rows of the profile are sent, unless a requirement names some that it needs whatever the profile', async () => {
  const inGate = rowsOf('gate', { requiredScope: false }).map(({ id }) => id);
  const { rows } = await run(['auth/unissued-bearer', 'auth/malformed-authorization'], withoutMailbox('gate'));
  expect(rows.filter((row) => !inGate.includes(row))).toEqual([]);
  expect(rows).toContain('bearer-invalid-application-token-valid');
  const twoLines = await run(['auth/two-authorization-lines'], withoutMailbox('certify'));
  const inCertify = rowsOf('certify', { requiredScope: false }).map(({ id }) => id);
  expect(twoLines.rows.filter((row) => !inCertify.includes(row))).toContain('bearer-valid-basic-wrong-user');
});

test('without e-mail an alternative passes whose control was accepted, whatever became of the other', async () => {
  const ids = ['auth/basic', 'auth/bearer-and-application-token'] as const;
  const mailFree = { NEXUS_MAIL_FREE: 'true', NEXUS_PROFILE: 'smoke' };
  expect((await run(ids, mailFree)).outcomes).toEqual({ [ids[0]]: 'passed', [ids[1]]: 'passed' });
  const { outcomes } = await run(ids, { ...mailFree, NEXUS_APPLICATION_TOKEN: 'never-issued-0123456789' });
  expect(outcomes).toEqual({ [ids[0]]: 'passed', [ids[1]]: 'failed' });
});
