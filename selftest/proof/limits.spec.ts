import { expect, test } from '@playwright/test';
import type { UnofficialStatusCode } from 'hono/utils/http-status';
import { answersFirst, behind } from '../../reference/changes.ts';
import type { Nexus } from '../../reference/nexus.ts';
import { problem } from '../../reference/problem.ts';
import { type Reference, type ReferenceOptions, startReference } from '../../reference/serve.ts';
import { limitVariants } from '../../reference/variants/limits.ts';
import type { Statement } from '../../src/report/statement.ts';
import { type Conducted, fastClock, judgeFully } from './judge.ts';
import { variantTitle } from './titles.ts';

interface Judged extends Conducted {
  readonly outbox: Reference['outbox'];
}

/** Judges it in gate. Time passes `times` as fast, for the target and for the run. */
async function gateOf(
  options: ReferenceOptions,
  changed: Readonly<Record<string, string>> = {},
  times = 1,
): Promise<Judged> {
  const clock = fastClock(times);
  const reference = await startReference({ ...options, now: clock.now });
  try {
    const environment = { ...reference.environment, NEXUS_PROFILE: 'gate', ...changed };
    return { ...(await judgeFully(environment, clock)), outbox: reference.outbox };
  } finally {
    await reference.close();
  }
}

const not = ({ requirements }: Statement, ...outcomes: readonly string[]) =>
  requirements.flatMap(({ id, outcome, reason }) =>
    outcomes.includes(outcome) ? [] : [`${id} ${outcome}: ${reason}`],
  );
const good = ['passed', 'observed', 'not-applicable'];
const isCoolDown = (name: string) => name.startsWith('cool-down');

for (const { name, warns = [] } of limitVariants) {
  test(variantTitle(name), async () => {
    // Whoever waits for a minute waits three times; the others are met by a run at its usual pace.
    const { statement, exchanges, outbox } = await gateOf(
      { variant: name },
      { NEXUS_DEADLINE_SECONDS: '3600' },
      isCoolDown(name) ? 50 : 5,
    );
    expect(not(statement, ...good).filter((line) => !warns.some((id) => line.startsWith(`${id} warned`)))).toEqual([]);
    expect(statement).toMatchObject({ verdict: 'pass', exitCode: 0 });
    expect(outbox.length, 'e-mails to a user').toBeLessThanOrEqual(5);
    // On a slow machine a minute may have passed by itself.
    const waits = exchanges.filter(({ intent }) => intent.afterLimit).map(({ id }) => id);
    expect(waits.length, waits.join()).toBeLessThanOrEqual(3);
    expect(waits.length > 0, waits.join()).toBe(isCoolDown(name));
  });
}

for (const status of [400, 409, 429]) {
  const variant = `cool-down-of-a-minute-by-${status}`;
  test(`without time for it a cool-down by ${status} leaves a gate incomplete, for one cause`, async () => {
    const { statement } = await gateOf({ variant }, { NEXUS_DEADLINE_SECONDS: '60' });
    expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
    const open = statement.requirements.filter(({ outcome }) => outcome === 'inconclusive');
    const findings = open.flatMap(({ findings: all }) => all.filter(({ outcome }) => outcome === 'inconclusive'));
    expect([...new Set(findings.map(({ cause }) => cause))]).toEqual(['user-limit']);
    const [reason, ...others] = new Set(findings.map((finding) => finding.reason));
    expect(others).toEqual([]);
    expect(reason).toContain(`a limit per user: 204 first, then ${status} for the same request`);
    expect(reason, 'the words of the target').toContain('A password reset was asked for a short while ago.');
  });

  test(`an operator's smoke does not wait for a cool-down by ${status}, and passes`, async () => {
    const { statement, exchanges } = await gateOf({ variant }, { NEXUS_PROFILE: 'smoke' });
    expect(not(statement, ...good, 'warned')).toEqual([]);
    expect(statement).toMatchObject({ verdict: 'pass', exitCode: 0 });
    expect(exchanges.filter(({ intent }) => intent.afterLimit)).toEqual([]);
  });
}

/** Takes the first client where none is named, whoever the user is. */
const ignoresClientIds: ReferenceOptions = {
  variant: 'cool-down-of-a-minute-by-400',
  change: (nexus) =>
    answersFirst(nexus, ({ clientIds, user }, c) => {
      if (clientIds.length > 0) return undefined;
      const client = nexus.world.clients.first;
      return user ? nexus.succeeds(c, { user, client }) : problem(c, 404, 'There is no user with this id.');
    }),
};

