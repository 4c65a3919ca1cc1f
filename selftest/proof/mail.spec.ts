import { expect, test } from '@playwright/test';
import { type Reference, type ReferenceOptions, startReference } from '../../reference/serve.ts';
import { profiles } from '../../requirements/types.ts';
import type { Statement } from '../../src/report/statement.ts';
import { summary } from '../../src/report/summary.ts';
import { needsMailbox } from '../../src/run/selection.ts';
import { type Conducted, judgeFully, withoutMailbox } from './judge.ts';
import { judgeWithMail } from './mail-run.ts';

const nobodyListens = { NEXUS_MAILBOX_URL: 'mailpit+http://127.0.0.1:9' };

interface Run extends Conducted {
  readonly outbox: Reference['outbox'];
}

async function runAgainst(options: ReferenceOptions, changed: Readonly<Record<string, string>>): Promise<Run> {
  const reference = await startReference(options);
  try {
    return { ...(await judgeFully({ ...reference.environment, ...changed })), outbox: reference.outbox };
  } finally {
    await reference.close();
  }
}

const sentTo = ({ outbox }: Run, user: string) => outbox.filter(({ to }) => to.startsWith(user)).length;
const inconclusive = ({ requirements }: Statement) =>
  requirements.filter(({ outcome }) => outcome === 'inconclusive').map(({ id }) => id);
const reasonOf = ({ requirements }: Statement, id: string) => requirements.find((one) => one.id === id)?.reason;

for (const profile of profiles) {
  test(`${profile} causes no more e-mails than announced, and at most a fifth more requests`, async () => {
    const run = await runAgainst({}, withoutMailbox(profile));
    expect(run.outbox.length).toBeLessThanOrEqual(run.plan.emails);
    expect(sentTo(run, 'user'), 'all of them to the user').toBe(run.outbox.length);
    expect(run.exchanges.length, '"about" is a fifth more at most').toBeLessThanOrEqual(run.plan.requests * 1.2);
  });
}

for (const profile of ['gate', 'certify'] as const) {
  test(`${profile} with a mailbox mails the tripwire user when all refusals are done, and causes no more e-mails than announced`, async () => {
    const run = await judgeWithMail({}, { NEXUS_PROFILE: profile });
    expect(run.outbox.length).toBeLessThanOrEqual(run.plan.emails);
    expect(sentTo(run, 'tripwire'), 'one e-mail').toBe(1);
    const after = run.exchanges.slice(run.exchanges.findIndex(({ intent }) => intent.case === 'tripwire'));
    // A sink sees whom else an e-mail goes to; a certificate shows that the bystander could get one.
    const last = profile === 'certify' ? ['tripwire', 'bystander'] : ['tripwire'];
    expect(after.map(({ intent }) => intent)).toMatchObject(last.map((name) => ({ purpose: 'closing', case: name })));
    expect(after.map(({ response }) => response?.status)).toEqual(last.map(() => 204));
    expect(run.outbox.slice(-last.length).map(({ to }) => to.split('@')[0])).toEqual(last);
  });
}

test("certify asks about ids that fold into the user's while nothing else is on its way, within the e-mails announced", async () => {
  const only = {
    NEXUS_PROFILE: 'certify',
    NEXUS_ONLY: 'email/only-to-the-user,email/exactly-one,email/none-on-refusal',
  };
  const run = await judgeWithMail({ variant: 'folds-user-ids' }, only);
  expect(run.outbox.length).toBeLessThanOrEqual(run.plan.emails);
  const asked = run.exchanges.filter(({ intent }) => intent.purpose === 'email/only-to-the-user');
  expect(asked.map(({ response }) => response?.status)).toEqual([204, 204, 204]);
  expect(asked.map(({ request }) => /%C5%BF|%E2%84%AA|%C4%B1/.exec(request.target)?.[0])).toEqual([
    '%C5%BF',
    '%E2%84%AA',
    '%C4%B1',
  ]);
  const passed = run.statement.requirements.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id);
  expect(passed).toEqual(['email/only-to-the-user', 'email/exactly-one']);
  expect(reasonOf(run.statement, 'email/none-on-refusal')).toContain('nothing was refused');
});

test('smoke never mails the tripwire user', async () => {
  const run = await runAgainst({}, { ...nobodyListens, NEXUS_PROFILE: 'smoke' });
  expect(sentTo(run, 'tripwire')).toBe(0);
});

