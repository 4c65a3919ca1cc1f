import { expect, test } from '@playwright/test';
import {
  type Answers,
  accepted,
  answered,
  inList,
  inShort,
  noWayAround,
  open,
  refused,
  refusedCredentials,
  refusedCredentialsOr,
} from '../../src/judge/expectations.ts';
import type { Exchange, Intent } from '../../src/model/exchange.ts';
import { type Finding, grouped } from '../../src/model/finding.ts';
import { answered as answeredWith, unanswered } from './exchange-setup.ts';
import { outcomeIn } from './judgement-setup.ts';

const retryAfter = [['Retry-After', '1']] as const;
const once = (exchange: Exchange) => ({ exchange, repeated: false });
const twice = (exchange: Exchange) => ({ exchange, repeated: true });

/** Statuses by outcome, as ranges: `400-401, 403`. */
function outcomesByStatus(judge: (exchange: Exchange) => Finding | undefined): Readonly<Record<string, string>> {
  const statuses = Array.from({ length: 500 }, (_, index) => index + 100);
  const groups = grouped(statuses, (status) => [outcomeIn(judge(answeredWith(status)))]);
  return Object.fromEntries(groups.map(([outcome, all]) => [outcome, ranges(all)]));
}

function ranges(numbers: readonly number[]): string {
  const starts = numbers.filter((n) => !numbers.includes(n - 1));
  const ends = numbers.filter((n) => !numbers.includes(n + 1));
  return starts.map((start, i) => (start === ends[i] ? `${start}` : `${start}-${ends[i]}`)).join(', ');
}

test('each status has its own outcome where credentials must be refused', () => {
  expect(outcomesByStatus((exchange) => refused(once(exchange)))).toEqual({
    passed: '400-401, 403-404',
    warned: '402, 407, 409-410, 412, 416-420, 422-425, 427-428, 430, 432-499',
    inconclusive: '405-406, 408, 411, 413-415, 421, 426, 429, 431, 502-504, 520-527, 530',
    failed: '100-399, 500-501, 505-519, 528-529, 531-599',
  });
});

test('a status that the stimulus explains is a refusal too, and the others stay what they are', () => {
  const explained = refusedCredentialsOr(413, 431);
  expect(outcomesByStatus((exchange) => refused(once(exchange), explained))).toMatchObject({
    passed: '400-401, 403-404, 413, 431',
    warned: '402, 407, 409-410, 412, 416-420, 422-425, 427-428, 430, 432-499',
  });
});

test('only 204 is an acceptance, and what a limit or a gateway says is inconclusive', () => {
  expect(outcomesByStatus(accepted)).toEqual({
    passed: '204',
    inconclusive: '429, 502-504, 520-527, 530',
    failed: '100-203, 205-428, 430-501, 505-519, 528-529, 531-599',
  });
});

test('a request for an unknown user is accepted with 400 or 404, or with the one status that shows it', () => {
  const outcomesOf = (intent: Partial<Intent>) =>
    [204, 400, 401, 404, 409].map((status) => outcomeIn(accepted(answeredWith(status, { intent }))));
  expect(outcomesOf({ user: 'unknown' })).toEqual(['failed', 'passed', 'failed', 'passed', 'failed']);
  expect(outcomesOf({ user: 'unknown', acceptedBy: 404 })).toEqual(['failed', 'failed', 'failed', 'passed', 'failed']);
});

test('a reset that is still pending when a run begins is inconclusive, and the reason says so', () => {
  const finding = accepted(answeredWith(409, { id: 'again', intent: { purpose: 'opening' } }));
  expect(finding).toMatchObject({ outcome: 'inconclusive', cause: 'throttled', exchange: 'again' });
  expect(finding?.reason).toContain('pending');
});

test('what the contract leaves open is only observed, but a crash fails', () => {
  expect(outcomesByStatus((exchange) => answered(exchange, open))).toEqual({
    observed: '204, 400-401, 403-404',
    warned: '402, 407, 409-410, 412, 416-420, 422-425, 427-428, 430, 432-499',
    inconclusive: '405-406, 408, 411, 413-415, 421, 426, 429, 431, 502-504, 520-527, 530',
    failed: '100-203, 205-399, 500-501, 505-519, 528-529, 531-599',
  });
  expect(answered(answeredWith(204), open)).toEqual({
    outcome: 'observed',
    reason: 'answered 204',
    exchange: 'auth/no-credentials#no-credentials',
  });
  expect(answered(answeredWith(500), open)).toMatchObject({ wanted: '204, 400, 401, 403 or 404', got: '500' });
});

