import { expect, test } from '@playwright/test';
import { banOf } from '../../src/judge/ban.ts';
import { isInDoubt, review } from '../../src/judge/review.ts';
import { alternatives } from '../../src/model/contract.ts';
import type { Exchange, Intent } from '../../src/model/exchange.ts';
import type { ControlName, OutcomeRecord } from '../../src/model/finding.ts';
import { answered, unanswered } from './exchange-setup.ts';

/** A request of the closing: of a control, which an alternative has, or for a user. */
const closingOf = (name: ControlName) => {
  const alternative = alternatives.find(({ id }) => id === name);
  return { purpose: 'closing', case: name, title: alternative?.title ?? name, alternative: alternative?.id ?? 'basic' };
};
const probe = (status: number, intent: Partial<Intent> = {}) => answered(status, { id: 'probe', intent });
const closing = (name: ControlName, status: number) =>
  answered(status, {
    id: `closing ${name}`,
    intent: {
      ...closingOf(name),
      user: name === 'user' || name === 'tripwire' ? name : 'unknown',
      authenticated: true,
      operationLevel: true,
    },
  });

const passed: OutcomeRecord = {
  id: 'auth/no-credentials',
  outcome: 'passed',
  findings: [],
  exchanges: ['probe'],
  restsOn: ['basic', 'user'],
};
const outcomeAfter = (record: OutcomeRecord, ...exchanges: readonly Exchange[]) => review(record, exchanges).outcome;

test('a refusal is inconclusive when its credential has died by the end', () => {
  for (const status of [401, 429]) {
    const reviewed = review(passed, [probe(401), closing('basic', status)]);
    expect(reviewed).toMatchObject({
      outcome: 'inconclusive',
      findings: [{ outcome: 'inconclusive', cause: 'control' }],
    });
    expect(reviewed.findings[0]?.reason).toBe(
      `Basic was accepted at the start, but not at the end of the run (${status})`,
    );
  }
  const expired = answered(401, { intent: { ...closingOf('basic'), bearerExpired: '12:00' } });
  expect(review(passed, [probe(401), expired]).findings[0]?.reason).toContain(': the Bearer token expired at 12:00');
  const gone = unanswered('timeout', { intent: closingOf('basic') });
  expect(outcomeAfter(passed, probe(401), gone)).toBe('inconclusive');
});

test('a refusal stands when its credential is still good at the end, or was not asked again', () => {
  for (const status of [204, 400, 403, 404])
    expect(outcomeAfter(passed, probe(401), closing('basic', status))).toBe('passed');
  expect(outcomeAfter(passed, probe(401))).toBe('passed');
  expect(outcomeAfter(passed, probe(401), closing('bearer-and-application-token', 401))).toBe('passed');
});

test('the last of two closing controls counts', () => {
  expect(outcomeAfter(passed, closing('basic', 401), closing('basic', 404))).toBe('passed');
});

test('a failure, or what does not apply, is not taken back', () => {
  for (const outcome of ['failed', 'not-applicable'] as const) {
    expect(review({ ...passed, outcome }, [probe(204), closing('basic', 401)])).toEqual({ ...passed, outcome });
  }
});

test('a warning or an observation is inconclusive when its control dies, and its finding stays', () => {
  for (const outcome of ['warned', 'observed', 'inconclusive'] as const) {
    const finding = { outcome, reason: 'as it was' };
    const reviewed = review({ ...passed, outcome, findings: [finding] }, [closing('basic', 401)]);
    expect(reviewed.outcome).toBe('inconclusive');
    expect(reviewed.findings[0], 'what was found before stays').toEqual(finding);
    expect(reviewed.findings, 'and why it shows nothing').toHaveLength(2);
  }
});

const onTripwire: OutcomeRecord = { ...passed, restsOn: ['basic', 'tripwire'] };

test('a 400 or 404 for a tripwire user who does not exist is inconclusive', () => {
  const hidden = probe(404, { user: 'tripwire' });
  for (const status of [400, 404]) {
    const refused = probe(status, { user: 'tripwire' });
    expect(outcomeAfter(onTripwire, refused, closing('tripwire', status))).toBe('inconclusive');
  }
  expect(outcomeAfter(onTripwire, hidden), 'the closing control was not sent').toBe('inconclusive');
  expect(outcomeAfter(onTripwire, hidden, closing('tripwire', 204))).toBe('passed');
  expect(review(onTripwire, [hidden, closing('tripwire', 404)]).findings[0]?.reason).toContain(
    'closing control: 404): check NEXUS_TRIPWIRE_USER_ID',
  );
});

