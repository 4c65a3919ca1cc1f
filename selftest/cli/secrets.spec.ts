import { randomBytes } from 'node:crypto';
import { expect } from '@playwright/test';
import { faults } from '../../reference/faults/index.ts';
import { type Answer, closedPort, httpServer } from '../proof/broken-server.ts';
import { awkward, awkwardWorld, echoing, leaksOf, told } from './echoing.ts';
import { nexusServer } from './nexus-server.ts';
import type { Environment } from './processes.ts';
import { refusesTunnels, tunnels } from './proxy.ts';
import { lastLine, test, withReport } from './setup.ts';

/** Secrets of what the target does not need: a mailbox, for one, whose connection is refused. */
const further = {
  NEXUS_USER_PASSWORD: awkward(),
  NEXUS_MAILBOX_URL: `mailpit+http://inbox:${randomBytes(24).toString('base64url')}@127.0.0.1:9`,
};

const echoWith =
  (status: number): Answer =>
  ({ request, response }) => {
    const all = JSON.stringify(told(request.headers, request.url ?? ''));
    response.setHeader('Content-Type', 'application/problem+json');
    response.setHeader('Set-Cookie', `echo=${encodeURIComponent(all)}`);
    response.setHeader('WWW-Authenticate', `Basic realm="${encodeURIComponent(all)}"`);
    response.writeHead(status).end(all);
  };

/** The same configuration with a token endpoint in place of the token, and what closes that endpoint. */
async function withOauth({ NEXUS_BEARER_TOKEN: _, ...others }: Environment, answer: Answer) {
  const { environment, close } = await httpServer(answer);
  const client = { NEXUS_OAUTH_CLIENT_ID: 'nexus-conformance', NEXUS_OAUTH_CLIENT_SECRET: awkward() };
  return {
    environment: { ...others, ...further, ...client, NEXUS_OAUTH_TOKEN_URL: `${environment.NEXUS_BASE_URL}/token` },
    close,
  };
}

test('a run that passes, by way of a proxy, shows no secret', async ({ conformance, folder }) => {
  const server = await nexusServer(echoing, awkwardWorld);
  const proxy = await tunnels();
  const { NEXUS_USER_PASSWORD } = further;
  const environment = { ...withReport, ...server.environment, NEXUS_USER_PASSWORD, NEXUS_PROXY_URL: proxy.url };
  const run = await conformance([], { environment });
  server.close();
  proxy.close();
  expect(run.code, run.stdout).toBe(0);
  expect(leaksOf(run, folder, environment)).toEqual([]);
});

test('a failure, with a token that was fetched and all that a target echoes, shows no secret', async ({
  conformance,
  folder,
}) => {
  const server = await nexusServer((nexus) => echoing(faults['either-suffices']?.change(nexus) ?? nexus), awkwardWorld);
  const token = { access_token: server.environment.NEXUS_BEARER_TOKEN, token_type: 'Bearer', expires_in: 3600 };
  const oauth = await withOauth(server.environment, ({ response }) => void response.end(JSON.stringify(token)));
  // Playwright replaces its process after each failure, so there are few.
  const environment = {
    ...withReport,
    ...oauth.environment,
    NEXUS_ONLY: 'auth/bearer-alone,auth/no-credentials,problem/*',
  };
  const run = await conformance([], { environment });
  server.close();
  oauth.close();
  expect(run.code, run.stderr).toBe(1);
  expect(lastLine(run.stdout)).toMatch(/^FAIL gate .*auth\/bearer-alone/);
  expect(leaksOf(run, folder, { ...server.environment, ...oauth.environment })).toEqual([]);
});

test('a target and a token endpoint that refuse and echo every request bring no secret to light', async ({
  conformance,
  folder,
}) => {
  const server = await httpServer(echoWith(401));
  const oauth = await withOauth(server.environment, echoWith(401));
  const run = await conformance([], { environment: { ...withReport, ...oauth.environment } });
  server.close();
  oauth.close();
  expect(run.code, run.stderr).toBe(1);
  expect(leaksOf(run, folder, oauth.environment)).toEqual([]);
});

test('a proxy that refuses and echoes why brings no secret to light', async ({ conformance, folder }) => {
  const { environment: gone } = await closedPort();
  const proxy = await refusesTunnels();
  const environment = { ...withReport, ...gone, ...further, NEXUS_PROXY_URL: proxy.url };
  const run = await conformance([], { environment });
  proxy.close();
  // It will refuse again: somebody must look at it.
  expect(run.code, run.stderr).toBe(3);
  expect(leaksOf(run, folder, environment)).toEqual([]);
});
