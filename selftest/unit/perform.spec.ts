import { expect, test } from '@playwright/test';
import type { RequirementId } from '../../requirements/index.ts';
import { noCredentials } from '../../src/client/credentials.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import { inconclusive, notApplicable, type OutcomeRecord } from '../../src/model/finding.ts';
import { type Statement, stateRun } from '../../src/report/statement.ts';
import { judgingOf } from '../../src/run/fixtures.ts';
import { perform } from '../../src/run/perform.ts';
import type { Body } from '../../src/run/requirement.ts';
import { createRun } from '../../src/run/run.ts';
import { partsOf } from '../proof/judge.ts';
import { good, now } from './configuration-setup.ts';
import { answered, unanswered } from './exchange-setup.ts';
import { fakeClock } from './fake-clock.ts';

const id = 'auth/bad-basic';
const opening = { purpose: 'opening', case: 'basic', title: 'Basic', alternative: 'basic', authenticated: true };
const accepted = answered(204, { intent: opening });
const named = (...names: readonly string[]) => names.map((name) => ({ case: name, title: `the case ${name}` }));
/** A refusal that this requirement sent, and what it was answered. */
const refusal = (status: number, of: RequirementId = id) => ({
  exchange: answered(status, { intent: { purpose: of, case: 'basic-wrong-user', title: 'Basic wrong-user' } }),
  repeated: false,
});

interface Performed {
  readonly record: OutcomeRecord;
  /** What the whole run comes to. */
  readonly statement: Statement;
}

