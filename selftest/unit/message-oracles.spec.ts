import { expect, test } from '@playwright/test';
import type { Refusal } from '../../src/judge/expectations.ts';
import {
  asHttp10,
  asOriginForm,
  badRequest,
  badRequestAndClose,
  beforeItsContent,
  closedAsAsked,
  endedUnfooled,
  inTheirOrder,
  notTooLong,
  refusedSyntax,
  tooLong,
  understoodAlike,
} from '../../src/judge/oracles/message-oracles.ts';
import type { Exchange, NoAnswerKind, ReceivedResponse } from '../../src/model/exchange.ts';
import { answered, responseOf, unanswered } from './exchange-setup.ts';
import { outcomeIn } from './judgement-setup.ts';

const got = (status: number, parts: Partial<ReceivedResponse> = {}): Exchange => ({
  ...answered(status),
  response: responseOf(status, parts),
});
const once = (exchange: Exchange): Refusal => ({ exchange, repeated: false });
const twice = (kind: NoAnswerKind): Refusal => ({ exchange: unanswered(kind), repeated: true });

test('only 400 answers a head that is malformed; who says nothing is not judged, but who hangs twice fails', () => {
  expect(outcomeIn(badRequest(once(got(400))))).toBe('passed');
  expect(outcomeIn(badRequest(once(got(401))))).toBe('failed');
  expect(outcomeIn(badRequest(twice('dropped')))).toBe('inconclusive');
  expect(outcomeIn(badRequest(once(unanswered('timeout'))))).toBe('inconclusive');
  expect(outcomeIn(badRequest(twice('timeout')))).toBe('failed');
  expect(outcomeIn(badRequest(once(got(429))))).toBe('inconclusive');
});

test('the layer that answered wrongly is named', () => {
  const byNginx = got(404, { fields: [['Server', 'nginx']] });
  expect(badRequest(once(byNginx))?.reason).toContain('404 by nginx (Server)');
  expect(asOriginForm(byNginx)?.reason).toContain('404 by nginx (Server)');
});

test('an invalid length gets 400 and the end of the connection', () => {
  expect(outcomeIn(badRequestAndClose(once(got(400, { closed: true }))))).toBe('passed');
  expect(outcomeIn(badRequestAndClose(once(got(400))))).toBe('failed');
  expect(outcomeIn(badRequestAndClose(once(got(401, { closed: true }))))).toBe('failed');
});

test('two framings end the connection, and what stands behind the message is not answered', () => {
  for (const status of [204, 400, 501]) {
    expect(outcomeIn(endedUnfooled(once(got(status, { closed: true }))))).toBe('passed');
    expect(outcomeIn(endedUnfooled(once(got(status))))).toBe('failed');
  }
  const fooled = got(401, { closed: true, trailing: 'HTTP/1.1 404 Not Found\r\n\r\n' });
  expect(outcomeIn(endedUnfooled(once(fooled)))).toBe('failed');
  expect(outcomeIn(endedUnfooled(once(unanswered('dropped'))))).toBe('observed');
  expect(outcomeIn(endedUnfooled(once(unanswered('timeout'))))).toBe('inconclusive');
});

test('a request with Connection: close ends the connection', () => {
  expect(outcomeIn(closedAsAsked(got(404, { closed: true })))).toBe('passed');
  expect(outcomeIn(closedAsAsked(got(404)))).toBe('failed');
  expect(outcomeIn(closedAsAsked(unanswered('timeout')))).toBe('inconclusive');
});

test('segments change no answer; who ends the connection defends itself', () => {
  const whole = got(404);
  expect(outcomeIn(understoodAlike(once(got(404)), whole))).toBe('passed');
  expect(outcomeIn(understoodAlike(once(got(400)), whole))).toBe('failed');
  expect(outcomeIn(understoodAlike(once(got(408)), whole))).toBe('observed');
  expect(outcomeIn(understoodAlike(twice('dropped'), whole))).toBe('observed');
  expect(outcomeIn(understoodAlike(twice('timeout'), whole))).toBe('failed');
  expect(outcomeIn(understoodAlike(once(got(404)), got(503)))).toBe('inconclusive');
});

