import { expect, test } from '@playwright/test';
import { noServerError } from '../../src/judge/oracles/status-oracles.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import { type Finding, inconclusive, notApplicable } from '../../src/model/finding.ts';
import { type Case, type Collected, collect, SuiteDefect } from '../../src/run/check.ts';
import { answered, unanswered } from './exchange-setup.ts';

const id = 'auth/scheme-confusion';
const named = (...names: readonly string[]): Case[] => names.map((name) => ({ case: name, title: `the case ${name}` }));
/** What a case of this requirement was answered. */
const of = (name: string, status: number) =>
  answered(status, { intent: { purpose: id, case: name, title: `the case ${name}` } });
const refusalOf = (exchange: Exchange) => ({ exchange, repeated: false });
const failure = (reason: string): Finding => ({ outcome: 'failed', reason });
const observation: Finding = { outcome: 'observed', reason: 'answered 204' };
const outcomesOf = (collected: Collected) => collected.findings().map(({ outcome }) => outcome);

test('every case gives its findings, and what one lacks hides no other', async () => {
  const collected = collect(id);
  await collected.each(named('wrong', 'absent', 'unanswered', 'right', 'wrong-too'), async ({ case: name }) => {
    if (name === 'absent') throw notApplicable('there is none here');
    if (name === 'unanswered') throw inconclusive('network', 'no answer', { exchange: 'x' });
    collected.check.refused(refusalOf(of(name, name === 'right' ? 401 : 204)));
  });
  expect(collected.findings()).toMatchObject([
    { case: `${id}#unanswered`, title: 'the case unanswered', outcome: 'inconclusive', reason: 'no answer' },
    { case: `${id}#wrong`, title: 'the case wrong', outcome: 'failed', wanted: '400, 401, 403 or 404', got: '204' },
    { case: `${id}#wrong-too`, title: 'the case wrong-too', outcome: 'failed' },
  ]);
});

test('a case is judged to its end, whatever was found in it before', async () => {
  const collected = collect(id);
  await collected.each(named('both-ways'), async () => {
    collected.check.refused(refusalOf(of('by-the-pair', 204)));
    collected.check.refused(refusalOf(of('by-basic', 500)));
    throw notApplicable('the rest');
  });
  expect(collected.findings()).toMatchObject([
    { case: `${id}#both-ways`, outcome: 'not-applicable' },
    { case: `${id}#by-basic`, got: '500' },
    { case: `${id}#by-the-pair`, got: '204' },
  ]);
});

test('all cases are judged at once, and all are waited for', async () => {
  const collected = collect(id);
  const begun: string[] = [];
  const ended: string[] = [];
  await collected.each(named('one', 'two', 'three'), async ({ case: name }) => {
    begun.push(name);
    await new Promise((resolve) => setTimeout(resolve, name === 'one' ? 20 : 0));
    if (begun.length === 3) ended.push(name);
  });
  expect(begun).toEqual(['one', 'two', 'three']);
  expect(ended.toSorted()).toEqual(['one', 'three', 'two']);
});

test('a case within a case keeps its name', async () => {
  const collected = collect(id);
  await collected.each(named('a-table'), () =>
    collected.each(named('a-row'), async () => {
      throw inconclusive('network', 'no answer');
    }),
  );
  expect(collected.findings()).toMatchObject([{ case: `${id}#a-row`, title: 'the case a-row' }]);
  expect(collected.cases()).toEqual([`${id}#a-table`, `${id}#a-row`]);
});

test('a finding about an exchange names its case, although another requirement sent it', () => {
  const collected = collect(id);
  const sent = answered(500, { intent: { purpose: 'auth/basic', case: 'basic-valid', title: 'Basic valid' } });
  collected.check.accepted(sent);
  collected.check.every([sent], { concerned: () => true, oracle: noServerError, none: 'nothing was answered' });
  const about = { case: 'auth/basic#basic-valid', title: 'Basic valid', outcome: 'failed', exchange: sent.id };
  expect(collected.findings()).toMatchObject([about, about]);
});

