import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { startReference } from '../../reference/serve.ts';
import { inProfile, requirementIds } from '../../requirements/index.ts';
import { configurationIn, resolveConfiguration } from '../../src/configuration/resolve.ts';
import { readSources } from '../../src/configuration/sources.ts';
import { rowsOf } from '../../src/judge/truth-table.ts';
import { causes, type OutcomeRecord } from '../../src/model/finding.ts';
import { timingOf } from '../../src/report/facts.ts';
import { type Statement, stateRun, unfinished } from '../../src/report/statement.ts';
import { memoryLedger } from '../../src/run/ledger.ts';
import { select } from '../../src/run/selection.ts';
import { judge } from '../proof/judge.ts';
import { good, now } from './configuration-setup.ts';
import { answered, unanswered } from './exchange-setup.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/statement.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const ajv = new Ajv2020({ allErrors: true, strict: true });
formats.default(ajv);
const validate = ajv.compile(schema);

/** What is wrong with a statement as it is read back from its file. */
function problemsOf(statement: Statement): readonly string[] {
  validate(JSON.parse(JSON.stringify(statement)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

async function realStatement(options: { readonly fault?: string }, changed: Readonly<Record<string, string>> = {}) {
  const reference = await startReference(options);
  try {
    return { statement: await judge({ ...reference.environment, ...changed }), secrets: reference.environment };
  } finally {
    await reference.close();
  }
}

function facts(changed: Readonly<Record<string, string>> = {}) {
  const places = { flags: {}, environment: { ...good, ...changed }, workingFolder: import.meta.dirname, now };
  const configuration = configurationIn(resolveConfiguration(readSources(places)));
  return { configuration, selection: select(configuration), startedAt: now, runId: 'selftest' };
}

function stated(outcomes: readonly OutcomeRecord[], interrupted = false): Statement {
  const ledger = memoryLedger();
  ledger.addExchange(answered(204, { intent: { purpose: 'opening', case: 'basic', row: 'basic-valid' } }));
  ledger.addExchange(unanswered('dropped', { intent: { purpose: 'auth/basic', case: 'basic-valid' } }));
  for (const outcome of outcomes) ledger.addOutcome(outcome);
  return stateRun({ ...facts(), ledger, finishedAt: now + 5000, interrupted });
}

const passed: OutcomeRecord = { id: 'auth/basic', outcome: 'passed', findings: [], exchanges: [], restsOn: [] };
const failed: OutcomeRecord = {
  ...passed,
  outcome: 'failed',
  findings: [{ outcome: 'failed', reason: 'answered 500' }],
};
const resultOf = ({ requirements }: Statement, id: string) => requirements.find((result) => result.id === id);

for (const [name, options, changed, verdict] of [
  ['a passing run', {}, {}, 'pass'],
  ['a failing run', { fault: 'either-suffices' }, {}, 'fail'],
  ['a smoke run without e-mail', {}, { NEXUS_PROFILE: 'smoke', NEXUS_MAIL_FREE: 'true' }, 'pass'],
  ['a run of nothing', {}, { NEXUS_SKIP: '*' }, 'incomplete'],
] as const) {
  test(`the statement of ${name} keeps to its schema and shows no secret`, async () => {
    const { statement, secrets } = await realStatement(options, changed);
    expect(statement.verdict).toBe(verdict);
    expect(problemsOf(statement)).toEqual([]);
    const text = JSON.stringify(statement);
    for (const secret of ['NEXUS_BEARER_TOKEN', 'NEXUS_APPLICATION_TOKEN', 'NEXUS_BASIC_PASSWORD']) {
      expect(text.includes(secrets[secret] ?? ''), `${secret} stands in it`).toBe(false);
    }
  });
}

test('the statement of an unfinished run keeps to its schema, and judges nothing', () => {
  const statement = unfinished(facts());
  expect(problemsOf(statement)).toEqual([]);
  expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3, reason: 'the run did not finish' });
  expect(statement.requirements.filter(({ outcome }) => outcome !== 'inconclusive')).toEqual([]);
});

test('the schema refuses an unknown field, and describes every field that it knows', () => {
  const statement = unfinished(facts());
  const [first] = statement.requirements;
  expect(problemsOf({ ...statement, more: 1 } as Statement)).not.toEqual([]);
  expect(problemsOf({ ...statement, requirements: [{ ...first, more: 1 }] } as unknown as Statement)).not.toEqual([]);
  expect(undescribed(schema, '#')).toEqual([]);
});

test('the schema knows every cause for which something may not be judged', () => {
  expect(JSON.stringify(schema)).toContain(`"enum":${JSON.stringify(causes)}`);
});

/** Places of the schema that describe a value and do not say what it is. */
function undescribed(node: unknown, place: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const keyed = Object.entries(node);
  const named = keyed.filter(([key]) => key === 'properties' || key === '$defs');
  const members = named.flatMap(([key, all]) =>
    Object.entries(all as object).flatMap(([name, member]) => [
      ...('description' in (member as object) ? [] : [`${place}/${key}/${name}`]),
      ...undescribed(member, `${place}/${key}/${name}`),
    ]),
  );
  return [
    ...members,
    ...keyed.filter(([key]) => key === 'items').flatMap(([, item]) => undescribed(item, `${place}/items`)),
  ];
}

test('every selected requirement is listed with an outcome', () => {
  const { requirements, selection } = stated([passed]);
  const profile = requirementIds.filter((id) => inProfile(id, 'gate'));
  const listed = [...requirements, ...selection.leftOut].map(({ id }) => id);
  expect(listed.toSorted()).toEqual(profile.toSorted());
  expect(requirements).toHaveLength(selection.selected);
  expect(resultOf(stated([passed]), 'auth/no-credentials')).toMatchObject({
    outcome: 'inconclusive',
    findings: [{ cause: 'not-run' }],
    reason: expect.stringContaining('no outcome was recorded'),
  });
  expect(selection.judged).toBe(1);
});

test('what an interruption prevented says so', () => {
  const statement = stated([passed], true);
  expect(resultOf(statement, 'auth/no-credentials')?.reason).toContain('interrupted');
  expect(statement.exitCode).toBe(130);
  expect(problemsOf(statement)).toEqual([]);
});

test('a reason says of which cases it holds, and leaves out what went better', () => {
  const found = (title: string, outcome: 'failed' | 'warned') =>
    ({ outcome, reason: 'answered 204', case: `auth/basic#${title.replaceAll(' ', '-')}`, title }) as const;
  const findings = [found('one case', 'failed'), found('another case', 'failed'), found('a third case', 'warned')];
  expect(resultOf(stated([{ ...failed, findings }]), 'auth/basic')).toMatchObject({
    reason: 'one case: answered 204\nanother case: answered 204',
    findings,
  });
});

test('the last of two attempts counts, and both are told: only what could not be judged is probed once more', () => {
  const unjudged = { ...passed, outcome: 'inconclusive' } as const;
  expect(resultOf(stated([unjudged, failed]), 'auth/basic')).toMatchObject({
    outcome: 'failed',
    reason: 'answered 500',
    attempts: [{ outcome: 'inconclusive' }, { outcome: 'failed' }],
  });
  expect(resultOf(stated([unjudged, passed]), 'auth/basic')).toMatchObject({ outcome: 'passed', reason: null });
});

test('the table shows the rows of the profile, and what each of them got', () => {
  const { table } = stated([]);
  const rows = rowsOf('gate', { requiredScope: false });
  expect(table.map(({ row, expected }) => [row, expected])).toEqual(rows.map(({ id, verdict }) => [id, verdict]));
  const sent = table.filter(({ got }) => got !== null);
  expect(sent).toEqual([{ row: 'basic-valid', expected: 'accept', got: '204' }]);
});

test('the target is that of the configuration, and what was declared stands apart from what was seen', () => {
  const { target, declared, observed } = stated([]);
  expect(target).toEqual({
    name: 'staging.example',
    kind: 'configured',
    baseUrl: good.NEXUS_BASE_URL,
    environment: 'staging',
  });
  expect(declared).toEqual({ NEXUS_NO_CLOCK: 'false', NEXUS_STRICT_CLIENT: 'false' });
  expect(observed).toEqual({
    exchanges: 2,
    statuses: { 204: 1 },
    servers: [],
    challenges: [],
    builds: [],
    representations: [],
  });
});

test('how long answers took is told, and how long the run waited because there were too many requests', () => {
  const at = (milliseconds: number) => new Date(now + milliseconds).toISOString();
  const record = [
    ...[7, 3, 900].map((milliseconds) => ({ ...answered(204), milliseconds })),
    { ...unanswered('timeout'), milliseconds: 10_000 },
    { ...answered(429), milliseconds: 1 },
    answered(503, { fields: [['Retry-After', '2']] }),
    answered(503),
    // Two waited at the same time, and one later.
    { ...answered(204), sentAt: at(4000), waited: 2000 },
    { ...answered(204), sentAt: at(5000), waited: 2000 },
    { ...answered(204), sentAt: at(9000), waited: 1000 },
  ];
  expect(timingOf(record)).toEqual({
    medianMilliseconds: 7,
    slowestMilliseconds: 900,
    throttled: 3,
    waitedMilliseconds: 4000,
  });
  const asked = (milliseconds: number, user: 'user' | 'unknown') => ({
    ...answered(401, { intent: { purpose: 'advice/no-enumeration', user } }),
    milliseconds,
  });
  const compared = [asked(80, 'user'), asked(70, 'user'), asked(90, 'user'), asked(9, 'unknown')];
  expect(timingOf([...record, ...compared])).toMatchObject({
    withoutCredentials: { knownUserMilliseconds: 80, unknownUserMilliseconds: 9 },
  });
  const nothing = { medianMilliseconds: null, slowestMilliseconds: null, throttled: 0, waitedMilliseconds: 0 };
  expect(timingOf([unanswered('timeout')])).toEqual(nothing);
});
