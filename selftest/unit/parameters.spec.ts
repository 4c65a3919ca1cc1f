import { expect, test } from '@playwright/test';
import { type ReferenceOptions, startReference } from '../../reference/serve.ts';
import type { Mail } from '../../reference/world.ts';
import type { Statement } from '../../src/report/statement.ts';
import { escaped } from '../../tests/parameters.cases.ts';
import { judge } from '../proof/judge.ts';

/** A run against a reference, with these variables besides. */
async function run(
  variables: Readonly<Record<string, string>>,
  options: ReferenceOptions = {},
): Promise<{ readonly statement: Statement; readonly outbox: readonly Mail[]; readonly outcomes: object }> {
  const reference = await startReference(options);
  try {
    const statement = await judge({ ...reference.environment, ...variables });
    const outcomes = Object.fromEntries(statement.requirements.map(({ id, outcome }) => [id, outcome]));
    return { statement, outbox: reference.outbox, outcomes };
  } finally {
    await reference.close();
  }
}

const lenient = { variant: 'unknown-client-id-accepted' };

test('NEXUS_STRICT_CLIENT turns the warning for an accepted unknown clientId into a failure', async () => {
  const only = { NEXUS_ONLY: 'parameters/unknown-client-id' };
  expect(await run(only, lenient)).toMatchObject({
    outcomes: { 'parameters/unknown-client-id': 'warned' },
    statement: { verdict: 'pass' },
  });
  expect(await run({ ...only, NEXUS_STRICT_CLIENT: 'true' }, lenient)).toMatchObject({
    outcomes: { 'parameters/unknown-client-id': 'failed' },
    statement: { verdict: 'fail', exitCode: 1 },
  });
});

test('requirements of the problem chapter can be judged alone', async () => {
  for (const name of ['schema-400', 'schema-404', 'body-present', 'media-type', 'well-formed', 'status-matches']) {
    const { statement } = await run({ NEXUS_ONLY: `problem/${name}` });
    expect
      .soft(
        statement.requirements.map(({ outcome }) => outcome),
        name,
      )
      .toEqual(['passed']);
  }
});

test('requirements that look at the same exchange send it once', async () => {
  const only = 'parameters/client-id-required,parameters/missing-client-id-is-400,problem/schema-400';
  const { statement, outcomes } = await run({ NEXUS_ONLY: only });
  expect(Object.values(outcomes)).toEqual(['passed', 'passed', 'passed']);
  // The opening's five, the closing's two, and by each way in a missing clientId.
  expect(statement.observed.exchanges).toBe(5 + 2 + 2);
});

test('without e-mail, a server that looks up the user first leaves a missing clientId inconclusive', async () => {
  const mailFree = { NEXUS_MAIL_FREE: 'true', NEXUS_ONLY: 'parameters/*,problem/*' };
  expect(await run(mailFree)).toMatchObject({ outbox: [], statement: { verdict: 'pass' } });
  const blind = await run(mailFree, { variant: 'looks-up-the-user-first' });
  expect(blind).toMatchObject({
    outbox: [],
    outcomes: { 'parameters/client-id-required': 'inconclusive', 'problem/schema-404': 'passed' },
    statement: { verdict: 'incomplete', exitCode: 3 },
  });
});

test('without a declared format one made-up userId is sent, and the empty one by both ways in', async () => {
  const only = { NEXUS_ONLY: 'parameters/malformed-user-id', NEXUS_MALFORMED_USER_ID: '' };
  const { statement, outcomes, outbox } = await run(only);
  expect(outcomes).toEqual({ 'parameters/malformed-user-id': 'passed' });
  // The opening's five, the closing's two, the made-up userId once, the empty one by both ways in, and three nearly the user's.
  expect(statement.observed.exchanges).toBe(5 + 2 + 3 + 3);
  expect(outbox).toHaveLength(2);
});

test('an escaped id stands for the same id, once in upper-case and once in lower-case hex', () => {
  for (const id of ['5f0c1d6e-2a4b-4c8d-9e0f-1a2b3c4d7c11', 'portal-web', 'user_1', 'größe-1', 'z', 'Kunde/1']) {
    const [upper = '', lower = ''] = escaped(id);
    expect.soft([upper, lower].map(decodeURIComponent), id).toEqual([id, id]);
    expect.soft(upper, id).not.toBe(lower);
    expect.soft(upper.toLowerCase(), id).toBe(lower.toLowerCase());
    expect.soft(upper, id).not.toBe(encodeURIComponent(id));
  }
  expect(escaped('10001')).toEqual(['%310001', '%310001']);
  expect(escaped('5f-1'), 'a digit, and what has a letter in hex').toEqual(['%35f%2D1', '%35f%2d1']);
  expect(escaped('%')).toEqual(['%25', '%25']);
});