test('an unexpected error ends the body, whatever was found beside it', async () => {
  const collected = collect(id);
  const judged = collected.each(named('wrong', 'broken'), async ({ case: name }) => {
    if (name === 'broken') throw new TypeError('the suite is wrong');
    collected.check.found(failure('let through'));
  });
  await expect(judged).rejects.toThrow(TypeError);
});

test('what was observed or does not apply is left out beside what passed, and kept where nothing did', async () => {
  const onlyObserved = collect(id);
  onlyObserved.check.recorded(of('open', 204));
  expect(outcomesOf(onlyObserved)).toEqual(['observed']);
  onlyObserved.check.refused(refusalOf(of('closed', 401)));
  expect(outcomesOf(onlyObserved), 'one of them passed').toEqual([]);

  const absent = collect(id);
  await absent.each(named('one', 'two'), async () => {
    throw notApplicable('there is none here');
  });
  expect(outcomesOf(absent)).toEqual(['not-applicable', 'not-applicable']);
  absent.check.found(failure('let through'));
  expect(outcomesOf(absent), 'a failure is no pass').toEqual(['failed', 'not-applicable', 'not-applicable']);

  const lookedBack = collect(id);
  lookedBack.check.recorded(of('open', 204));
  const crash = { concerned: () => true, oracle: noServerError, none: 'nothing was answered' };
  lookedBack.check.every([of('open', 204), of('wrong', 500)], crash);
  expect(outcomesOf(lookedBack), 'a look that found something is no pass').toEqual(['observed', 'failed']);
  lookedBack.check.every([of('open', 204)], crash);
  expect(outcomesOf(lookedBack), 'and one that found nothing is').toEqual(['failed']);
});

test('what is bad stays, however much passed beside it', () => {
  for (const outcome of ['failed', 'inconclusive', 'warned'] as const) {
    const collected = collect(id);
    collected.check.found(undefined);
    collected.check.found({ outcome, reason: 'as it was' }, observation);
    expect(outcomesOf(collected)).toEqual([outcome]);
  }
});

test('each kind of check finds what is wrong, and passes what is right', () => {
  const look = { concerned: () => true, oracle: noServerError, none: 'nothing was answered' };
  const leftOpen = { passed: [400], warned: [404] };
  const kinds: Readonly<Record<string, readonly [wrong: (c: Collected) => void, right: (c: Collected) => void]>> = {
    accepted: [({ check }) => check.accepted(of('a', 401)), ({ check }) => check.accepted(of('a', 204))],
    refused: [
      ({ check }) => check.refused(refusalOf(of('a', 204))),
      ({ check }) => check.refused(refusalOf(of('a', 403))),
    ],
    'refused otherwise': [
      ({ check }) => check.refused(refusalOf(of('a', 403)), leftOpen),
      ({ check }) => check.refused(refusalOf(of('a', 400)), leftOpen),
    ],
    answered: [
      ({ check }) => check.answered(of('a', 404), leftOpen),
      ({ check }) => check.answered(of('a', 400), leftOpen),
    ],
    noWayAround: [
      ({ check }) => check.noWayAround(refusalOf(of('a', 204))),
      ({ check }) => check.noWayAround(refusalOf(of('a', 404))),
    ],
    every: [({ check }) => check.every([of('a', 500)], look), ({ check }) => check.every([of('a', 204)], look)],
    found: [({ check }) => check.found(undefined, failure('let through')), ({ check }) => check.found(undefined)],
  };
  for (const [name, [wrong, right]] of Object.entries(kinds)) {
    const [bad, good] = [collect(id), collect(id)];
    wrong(bad);
    right(good);
    expect.soft(bad.findings(), name).toHaveLength(1);
    expect.soft(good.findings(), name).toEqual([]);
    expect.soft([bad.isEmpty(), good.isEmpty()], name).toEqual([false, false]);
  }
});

