import { expect, test } from '@playwright/test';
import { createRedactor } from '../../src/client/redaction.ts';
import type { Answer } from '../../src/client/transport.ts';
import { imapToken, tokenProblems } from '../../src/mailbox/xoauth2.ts';
import { answerOf, silence } from './answer-setup.ts';
import { jwt } from './configuration-setup.ts';
import { fakeClock } from './fake-clock.ts';

const endpoint = {
  url: new URL('https://login.microsoftonline.com/tenant/oauth2/v2.0/token'),
  clientId: 'client-1',
  clientSecret: 'the-secret-0123456789',
  scope: 'https://outlook.office365.com/.default',
};

const json = (body: object, status = 200): Answer => answerOf(status, { content: Buffer.from(JSON.stringify(body)) });

function tokens(...answers: readonly Answer[]) {
  const clock = fakeClock();
  let asked = 0;
  const transport = {
    async transmit() {
      const answer = answers[Math.min(asked, answers.length - 1)] ?? json({});
      asked += 1;
      return answer;
    },
  };
  const token = imapToken({ endpoint, transport, clock, redactor: createRedactor(), timeoutMs: 10_000 });
  return { token, clock, times: () => asked };
}

const issued = (access_token: string): Answer => json({ access_token, token_type: 'Bearer', expires_in: 3600 });

test('a token is fetched once, and again before it expires', async () => {
  const { token, clock, times } = tokens(issued('first-token'), issued('second-token'));
  expect([await token(), await token(), times()]).toEqual(['first-token', 'first-token', 1]);
  await clock.sleep(3_000_000);
  expect([await token(), times()]).toEqual(['second-token', 2]);
});

for (const [description, reason, advice] of [
  [
    "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the client secret value, not the client secret ID, for app 'x'.",
    'login',
    "must be the secret's value, not its id",
  ],
  [
    "AADSTS700016: Application with identifier 'x' was not found in the directory 'y'.",
    'login',
    'check the tenant in NEXUS_MAILBOX_OAUTH_TOKEN_URL',
  ],
] as const) {
  test(`${description.slice(0, 13)} of the token endpoint is told with what to do`, async () => {
    const { token } = tokens(json({ error: 'invalid_client', error_description: description }, 401));
    await expect(token()).rejects.toMatchObject({ reason, message: expect.stringContaining(advice) });
    await expect(token()).rejects.toMatchObject({ message: expect.stringContaining('NEXUS_MAILBOX_OAUTH_CLIENT_ID') });
    await expect(token()).rejects.not.toMatchObject({ message: expect.stringContaining('NEXUS_OAUTH_') });
  });
}

test('an endpoint that does not answer is a matter of the network', async () => {
  await expect(tokens(silence('timeout')).token()).rejects.toMatchObject({ reason: 'network' });
});

test('a token for IMAP at Microsoft names its audience and its role', () => {
  const good = { aud: 'https://outlook.office365.com', roles: ['IMAP.AccessAsApp'] };
  expect(tokenProblems(jwt(good))).toEqual([]);
  expect(tokenProblems(jwt({ ...good, aud: 'https://outlook.office.com/' }))).toEqual([]);
  expect(tokenProblems('opaque')).toEqual([]);
  expect(tokenProblems(jwt({ ...good, aud: 'https://graph.microsoft.com' }))).toEqual([
    expect.stringMatching(/is for "https:\/\/graph\.microsoft\.com".*outlook\.office365\.com\/\.default/),
  ]);
  expect(tokenProblems(jwt({ aud: good.aud }))).toEqual([
    expect.stringMatching(/roles are not said.*IMAP\.AccessAsApp/),
  ]);
});
