import { expect, test } from '@playwright/test';
import { type Answers, expectAnswer, expectRefusal } from '../../src/judge/answers.ts';
import { answered, unanswered } from './exchange-setup.ts';
import { findingsOf, outcomeOf } from './judgement-setup.ts';

const answers: Answers = { passed: [400, 404], warned: [403] };
const outcomeFor = (status: number, table = answers) => outcomeOf(() => expectAnswer(answered(status), table));

test('an answer has the outcome of its list, and an unlisted one fails or is inconclusive', async () => {
  const outcomes: Readonly<Record<string, readonly number[]>> = {
    passed: [400, 404],
    warned: [403],
    failed: [200, 204, 302, 409, 422, 500, 502],
    inconclusive: [401, 405, 411, 413, 415, 429, 503],
  };
  for (const [outcome, statuses] of Object.entries(outcomes)) {
    for (const status of statuses) expect.soft(await outcomeFor(status), `${status}`).toBe(outcome);
  }
});

test('where only a success is forbidden, another client error gets a warning', async () => {
  const lenient: Answers = { ...answers, otherClientErrors: 'warned' };
  expect(await outcomeFor(422, lenient)).toBe('warned');
  expect(await outcomeFor(204, lenient)).toBe('failed');
  expect(await outcomeFor(500, lenient)).toBe('failed');
  expect(await outcomeFor(405, { passed: [405] })).toBe('passed');
});

test('a failure says what was wanted and what came', async () => {
  const [finding] = await findingsOf(() => expectAnswer(answered(204), answers));
  expect(finding).toMatchObject({ wanted: '400 or 404', got: '204', exchange: 'auth/no-credentials#1' });
});

test('what could not be judged names its cause', async () => {
  const causeOf = async (status: number) => (await findingsOf(() => expectAnswer(answered(status), answers)))[0];
  expect(await causeOf(401)).toMatchObject({ cause: 'control', exchange: 'auth/no-credentials#1' });
  expect(await causeOf(405)).toMatchObject({ cause: 'another-layer', exchange: 'auth/no-credentials#1' });
});

test('an answer against what the operator demands fails, and names the variable', async () => {
  const [finding] = await findingsOf(() =>
    expectAnswer(answered(204), { ...answers, declared: 'NEXUS_STRICT_CLIENT' }),
  );
  expect(finding).toMatchObject({ outcome: 'failed', declared: 'NEXUS_STRICT_CLIENT' });
});

test('an answer that a good request gets as well is inconclusive as a refusal', async () => {
  const refusal = { exchange: answered(404), repeated: false };
  expect(await outcomeOf(() => expectRefusal({ ...refusal, controlStatus: 404 }, answers))).toBe('inconclusive');
  expect(await outcomeOf(() => expectRefusal({ ...refusal, controlStatus: 204 }, answers))).toBe('passed');
});

test('a request that hangs twice fails, and one that hangs once is inconclusive', async () => {
  const exchange = unanswered('timeout');
  expect(await outcomeOf(() => expectRefusal({ exchange, repeated: true }, answers))).toBe('failed');
  expect(await outcomeOf(() => expectRefusal({ exchange, repeated: false }, answers))).toBe('inconclusive');
});
