import { expect, test } from '@playwright/test';
import {
  answerOf,
  expectAccepted,
  expectNoWayAround,
  expectRejection,
  inList,
  inShort,
  isThrottling,
  observe,
} from '../../src/judge/expectations.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import { answered, unanswered } from './exchange-setup.ts';
import { findingsOf, outcomeOf } from './judgement-setup.ts';

const retryAfter = [['Retry-After', '1']] as const;
const once = (exchange: Exchange) => ({ exchange, repeated: false });

/** Statuses by outcome, as ranges: `400-401, 403`. */
async function outcomesByStatus(judge: (exchange: Exchange) => void): Promise<Readonly<Record<string, string>>> {
  const statuses = new Map<string, number[]>();
  for (let status = 100; status <= 599; status += 1) {
    const outcome = await outcomeOf(() => judge(answered(status)));
    statuses.set(outcome, [...(statuses.get(outcome) ?? []), status]);
  }
  return Object.fromEntries([...statuses].map(([outcome, all]) => [outcome, ranges(all)]));
}

function ranges(numbers: readonly number[]): string {
  const starts = numbers.filter((n) => !numbers.includes(n - 1));
  const ends = numbers.filter((n) => !numbers.includes(n + 1));
  return starts.map((start, i) => (start === ends[i] ? `${start}` : `${start}-${ends[i]}`)).join(', ');
}

test('each status has its own outcome where a rejection is expected', async () => {
  expect(await outcomesByStatus((exchange) => expectRejection(once(exchange)))).toEqual({
    passed: '400-401, 403-404',
    warned: '402, 407, 409-410, 412, 416-420, 422-425, 427-428, 430, 432-499',
    inconclusive: '405-406, 408, 411, 413-415, 421, 426, 429, 431, 503',
    failed: '100-399, 500-502, 504-599',
  });
});

test('only 204 is an acceptance, and 409 and 429 are inconclusive', async () => {
  expect(await outcomesByStatus(expectAccepted)).toEqual({
    passed: '204',
    inconclusive: '409, 429',
    failed: '100-203, 205-408, 410-428, 430-599',
  });
});

test('a reset that is still pending is inconclusive, and the reason says so', async () => {
  const [finding] = await findingsOf(() => expectAccepted(answered(409, { id: 'again' })));
  expect(finding).toMatchObject({ outcome: 'inconclusive', cause: 'throttled', exchange: 'again' });
  expect(finding?.reason).toContain('pending');
});

test('the reason tells a delay from a dropped connection', async () => {
  const reasonOf = async (kind: 'timeout' | 'dropped') => {
    const [finding] = await findingsOf(() => expectRejection({ exchange: unanswered(kind), repeated: true }));
    return finding?.reason;
  };
  expect(await reasonOf('timeout')).toContain(
    'twice (one that is delayed beyond NEXUS_TIMEOUT_SECONDS looks so), while',
  );
  expect(await reasonOf('dropped')).toContain('twice, while');
});

test('what the contract leaves open is only observed, but a crash fails', async () => {
  expect(await outcomesByStatus((exchange) => observe(exchange))).toMatchObject({
    observed: '204, 400-401, 403-404',
    inconclusive: '405-406, 408, 411, 413-415, 421, 426, 429, 431, 503',
    failed: '100-203, 205-399, 500-502, 504-599',
  });
});

test('a 2xx is a way around the credentials, and on another path only a 204 is', async () => {
  const way = (exchange: Exchange) => expectNoWayAround(once(exchange));
  expect(await outcomesByStatus(way)).toEqual({
    failed: '200-299',
    inconclusive: '429',
    passed: '100-199, 300-428, 430-599',
  });
  const elsewhere = { intent: { plainTarget: false } };
  expect(await outcomeOf(() => way(answered(204, elsewhere)))).toBe('failed');
  expect(await outcomeOf(() => way(answered(200, elsewhere)))).toBe('observed');
});

test('a request without an answer is inconclusive, and the finding names the cause', async () => {
  for (const [kind, cause] of [
    ['unreachable', 'network'],
    ['dropped', 'network'],
    ['timeout', 'network'],
    ['not-http', 'network'],
    ['out-of-time', 'no-time-left'],
    ['out-of-emails', 'no-emails-left'],
  ] as const) {
    const exchange = unanswered(kind);
    for (const judge of [expectAccepted, observe, (e: Exchange) => expectRejection(once(e))]) {
      const findings = await findingsOf(() => judge(exchange));
      expect(findings, kind).toEqual([
        { outcome: 'inconclusive', cause, reason: `because of ${kind}`, exchange: exchange.id },
      ]);
    }
  }
});

test('a probe that is dropped twice fails, and one that had no time left is inconclusive', async () => {
  const twice = (kind: 'dropped' | 'out-of-time') => () =>
    expectRejection({ exchange: unanswered(kind), repeated: true });
  expect(await findingsOf(twice('dropped'))).toMatchObject([
    { outcome: 'failed', reason: expect.stringContaining('twice'), wanted: '400, 401, 403 or 404' },
  ]);
  expect(await outcomeOf(twice('out-of-time'))).toBe('inconclusive');
});

test('a refusal with the status that a good request gets is inconclusive', async () => {
  const refusal = { exchange: answered(404), repeated: false };
  expect(await findingsOf(() => expectRejection({ ...refusal, controlStatus: 404 }))).toMatchObject([
    { outcome: 'inconclusive', cause: 'control' },
  ]);
  expect(await outcomeOf(() => expectRejection({ ...refusal, controlStatus: 400 }))).toBe('passed');
  const letIn = { exchange: answered(204), repeated: false, controlStatus: 204 };
  expect(await outcomeOf(() => expectRejection(letIn))).toBe('failed');
});

test('a control for an unknown user is accepted with 400 or 404', async () => {
  const unknown = { intent: { user: 'unknown' } } as const;
  const outcomes = [204, 400, 401, 404].map((status) => outcomeOf(() => expectAccepted(answered(status, unknown))));
  expect(await Promise.all(outcomes)).toEqual(['failed', 'passed', 'failed', 'passed']);
});

test('a status that the stimulus explains is accepted as a refusal', async () => {
  expect(await outcomeOf(() => expectRejection(once(answered(431)), [413, 431]))).toBe('passed');
});

test('a target that asks to come back later is inconclusive', async () => {
  expect(isThrottling(answered(429).response)).toBe(true);
  expect(isThrottling(answered(503).response)).toBe(false);
  const later = answered(503, { fields: retryAfter });
  expect(await findingsOf(() => answerOf(later))).toMatchObject([{ outcome: 'inconclusive', cause: 'throttled' }]);
  expect(await findingsOf(() => expectAccepted(later))).toMatchObject([{ cause: 'throttled' }]);
});

test('a finding says what was wanted and what came', async () => {
  expect(await findingsOf(() => expectAccepted(answered(401, { id: 'opening#1' })))).toEqual([
    {
      outcome: 'failed',
      reason: 'answered 401, although its credentials are valid',
      exchange: 'opening#1',
      wanted: '204',
      got: '401',
    },
  ]);
  expect([inList([]), inList([204]), inList([400, 401, 404])]).toEqual(['', '204', '400, 401 or 404']);
  expect(inShort(unanswered('dropped'))).toBe('no answer (because of dropped)');
});
