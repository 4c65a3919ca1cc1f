import { expect, test } from '@playwright/test';
import type { Exchange, ReceivedResponse } from '../../src/model/exchange.ts';
import { createRun, type Run } from '../../src/run/run.ts';
import { showing, unreadIn } from '../../src/run/unread.ts';
import { partsOf } from '../proof/judge.ts';
import { good, now } from './configuration-setup.ts';
import { answered, responseOf } from './exchange-setup.ts';
import { fakeClock } from './fake-clock.ts';

const noon = Date.parse('2026-11-23T12:00:00.000Z');

/** A request for the user, so many seconds after noon. */
function accepted(second: number, response: Partial<ReceivedResponse> = {}): Exchange {
  const exchange = answered(204, { id: `operation/answers-204#at-${second}`, intent: { user: 'user' } });
  const sentAt = new Date(noon + second * 1000).toISOString();
  return { ...exchange, sentAt, response: responseOf(204, { reason: 'No Content', ...response }) };
}

const letter = (second: number, whose: 'user' | 'stranger' = 'user') => ({
  kind: 'letter' as const,
  id: `${whose} ${second}`,
  sameAs: `${whose} ${second}`,
  folder: 'INBOX',
  junk: false,
  seenAt: noon + second * 1000,
  names: [{ whose, by: 'envelope' as const, address: 'user@nexus.example' }],
  subject: 'Reset',
  links: [],
  isEarlier: false,
});

const [first, second, third] = [accepted(0), accepted(10), accepted(11)];
const all = [first, second, third];

test('an answer is unread until as many e-mails are read as are due', () => {
  expect(unreadIn(all, [])).toEqual(all);
  expect(unreadIn(all, [letter(1)])).toEqual([second, third]);
  expect(unreadIn(all, [letter(1), letter(12)]), 'nobody knows whose it is').toEqual([second, third]);
  expect(unreadIn(all, [letter(1), letter(12), letter(13)])).toEqual([]);
});

test('neither a second e-mail for one request nor a stranger’s stands for what a later request is to bring', () => {
  expect(unreadIn(all, [letter(1), letter(2), letter(3), letter(4, 'stranger')])).toEqual([second, third]);
});

test('a refusal is not unread', () => {
  expect(unreadIn([{ ...first, response: responseOf(401) }], [])).toEqual([]);
});

function runWith(exchange: Exchange, mailbox: string): Run {
  const environment = { ...good, NEXUS_PROFILE: 'gate', NEXUS_MAILBOX_URL: mailbox };
  const run = createRun(partsOf(environment, fakeClock(now), { wall: now }));
  run.ledger.addExchange(exchange);
  return run;
}

const telling = accepted(0, {
  reason: 'Sent aB3-first',
  fields: [
    ['Date', 'Mon, 23 Nov 2026 12:00:00 GMT'],
    ['X-Request-Id', '7f3a9c'],
    ['X-Reset-Token', 'aB3-second'],
    ['Link', '<https://nexus.example/reset/aB3-third>; rel=reset'],
  ],
  interim: [{ status: 103, fields: [['Link', '</aB3-fourth>']] }],
  content: '<title>Sign in</title><a href="/reset?token=aB3-fifth">, {"token":"qwertyuiopasdfghjk"}',
  trailing: 'your code is 123456',
  breaches: [{ kind: 'syntax', message: '"X-Token aB3-sixth" is no field line (RFC 9112 §5)' }],
});
const withheld = '‹withheld: e-mail unread›';

test('of an unread answer all is shown but what looks like a secret, and what every answer says', () => {
  const shown = showing(runWith(telling, 'mailpit+http://127.0.0.1:9')).exchange(telling);
  expect(shown.response).toMatchObject({
    status: 204,
    reason: `Sent ${withheld}`,
    fields: [
      telling.response?.fields[0],
      telling.response?.fields[1],
      ['X-Reset-Token', withheld],
      ['Link', `<https:${withheld}>; rel=reset`],
    ],
    interim: [{ status: 103, fields: [['Link', `<${withheld}>`]] }],
    content: `<title>Sign in</title><a href="/reset?${withheld}">, {"token":"${withheld}"}`,
    trailing: `your code is ${withheld}`,
    breaches: [{ kind: 'syntax', message: `"X-Token ${withheld}" is no field line (RFC 9112 §5)` }],
  });
});

test('words of ours that quote an unread answer, whole or cut, say the rest', () => {
  const { text } = showing(runWith(telling, 'mailpit+http://127.0.0.1:9'));
  expect(text(`a 204 has octets: ${JSON.stringify('?token=aB3-fif')}, 22 in all (RFC 9112)`)).toBe(
    `a 204 has octets: "?${withheld}", 22 in all (RFC 9112)`,
  );
  expect(text('found code 123456, and X-Reset-Token: aB3-second.')).toBe(
    `found code ${withheld}, and X-Reset-Token: ${withheld}`,
  );
});

test('where nobody looks into a mailbox nothing is withheld', () => {
  const { exchange, text } = showing(runWith(telling, 'none'));
  expect(exchange(telling)).toBe(telling);
  expect(text('aB3-second')).toBe('aB3-second');
});
