import { expect, test } from '@playwright/test';
import { type Reference, type ReferenceOptions, startReference } from '../../reference/serve.ts';
import { profiles } from '../../requirements/types.ts';
import { type Conducted, judgeFully } from './judge.ts';

/** Nothing listens there: its being set is what makes the run send refusals for the tripwire user. */
const mailbox = { NEXUS_MAILBOX_URL: 'mailpit+http://127.0.0.1:9' };

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

for (const profile of profiles) {
  test(`${profile} causes no more e-mails than announced, and at most a fifth more requests`, async () => {
    const run = await runAgainst({}, { NEXUS_PROFILE: profile });
    expect(run.outbox.length).toBeLessThanOrEqual(run.plan.emails);
    expect(sentTo(run, 'user'), 'all of them to the user').toBe(run.outbox.length);
    expect(run.exchanges.length, '"about" is a fifth more at most').toBeLessThanOrEqual(run.plan.requests * 1.2);
  });
}

for (const profile of ['gate', 'certify'] as const) {
  test(`${profile} mails the tripwire user only with its last request`, async () => {
    const run = await runAgainst({}, { ...mailbox, NEXUS_PROFILE: profile });
    expect(run.exchanges.at(-1)).toMatchObject({
      intent: { purpose: 'closing', case: 'tripwire' },
      response: { status: 204 },
    });
    expect(sentTo(run, 'tripwire'), 'the one e-mail of the last request').toBe(1);
    expect(run.outbox.at(-1)?.to).toMatch(/^tripwire/);
    expect(run.outbox.length).toBeLessThanOrEqual(run.plan.emails);
  });
}

test('smoke never mails the tripwire user', async () => {
  const run = await runAgainst({}, { ...mailbox, NEXUS_PROFILE: 'smoke' });
  expect(sentTo(run, 'tripwire')).toBe(0);
});

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
