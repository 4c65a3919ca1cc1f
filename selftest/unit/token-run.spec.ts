import { expect, test } from '@playwright/test';
import { issueBearer, verifiedClaims } from '../../reference/bearer.ts';
import type { Nexus } from '../../reference/nexus.ts';
import type { Clock } from '../../src/client/clock.ts';
import { nexusServer } from '../cli/nexus-server.ts';
import { judgeFully } from '../proof/judge.ts';
import { type TokenEndpointServer, tokenServer } from './network-setup.ts';

const client = { NEXUS_OAUTH_CLIENT_ID: 'nexus-conformance', NEXUS_OAUTH_CLIENT_SECRET: 'client-secret-0123456789' };

/**
 * A Nexus on whose clock, and the run's, only its answers take time: how many fit into a token's life hangs on no machine.
 * Its tokens die when they say, and when `isDead` says so.
 */
async function slowNexus(takesMs: number, isDead: (token: string, now: number) => boolean = () => false) {
  let nexus: Nexus | undefined;
  let now = Date.now();
  const clock: Clock = {
    now: () => now,
    async sleep(milliseconds) {
      now += milliseconds;
    },
  };
  const server = await nexusServer((conforming) => {
    nexus = {
      ...conforming,
      around: [
        async (_c, next) => {
          now += takesMs;
          await next();
        },
      ],
      checksBearer: async (token) =>
        (await verifiedClaims(conforming.world.bearerKey, token, { currentDate: new Date(now) })) !== undefined &&
        !isDead(token, now),
    };
    return nexus;
  });
  const issue = (expiresIn: number, scope: string) =>
    issueBearer(nexus?.world.bearerKey ?? Buffer.alloc(32), { scope, expiresIn });
  const { NEXUS_BEARER_TOKEN: _, ...environment } = server.environment;
  return { environment, clock, issue, close: server.close };
}

async function withEndpoint(endpoint: TokenEndpointServer, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } finally {
    endpoint.close();
  }
}

test('a whole run passes with tokens that live for a second each', async () => {
  const deaths = new Map<string, number>();
  const nexus = await slowNexus(10, (token, now) => (deaths.get(token) ?? Number.POSITIVE_INFINITY) <= now);
  const endpoint = await tokenServer(async () => {
    const token = await nexus.issue(3600, `users:reset ${deaths.size}`);
    deaths.set(token, nexus.clock.now() + 1000);
    return { body: { access_token: token, token_type: 'bearer', expires_in: 1 } };
  });
  await withEndpoint(endpoint, async () => {
    const environment = { ...nexus.environment, ...client, NEXUS_OAUTH_TOKEN_URL: endpoint.url, NEXUS_PROFILE: 'gate' };
    const { statement, exchanges } = await judgeFully(environment, nexus.clock);
    expect(statement.verdict, statement.reason).toBe('pass');
    expect(deaths.size).toBeGreaterThan(2);
    expect(exchanges.filter(({ intent }) => intent.bearerExpired)).toEqual([]);
    const record = JSON.stringify(exchanges);
    for (const secret of [...deaths.keys(), client.NEXUS_OAUTH_CLIENT_SECRET]) expect(record).not.toContain(secret);
  });
  nexus.close();
});

for (const [what, ways] of [
  ['Basic is configured too', {}],
  ['there is no other way in', { NEXUS_BASIC_USERNAME: '', NEXUS_BASIC_PASSWORD: '', NEXUS_PROFILE: 'smoke' }],
] as const) {
  test(`a token endpoint that refuses is asked once each way and leaves the run incomplete, where ${what}`, async () => {
    const nexus = await slowNexus(0);
    const endpoint = await tokenServer(async () => ({ status: 401, body: { error: 'invalid_client' } }));
    await withEndpoint(endpoint, async () => {
      const environment = { ...nexus.environment, ...client, NEXUS_OAUTH_TOKEN_URL: endpoint.url, ...ways };
      const { statement, exchanges } = await judgeFully(environment);
      expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
      const pair = statement.requirements.find(({ id }) => id === 'auth/bearer-and-application-token');
      expect(pair?.reason).toContain(`no Bearer token from ${endpoint.url}: it answered 401 invalid_client`);
      expect(endpoint.asked.map(({ form }) => form.has('client_secret'))).toEqual([false, true]);
      const told = JSON.stringify(statement) + JSON.stringify(exchanges);
      expect(told).not.toContain(client.NEXUS_OAUTH_CLIENT_SECRET);
    });
    nexus.close();
  });
}

test('what rests on a Bearer that dies during the run is inconclusive', async () => {
  const nexus = await slowNexus(10);
  const NEXUS_BEARER_TOKEN = await nexus.issue(3, 'users:reset');
  const environment = { ...nexus.environment, NEXUS_BEARER_TOKEN, NEXUS_PROFILE: 'gate' };
  const { statement, exchanges } = await judgeFully(environment, nexus.clock);
  nexus.close();
  // A 204 on whose way the token died shows that it was alive when it was read.
  const dead = exchanges.filter(
    ({ intent, response }) => intent.bearerExpired !== undefined && response?.status !== 204,
  );
  expect(dead.length, 'the run outlives the token').toBeGreaterThan(0);
  expect(statement.verdict, statement.reason).toBe('incomplete');
  const judgedByTheDead = statement.requirements.filter(({ exchanges: own }) =>
    dead.some(({ id }) => own.includes(id)),
  );
  expect(judgedByTheDead.length).toBeGreaterThan(0);
  expect(judgedByTheDead.filter(({ outcome }) => outcome !== 'inconclusive')).toEqual([]);
});
