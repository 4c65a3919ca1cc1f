import type { RequestListener } from 'node:http';
import { expect, test } from '@playwright/test';
import { checkAlternatives, checkBearer } from '../../src/doctor/alternatives.ts';
import { duration } from '../../src/doctor/check.ts';
import { canBeJudged, coverageLine, coverageOf } from '../../src/doctor/coverage.ts';
import { good, jwt, now, seconds } from './configuration-setup.ts';
import { configurationOf, type Environment, runOf, withReference, withServer } from './doctor-setup.ts';
import { tokenServer } from './network-setup.ts';

test.describe('alternatives', () => {
  test('asking which credentials are accepted causes no e-mail', async () => {
    await withReference(async ({ environment, outbox }) => {
      const checks = await checkAlternatives(runOf(environment), false);
      expect(checks).toMatchObject([
        {
          name: 'alternative',
          state: 'ok',
          says: expect.stringContaining('Bearer with ApplicationToken: 404 for the unknown user'),
        },
        { state: 'ok', says: 'Basic: 404 for the unknown user, 401 without credentials: accepted' },
      ]);
      expect(outbox).toEqual([]);
    });
  });

  test('where e-mails are asked for, each alternative causes one', async () => {
    await withReference(async ({ environment, outbox }) => {
      const checks = await checkAlternatives(runOf(environment), true);
      expect(checks.map(({ state }) => state)).toEqual(['ok', 'ok']);
      expect(outbox.map(({ userId }) => userId)).toEqual([environment.NEXUS_USER_ID, environment.NEXUS_USER_ID]);
    });
  });

  test('refused credentials are a problem, and the way out names their variables', async () => {
    await withReference(async ({ environment }) => {
      const wrong = { ...environment, NEXUS_BASIC_PASSWORD: 'not-the-password' };
      const [, basic] = await checkAlternatives(runOf(wrong), false);
      expect(basic).toMatchObject({ state: 'problem', says: expect.stringContaining('Basic: 401') });
      expect(basic?.wayOut).toBe('Look at NEXUS_BASIC_PASSWORD, NEXUS_BASIC_USERNAME.');
    });
  });

  test('a target that is too busy is a problem that may pass', async () => {
    await withServer(
      (_, response) => response.writeHead(503, { 'Retry-After': '3600' }).end(),
      async (baseUrl) => {
        const [, basic] = await checkAlternatives(runOf({ ...good, NEXUS_BASE_URL: baseUrl }), false);
        expect(basic).toMatchObject({ state: 'problem', passes: true, wayOut: /come back later/ });
      },
    );
  });

  test('a target that puts off is asked once and its Retry-After named; it is waited for where that was asked', async () => {
    let asked = 0;
    const answer: RequestListener = (request, response) => {
      if (request.headers.authorization !== undefined) asked += 1;
      response.writeHead(request.headers.authorization && asked < 2 ? 503 : 404, { 'Retry-After': '1' }).end();
    };
    await withServer(answer, async (baseUrl) => {
      const look = async (waitSeconds: number) => {
        asked = 0;
        const [, basic] = await checkAlternatives(
          runOf({ ...good, NEXUS_BASE_URL: baseUrl }, Date.now(), waitSeconds),
          false,
        );
        return { asked, basic };
      };
      expect(await look(0)).toMatchObject({
        asked: 1,
        basic: { passes: true, wayOut: /come back later \(Retry-After: 1 \(1 s\)\): --wait SECONDS/ },
      });
      expect(await look(10)).toMatchObject({ asked: 2, basic: { says: expect.stringContaining('404') } });
    });
  });

  test('a wrong address is a problem, and the way out names NEXUS_BASE_URL', async () => {
    await withReference(async ({ environment, baseUrl }) => {
      const checks = await checkAlternatives(runOf({ ...environment, NEXUS_BASE_URL: `${baseUrl}/elsewhere` }), false);
      expect(checks.map(({ state }) => state)).toEqual(['problem', 'problem']);
      expect(checks[0]?.wayOut).toContain('is NEXUS_BASE_URL right');
    });
  });

  test('without an unknown user no e-mail is caused, and a note names the variable', async () => {
    await withReference(async ({ environment, outbox }) => {
      const named = { ...environment, NEXUS_USER_ID: 'me', NEXUS_UNKNOWN_USER_ID: undefined };
      const [skipped, ...others] = await checkAlternatives(runOf(named), false);
      expect(skipped).toMatchObject({ state: 'note', wayOut: expect.stringContaining('NEXUS_UNKNOWN_USER_ID') });
      expect(others).toEqual([]);
      expect(outbox).toEqual([]);
    });
  });

  test('an alternative that is not configured gets a note', async () => {
    await withReference(async ({ environment }) => {
      const run = runOf({ ...environment, NEXUS_BEARER_TOKEN: undefined, NEXUS_EXPIRED_BEARER_TOKEN: undefined });
      const checks = await checkAlternatives(run, false);
      expect(checks.map(({ state }) => state)).toEqual(['note', 'ok']);
    });
  });
});

