import { randomBytes } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { expect } from '@playwright/test';
import type { MiddlewareHandler } from 'hono';
import { variable, variableNames } from '../../config/variables.ts';
import { faults } from '../../reference/faults/index.ts';
import type { Nexus } from '../../reference/nexus.ts';
import type { World } from '../../reference/world.ts';
import { type Answer, closedPort, httpServer } from '../proof/broken-server.ts';
import { nexusServer } from './nexus-server.ts';
import type { Ended, Environment } from './processes.ts';
import { refusesTunnels, tunnels } from './proxy.ts';
import { contentOfJsonReport, leaksIn, textsBelow } from './secret-search.ts';
import { lastLine, test } from './setup.ts';

/** Everything that somebody has to escape, between parts that nobody can guess. */
const awkward = (): string => {
  const part = () => randomBytes(9).toString('base64');
  return `${part()}"\\${part()}&<'>${part()}%+=`;
};

const awkwardWorld = (world: World): World => ({
  ...world,
  applicationToken: awkward(),
  accounts: { ...world.accounts, main: { userId: 'caller', password: awkward() } },
});

/** Secrets of what the target does not need: a mailbox, for one, whose connection is refused. */
const further = {
  NEXUS_USER_PASSWORD: awkward(),
  NEXUS_MAILBOX_URL: `mailpit+http://inbox:${randomBytes(24).toString('base64url')}@127.0.0.1:9`,
};

/** What a server shows that tells its clients all that they told it, decoded and cut as well. */
function told(fields: Readonly<Record<string, unknown>>, url: string): Readonly<Record<string, unknown>> {
  const [, basic = ''] = /^basic (.*)$/i.exec(String(fields.authorization ?? '')) ?? [];
  return { ...fields, url, basic: Buffer.from(basic, 'base64').toString('utf8'), cut: basic.slice(3, 20) };
}

/** Node's client takes 16 KiB of header fields. */
const longest = 3000;

const echo: MiddlewareHandler<{ Bindings: HttpBindings }> = async (c, next) => {
  const { headersDistinct, url = '' } = c.env.incoming;
  await next();
  const all = told({ ...headersDistinct, authorization: headersDistinct.authorization?.join() }, url);
  const error = c.res.status >= 400 ? ((await c.res.json()) as object) : undefined;
  if (error)
    c.res = new Response(JSON.stringify({ ...error, echo: all }), { status: c.res.status, headers: c.res.headers });
  c.header('X-Authorization', c.req.header('authorization')?.slice(0, longest));
  c.header('X-Application-Token', c.req.header('applicationtoken')?.slice(0, longest));
  c.header('X-All', encodeURIComponent(JSON.stringify(all)).slice(0, longest));
  c.header('Set-Cookie', `echo=${encodeURIComponent(String(all.basic)).slice(0, longest)}; Path=/`);
};

const echoing = (nexus: Nexus): Nexus => ({ ...nexus, around: [echo] });

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

/** What nobody may see: the values, of an address only its password. */
function secretsOf(environment: Environment): Environment {
  const given = variableNames.filter((name) => variable(name).secret && environment[name] !== undefined);
  return Object.fromEntries(
    given.map((name) => {
      const value = environment[name] ?? '';
      return [name, /^[a-z+]+:\/\//.test(value) ? new URL(value).password : value];
    }),
  );
}

/** In all files of the test, and in what was printed. */
function leaksOf({ stdout, stderr }: Ended, folder: string, environment: Environment): readonly string[] {
  const secrets = secretsOf(environment);
  expect(Object.keys(secrets).length, 'the search is for something').toBeGreaterThanOrEqual(8);
  const texts = { ...textsBelow(folder), stdout, stderr };
  expect(Object.keys(texts).length).toBeGreaterThan(4);
  return leaksIn(texts, secrets);
}

test('a run that passes, by way of a proxy, shows a secret', async ({ conformance, folder }) => {
  const server = await nexusServer(echoing, awkwardWorld);
  const proxy = await tunnels();
  const { NEXUS_USER_PASSWORD } = further;
  const environment = { ...server.environment, NEXUS_USER_PASSWORD, NEXUS_PROXY_URL: proxy.url };
  const run = await conformance([], { environment });
  server.close();
  proxy.close();
  expect(run.code, run.stdout).toBe(0);
  expect(leaksOf(run, folder, environment)).toEqual([]);
});

test('a failure, with a token that was fetched and all that a target echoes, shows a secret', async ({
  conformance,
  folder,
}) => {
  const server = await nexusServer((nexus) => echoing(faults['either-suffices']?.change(nexus) ?? nexus), awkwardWorld);
  const token = { access_token: server.environment.NEXUS_BEARER_TOKEN, token_type: 'Bearer', expires_in: 3600 };
  const oauth = await withOauth(server.environment, ({ response }) => void response.end(JSON.stringify(token)));
  // Playwright replaces its process after each failure, so there are few.
  const environment = { ...oauth.environment, NEXUS_ONLY: 'auth/bearer-alone,auth/no-credentials,problem/*' };
  const run = await conformance([], { environment });
  server.close();
  oauth.close();
  expect(run.code, run.stderr).toBe(1);
  expect(lastLine(run.stdout)).toMatch(/^FAIL gate .*auth\/bearer-alone/);
  expect(leaksOf(run, folder, { ...server.environment, ...oauth.environment })).toEqual([]);
});

test("a failure under plain Playwright, with Playwright's own reporters, shows a secret", async ({
  plainPlaywright,
  folder,
}) => {
  const server = await nexusServer((nexus) => echoing(faults['bearer-alone']?.change(nexus) ?? nexus), awkwardWorld);
  const environment = { ...server.environment, ...further, NEXUS_ONLY: 'auth/basic,auth/bearer-alone,problem/*' };
  const run = await plainPlaywright(['--reporter=list,junit,json,github'], { environment });
  server.close();
  expect(run.code).toBe(1);
  expect(run.stdout).toContain('auth/bearer-alone');
  expect(leaksOf({ ...run, stdout: contentOfJsonReport(run.stdout) }, folder, environment)).toEqual([]);
});

test('a target and a token endpoint that refuse and echo every request show a secret', async ({
  conformance,
  folder,
}) => {
  const server = await httpServer(echoWith(401));
  const oauth = await withOauth(server.environment, echoWith(401));
  const run = await conformance([], { environment: oauth.environment });
  server.close();
  oauth.close();
  expect(run.code, run.stderr).toBe(1);
  expect(leaksOf(run, folder, oauth.environment)).toEqual([]);
});

test('a proxy that refuses and echoes why shows a secret', async ({ conformance, folder }) => {
  const { environment: gone } = await closedPort();
  const proxy = await refusesTunnels();
  const environment = { ...gone, ...further, NEXUS_PROXY_URL: proxy.url };
  const run = await conformance([], { environment });
  proxy.close();
  expect(run.code, run.stderr).toBe(3);
  expect(leaksOf(run, folder, environment)).toEqual([]);
});
