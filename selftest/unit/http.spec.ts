import { expect, test } from '@playwright/test';
import { startReference } from '../../reference/serve.ts';
import { type Conducted, judgeFully } from '../proof/judge.ts';

/** A run against the reference, or a variant of it, with these variables besides. */
async function run(
  variables: Readonly<Record<string, string>>,
  variant?: string,
): Promise<Conducted & { readonly emails: number }> {
  const { environment, outbox, close } = await startReference(variant === undefined ? {} : { variant });
  try {
    return { ...(await judgeFully({ ...environment, ...variables })), emails: outbox.length };
  } finally {
    await close();
  }
}

const methodsOf = ({ exchanges }: Conducted) => [...new Set(exchanges.map(({ request }) => request.method))].toSorted();
const outcomesOf = ({ statement }: Conducted) => statement.requirements.map(({ outcome }) => outcome);
const http = { NEXUS_PROFILE: 'gate', NEXUS_ONLY: 'http/405-allow,http/other-methods-405,http/head-no-content' };
const production = { ...http, NEXUS_ENVIRONMENT: 'production' };

test('on production no other method is sent than GET and HEAD, unless the operator consents', async () => {
  const careful = await run(production);
  expect(methodsOf(careful)).toEqual(['GET', 'HEAD', 'POST']);
  expect(outcomesOf(careful)).toEqual(['passed', 'passed', 'passed']);
  const all = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];
  expect(methodsOf(await run({ ...production, NEXUS_CONSENT: 'hostile' }))).toEqual(all);
  expect(methodsOf(await run(http))).toEqual(all);
});

test('a method that is not sent on production is named where it is asked for alone', async () => {
  const { statement } = await run({ ...production, NEXUS_ONLY: 'http/405-allow#method-put' });
  expect(statement.requirements).toMatchObject([
    { outcome: 'not-applicable', reason: expect.stringContaining('PUT is not sent here: it needs NEXUS_CONSENT') },
  ]);
});

const octets = 'http/204-no-octets';

test('what follows a 204 is seen without an e-mail where the success of another requirement shows it', async () => {
  for (const variant of [undefined, 'connection-close']) {
    const { statement, exchanges } = await run({ NEXUS_ONLY: `auth/no-carry-over,${octets}` }, variant);
    expect(statement.requirements.map(({ id, outcome }) => `${id} ${outcome}`)).toContain(`${octets} passed`);
    expect(exchanges.filter(({ intent }) => intent.purpose === octets)).toEqual([]);
  }
});

test('alone it takes one e-mail, and one request more on its connection', async () => {
  const alone = await run({ NEXUS_ONLY: octets });
  expect(outcomesOf(alone)).toEqual(['passed']);
  const own = alone.exchanges.filter(({ intent }) => intent.purpose === octets);
  expect(own.map(({ response }) => response?.status)).toEqual([204, 401]);
  expect(alone.emails).toBe(2 + 1);
});

test('a declared lack of a clock leaves Date not applicable', async () => {
  const { statement } = await run({ NEXUS_ONLY: 'http/date', NEXUS_NO_CLOCK: 'true' });
  expect(statement.requirements).toMatchObject([
    { outcome: 'not-applicable', reason: 'declared by NEXUS_NO_CLOCK=true' },
  ]);
});