test('a 401 where other answers are left open is one that is not left open', () => {
  const finding = answered(answeredWith(401), { observed: [204, 400], otherClientErrors: 'warned' });
  expect(finding).toMatchObject({ outcome: 'warned', reason: expect.stringContaining('outside what is left open') });
});

test('a 2xx is a way around the credentials, and on another path only a 204 is', () => {
  const way = (exchange: Exchange) => noWayAround(once(exchange));
  expect(outcomesByStatus(way)).toEqual({
    failed: '200-299',
    inconclusive: '429, 502-504, 520-527, 530',
    passed: '100-199, 300-428, 430-501, 505-519, 528-529, 531-599',
  });
  const elsewhere = { intent: { plainTarget: false } };
  expect(outcomeIn(way(answeredWith(204, elsewhere)))).toBe('failed');
  expect(outcomeIn(way(answeredWith(200, elsewhere)))).toBe('observed');
});

test('another host may have a page of its own, and a 503 from there says nothing of the target', () => {
  const later = answeredWith(503, { fields: retryAfter, sent: [['Host', 'localhost']] });
  expect(noWayAround(once(later))).toMatchObject({ outcome: 'observed', reason: expect.stringContaining('503') });
});

test('whoever cuts an attack off twice lets nobody in, and whoever hangs twice fails', () => {
  expect(outcomeIn(noWayAround(twice(unanswered('dropped'))))).toBe('observed');
  expect(outcomeIn(noWayAround(twice(unanswered('timeout'))))).toBe('failed');
});

test('the connection may end on another spelling of the target, and on the exact one it may not', () => {
  const elsewhere = { intent: { plainTarget: false } };
  expect(refused(twice(unanswered('dropped', elsewhere)))).toMatchObject({ outcome: 'observed' });
  expect(outcomeIn(refused(twice(unanswered('timeout', elsewhere))))).toBe('failed');
  expect(outcomeIn(refused(twice(unanswered('dropped'))))).toBe('failed');
});

const answers: Answers = { passed: [400, 404], warned: [403] };
const outcomeFor = (status: number, table = answers) => outcomeIn(answered(answeredWith(status), table));

test('an answer has the outcome of its list, and an unlisted one fails or is inconclusive', () => {
  const outcomes: Readonly<Record<string, readonly number[]>> = {
    passed: [400, 404],
    warned: [403],
    failed: [200, 204, 302, 409, 422, 500, 505],
    inconclusive: [401, 405, 411, 413, 415, 429, 502, 503],
  };
  for (const [outcome, statuses] of Object.entries(outcomes)) {
    for (const status of statuses) {
      expect.soft(outcomeFor(status), `${status}`).toBe(outcome);
      expect.soft(outcomeIn(refused(once(answeredWith(status)), answers)), `${status}, refused`).toBe(outcome);
    }
  }
});

test('an error that is asked for in another way keeps its status, and no other layer explains another', () => {
  const usual: Answers = { passed: [404, 406], usual: 404 };
  const outcomes = { passed: [404, 406], failed: [204, 302, 400, 403, 415, 500], inconclusive: [401, 429, 502] };
  for (const [outcome, statuses] of Object.entries(outcomes)) {
    for (const status of statuses) expect.soft(outcomeFor(status, usual), `${status}`).toBe(outcome);
  }
  expect(answered(answeredWith(415), usual)).toMatchObject({ wanted: '404 or 406', got: '415' });
});

test('where only a success is forbidden, another client error gets a warning', () => {
  const lenient: Answers = { ...answers, otherClientErrors: 'warned' };
  expect(outcomeFor(422, lenient)).toBe('warned');
  expect(outcomeFor(204, lenient)).toBe('failed');
  expect(outcomeFor(500, lenient)).toBe('failed');
  expect(outcomeFor(405, { passed: [405] })).toBe('passed');
});

test('an answer against what the operator demands fails, and names the variable', () => {
  const demanded: Answers = { ...answers, demandedBy: 'NEXUS_STRICT_CLIENT' };
  expect(answered(answeredWith(204), demanded)).toMatchObject({
    outcome: 'failed',
    demandedBy: 'NEXUS_STRICT_CLIENT',
  });
  expect(answered(answeredWith(204), answers)).not.toHaveProperty('demandedBy');
});

test('what could not be judged names its exchange and its cause', () => {
  const exchange = 'auth/no-credentials#no-credentials';
  expect(answered(answeredWith(401), answers)).toMatchObject({ cause: 'control', exchange });
  expect(answered(answeredWith(405), answers)).toMatchObject({ cause: 'another-layer', exchange });
});

const judges: Readonly<Record<string, (exchange: Exchange) => Finding | undefined>> = {
  accepted,
  answered: (exchange) => answered(exchange, open),
  refused: (exchange) => refused(once(exchange)),
  noWayAround: (exchange) => noWayAround(once(exchange)),
};