test('a refusal stands that a missing tripwire user does not explain', () => {
  expect(outcomeAfter(onTripwire, probe(401, { user: 'tripwire' }), closing('tripwire', 404))).toBe('passed');
  expect(outcomeAfter(onTripwire, probe(404, { user: 'unknown' }), closing('tripwire', 404))).toBe('passed');
  expect(outcomeAfter(onTripwire, unanswered('dropped', { id: 'probe' }), closing('tripwire', 404))).toBe('passed');
  const ofAnother = answered(404, { id: 'of another requirement', intent: { user: 'tripwire' } });
  expect(outcomeAfter(onTripwire, ofAnother, closing('tripwire', 404))).toBe('passed');
});

test('a 404 is inconclusive when the operation may be gone at the end', () => {
  expect(outcomeAfter(passed, probe(404), closing('user', 404))).toBe('inconclusive');
  expect(outcomeAfter(passed, probe(404)), 'the closing control was not sent').toBe('inconclusive');
  expect(outcomeAfter(passed, probe(404), closing('user', 204))).toBe('passed');
  expect(outcomeAfter(passed, probe(401), closing('user', 404))).toBe('passed');
  expect(outcomeAfter(passed, probe(404, { user: 'unknown' }), closing('user', 404))).toBe('passed');
});

const pair = 'bearer-and-application-token';
const bearerSent = { id: 'probe', intent: { authenticated: true, alternative: pair } } as const;
const refusedBearer: OutcomeRecord = {
  ...passed,
  outcome: 'failed',
  findings: [{ outcome: 'failed', reason: 'answered 401', exchange: 'probe', got: '401' }],
};

test('an unanswered probe is left as it is, and an unanswered closing control proves nothing', () => {
  const silent = (intent: Partial<Intent> = {}) => unanswered('timeout', { id: 'probe', intent });
  expect(outcomeAfter(passed, silent(), closing('user', 404))).toBe('passed');
  expect(outcomeAfter(onTripwire, silent({ user: 'tripwire' }), closing('tripwire', 404))).toBe('passed');
  for (const name of ['user', 'basic'] as const) {
    const unansweredClosing = unanswered('timeout', { intent: closingOf(name) });
    expect(outcomeAfter(passed, probe(404), unansweredClosing), name).toBe('inconclusive');
  }
  const pairIsSilent = unanswered('timeout', { intent: closingOf(pair) });
  expect(outcomeAfter(refusedBearer, answered(401, bearerSent), pairIsSilent, closing('basic', 404))).toBe('failed');
  const lost = outcomeAfter(refusedBearer, unanswered('timeout', bearerSent), pairIsSilent, closing('basic', 404));
  expect(lost, 'neither was answered').toBe('failed');
  const both = [closing(pair, 401), closing('basic', 404)];
  expect(outcomeAfter(refusedBearer, unanswered('timeout', bearerSent), ...both)).toBe('failed');
});

test('a 400 or 404 is in doubt, unless something else explains it', () => {
  expect([400, 401, 403, 404].map((status) => isInDoubt([probe(status)]))).toEqual([true, false, false, true]);
  expect(isInDoubt([probe(404, { authenticated: true })])).toBe(false);
  expect(isInDoubt([probe(404, { mayMail: true })])).toBe(false);
  expect(isInDoubt([probe(404, { plainTarget: false })])).toBe(false);
  expect(isInDoubt([{ ...probe(404), request: { ...probe(404).request, method: 'GET' } }])).toBe(false);
  expect(isInDoubt([probe(404, { user: 'unknown' })])).toBe(false);
});

