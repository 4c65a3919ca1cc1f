import { expect, test } from '@playwright/test';
import type { Exchange, Intent, SentRequest } from '../../src/model/exchange.ts';
import { difference, sentFor } from '../../src/report/difference.ts';
import { answered } from './exchange-setup.ts';
import { applicationToken, basic, bearer, controls, recorded, target } from './failure-setup.ts';

const probe = (request: Partial<SentRequest>, intent: Partial<Intent> = {}): Exchange =>
  recorded(answered(400), request, intent);
const pair = [bearer, applicationToken];
const tail = (exchange: Exchange, record: readonly Exchange[] = controls()) =>
  /: (.*)\.$/.exec(difference(exchange, record))?.[1];

test('a probe is compared with the good request that it differs least from', () => {
  expect(difference(probe({ fields: [bearer] }), controls())).toBe(
    'It differs in one thing from the good request (Bearer with ApplicationToken) that was answered 204: no ApplicationToken field.',
  );
  expect(difference(probe({}), controls())).toBe(
    'It differs in one thing from the good request (Basic) that was answered 204: no Authorization field.',
  );
});

test('everything that differs is told', () => {
  const good = { fields: pair };
  expect(tail(probe({ ...good, target: target.replace(/\?.*/, '') }))).toBe('no clientId');
  expect(tail(probe({ ...good, target: target.replace('=portal-web', '=') }))).toBe('another query, ?clientId=');
  expect(tail(probe({ ...good, target: `${target}x` }, { user: 'unknown' }))).toBe(
    'a user who does not exist; another query, ?clientId=portal-webx',
  );
  expect(tail(probe({ ...good, target: target.replace('/v1', '/V1') }, { plainTarget: false }))).toMatch(
    /^another spelling of the path, \/nexus\/V1\//,
  );
  expect(tail(probe({ fields: [...pair, ['X-Forwarded-For', '127.0.0.1']] }))).toBe('X-Forwarded-For: 127.0.0.1');
  expect(tail(probe({ ...good, method: 'GET' }))).toBe('the method GET');
  expect(tail(probe({ ...good, content: '{}' }))).toBe('content, where a good request has none');
  expect(tail(probe({ fields: [bearer, ['ApplicationToken', '']] }))).toBe('ApplicationToken: (empty)');
});

test('a difference in a row of the truth table is told once', () => {
  const states = { Bearer: 'absent', ApplicationToken: 'wrong-place', Basic: 'valid' } as const;
  const inQuery = `${target}&ApplicationToken=‹NEXUS_APPLICATION_TOKEN›`;
  expect(tail(probe({ fields: [basic], target: inQuery }, { states }))).toBe('the ApplicationToken in another place');
});

test('where a mask hides the difference, the title of the probe tells it', () => {
  const title = 'Basic caller-x with NEXUS_BASIC_PASSWORD';
  expect(tail(probe({ fields: [basic] }, { title }))).toBe(title);
  expect(difference(probe({ fields: [basic] }, { title, alternative: 'basic' }), controls())).toBe(
    'It carries what the good request (Basic) that was answered 204 carried.',
  );
});

test('of a request that a requirement looks back at it is told who sent it', () => {
  expect(sentFor(probe({}))).toBe(
    'It was sent for auth/no-credentials (no credentials); this requirement looks back at every answer of the run.',
  );
  expect(sentFor(controls()[1])).toMatch(/^It was sent in the opening of the run \(Basic\);/);
  expect(sentFor(probe({}, { purpose: 'closing', case: 'basic', title: 'Basic' }))).toMatch(
    /^It was sent in the closing/,
  );
});

test('a probe is compared only with a good request that was accepted', () => {
  expect(difference(probe({ fields: [basic] }), controls(401))).toContain('no good request was accepted');
  const [first] = controls(401);
  expect(difference(first, controls(401))).toContain('It is a good request');
  const mailFree = controls(404).map((control) => ({
    ...control,
    intent: { ...control.intent, user: 'unknown' as const },
  }));
  expect(tail(probe({ fields: [bearer] }, { user: 'unknown' }), [mailFree[0] ?? first, ...mailFree])).toBe(
    'no ApplicationToken field',
  );
});