test('who ignores a missing clientId does not hide behind a limit that is answered by a 400', async () => {
  const { statement } = await gateOf(ignoresClientIds, {}, 50);
  const { outcome } = statement.requirements.find(({ id }) => id === 'parameters/client-id-required') ?? {};
  expect(['failed', 'inconclusive']).toContain(outcome);
  const basicAlone = { NEXUS_BEARER_TOKEN: '', NEXUS_APPLICATION_TOKEN: '', NEXUS_PROFILE: 'smoke' };
  const smoke = await gateOf(ignoresClientIds, basicAlone);
  expect(smoke.statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
});

test('a run that begins while a limit is in force waits for it', async () => {
  const clock = fastClock(50);
  const reference = await startReference({ variant: 'cool-down-of-a-minute-by-429', now: clock.now });
  const environment = { ...reference.environment, NEXUS_PROFILE: 'smoke' };
  await judgeFully(environment, clock);
  const { statement } = await judgeFully({ ...environment, NEXUS_PROFILE: 'gate' }, clock);
  await reference.close();
  expect(statement.requirements.find(({ id }) => id === 'operation/answers-204')?.outcome).toBe('passed');
});

test('a gateway that does not reach the application once in forty requests fails nothing, and is named', async () => {
  const { statement } = await gateOf({ change: behindAGateway((nth) => nth % 40 === 20) });
  expect(not(statement, ...good, 'inconclusive')).toEqual([]);
  expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 75 });
  expect(statement.reason + JSON.stringify(statement.requirements)).toContain('Cloudflare (CF-RAY)');
});

test('what a gateway kept from the application is asked for once more', async () => {
  const { statement, exchanges } = await gateOf({ change: behindAGateway((nth) => nth === 30) });
  expect(not(statement, ...good)).toEqual(['robustness/no-server-error inconclusive: '].map(expect.stringContaining));
  const again = statement.requirements.filter(({ attempts }) => attempts.length > 1);
  expect(again.map(({ attempts }) => attempts.map(({ outcome }) => outcome))).toEqual([['inconclusive', 'passed']]);
  expect(exchanges.filter(({ response }) => response?.status === 520)).toHaveLength(1);
});

test('a gateway that times out on each unknown user leaves the run incomplete', async () => {
  const { statement } = await gateOf({
    change: (nexus) =>
      behind(nexus, (c, next) =>
        c.req.path.includes(nexus.world.unknownUserId) ? Promise.resolve(c.body(null, 504)) : next(),
      ),
  });
  expect(not(statement, ...good, 'inconclusive', 'warned')).toEqual([]);
  expect(statement).toMatchObject({ verdict: 'incomplete' });
});

function behindAGateway(isDown: (nth: number) => boolean): (nexus: Nexus) => Nexus {
  let nth = 0;
  return (nexus) =>
    behind(nexus, async (c, next) => {
      nth += 1;
      if (!isDown(nth)) return next();
      c.header('CF-RAY', '8f1c0a2b3d4e5f60-FRA');
      c.header('Server', 'cloudflare');
      return c.html('<title>520: Web server is returning an unknown error</title>', 520 as UnofficialStatusCode);
    });
}

test('a gate causes no more than five e-mails to a user, and with NEXUS_MAX_EMAILS it leaves out by name what may cause more', async () => {
  const usual = await gateOf({});
  expect(usual.outbox.length).toBeLessThanOrEqual(5);
  const few = await gateOf({}, { NEXUS_MAX_EMAILS: '5' });
  expect(few.plan.emails).toBe(5);
  const left = few.statement.selection.leftOut.filter(({ reason }) => reason.includes('NEXUS_MAX_EMAILS=5'));
  expect(left.map(({ id }) => id)).toEqual([
    'parameters/empty-client-id',
    'parameters/unknown-client-id',
    'parameters/repeated-client-id',
    'parameters/client-id-only-in-query',
  ]);
  expect(few.statement).toMatchObject({ verdict: 'pass', exitCode: 0 });
});

test('a target that accepts whatever it may accept gets no more e-mails than are allowed', async () => {
  const { exchanges, plan } = await gateOf({ fault: 'either-suffices' }, { NEXUS_MAX_EMAILS: '4' });
  const meant = exchanges.filter(({ intent, response }) => intent.mayMail && response?.status === 204);
  expect(plan.emailsUntold).toBe(4);
  expect(meant.length).toBeLessThanOrEqual(4);
});