const oauthOf = (url: string) => ({
  NEXUS_OAUTH_TOKEN_URL: url,
  NEXUS_OAUTH_CLIENT_ID: 'suite',
  NEXUS_OAUTH_CLIENT_SECRET: 'a-secret-of-the-suite',
  NEXUS_APPLICATION_TOKEN: 'application',
});

test.describe('Bearer', () => {
  const token = (claims: object) => jwt({ exp: seconds + 7200, ...claims });
  const check = (claims: object, more: Environment = {}) =>
    checkBearer(
      runOf({ ...good, NEXUS_BEARER_TOKEN: token(claims), NEXUS_APPLICATION_TOKEN: 'application', ...more }, now),
      now,
    );

  test('a token that may die in the middle of the run gets a note', async () => {
    expect(await check({})).toEqual([{ name: 'Bearer', state: 'ok', says: 'lives for 2 h more' }]);
    expect(await check({ exp: seconds + 90 })).toMatchObject([{ state: 'note', says: /1 min 30 s more, less than/ }]);
  });

  test('audience and scopes of a token are told, and a missing scope is a problem', async () => {
    const [, audience, scopes] = await check({ aud: ['a', 'b'], scope: 'read write' });
    expect(audience?.says).toBe('is for a, b');
    expect(scopes?.says).toBe('allows read, write');
    const lacking = await check({ scp: ['read'] }, { NEXUS_REQUIRED_SCOPE: 'reset' });
    expect(lacking.at(-1)).toMatchObject({
      state: 'problem',
      says: 'allows read, and not reset, which NEXUS_REQUIRED_SCOPE names',
    });
  });

  test('a token of a clock that is ahead is a problem, and says by which claim', async () => {
    const [, nbf] = await check({ nbf: seconds + 300, iat: seconds });
    expect(nbf).toMatchObject({ state: 'problem', says: 'is valid only in 5 min from now, by its nbf' });
    const [, iat] = await check({ iat: seconds + 120 });
    expect(iat).toMatchObject({ state: 'problem', says: /^is valid only in 2 min .* iat$/ });
    expect(await check({ nbf: seconds + 30, iat: seconds }), 'clocks may differ a little').toHaveLength(1);
  });

  test('a token of the test user itself gets a note, and for a certificate it is a problem', async () => {
    const own = { sub: good.NEXUS_USER_ID };
    expect((await check(own)).at(-1)).toMatchObject({ state: 'note', says: /token of the test user itself/ });
    const certified = { NEXUS_PROFILE: 'certify', NEXUS_DEADLINE_SECONDS: '600' };
    expect((await check(own, certified)).at(-1)).toMatchObject({ state: 'problem' });
    expect(await check({ sub: 'somebody else' })).toHaveLength(1);
  });

  test('an endpoint that gives no token is a problem, and a short-lived token that is renewed is ok', async () => {
    let status = 401;
    const members = { access_token: token({}), token_type: 'bearer', expires_in: 90, error: 'invalid_client' };
    const server = await tokenServer(async () => ({ status, body: members }));
    const look = () => checkBearer(runOf({ ...good, ...oauthOf(server.url) }), Date.now());
    expect(await look()).toMatchObject([{ state: 'problem', says: expect.stringContaining('invalid_client') }]);
    status = 200;
    expect(await look()).toMatchObject([{ state: 'ok', says: expect.stringMatching(/^lives for 1 min/) }]);
    server.close();
  });

  test('an opaque token gets a note, and without a token nothing is said', async () => {
    const opaque = runOf({ ...good, NEXUS_BEARER_TOKEN: 'opaque-token', NEXUS_APPLICATION_TOKEN: 'application' });
    expect(await checkBearer(opaque, now)).toMatchObject([{ state: 'note' }]);
    expect(await checkBearer(runOf(good), now)).toEqual([]);
  });

  test('a time is told in words', () => {
    const said = [0.4, 59, 60, 3599, 86_400 * 2 + 3 * 3600 + 5, 7205].map(duration);
    expect(said).toEqual(['0 s', '59 s', '1 min', '59 min 59 s', '2 d 3 h', '2 h']);
  });
});

