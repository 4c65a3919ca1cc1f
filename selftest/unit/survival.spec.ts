import { expect, test } from '@playwright/test';
import { type Survival, survived } from '../../src/judge/survival.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import { answered, unanswered } from './exchange-setup.ts';

const after = (exchange: Exchange, asAtTheStart: boolean): Pick<Survival, 'after'> => ({
  after: { exchange, asAtTheStart },
});
const served = after(answered(404), true);
const alone = (exchange: Exchange): Survival => ({ exchange, repeated: false });
const twice = (exchange: Exchange): Survival => ({ exchange, repeated: true });
const about = (status: number, mayMail: boolean) => answered(status, { intent: { mayMail } });
const outcomeOf = (survival: Survival, elsewhere?: boolean) => survived(survival, elsewhere)?.outcome ?? 'passed';

test('any redirect and any client error refuses hostile input, and so does what is not supported', () => {
  for (const status of [301, 308, 400, 403, 404, 406, 413, 414, 422, 431, 501, 505])
    expect(outcomeOf(alone(answered(status))), `${status}`).toBe('passed');
});

test('a server error fails, and a gateway that did not reach the application judges nothing', () => {
  expect(survived(alone(answered(500)))).toMatchObject({ outcome: 'failed', got: '500' });
  expect(survived(alone(answered(502)))).toMatchObject({ outcome: 'inconclusive', cause: 'another-layer' });
  expect(survived(alone(answered(503)))).toMatchObject({ outcome: 'inconclusive', cause: 'throttled' });
});

test('a success fails unless the request may be carried out, and is seen where another resource may be named', () => {
  expect(outcomeOf(alone(about(204, false)))).toBe('failed');
  expect(outcomeOf(alone(about(204, true)))).toBe('passed');
  expect(outcomeOf(alone(about(200, true)))).toBe('failed');
  expect(outcomeOf(alone(about(200, false)), true)).toBe('observed');
});

test('what is answered so without hostile input says nothing of it', () => {
  expect(outcomeOf({ ...alone(answered(500)), controlStatus: 500 })).toBe('observed');
  expect(outcomeOf({ ...alone(answered(500)), controlStatus: 404 })).toBe('failed');
  expect(outcomeOf({ ...alone(answered(404)), controlStatus: 404 })).toBe('passed');
});

test('a 429 is an answer to hostile input where good requests are served, and else one to their number', () => {
  expect(outcomeOf({ ...alone(answered(429)), ...served })).toBe('observed');
  expect(outcomeOf(alone(answered(429)))).toBe('inconclusive');
});

test('a field that the request asked for must not be in the answer', () => {
  const injected = answered(400, { fields: [['x-nexus-probe', '1']] });
  expect(survived(alone(injected))).toMatchObject({ outcome: 'failed', wanted: 'no X-Nexus-Probe' });
});

test('who is cut off while others are served is seen, and who hangs meanwhile fails', () => {
  expect(outcomeOf({ ...alone(unanswered('dropped')), ...served })).toBe('observed');
  expect(survived({ ...twice(unanswered('timeout')), ...served })).toMatchObject({ outcome: 'failed' });
});

test('the end of the service fails, and no ban can look so', () => {
  const ended = { ...alone(unanswered('dropped')), ...after(unanswered('unreachable'), false) };
  const finding = survived(ended);
  expect(finding).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('one that was under way with it'),
  });
  // What the review excuses by a ban is a finding that got the exchange's own ending.
  expect(finding?.got).not.toContain('because of dropped');
  expect(survived({ ...ended, repeated: true })?.reason).not.toContain('under way');
});

test('where good requests are refused or get no answer after it, it fails', () => {
  const unserved = [answered(401), unanswered('dropped'), unanswered('timeout')];
  for (const exchange of unserved)
    expect(survived({ ...alone(unanswered('dropped')), ...after(exchange, false) })).toMatchObject({
      outcome: 'failed',
    });
  expect(survived({ ...alone(unanswered('timeout')), ...after(unanswered('timeout'), false) })).toMatchObject({
    outcome: 'failed',
  });
});

test('nothing is known where it could not be sent, or the good request was throttled or not known', () => {
  const unknown = [
    alone(unanswered('dropped')),
    { ...alone(unanswered('unreachable')), ...after(unanswered('unreachable'), false) },
    { ...alone(unanswered('dropped')), ...after(answered(503), false) },
  ];
  for (const survival of unknown)
    expect(survived(survival)).toMatchObject({ outcome: 'inconclusive', cause: 'network' });
});