test('octets that are no HTTP are an answer, and not one that is accepted anywhere', () => {
  for (const [name, judge] of Object.entries(judges)) {
    expect.soft(judge(unanswered('not-http')), name).toMatchObject({ outcome: 'failed', got: 'because of not-http' });
  }
});

test('a request without an answer is inconclusive, and the finding names the cause', () => {
  for (const [kind, cause] of [
    ['unreachable', 'network'],
    ['dropped', 'network'],
    ['timeout', 'network'],
    ['out-of-time', 'no-time-left'],
    ['out-of-emails', 'no-emails-left'],
    ['no-token', 'control'],
    ['lost', 'not-run'],
  ] as const) {
    const exchange = unanswered(kind);
    for (const [name, judge] of Object.entries(judges)) {
      const reason = `because of ${kind}`;
      expect.soft(judge(exchange), `${name}, ${kind}`).toEqual({
        outcome: 'inconclusive',
        cause,
        reason,
        exchange: exchange.id,
      });
    }
  }
});

test('a Bearer that is not valid yet by the clock of the target shows nothing, and both clocks are named', () => {
  const early = answeredWith(401, {
    intent: { bearerValidFrom: '2026-11-23T12:00:06.000Z' },
    fields: [['Date', 'Mon, 23 Nov 2026 11:50:00 GMT']],
  });
  for (const [name, judge] of Object.entries(judges)) {
    expect.soft(judge(early), name).toMatchObject({
      outcome: 'inconclusive',
      cause: 'control',
      reason: expect.stringMatching(/11:50:00.000Z.* valid from .*12:00:06.000Z/),
    });
  }
});

test('a target that asks to come back later is inconclusive', () => {
  const later = answeredWith(503, { fields: retryAfter });
  for (const [name, judge] of Object.entries(judges)) {
    expect.soft(judge(later), name).toMatchObject({ outcome: 'inconclusive', cause: 'throttled' });
  }
});

test('a refusal that gets no answer twice fails, and one that had no time left is inconclusive', () => {
  expect(refused(twice(unanswered('dropped')))).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('twice'),
    wanted: '400, 401, 403 or 404',
  });
  expect(refused(twice(unanswered('timeout')), answers)).toMatchObject({
    outcome: 'failed',
    wanted: '400, 404 or 403',
  });
  expect(outcomeIn(refused(once(unanswered('timeout')), answers)), 'once').toBe('inconclusive');
  expect(outcomeIn(refused(twice(unanswered('out-of-time'))))).toBe('inconclusive');
});

test('the reason tells a delay from a dropped connection', () => {
  const reasonOf = (kind: 'timeout' | 'dropped') => refused(twice(unanswered(kind)))?.reason;
  expect(reasonOf('timeout')).toContain('twice (one that is delayed beyond NEXUS_TIMEOUT_SECONDS looks so), while');
  expect(reasonOf('dropped')).toContain('twice, while');
});

test('a refusal with the status that a good request gets is inconclusive', () => {
  const asGood = (status: number, controlStatus: number) => ({ ...once(answeredWith(status)), controlStatus });
  for (const table of [refusedCredentials, answers]) {
    expect(refused(asGood(404, 404), table)).toMatchObject({ outcome: 'inconclusive', cause: 'control' });
    expect(outcomeIn(refused(asGood(404, 204), table))).toBe('passed');
    expect(outcomeIn(refused(asGood(204, 204), table)), 'both were let in').toBe('failed');
  }
  expect(outcomeIn(refused(asGood(403, 403), answers)), 'a warning that shows nothing').toBe('inconclusive');
});

test('a finding says what was wanted and what came', () => {
  expect(accepted(answeredWith(401, { id: 'opening#basic', intent: { alternative: 'basic' } }))).toEqual({
    outcome: 'failed',
    reason: 'answered 401, although it carries the configured credentials of Basic',
    exchange: 'opening#basic',
    wanted: '204',
    got: '401',
  });
  expect(answered(answeredWith(204), answers)).toMatchObject({
    wanted: '400 or 404',
    got: '204',
    exchange: 'auth/no-credentials#no-credentials',
  });
  expect(answered(answeredWith(403), answers)).toMatchObject({
    reason: 'answered 403 where 400 or 404 is recommended',
    wanted: '400 or 404',
    got: '403',
  });
  expect([inList([]), inList([204]), inList([400, 401, 404])]).toEqual(['', '204', '400, 401 or 404']);
  expect(inShort(unanswered('dropped'))).toBe('no answer (because of dropped)');
});