test('whoever checks that a request was accepted learns whether it was', () => {
  const { check } = collect(id);
  expect([204, 401, 500].map((status) => check.accepted(of('a', status)))).toEqual([true, false, false]);
  expect(check.accepted(unanswered('timeout'))).toBe(false);
});

test('a look back at nothing is not applicable, and counts as no pass', () => {
  const collected = collect(id);
  collected.check.every([], { concerned: () => true, oracle: noServerError, none: 'nothing was answered' });
  expect(collected.findings()).toEqual([{ outcome: 'not-applicable', reason: 'nothing was answered' }]);
  expect(collected.isEmpty()).toBe(false);
});

test('what ends a body stands beside what was found before', () => {
  const collected = collect(id);
  collected.check.refused(refusalOf(of('wrong', 204)));
  collected.ended(inconclusive('control', 'the account is locked'));
  expect(outcomesOf(collected)).toEqual(['inconclusive', 'failed']);
});

test('findings stand in the order of their cases, however the answers came, and those of one case as they were found', () => {
  const collected = collect(id);
  for (const name of ['c', 'a', 'b', 'a']) collected.check.refused(refusalOf(of(name, 204)));
  collected.check.found(failure('first'), failure('second'), failure('third'));
  const names = collected.findings().map(({ case: name }) => name?.replace(`${id}#`, ''));
  expect(names).toEqual([undefined, undefined, undefined, 'a', 'a', 'b', 'c']);
  const reasons = collected.findings().map(({ reason }) => reason);
  expect(reasons.slice(0, 3)).toEqual(['first', 'second', 'third']);
});

test('a list of cases without a case is a defect of the suite', async () => {
  await expect(collect(id).each([], async () => {})).rejects.toThrow(SuiteDefect);
  await expect(collect(id).each([], async () => {})).rejects.toThrow(`${id} has a list of cases without a case`);
});

test('a body that holds nothing against anything is seen', async () => {
  const collected = collect(id);
  await collected.each(named('unjudged'), async () => {});
  expect(collected.isEmpty()).toBe(true);
  expect(collected.findings()).toEqual([]);
});

/** The cases that are judged of these, where only some are named. */
async function judgedOf(names: readonly string[], ...only: readonly string[]): Promise<readonly string[]> {
  const collected = collect(
    id,
    only.map((name) => `${id}#${name}`),
  );
  const judged: string[] = [];
  await collected.each(named(...names), async ({ case: name }) => void judged.push(name));
  expect(collected.cases(), 'all are known').toEqual(names.map((name) => `${id}#${name}`));
  return judged;
}

test('only the cases that are named are judged', async () => {
  const names = ['basic-as-bearer', 'bearer-as-basic', 'bearer-without-scheme'];
  expect(await judgedOf(names, 'bearer-as-basic')).toEqual(['bearer-as-basic']);
  expect(await judgedOf(names, 'basic-as-bearer', 'bearer-without-scheme')).toEqual([
    'basic-as-bearer',
    'bearer-without-scheme',
  ]);
  expect(await judgedOf(names, 'bearer-as-bas'), 'part of a word').toEqual([]);
  expect(await judgedOf(names, 'no-such-case')).toEqual([]);
});

test('a case that is named is judged with all that comes of it, and with what leads to it', async () => {
  const ways = ['success-by-basic', 'success-by-bearer'];
  expect(await judgedOf(ways, 'success-by-basic-then-nothing-cookies'), 'what leads to it').toEqual([
    'success-by-basic',
  ]);
  const refusals = ['no-client-id', 'no-client-id-by-basic', 'unknown-client-id'];
  expect(await judgedOf(refusals, 'no-client-id'), 'what comes of it').toEqual([
    'no-client-id',
    'no-client-id-by-basic',
  ]);
});
