import { expect, test } from '@playwright/test';
import type { Wait } from '../../src/client/clock.ts';
import { together } from '../../src/client/credentials.ts';
import { configuredBearer } from '../../src/client/oauth/bearer-token.ts';
import { octetsOf } from '../../src/client/request.ts';
import { silence } from './answer-setup.ts';
import { jwt } from './configuration-setup.ts';
import { applicationToken, bearer } from './credentials-setup.ts';
import { fakeConnection, good, mailing, response, senderOver, throttled } from './sender-setup.ts';

test('a POST is not sent again when the target may have acted on it', async () => {
  for (const answer of [silence('dropped'), silence('timeout'), silence('not-http'), response(500), response(504)]) {
    const { sender, transport } = senderOver([answer, response(204)]);
    await sender.send(mailing);
    expect(transport.timeouts, JSON.stringify(answer)).toHaveLength(1);
  }
});

test('a throttled request is repeated, and given up after four tries', async () => {
  const { sender, transport, log } = senderOver([throttled, response(204)]);
  expect((await sender.send(good)).response?.status).toBe(204);
  expect(log.exchanges().map((exchange) => exchange.response?.status)).toEqual([429, 204]);
  expect(transport.timeouts).toHaveLength(2);
  const stubborn = senderOver([throttled]);
  expect((await stubborn.sender.send(good)).response?.status).toBe(429);
  expect(stubborn.transport.timeouts).toHaveLength(4);
});

test('a throttled request is repeated only after the time that the target asked for', async () => {
  const { sender, log } = senderOver([throttled, response(204)]);
  await sender.send(good);
  const [first, second] = log.exchanges().map(({ sentAt }) => Date.parse(sentAt));
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1000);
});

test.describe('a Bearer that is valid six seconds from now by the clock of the target', () => {
  const early = { ...configuredBearer(jwt({ nbf: 6 }), 'jwt') };
  const credentials = { ...together(bearer(), applicationToken()), bearer: early };
  const at = (seconds: number) => [['Date', new Date(seconds * 1000).toUTCString()]] as const;

  test('is waited for where a good request was refused, and the refusal uses up no e-mail and slows nothing down', async () => {
    const { sender, clock, transport } = senderOver([response(401, at(0)), response(204)], { emailBudget: () => 1 });
    const exchange = await sender.send({ ...mailing, credentials });
    expect(exchange).toMatchObject({ id: 'auth/basic#good~2', response: { status: 204 } });
    expect(clock.now()).toBeGreaterThanOrEqual(6000);
    expect(transport.timeouts).toHaveLength(2);
  });

  test('is not waited for where the request has no good credentials, or was accepted', async () => {
    const wrong = { ...together(bearer('wrong', false), applicationToken()), bearer: early };
    const refused = senderOver([response(401, at(0))]);
    const { intent } = await refused.sender.send({ ...good, credentials: wrong });
    expect(intent).not.toHaveProperty('bearerValidFrom');
    const accepted = senderOver([response(204, at(0))]);
    await accepted.sender.send({ ...mailing, credentials });
    for (const { transport } of [refused, accepted]) expect(transport.timeouts).toHaveLength(1);
  });

  test('is waited for before anything is sent once the clock is known to be behind, by another sender too', async () => {
    const first = senderOver([response(401, at(0)), response(204)]);
    await first.sender.send({ ...mailing, credentials });
    const renewed = { ...credentials, bearer: { ...early, validFrom: 20_000 } };
    const next = senderOver([response(401)], { log: first.log, purpose: 'auth/bad-basic' });
    await next.sender.send({ ...good, credentials: renewed });
    expect(next.clock.slept).toContain(20_001);
  });
});

test('that a throttled request is waited with is announced, and stands on record', async () => {
  const announced: Wait[] = [];
  const { sender, log } = senderOver([throttled, response(204)], { announceWait: (wait) => announced.push(wait) });
  await sender.send(good);
  expect(announced).toEqual([{ why: 'too many requests for the target', milliseconds: 1000 }]);
  expect(log.exchanges().map(({ waited }) => waited)).toEqual([undefined, 1000]);

  const unreachable = senderOver([silence('unreachable')], { announceWait: (wait) => announced.push(wait) });
  await unreachable.sender.send(good);
  expect(announced, 'no wish of the target').toHaveLength(1);
});

test('an unreachable target is tried three times', async () => {
  const { sender, transport, clock } = senderOver([silence('unreachable')]);
  expect((await sender.send(mailing)).noAnswer?.kind).toBe('unreachable');
  expect(transport.timeouts).toHaveLength(3);
  expect(clock.slept).toEqual(expect.arrayContaining([200, 400]));
});