test('a mailbox that is down leaves open what it would show, in its own words, and nothing else', async () => {
  const { statement } = await runAgainst({}, { ...nobodyListens, NEXUS_PROFILE: 'gate' });
  expect(statement.verdict).toBe('incomplete');
  expect([3, 75]).toContain(statement.exitCode);
  expect(inconclusive(statement)).toEqual(statement.requirements.map(({ id }) => id).filter(needsMailbox));
  for (const id of inconclusive(statement).filter((one) => one.startsWith('email/'))) {
    expect(reasonOf(statement, id), id).toMatch(/^the mailbox could not be read: .*127\.0\.0\.1:9/);
  }
});

test('a gate of which nothing says whether it has a mailbox is incomplete, and the way out says how to say so', async () => {
  const { statement, exchanges } = await runAgainst({}, { NEXUS_PROFILE: 'gate', NEXUS_MAILBOX_URL: '' });
  expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
  expect(inconclusive(statement)).toEqual(statement.requirements.map(({ id }) => id).filter(needsMailbox));
  const told = summary(statement, exchanges);
  expect(told).toContain("set NEXUS_MAILBOX_URL (6), or leave them out: NEXUS_SKIP='");
  expect(told).toContain('NEXUS_MAILBOX_URL=none says that this gate has no mailbox');
});

for (const [mistake, changed, words] of [
  [
    "an id that is nobody's",
    { NEXUS_TRIPWIRE_USER_ID: '00000000-0000-4000-8000-0000000000ff' },
    /closing control: 404.*check NEXUS_TRIPWIRE_USER_ID/,
  ],
  [
    "an address that is nobody's",
    { NEXUS_TRIPWIRE_EMAIL: 'tripwyre@nexus.example' },
    /check NEXUS_TRIPWIRE_USER_ID and NEXUS_TRIPWIRE_EMAIL/,
  ],
] as const) {
  for (const fault of [undefined, 'email-on-401']) {
    test(`a tripwire user with ${mistake} shows of ${fault ?? 'the reference'} nothing that is green`, async () => {
      const { statement } = await judgeWithMail(fault === undefined ? {} : { fault }, {
        NEXUS_PROFILE: 'gate',
        ...changed,
      });
      expect(statement.verdict, statement.reason).not.toBe('pass');
      expect(statement.exitCode).not.toBe(0);
      const { outcome } = statement.requirements.find(({ id }) => id === 'email/none-on-refusal') ?? {};
      expect(['inconclusive', 'failed']).toContain(outcome);
      if (fault !== undefined) return;
      expect(reasonOf(statement, 'email/none-on-refusal')).toMatch(words);
      expect(inconclusive(statement)).toContain('http/safe-methods-send-nothing');
      expect(reasonOf(statement, 'http/safe-methods-send-nothing')).toMatch(words);
    });
  }
}

test('a run sends no more requests meant to mail than announced, even to a target that lets everybody in', async () => {
  const run = await runAgainst({ fault: 'either-suffices' }, { NEXUS_PROFILE: 'gate' });
  const meant = run.exchanges.filter(({ intent }) => intent.mayMail);
  expect(meant.length).toBeLessThanOrEqual(run.plan.emails);
});

for (const profile of ['smoke', 'gate'] as const) {
  test(`a mail-free ${profile} causes no e-mail, and passes what conforms`, async () => {
    const run = await runAgainst({}, { NEXUS_PROFILE: profile, NEXUS_MAIL_FREE: 'true' });
    expect(run.statement).toMatchObject({ verdict: 'pass', exitCode: 0 });
    expect(run.plan.emails).toBe(0);
    expect(run.outbox).toEqual([]);
  });
}

test('a mail-free smoke takes a 404 for no refusal, if whoever is let in gets it too', async () => {
  const run = await runAgainst({ fault: 'bearer-alone' }, { NEXUS_PROFILE: 'smoke', NEXUS_MAIL_FREE: 'true' });
  expect(run.statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
  expect(run.statement.requirements).toContainEqual(
    expect.objectContaining({
      id: 'auth/bearer-alone',
      outcome: 'inconclusive',
      reason: expect.stringContaining('nothing shows that it was refused'),
    }),
  );
});

test('a mail-free smoke does not pass a target that looks at no credentials', async () => {
  const run = await runAgainst({ fault: 'no-credentials' }, { NEXUS_PROFILE: 'smoke', NEXUS_MAIL_FREE: 'true' });
  expect(run.statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
  const judged = run.statement.requirements.filter(({ id, outcome }) => id.startsWith('auth/') && outcome === 'passed');
  expect(judged.filter(({ exchanges }) => exchanges.length > 0)).toEqual([]);
});
