import { expect, test } from '@playwright/test';
import type { Exchange } from '../../src/model/exchange.ts';
import { contradictionLine, contradictionsOf } from '../../src/report/contradictions.ts';
import { type Statement, stateRun } from '../../src/report/statement.ts';
import { summary, summaryPage } from '../../src/report/summary.ts';
import { memoryLedger } from '../../src/run/ledger.ts';
import { judge } from '../proof/judge.ts';
import { good, jwt, now, seconds } from './configuration-setup.ts';
import { configurationOf, type Environment, withReference } from './doctor-setup.ts';
import { answered } from './exchange-setup.ts';

const dated = answered(400, { fields: [['Date', 'Mon, 23 Nov 2026 12:00:00 GMT']] });
const forwarded = answered(400, { fields: [...(dated.response?.fields ?? []), ['Via', '1.1 edge']] });
const accepted = answered(204, { intent: { purpose: 'opening', case: 'bearer-and-application-token' } });

const token = (claims: object) => ({ NEXUS_BEARER_TOKEN: jwt(claims), NEXUS_APPLICATION_TOKEN: 'application' });
const withExp = token({ exp: seconds + 3600, scope: 'read' });
const opaque = { NEXUS_BEARER_TOKEN: 'opaque-token', NEXUS_APPLICATION_TOKEN: 'application' };

const said = (environment: Environment, ...exchanges: readonly Exchange[]) =>
  contradictionsOf({ ...configurationOf({ ...good, ...environment }, now), exchanges }).map(contradictionLine);

for (const [what, environment, exchanges, contradicted] of [
  ['tokens that do not expire', { ...withExp, NEXUS_EXPIRED_BEARER_TOKEN: 'none' }, [], /has an exp/],
  ['no expired token, of opaque ones', { ...opaque, NEXUS_EXPIRED_BEARER_TOKEN: 'none' }, [], undefined],
  ['no clock, beside a Date', { NEXUS_NO_CLOCK: 'true' }, [dated], /=true: 1 answer has a Date/],
  ['no clock, beside the Date of who forwarded it', { NEXUS_NO_CLOCK: 'true' }, [forwarded], undefined],
  ['a clock', { NEXUS_NO_CLOCK: 'false' }, [dated], undefined],
  ['opaque tokens, of a JWT', { ...withExp, NEXUS_TOKEN_FORMAT: 'opaque' }, [], /=opaque: .* has the form of a JWT/],
  ['a JWT, of an opaque token', { ...opaque, NEXUS_TOKEN_FORMAT: 'jwt' }, [], /=jwt: .* not the form/],
  ['nothing', withExp, [dated, accepted], undefined],
  ['a scope that an accepted token lacks', { ...withExp, NEXUS_REQUIRED_SCOPE: 'reset' }, [accepted], /accepted$/],
  ['a scope that a refused token lacks', { ...withExp, NEXUS_REQUIRED_SCOPE: 'reset' }, [dated], undefined],
  ['a scope that the token has', { ...withExp, NEXUS_REQUIRED_SCOPE: 'read' }, [accepted], undefined],
] as const) {
  test(`a declaration of ${what} is ${contradicted ? '' : 'not '}contradicted`, () => {
    const lines = contradicted === undefined ? [] : [expect.stringMatching(contradicted)];
    expect(said(environment, ...exchanges)).toEqual(lines);
  });
}

/** A run of which nothing is known but one dated answer. */
function statementOf(profile: 'gate' | 'certify'): Statement {
  const configuration = configurationOf({ ...good, NEXUS_NO_CLOCK: 'true', NEXUS_PROFILE: profile }, now);
  const ledger = memoryLedger();
  ledger.addExchange(dated);
  ledger.addOutcome({ id: 'auth/basic', outcome: 'passed', findings: [], exchanges: [], restsOn: [] });
  const selection = { selected: ['auth/basic' as const], leftOut: [], cases: {} };
  const times = { startedAt: now, finishedAt: now, runId: 'selftest', interrupted: false };
  return stateRun({ configuration, selection, ledger, ...times });
}

test('what is contradicted is named in the statement and both summaries, passes a gate and is never certified', () => {
  const gate = statementOf('gate');
  expect(gate.contradicted).toEqual([
    { variable: 'NEXUS_NO_CLOCK', declared: 'true', seen: '1 answer has a Date, and no Via' },
  ]);
  expect(gate.verdict).toBe('pass');
  expect(summary(gate, [])).toContain('declared, and contradicted by what was seen\n  NEXUS_NO_CLOCK=true: 1 answer');
  expect(summaryPage(gate)).toContain('Contradicted: NEXUS&#95;NO&#95;CLOCK=true');
  const certify = statementOf('certify');
  expect(certify).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
  expect(certify.reason).toContain('declared and contradicted: NEXUS_NO_CLOCK=true');
});

test('nothing is contradicted and nothing ends soon where the reference is judged', async () => {
  await withReference(async ({ environment }) => {
    expect(await judge({ ...environment, NEXUS_PROFILE: 'smoke' })).toMatchObject({ contradicted: [], lapses: [] });
  });
});