test('a 400 or 404 to a faulty request is in doubt when a closing control gets the same status', () => {
  const faulty = (status: number, intent: Partial<Intent> = {}) => probe(status, { authenticated: true, ...intent });
  const success = answered(204, { id: 'success', intent: { authenticated: true, mayMail: true } });
  for (const status of [400, 404]) expect(isInDoubt([faulty(status), closing('basic', status)])).toBe(true);
  expect(isInDoubt([faulty(400), closing('basic', 404)]), 'the operation tells the faults apart').toBe(false);
  expect(isInDoubt([faulty(403), closing('basic', 403)]), 'no status of a missing operation').toBe(false);
  expect(isInDoubt([faulty(404), success, closing('basic', 404)]), 'a success followed').toBe(false);
  expect(isInDoubt([success, faulty(404), closing('basic', 404)]), 'a success before it').toBe(true);
  expect(isInDoubt([faulty(404, { mayMail: true }), closing('basic', 404)]), 'no refusal').toBe(false);
  expect(isInDoubt([faulty(404, { plainTarget: false }), closing('basic', 404)]), 'another path').toBe(false);
  const about = (user: Intent['user'], status: number) => answered(status, { id: user, intent: { user } });
  expect(isInDoubt([faulty(404), about('unknown', 404)]), 'the closing asks, and nobody else').toBe(false);
  expect(isInDoubt([faulty(404), about('tripwire', 204), closing('basic', 404)]), 'about another user').toBe(true);
  const silent = unanswered('timeout', { id: 'silent', intent: {} });
  expect(isInDoubt([faulty(404), silent, closing('basic', 404)])).toBe(true);
  const mute = unanswered('timeout', { intent: { ...closingOf('basic'), user: 'unknown' } });
  expect(isInDoubt([faulty(404), mute]), 'what was not answered shows nothing').toBe(false);
  const asked = [faulty(404), closing('basic', 404), closing('user', 204)];
  expect(isInDoubt(asked), 'the closing says what it came to').toBe(true);
  expect(outcomeAfter(passed, ...asked)).toBe('passed');
  expect(outcomeAfter(passed, faulty(404), closing('basic', 404), closing('user', 404))).toBe('inconclusive');
});

const basicSent = { id: 'probe', intent: { authenticated: true, alternative: 'basic' } } as const;

test('a refusal stands when a good request was accepted after it, even if the control dies at the end', () => {
  const good = (status: number, intent: Partial<Intent> = {}) =>
    answered(status, { id: 'good', intent: { ...basicSent.intent, ...intent } });
  const locked = closing('basic', 401);
  expect(outcomeAfter(passed, probe(401), good(204), locked)).toBe('passed');
  expect(outcomeAfter(passed, probe(401), good(404, { user: 'unknown' }), locked), 'about nobody').toBe('passed');
  expect(outcomeAfter(passed, good(204), probe(401), locked), 'before it').toBe('inconclusive');
  for (const status of [401, 403, 429])
    expect(outcomeAfter(passed, probe(401), good(status), locked)).toBe('inconclusive');
  expect(outcomeAfter(passed, probe(401), good(403, { user: 'unknown' }), locked)).toBe('inconclusive');
  const two = { ...passed, exchanges: ['probe', 'another'] };
  const another = answered(401, { id: 'another' });
  expect(outcomeAfter(two, probe(401), good(204), another, locked), 'between the two').toBe('inconclusive');
  expect(outcomeAfter(passed, probe(401), good(204, { authenticated: false }), locked)).toBe('inconclusive');
  expect(outcomeAfter(passed, probe(401), answered(204, bearerSent), locked), 'the other way in').toBe('inconclusive');
  expect(outcomeAfter(passed, answered(400, basicSent), locked), 'a good request proves itself').toBe('passed');
  const byThePair = answered(400, { ...bearerSent, id: 'another' });
  expect(
    outcomeAfter(two, probe(401), good(204), good(204), byThePair, locked),
    'and so does one of the other way',
  ).toBe('passed');
});

test('a closing control for which no e-mail was left does not count', () => {
  const unasked = unanswered('out-of-emails', { intent: closingOf('basic') });
  for (const status of [403, 404])
    expect(outcomeAfter(passed, probe(401), closing('basic', status), unasked)).toBe('passed');
});

const banned = (name: ControlName) =>
  answered(403, { id: `closing ${name}`, intent: { ...closingOf(name), user: 'user', authenticated: true } });

