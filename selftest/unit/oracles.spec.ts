import { expect, test } from '@playwright/test';
import { gatewayShownBy } from '../../src/judge/gateway.ts';
import { lookBack, withStatus } from '../../src/judge/oracle.ts';
import {
  advertisesUtf8,
  basicRealm,
  carriesBasicChallenge,
  challengeApplicable,
  challengePresent,
  unauthorized,
} from '../../src/judge/oracles/challenge-oracles.ts';
import {
  documentedStatus,
  noOtherSuccess,
  noServerError,
  preferredRejection,
  refusedRow,
  toTheOperation,
} from '../../src/judge/oracles/status-oracles.ts';
import { noResponses, responseSyntax } from '../../src/judge/oracles/syntax-oracles.ts';
import type { RowState } from '../../src/model/contract.ts';
import type { Field, GrammarBreach } from '../../src/model/exchange.ts';
import type { Finding } from '../../src/model/finding.ts';
import { answered, responseOf, unanswered } from './exchange-setup.ts';
import { outcomeIn } from './judgement-setup.ts';

const challenged = (value: string, authorization?: string) =>
  answered(401, {
    fields: [['WWW-Authenticate', value]],
    ...(authorization !== undefined && { sent: [['Authorization', authorization]] }),
  });
const outcomesOf = <T>(judge: (value: T) => Finding | undefined, values: readonly T[]) =>
  values.map((value) => outcomeIn(judge(value)));

test('a 401 without a challenge fails, and a sloppy challenge gets a warning', () => {
  const exchanges = [challenged('Basic realm="x"'), answered(401), challenged(''), challenged('Basic realm=x,')];
  expect(outcomesOf(challengePresent, exchanges)).toEqual(['passed', 'failed', 'failed', 'warned']);
  expect([401, 403, 400].map((status) => unauthorized(answered(status)))).toEqual([true, false, false]);
  const masked = challenged('Basic realm=‹part of NEXUS_BASIC_PASSWORD›, charset="UTF-8"');
  expect(challengePresent(masked), 'a masked word').toBeUndefined();
});

test('a Basic challenge without a realm, or with another charset than UTF-8, fails', () => {
  const exchanges = ['Basic realm=""', 'basic Realm="x", charset=utf-8', 'Basic charset="UTF-8"'].map((v) =>
    challenged(v),
  );
  expect(outcomesOf(basicRealm, exchanges)).toEqual(['passed', 'passed', 'failed']);
  expect(basicRealm(challenged('Basic realm="x", charset="ISO-8859-1"'))?.outcome).toBe('failed');
  expect(basicRealm(challenged('Bearer realm="x", Basic charset="UTF-8"'))?.outcome).toBe('failed');
  expect(carriesBasicChallenge(challenged('Bearer realm="x"'))).toBe(false);
  expect(carriesBasicChallenge(challenged('Bearer realm="x", Basic realm="y"'))).toBe(true);
  expect(
    carriesBasicChallenge(answered(403, { fields: [['WWW-Authenticate', 'Basic realm="y"']] })),
    'of any answer',
  ).toBe(true);
});

test('only a Basic challenge with the charset UTF-8 announces UTF-8', () => {
  expect(advertisesUtf8(challenged('Basic realm="x", charset="Utf-8"'))).toBe(true);
  expect(advertisesUtf8(challenged('Bearer charset="UTF-8"'))).toBe(false);
  expect(advertisesUtf8(challenged('Basic realm="x"'))).toBe(false);
});

test('a challenge that no client of the contract can meet gets a warning', () => {
  expect(challengeApplicable(challenged('Negotiate'))?.outcome).toBe('warned');
  expect(challengeApplicable(challenged('Bearer'))?.outcome).toBe('warned');
  expect(challengeApplicable(challenged('Bearer realm="x"'))).toBeUndefined();
  expect(challengeApplicable(challenged('Negotiate, Basic realm="x"'))).toBeUndefined();
});

test('an error code gets a warning where no token was sent, and none where one was sent', () => {
  const value = 'Bearer realm="x", error="invalid_token"';
  expect(challengeApplicable(challenged(value))?.outcome).toBe('warned');
  expect(challengeApplicable(challenged(value, 'Bearer abc'))).toBeUndefined();
});