test('an answer that is long in coming is waited for only until the deadline', async () => {
  const { sender, transport } = senderOver([response(204)], { sendUntil: 3000, takesMs: 60_000 });
  expect((await sender.send(good)).noAnswer).toEqual({
    kind: 'out-of-time',
    message: 'no time was left before the deadline',
  });
  expect(transport.timeouts).toEqual([3000]);
});

test('nothing is sent after the deadline, or repeated beyond it', async () => {
  const late = senderOver([response(204)], { sendUntil: 0 });
  expect((await late.sender.send(good)).noAnswer?.kind).toBe('out-of-time');
  expect(late.transport.timeouts).toEqual([]);
  const soon = senderOver([throttled, response(204)], { sendUntil: 500 });
  expect((await soon.sender.send(good)).response?.status).toBe(429);
  expect(soon.transport.timeouts).toHaveLength(1);
});

test('no more requests that may mail are sent than were announced', async () => {
  const { sender, transport } = senderOver([response(204)]);
  const exchanges = await Promise.all(Array.from({ length: 6 }, () => sender.send(mailing)));
  expect(transport.timeouts).toHaveLength(3);
  expect(exchanges.filter(({ noAnswer }) => noAnswer?.kind === 'out-of-emails')).toHaveLength(3);
  expect((await sender.send(good)).response?.status, 'what cannot mail goes on').toBe(204);
});

test('the e-mails of one requirement count for the next one too', async () => {
  const { sender, log } = senderOver([response(204)]);
  await sender.send(mailing);
  await sender.send({ ...mailing, case: 'another' });
  const next = senderOver([response(204)], { log, purpose: 'auth/bad-basic' });
  const exchanges = [await next.sender.send(mailing), await next.sender.send(mailing)];
  expect(exchanges.map(({ noAnswer }) => noAnswer?.kind)).toEqual([undefined, 'out-of-emails']);
});

test('what the target did not act on uses up no e-mail', async () => {
  for (const answer of [throttled, silence('unreachable')]) {
    const { sender, log } = senderOver([answer, answer, response(204)], { emailBudget: () => 1 });
    expect((await sender.send(mailing)).response?.status).toBe(204);
    const next = senderOver([response(204)], { log, emailBudget: () => 2 });
    expect((await next.sender.send(mailing)).response?.status).toBe(204);
  }
  const { sender } = senderOver([response(401), response(204)], { emailBudget: () => 1 });
  const statuses = [await sender.send(mailing), await sender.send(mailing)].map((sent) => sent.response?.status);
  expect(statuses).toEqual([401, 204]);
});

test('what may have mailed uses up an e-mail, even if no answer came', async () => {
  const { sender } = senderOver([silence('dropped'), response(204)], { emailBudget: () => 1 });
  await sender.send(mailing);
  expect((await sender.send(mailing)).noAnswer?.kind).toBe('out-of-emails');
});

test('what a killed process may have mailed uses up an e-mail, and its name', async () => {
  const { sender, log } = senderOver([response(204)]);
  const { response: _, ...sent } = await sender.send(mailing);
  log.addExchange({ ...sent, id: 'auth/basic#good~2', noAnswer: { kind: 'lost', message: 'lost' } });
  const next = senderOver([response(204)], { log, emailBudget: () => 3 });
  const exchanges = [await next.sender.send(mailing), await next.sender.send(mailing)];
  expect(exchanges.map(({ id }) => id)).toEqual(['auth/basic#good~3', 'auth/basic#good~4']);
  expect(exchanges.map(({ noAnswer }) => noAnswer?.kind)).toEqual([undefined, 'out-of-emails']);
});

test('a request that needs a connection of its own asks for it to be closed', async () => {
  const { sender, transport } = senderOver([response(204)]);
  await sender.send(good);
  expect(Buffer.concat(transport.requests.flatMap(octetsOf)).toString()).toContain('\r\nConnection: close\r\n');
});

test('what must travel on one connection travels on that one, and keeps it open', async () => {
  const { sender, transport, clock } = senderOver([response(204)]);
  const connection = fakeConnection([response(401)], clock);
  expect((await sender.send(good, connection)).response?.status).toBe(401);
  expect([transport.timeouts.length, connection.timeouts.length]).toEqual([0, 1]);
  const octets = Buffer.concat(connection.requests.flatMap(octetsOf)).toString();
  expect(octets).toContain('\r\nConnection: keep-alive\r\n');
});
