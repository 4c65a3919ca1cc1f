/** How doctor ends: 0 ready, 2 to be configured, 3 refused, 75 not reached or not ready. */
import { expect, test } from '@playwright/test';
import { beginNow } from '../../src/client/clock.ts';
import { resolveConfiguration } from '../../src/configuration/resolve.ts';
import { readSources } from '../../src/configuration/sources.ts';
import { examine } from '../../src/doctor/examination.ts';
import type { Examination } from '../../src/doctor/examination-report.ts';
import { always, closedPort, httpServer } from '../proof/broken-server.ts';
import { withoutMailbox } from '../proof/judge.ts';
import { jwt } from './configuration-setup.ts';
import { configurationOf, type Environment, withReference, withServer } from './doctor-setup.ts';
import { tokenServer } from './network-setup.ts';

interface Waiting {
  readonly waitSeconds?: number;
  readonly say?: (line: string) => void;
}

/** Doctor's look at a target, in this process. */
function examined(environment: Environment, { waitSeconds = 0, say = () => {} }: Waiting = {}): Promise<Examination> {
  const beginning = beginNow();
  const places = { flags: {}, environment, workingFolder: import.meta.dirname, now: beginning.wall };
  return examine({
    configuration: configurationOf(environment),
    resolveFor: (profile) => resolveConfiguration(readSources(places), { profile }),
    beginning,
    mail: false,
    waitSeconds,
    say,
  });
}

const problemsIn = ({ checks }: Examination): string[] =>
  checks.filter(({ state }) => state === 'problem').map(({ name, says }) => `${name}: ${says}`);

test('a target that is as it is configured is ready', async () => {
  await withReference(async ({ environment }) => {
    const found = await examined(environment);
    expect(problemsIn(found)).toEqual([]);
    expect(found.exitCode).toBe(0);
  });
});

test('a wrong ApplicationToken is a problem, however good the Basic account is', async () => {
  await withReference(async ({ environment }) => {
    const found = await examined({ ...environment, NEXUS_APPLICATION_TOKEN: 'of-another-application' });
    expect(problemsIn(found)).toEqual([expect.stringMatching(/^alternative: Bearer with ApplicationToken: 401/)]);
    expect(found.exitCode).toBe(3);
  });
});

test('a wrong secret of the OAuth client is a problem', async () => {
  const issuer = await tokenServer(async () => ({ status: 401, body: { error: 'invalid_client' } }));
  await withReference(async ({ environment }) => {
    const { NEXUS_BEARER_TOKEN: _, ...others } = environment;
    const oauth = {
      NEXUS_OAUTH_TOKEN_URL: issuer.url,
      NEXUS_OAUTH_CLIENT_ID: 'suite',
      NEXUS_OAUTH_CLIENT_SECRET: 'not-the-secret',
    };
    const found = await examined({ ...others, ...oauth });
    expect(problemsIn(found)[0]).toMatch(/^Bearer: .*invalid_client/);
    expect(found.exitCode).toBe(3);
    expect(JSON.stringify(found)).not.toContain('not-the-secret');
  });
  issuer.close();
});

test('who cannot be reached, and a gateway that speaks for nobody, may be there later', async () => {
  const gone = await closedPort();
  expect(await examined(gone.environment)).toMatchObject({ exitCode: 75 });
  for (const status of [502, 503, 504]) {
    const gateway = await httpServer(always(status));
    const found = await examined(gateway.environment);
    gateway.close();
    expect(found.exitCode, `${status}`).toBe(75);
    expect(problemsIn(found), `${status}`).toEqual([expect.stringContaining(`is answered ${status}`)]);
  }
});

test('waiting goes on until the service behind the gateway is up', async () => {
  let asked = 0;
  await withReference(async ({ environment, baseUrl }) => {
    await withServer(
      (request, response) => {
        asked += 1;
        if (asked <= 2) return void response.writeHead(asked === 1 ? 503 : 502).end();
        void fetch(`${baseUrl}${request.url}`, {
          method: request.method ?? 'GET',
          headers: headersOf(request.headers),
        }).then(async (answer) => {
          const content = Buffer.from(await answer.arrayBuffer());
          response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(content);
        });
      },
      async (gateway) => {
        const said: string[] = [];
        const waiting = { waitSeconds: 60, say: (line: string) => void said.push(line) };
        const found = await examined({ ...environment, NEXUS_BASE_URL: gateway }, waiting);
        expect(found.exitCode, problemsIn(found).join()).toBe(0);
        expect(said.map((line) => /answered (\d+)/.exec(line)?.[1])).toEqual(['503', '502']);
      },
    );
  });
});

/** Those of one hop stay there. */
function headersOf(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const ofTheHop = ['connection', 'host', 'content-length', 'accept-encoding'];
  const others = Object.entries(headers).filter(([name]) => !ofTheHop.includes(name));
  return Object.fromEntries(others.map(([name, value]) => [name, String(value)]));
}

test('nobody waits for what has to be configured', async () => {
  const gone = await closedPort();
  const { NEXUS_EXPIRED_BEARER_TOKEN: _, ...incomplete } = gone.environment;
  const said: string[] = [];
  const before = Date.now();
  const found = await examined(incomplete, { waitSeconds: 600, say: (line) => void said.push(line) });
  expect(found.exitCode).toBe(2);
  expect(said, 'and says of no waiting').toEqual([]);
  expect(Date.now() - before, 'in milliseconds').toBeLessThan(300_000);
});

test('a token of clocks that differ keeps a run from being ready, and says by which claim', async () => {
  await withReference(async ({ environment }) => {
    const seconds = Math.floor(Date.now() / 1000);
    const ahead = jwt({ exp: seconds + 7200, nbf: seconds + 3600, iat: seconds + 3600 });
    const none = { NEXUS_EXPIRED_BEARER_TOKEN: 'none', NEXUS_LOW_SCOPE_BEARER_TOKEN: 'none' };
    const found = await examined({ ...environment, ...none, NEXUS_BEARER_TOKEN: ahead });
    expect(problemsIn(found)[0]).toMatch(/^Bearer: is valid only in (?:1 h|59 min \d+ s) from now, by its nbf$/);
    expect(found.exitCode).toBe(3);
  });
});

test('a certificate without a mailbox is not ready, and what is missing is counted', async () => {
  await withReference(async ({ environment }) => {
    const found = await examined({
      ...environment,
      ...withoutMailbox('certify'),
      NEXUS_ONLY: '',
      NEXUS_DEADLINE_SECONDS: '1800',
    });
    const coverage = found.coverage.find(({ profile }) => profile === 'certify');
    expect(coverage).toMatchObject({
      lacks: [{ variables: ['NEXUS_MAILBOX_URL'], requirements: expect.any(Number), decides: true }],
    });
    expect(found.exitCode).toBe(2);
  });
});