test('the absolute form is answered 204', () => {
  expect([204, 400, 421, 503].map((status) => outcomeIn(asOriginForm(got(status))))).toEqual([
    'passed',
    'failed',
    'failed',
    'inconclusive',
  ]);
});

test('a final status is an answer to an expectation, and silence is none', () => {
  for (const status of [204, 404, 417]) expect(outcomeIn(beforeItsContent(once(got(status))))).toBe('passed');
  expect(outcomeIn(beforeItsContent(twice('timeout')))).toBe('failed');
  const headCame = { kind: 'dropped', message: 'the connection broke within the content', headCame: true } as const;
  expect(outcomeIn(beforeItsContent(once({ ...unanswered('dropped'), noAnswer: headCame })))).toBe('passed');
  expect(outcomeIn(beforeItsContent(once(unanswered('timeout'))))).toBe('inconclusive');
});

test('pipelined requests are answered in their order, or the connection ends after the first', () => {
  const alone = [got(404), got(401)] as const;
  const judged = (first: Exchange, second: Exchange) => outcomeIn(inTheirOrder([first, second], alone));
  expect(judged(got(404), got(401))).toBe('passed');
  expect(judged(got(401), got(404))).toBe('failed');
  expect(judged(got(404), got(404))).toBe('failed');
  expect(judged(got(404), unanswered('dropped'))).toBe('not-applicable');
  expect(judged(got(404), unanswered('timeout'))).toBe('failed');
  expect(judged(got(404), got(429))).toBe('inconclusive');
  expect(judged(unanswered('dropped'), unanswered('dropped'))).toBe('inconclusive');
  expect(outcomeIn(inTheirOrder([got(404), got(404)], [got(404), got(404)])), 'no order shows').toBe('observed');
});

test('HTTP/1.0 is answered as usual or refused by its version, without what it does not know', () => {
  const judged = (exchange: Exchange) => outcomeIn(asHttp10(once(exchange), got(404)));
  expect([404, 426, 505].map((status) => judged(got(status)))).toEqual(['passed', 'passed', 'passed']);
  expect(judged(got(400))).toBe('failed');
  expect(judged(got(404, { fields: [['Transfer-Encoding', 'chunked']] }))).toBe('failed');
  expect(judged(got(404, { interim: [{ status: 103, fields: [] }] }))).toBe('failed');
});

test('wrong syntax is refused; what is answered as if it was right says what that means', () => {
  const judged = (exchange: Exchange) => refusedSyntax(once(exchange), got(401), 'it took it');
  expect(outcomeIn(judged(got(400)))).toBe('passed');
  expect(judged(got(401))).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('it took it') });
  expect([404, 421].map((status) => outcomeIn(judged(got(status))))).toEqual(['observed', 'observed']);
  expect(outcomeIn(refusedSyntax(once(got(404)), got(404), 'it took it')), 'hidden by 404').toBe('failed');
  expect(outcomeIn(judged(unanswered('dropped')))).toBe('observed');
});

test('a target that is too long gets 414, and one of less than 8000 octets does not', () => {
  expect([414, 204, 404, 431, 500].map((status) => outcomeIn(tooLong(got(status))))).toEqual([
    'passed',
    'observed',
    'failed',
    'failed',
    'failed',
  ]);
  expect([404, 400, 414].map((status) => outcomeIn(notTooLong(got(status))))).toEqual(['passed', 'passed', 'failed']);
  for (const kind of ['dropped', 'timeout'] as const) {
    expect(outcomeIn(tooLong(unanswered(kind)))).toBe('failed');
    expect(outcomeIn(notTooLong(unanswered(kind)))).toBe('failed');
  }
  expect(outcomeIn(tooLong(unanswered('out-of-time')))).toBe('inconclusive');
});