test('a 403 is inconclusive, as a failure or as a refusal, when a firewall has banned the run', () => {
  const failure = {
    ...passed,
    outcome: 'failed',
    findings: [{ outcome: 'failed', reason: 'answered 403', exchange: 'probe', got: '403' }],
  } as const;
  const excused = review(failure, [answered(403, basicSent), banned('basic')]);
  expect(excused).toMatchObject({ outcome: 'inconclusive', findings: [{ cause: 'another-layer' }] });
  expect(excused.findings, 'said once').toHaveLength(1);
  const mute = unanswered('timeout', { intent: closingOf('basic') });
  expect(outcomeAfter(failure, unanswered('timeout', basicSent), mute), 'no answer at all').toBe('failed');
  expect(outcomeAfter(failure, answered(403, bearerSent), banned('basic')), 'the other way in').toBe('failed');
  expect(outcomeAfter(failure, answered(403, basicSent), closing('basic', 403)), 'about nobody').toBe('failed');
  expect(outcomeAfter(failure, answered(500, basicSent), banned('basic')), 'another status').toBe('failed');
  expect(outcomeAfter(passed, probe(403), banned('basic'))).toBe('inconclusive');
});

test('a 401 to credentials that are good to the end fails, or is a warning for a SHOULD', () => {
  const unjudged = {
    ...passed,
    id: 'parameters/client-id-required',
    outcome: 'inconclusive',
    findings: [{ outcome: 'inconclusive', cause: 'control', reason: 'answered 401', exchange: 'probe' }],
  } as const;
  const good = [closing(pair, 404), closing('basic', 404)];
  const blamed = review(unjudged, [answered(401, bearerSent), ...good]);
  expect(blamed).toMatchObject({ outcome: 'failed', findings: [{ outcome: 'failed', exchange: 'probe' }] });
  expect(blamed.findings[0]).not.toHaveProperty('cause');
  const should = { ...unjudged, id: 'parameters/missing-client-id-is-400' };
  expect(outcomeAfter(should, answered(401, bearerSent), ...good)).toBe('warned');
  expect(outcomeAfter(unjudged, answered(401, basicSent), ...good), 'basic').toBe('failed');
  expect(outcomeAfter(unjudged, answered(401, basicSent), closing('basic', 401)), 'it is locked').toBe('inconclusive');
  expect(outcomeAfter(unjudged, answered(401, bearerSent), closing(pair, 401)), 'it died').toBe('inconclusive');
  expect(outcomeAfter(unjudged, answered(401, bearerSent)), 'it was not asked again').toBe('inconclusive');
  expect(outcomeAfter(unjudged, answered(404, bearerSent), ...good), 'another status').toBe('inconclusive');
  const throttled = { ...unjudged, findings: [{ ...unjudged.findings[0], cause: 'throttled' }] } as const;
  expect(outcomeAfter(throttled, answered(401, bearerSent), ...good), 'another cause').toBe('inconclusive');
});

test('a 401 to a Bearer that expired in the run is inconclusive', () => {
  const reviewed = review(refusedBearer, [answered(401, bearerSent), closing(pair, 401), closing('basic', 404)]);
  expect(reviewed).toMatchObject({
    outcome: 'inconclusive',
    findings: [{ outcome: 'inconclusive', cause: 'control', reason: 'answered 401: it expired in the run' }],
  });
});

test('a firewall that has banned the run excuses a SHOULD that was unmet for it, too', () => {
  const unmet = { outcome: 'warned', reason: 'answered 403', exchange: 'probe', got: '403' } as const;
  const record = { ...refusedBearer, id: 'parameters/empty-client-id', outcome: 'warned', findings: [unmet] } as const;
  const excused = review(record, [answered(403, basicSent), banned('basic')]);
  expect(excused).toMatchObject({
    outcome: 'inconclusive',
    findings: [{ outcome: 'inconclusive', cause: 'another-layer' }],
  });
});

test('what else is wrong with the refusal of an expired Bearer stays, such as its challenge', () => {
  const besides = [
    { outcome: 'warned', reason: 'a Bearer challenge has no auth-param', exchange: 'probe' },
    {
      outcome: 'failed',
      reason: 'answered 401 without a challenge',
      exchange: 'probe',
      got: 'no WWW-Authenticate field',
    },
  ] as const;
  const record = { ...refusedBearer, findings: [...besides, ...refusedBearer.findings] };
  const reviewed = review(record, [answered(401, bearerSent), closing(pair, 401), closing('basic', 404)]);
  expect(reviewed.findings).toEqual([...besides, expect.objectContaining({ outcome: 'inconclusive' })]);
  expect(reviewed.outcome).toBe('failed');
});