interface Setting {
  readonly of?: RequirementId;
  readonly recorded?: readonly Exchange[];
  readonly only?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a body comes to after an opening in which Basic was accepted. Nothing is sent. */
async function performed(body: Body, setting: Setting = {}): Promise<Performed> {
  const { of = id, recorded = [accepted], only = of, environment = {} } = setting;
  const parts = partsOf({ ...good, ...environment, NEXUS_ONLY: only }, fakeClock(now), { wall: now });
  const run = createRun(parts);
  for (const exchange of recorded) run.ledger.addExchange(exchange);
  const judging = judgingOf(run, of);
  const record = await perform(run, judging, () => body(judging.fixtures));
  expect(run.ledger.outcomes(), 'it is on record').toEqual([record]);
  const { configuration, startedAt, runId } = parts;
  const facts = { configuration, selection: run.selection, ledger: run.ledger, startedAt, runId };
  return { record, statement: stateRun({ ...facts, finishedAt: now, interrupted: false }) };
}

test('a body that judges nothing is a defect of the suite, and the run ends with exit code 4', async () => {
  const bodies: Readonly<Record<string, Body>> = {
    'an empty body': async () => {},
    'cases without a check': ({ each }) => each(named('one'), async () => {}),
  };
  for (const [name, body] of Object.entries(bodies)) {
    const { record, statement } = await performed(body);
    expect(record.outcome, name).toBe('inconclusive');
    expect(record.findings, name).toMatchObject([
      { cause: 'suite', reason: expect.stringContaining(`the body of ${id} judges nothing`) },
    ]);
    expect(statement, name).toMatchObject({ verdict: 'incomplete', exitCode: 4 });
  }
});

test('a list of cases without a case, or an unexpected error, is a defect of the suite, whatever passed beside it', async () => {
  const bodies: Readonly<Record<string, Body>> = {
    'a list of cases without a case': ({ each }) => each([], async () => {}),
    'the suite is wrong': async () => {
      throw new TypeError('the suite is wrong');
    },
  };
  for (const [reason, body] of Object.entries(bodies)) {
    const { record, statement } = await performed(async (fixtures) => {
      fixtures.check.refused(refusal(401));
      await body(fixtures);
    });
    expect(record.findings, reason).toMatchObject([{ cause: 'suite', reason: expect.stringContaining(reason) }]);
    expect(statement, reason).toMatchObject({ verdict: 'incomplete', exitCode: 4 });
  }
});

test('a body that holds all it sent passes, and one that was let in fails the run', async () => {
  const right = await performed(async ({ check }) => check.refused(refusal(401)));
  expect(right).toMatchObject({ record: { id, outcome: 'passed', findings: [] }, statement: { exitCode: 0 } });
  const wrong = await performed(async ({ check }) => check.refused(refusal(204)));
  expect(wrong).toMatchObject({
    record: {
      outcome: 'failed',
      findings: [{ case: `${id}#basic-wrong-user`, title: 'Basic wrong-user', got: '204' }],
    },
    statement: { verdict: 'fail', exitCode: 1 },
  });
});

test('what was found before the end of a body is kept beside what ended it', async () => {
  const { record } = await performed(async ({ check }) => {
    check.refused(refusal(204));
    throw inconclusive('control', 'the account is locked');
  });
  expect(record.outcome).toBe('failed');
  expect(record.findings).toMatchObject([{ outcome: 'inconclusive' }, { outcome: 'failed' }]);
});

test('what does not apply is so where nothing passed, and leaves what passed as it is', async () => {
  const absent: Body = async () => {
    throw notApplicable('there is none here');
  };
  expect((await performed(absent)).record.outcome).toBe('not-applicable');
  const { record } = await performed(async (fixtures) => {
    fixtures.check.refused(refusal(401));
    await absent(fixtures);
  });
  expect(record).toMatchObject({ outcome: 'passed', findings: [] });
});

test('the level decides: an unmet SHOULD warns, and a MAY that is met is observed', async () => {
  const should = 'parameters/missing-client-id-is-400';
  const { record } = await performed(async ({ check }) => check.refused(refusal(204, should)), { of: should });
  expect(record).toMatchObject({ outcome: 'warned', findings: [{ outcome: 'warned', got: '204' }] });
  const may = 'parameters/spelling-variants';
  expect((await performed(async ({ check }) => check.found(undefined), { of: may })).record).toMatchObject({
    outcome: 'observed',
    findings: [],
  });
});

const cases: Body = ({ each, check }) =>
  each(named('wrong-user', 'wrong-password'), async ({ case: name }) =>
    check.refused(refusal(name === 'wrong-user' ? 401 : 204)),
  );

test('only the cases that are named are judged, and one that there is not is said to be none', async () => {
  expect((await performed(cases)).record.outcome).toBe('failed');
  expect((await performed(cases, { only: `${id}#wrong-user` })).record.outcome).toBe('passed');
  expect((await performed(cases, { only: `${id}#wrong-password` })).record.outcome).toBe('failed');
  const { record, statement } = await performed(cases, { only: `${id}#wrong-name` });
  expect(record.findings).toMatchObject([
    {
      outcome: 'inconclusive',
      cause: 'configuration',
      reason: `${id}#wrong-name is no case of it here: it has ${id}#wrong-user, ${id}#wrong-password`,
    },
  ]);
  expect(statement, 'the suite is not to blame').toMatchObject({ verdict: 'incomplete', exitCode: 3 });
});

test('nothing is judged without the variables that it needs', async () => {
  const never: Body = async () => {
    throw new Error('the body was carried out');
  };
  const { record } = await performed(never, { of: 'auth/unissued-bearer' });
  expect(record.outcome).toBe('inconclusive');
  expect(record.findings).toMatchObject([
    { cause: 'configuration', missing: 'NEXUS_BEARER_TOKEN' },
    { cause: 'configuration', missing: 'NEXUS_APPLICATION_TOKEN' },
  ]);
});

test('nothing is judged of a target that was not reached', async () => {
  const never: Body = async () => {
    throw new Error('the body was carried out');
  };
  for (const [recorded, cause, reason] of [
    [[], 'not-run', 'the opening did not run'],
    [[unanswered('unreachable', { intent: opening })], 'network', 'the target was not reached'],
  ] as const) {
    const { record } = await performed(never, { recorded });
    expect(record.findings, reason).toMatchObject([{ cause, reason: expect.stringContaining(reason) }]);
  }
});

const closing = { ...opening, purpose: 'closing' };
for (const [name, last, cause, reason] of [
  [
    'has fallen silent',
    unanswered('timeout', { intent: { ...opening, purpose: id, case: 'basic-after-silence' } }),
    'network',
    'the target stopped answering during the run, good requests included; has a firewall banned us?',
  ],
  [
    'is silent to the end',
    unanswered('dropped', { intent: closing }),
    'network',
    'the target stopped answering during the run, good requests included; has a firewall banned us?',
  ],
  [
    'has banned the run',
    answered(403, { intent: closing }),
    'another-layer',
    'good requests are answered 403 by now; has a firewall banned us?',
  ],
] as const) {
  test(`of a target that ${name} what is on record is judged, and nothing more is sent`, async () => {
    const recorded = [accepted, last];
    const settled = await performed(
      async ({ nexus, check }) => {
        check.accepted(nexus.controls[0]?.exchange ?? last);
      },
      { recorded },
    );
    expect(settled.record).toMatchObject({ outcome: 'passed', findings: [] });

    const asking = await performed(
      async ({ nexus, check }) => check.refused(await nexus.refusalOf(noCredentials, { case: 'a', title: 'a' })),
      { recorded },
    );
    expect(asking.record.findings).toEqual([{ outcome: 'inconclusive', cause, reason }]);

    const look = { concerned: () => false, oracle: () => undefined, none: 'no 404 was seen' };
    const looking = await performed(async ({ record, check }) => check.every(record, look), { recorded });
    expect(looking.record, 'what was not seen may be there').toMatchObject({ outcome: 'inconclusive' });
    expect(looking.record.findings).toContainEqual({ outcome: 'inconclusive', cause, reason });
  });
}

test('an outcome names the exchanges of its own requirement, and no others', async () => {
  const own = refusal(401).exchange;
  const other = answered(401, { intent: { purpose: 'auth/no-credentials', case: 'no-credentials' } });
  const { record } = await performed(async ({ check }) => check.refused({ exchange: own, repeated: false }), {
    recorded: [accepted, other, own],
  });
  expect(record.exchanges).toEqual([own.id]);
});