const row = (states: Partial<RowState>) => ({
  intent: { states: { Bearer: 'absent', ApplicationToken: 'absent', Basic: 'absent', ...states } as const },
});

test('a refusal gets a warning, unless it has the recommended status', () => {
  const warned = (states: Partial<RowState>) =>
    [400, 401, 403, 404].filter((status) => preferredRejection(answered(status, row(states))) !== undefined);
  expect(warned({})).toEqual([400, 403, 404]);
  expect(warned({ Basic: 'wrong-password' })).toEqual([400, 403, 404]);
  expect(warned({ Bearer: 'valid' })).toEqual([400, 404]);
  expect(warned({ Bearer: 'malformed' })).toEqual([403, 404]);
  expect(warned({ Basic: 'no-colon' })).toEqual([403, 404]);
});

test('a 400 to two Authorization lines gets no warning, and a 403 gets one', () => {
  const sent = [
    ['Authorization', 'Bearer x'],
    ['Authorization', 'Basic y'],
  ] as const;
  const states = row({ Bearer: 'invalid', Basic: 'wrong-user' });
  expect(preferredRejection(answered(400, { ...states, sent }))).toBeUndefined();
  expect(preferredRejection(answered(403, { ...states, sent }))?.outcome).toBe('warned');
});

test('the status of a refusal is looked at only where credentials were refused', () => {
  expect(refusedRow(answered(401, row({})))).toBe(true);
  expect([422, 498].map((status) => refusedRow(answered(status, row({}))))).toEqual([true, true]);
  expect([204, 405, 500].map((status) => refusedRow(answered(status, row({}))))).toEqual([false, false, false]);
  expect(refusedRow(answered(401))).toBe(false);
  expect(refusedRow(answered(401, row({ Basic: 'valid' })))).toBe(false);
  expect(refusedRow(answered(403, row({ Bearer: 'wrong-scope', ApplicationToken: 'valid' })))).toBe(true);
  const aboutTheUser = { intent: { ...row({}).intent, user: 'unknown' } } as const;
  expect([400, 401, 403, 404].map((status) => refusedRow(answered(status, aboutTheUser)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('every success but 204 fails', () => {
  const statuses = [199, 200, 202, 204, 205, 299, 300, 404];
  expect(
    outcomesOf(
      noOtherSuccess,
      statuses.map((status) => answered(status)),
    ),
  ).toEqual(statuses.map((status) => (status >= 200 && status < 300 && status !== 204 ? 'failed' : 'passed')));
  expect(toTheOperation(answered(200))).toBe(true);
  expect(toTheOperation(answered(200, { intent: { plainTarget: false } }))).toBe(false);
  const { request, ...others } = answered(200);
  expect(toTheOperation({ ...others, request: { ...request, method: 'OPTIONS' } })).toBe(false);
});

test('a status gets a warning, unless it is documented, HTTP provides it, or a gateway says it of itself', () => {
  const warned = Array.from({ length: 500 }, (_, i) => i + 100).filter((status) => documentedStatus(answered(status)));
  const ofGateways = [502, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530];
  const documented = [
    204, 400, 401, 403, 404, 405, 406, 408, 411, 413, 414, 415, 417, 421, 426, 429, 431, 501, 503, 505,
  ];
  const right = [...documented, ...ofGateways];
  expect(warned).toHaveLength(500 - right.length);
  expect(right.filter((status) => warned.includes(status))).toEqual([]);
});

test('a 500 fails, and what a gateway answers of itself is inconclusive and named as its own', () => {
  for (const status of [204, 501, 503, 505, 519, 528, 529, 599])
    expect(noServerError(answered(status)), `${status}`).toBeUndefined();
  expect(noServerError(answered(500))).toMatchObject({ outcome: 'failed' });
  for (const status of [502, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530])
    expect(noServerError(answered(status)), `${status}`).toEqual({
      outcome: 'inconclusive',
      cause: 'another-layer',
      reason: `answered ${status}: a gateway did not reach the application`,
    });
  expect(noServerError(answered(522, { fields: [['Server', 'cloudflare']] }))?.reason).toBe(
    'answered 522: a gateway did not reach the application; it shows itself as cloudflare (Server)',
  );
});

test('which layer answered is told by its fields and by the title of its page', () => {
  const shown = (fields: readonly Field[], content = '') => gatewayShownBy(responseOf(502, { fields, content }));
  expect(shown([['Content-Length', '0']])).toBeUndefined();
  const marks: Field[] = [
    ['server', 'nginx/1.25'],
    ['via', '1.1 varnish'],
    ['x-cache', 'Error from cloudfront'],
    ['Cf-Ray', '8f1c-FRA'],
    ['x-amz-cf-id', 'k3Jd=='],
  ];
  expect(shown(marks)).toBe(
    'nginx/1.25 (Server), 1.1 varnish (Via), Error from cloudfront (X-Cache), Cloudflare (CF-RAY), Amazon CloudFront (X-Amz-Cf-Id)',
  );
  const page = '<html><head><TITLE lang="en">502\n  Bad Gateway</TITLE></head></html>';
  expect(shown([['Content-Type', 'text/html; charset=utf-8']], page)).toBe('page "502 Bad Gateway"');
  expect(shown([['Content-Type', 'application/problem+xml']], page), 'the title of a problem').toBeUndefined();
  expect(shown([['Server', 'x'.repeat(99)]]), 'a long one is cut').toBe(`${'x'.repeat(60)}… (Server)`);
});

test('a breach of the grammar fails, an LF alone gets a warning, and framing is no question of grammar', () => {
  const outcomeFor = (...kinds: readonly GrammarBreach['kind'][]) => {
    const { response, ...sent } = answered(204);
    const breaches = kinds.map((kind) => ({ kind, message: `about ${kind}` }));
    return responseSyntax({ ...sent, response: { ...response, breaches } });
  };
  expect(outcomeFor('line-end', 'syntax')).toMatchObject({
    outcome: 'failed',
    reason: expect.stringMatching(/about syntax$/),
  });
  expect(outcomeFor('framing', 'line-end')).toMatchObject({ outcome: 'warned' });
  expect(outcomeFor('framing')).toBeUndefined();
  expect(responseSyntax(answered(204))).toBeUndefined();
});

test('octets that are no HTTP fail, and no octets at all do not', () => {
  const junk = unanswered('not-http', { id: 'a#1' });
  expect(noResponses([answered(204), junk])).toMatchObject({ outcome: 'failed', exchange: 'a#1' });
  expect(noResponses([junk, junk])?.reason).toContain('2 exchanges');
  expect(noResponses([answered(204), unanswered('dropped'), unanswered('timeout')])).toBeUndefined();
});

test('an oracle that no exchange concerns has judged nothing, and says so in its own words', () => {
  const look = { concerned: withStatus(500), oracle: noServerError, none: 'no 500 was seen' };
  const nothing = { judged: 0, findings: [{ outcome: 'not-applicable', reason: 'no 500 was seen' }] };
  expect(lookBack([], look)).toEqual(nothing);
  expect(lookBack([answered(502), unanswered('dropped')], look)).toEqual(nothing);
});

test('an oracle is held against every answered exchange that it concerns, and finds nothing where all are right', () => {
  const look = { concerned: withStatus(204, 404), oracle: noServerError, none: '' };
  const record = [answered(204), answered(404), answered(500), unanswered('timeout')];
  expect(lookBack(record, look)).toEqual({ judged: 2, findings: [] });
});

test('exchanges with the same fault make one finding, and another fault makes its own', () => {
  const record = [answered(500, { id: 'a#1' }), answered(502, { id: 'b#1' }), answered(500, { id: 'c#1' })];
  const { judged, findings } = lookBack(record, { concerned: () => true, oracle: noServerError, none: '' });
  expect(judged).toBe(3);
  expect(findings).toMatchObject([
    {
      outcome: 'failed',
      exchange: 'a#1',
      reason: 'answered 500 Internal Server Error (in 2 exchanges, first a#1)',
    },
    { outcome: 'inconclusive', exchange: 'b#1', reason: expect.not.stringContaining('exchanges') },
  ]);
});