test('an expired Bearer excuses only the refusal of itself', () => {
  const expired = [closing(pair, 401), closing('basic', 404)];
  const of = (exchange: Exchange) => outcomeAfter(refusedBearer, exchange, ...expired);
  expect(of(answered(500, bearerSent)), 'a crash').toBe('failed');
  expect(of(answered(401, basicSent)), 'Basic').toBe('failed');
  expect(of(answered(401, { ...bearerSent, intent: { alternative: pair } })), 'not good credentials').toBe('failed');
  const crash = { outcome: 'failed', reason: 'answered 500', exchange: 'crash' } as const;
  const both = { ...refusedBearer, findings: [...refusedBearer.findings, crash] };
  expect(outcomeAfter(both, answered(401, bearerSent), answered(500, { id: 'crash' }), ...expired)).toBe('failed');
});

test('an expired Bearer excuses nothing, unless Basic is good at the end and the Bearer is not', () => {
  const refused = answered(401, bearerSent);
  expect(outcomeAfter(refusedBearer, refused, closing(pair, 401), closing('basic', 401))).toBe('failed');
  expect(outcomeAfter(refusedBearer, refused, closing(pair, 401))).toBe('failed');
  expect(outcomeAfter(refusedBearer, refused, closing(pair, 404), closing('basic', 404))).toBe('failed');
});

/** One good request after the other is shut out, the last ones those of the closing. */
const forbidding = answered(403, basicSent);
const refusedBefore = answered(401, { id: 'before' });
const muteClosing = unanswered('unreachable', { intent: closingOf('basic') });
const refusedTwice = {
  ...passed,
  outcome: 'failed',
  findings: [
    { outcome: 'failed', reason: 'got no answer, twice', exchange: 'probe', got: 'no answer (because of dropped)' },
  ],
} as const;

test('a ban is seen in whatever good requests get at the end, with the refusals that went before', () => {
  const refusals = [probe(401), probe(403), probe(401), probe(404)];
  expect(banOf([...refusals, banned('basic')])).toMatchObject({ by: '403', refusals: 3 });
  expect(banOf([...refusals, muteClosing])).toMatchObject({ by: 'silence', refusals: 3 });
  expect(banOf([...refusals, forbidding, muteClosing]), '403 first').toMatchObject({ by: '403', refusals: 3 });
  expect(banOf([...refusals, muteClosing, banned('basic')]), 'silence first').toMatchObject({ by: '403' });
  expect(banOf([...refusals, muteClosing, closing('basic', 204)]), 'one is accepted').toBeUndefined();
  expect(banOf([...refusals, closing('basic', 403)]), 'about nobody').toBeUndefined();
  expect(banOf(refusals), 'none was asked').toBeUndefined();
  const unasked = unanswered('out-of-time', { intent: closingOf('basic') });
  expect(banOf([...refusals, unasked]), 'there was no time').toBeUndefined();
  const opened = answered(404, { intent: { ...closingOf('basic'), purpose: 'opening', user: 'unknown' } });
  expect(banOf([opened, ...refusals, closing('basic', 403)]), 'nobody got 404 at the start').toMatchObject({
    by: '403',
  });
});

test('what got no answer under a ban broke nothing, and what got none before it did', () => {
  const dropped = unanswered('dropped', { id: 'probe' });
  const excused = review(refusedTwice, [refusedBefore, dropped, muteClosing]);
  expect(excused).toMatchObject({ outcome: 'inconclusive', findings: [{ cause: 'network' }] });
  expect(excused.findings[0]?.reason).toBe(
    'got no answer, twice: no good request is answered any more; has a firewall banned us?',
  );
  const later = { ...answered(401, { id: 'later' }), sentAt: '2026-11-23T12:00:01.000Z' };
  expect(outcomeAfter(refusedTwice, dropped, later, muteClosing), 'others were answered later').toBe('failed');
  expect(outcomeAfter(refusedTwice, dropped, closing('basic', 204)), 'the target still answers').toBe('failed');
});

test('a good request that a firewall answers 403 before it falls silent broke nothing', () => {
  const failure = {
    ...passed,
    outcome: 'failed',
    findings: [{ outcome: 'failed', reason: 'answered 403', exchange: 'probe', got: '403' }],
  } as const;
  expect(outcomeAfter(failure, refusedBefore, forbidding, muteClosing)).toBe('inconclusive');
  const later = { ...answered(204, { id: 'later' }), sentAt: '2026-11-23T12:00:01.000Z' };
  expect(outcomeAfter(failure, forbidding, later, muteClosing), 'others were let through later').toBe('failed');
});