test.describe('coverage', () => {
  /** It is not looked into. */
  const mailbox = { NEXUS_MAILBOX_URL: 'mailpit+http://127.0.0.1:9' };

  test('a gate that must be incomplete is not called ready, and the missing variable is named', async () => {
    await withReference(async ({ environment }) => {
      const whole = coverageOf(configurationOf({ ...environment, ...mailbox }));
      expect(whole.judgeable).toBe(whole.built);
      expect(canBeJudged(whole)).toBe(true);

      const { NEXUS_EXPIRED_BEARER_TOKEN: _, ...less } = environment;
      const lacking = coverageOf(configurationOf({ ...less, ...mailbox }));
      expect(lacking.lacks).toEqual([{ variables: ['NEXUS_EXPIRED_BEARER_TOKEN'], requirements: 1, decides: true }]);
      expect(canBeJudged(lacking)).toBe(false);
      expect(coverageLine(lacking)).toContain(`${whole.built - 1} of ${whole.built}; `);
      expect(coverageLine(lacking)).toContain('set NEXUS_EXPIRED_BEARER_TOKEN (+1)');
    });
  });

  test('a gate is ready without a mailbox where it is said that there is none, and nowhere else', async () => {
    await withReference(async ({ environment }) => {
      const { NEXUS_MAILBOX_URL: _, ...unsaid } = environment;
      const lacking = coverageOf(configurationOf(unsaid));
      expect(lacking.lacks).toMatchObject([{ variables: ['NEXUS_MAILBOX_URL'], decides: true }]);
      expect(canBeJudged(lacking)).toBe(false);
      expect(coverageLine(lacking)).toContain('NEXUS_MAILBOX_URL=none says');
      const without = coverageOf(configurationOf({ ...environment, NEXUS_MAILBOX_URL: 'none' }));
      expect(canBeJudged(without)).toBe(true);
      expect(coverageLine(without)).toMatch(/\d left out: needs a mailbox, and NEXUS_MAILBOX_URL=none/);
    });
  });

  test('a run can begin without what is only recommended', async () => {
    await withReference(async ({ environment }) => {
      const { NEXUS_LOW_SCOPE_BEARER_TOKEN: _, ...less } = environment;
      const { lacks, ...coverage } = coverageOf(configurationOf(less));
      expect(lacks).toMatchObject([{ requirements: 1, decides: false }]);
      expect(canBeJudged({ ...coverage, lacks })).toBe(true);
    });
  });

  test('a certificate that leaves anything out is not called ready', async () => {
    await withReference(async ({ environment }) => {
      const whole = {
        ...coverageOf(configurationOf({ ...environment, ...mailbox })),
        profile: 'certify',
        notBuilt: 0,
      } as const;
      expect(canBeJudged(whole)).toBe(true);
      expect(canBeJudged({ ...whole, notBuilt: 1 })).toBe(false);
      expect(canBeJudged({ ...whole, leftOut: { 'runs on staging only': 1 } })).toBe(false);
      expect(canBeJudged({ ...whole, notBuilt: 1, profile: 'gate' })).toBe(true);
    });
  });

  test('what was left out on purpose is counted as left out', async () => {
    await withReference(async ({ environment }) => {
      const coverage = coverageOf(configurationOf({ ...environment, ...mailbox, NEXUS_SKIP: 'operation/*' }));
      expect(coverage.leftOut).toEqual({ 'named by NEXUS_SKIP (operation/*)': 4 });
      expect(coverage.judgeable).toBe(coverage.built - 4);
      expect(coverageLine(coverage)).toContain('4 left out: named by NEXUS_SKIP (operation/*)');
    });
  });
});
