import type { IncomingMessage } from 'node:http';
import { expect, test } from '@playwright/test';
import { requirements } from '../../requirements/index.ts';
import type { Outcome } from '../../src/model/finding.ts';
import type { Statement } from '../../src/report/statement.ts';
import {
  type Answer,
  afterTheOpening,
  always,
  type BrokenServer,
  closedPort,
  httpServer,
  openingRequests,
  tcpServer,
} from './broken-server.ts';
import { type Conducted, judgeFully } from './judge.ts';

const quickly = { NEXUS_TIMEOUT_SECONDS: '1' };
const tripwireInUse = { NEXUS_MAILBOX_URL: 'mailpit+http://127.0.0.1:9' };
const basicChallenge = { 'WWW-Authenticate': 'Basic realm="nexus"' };

async function runAgainst(
  server: BrokenServer,
  changed: Readonly<Record<string, string>> = { NEXUS_PROFILE: 'gate' },
): Promise<Conducted> {
  try {
    return await judgeFully({ ...server.environment, ...changed });
  } finally {
    server.close();
  }
}

const withOutcome = ({ requirements: results }: Statement, ...outcomes: readonly Outcome[]) =>
  results.filter(({ outcome }) => outcomes.includes(outcome));
const ids = (results: Statement['requirements']): readonly string[] => results.map(({ id }) => id);
/** What failed of the two chapters that every broken server meets. */
const failed = (statement: Statement) =>
  ids(withOutcome(statement, 'failed')).filter((id) => /^(operation|auth)\//.test(id));
const reasonOf = ({ requirements: results }: Statement, id: string) =>
  results.find((result) => result.id === id)?.reason;

/** Requirements of which a probe can pass without anything having been accepted: none. */
const passedProbes = (statement: Statement) =>
  ids(withOutcome(statement, 'passed').filter(({ id }) => requirements[id].phase === 'probes'));
const controls = [
  'operation/answers-204',
  'operation/needs-no-body',
  'auth/bearer-and-application-token',
  'auth/basic',
];
const refusals = [
  'auth/no-credentials',
  'auth/bearer-alone',
  'auth/application-token-alone',
  'auth/bad-basic',
] as const;

const refusesAll: readonly (readonly [string, Answer, number, readonly string[]])[] = [
  ['401 without a challenge', always(401), 401, ['auth/challenge-present']],
  ['401 with a challenge', always(401, basicChallenge), 401, []],
  ['403', always(403), 403, []],
  ['404', always(404), 404, []],
  ['500', always(500), 500, []],
  ['200', always(200), 200, ['operation/no-other-success']],
  ['301', always(301, { Location: '/elsewhere' }), 301, []],
];

for (const [name, answer, status, besides] of refusesAll) {
  test(`a server that answers ${name} to everything fails, and no refusal of it counts`, async () => {
    const { statement, exchanges } = await runAgainst(await httpServer(answer));
    expect(statement).toMatchObject({ verdict: 'fail', exitCode: 1 });
    expect(failed(statement).toSorted()).toEqual([...controls, ...besides].toSorted());
    expect(passedProbes(statement)).toEqual([]);
    expect(reasonOf(statement, 'auth/basic')).toContain(
      `answered ${status}, although it carries the configured credentials of Basic`,
    );
    for (const id of refusals) expect(reasonOf(statement, id), id).toContain('the control was not accepted');
    expect(exchanges, 'nothing is sent that nothing can be learned from').toHaveLength(2);
  });
}

for (const [name, answer, sent] of [
  // Where the first is a 429 the unknown user is asked about, too: it may be a limit of one user's.
  ['429 with Retry-After: 0', always(429, { 'Retry-After': '0' }), 20],
  ['503 with Retry-After: 0', always(503, { 'Retry-After': '0' }), 8],
  ['429 with Retry-After: 3600', always(429, { 'Retry-After': '3600' }), 5],
] as const) {
  test(`a server that answers ${name} to everything leaves the run incomplete, and gets ${sent} requests`, async () => {
    const { statement, exchanges } = await runAgainst(await httpServer(answer), { NEXUS_PROFILE: 'smoke' });
    expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 75 });
    expect(ids(withOutcome(statement, 'failed', 'warned'))).toEqual([]);
    expect(passedProbes(statement)).toEqual([]);
    expect(reasonOf(statement, 'auth/basic')).toMatch(/answered (429|503): too many requests or not available now/);
    expect(exchanges).toHaveLength(sent);
  });
}

for (const [name, start, sent, reason, exitCode = 75] of [
  ['never answers', () => httpServer(() => {}), 2, /no complete response within 1000 ms/],
  ['closes every connection', () => tcpServer((socket) => socket.destroy()), 2, /the server closed the connection/],
  ['is gone', closedPort, 6, /ECONNREFUSED/],
  ['speaks SSH', () => tcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')), 2, /no HTTP response/, 3],
] as const) {
  test(`a server that ${name} leaves the run incomplete, and is tried ${sent} times`, async () => {
    const { statement, exchanges } = await runAgainst(await start(), { NEXUS_PROFILE: 'gate', ...quickly });
    expect(statement).toMatchObject({ verdict: 'incomplete', exitCode });
    expect(withOutcome(statement, 'inconclusive')).toHaveLength(statement.selection.selected);
    expect(reasonOf(statement, 'auth/basic')).toContain('the target was not reached');
    expect(reasonOf(statement, 'auth/no-credentials')).toMatch(reason);
    expect(exchanges).toHaveLength(sent);
  });
}

for (const [name, answer, reason] of [
  ['hangs', () => {}, /no complete response within 500 ms/],
  ['closes every connection', ({ response }) => response.destroy(), /the server closed the connection/],
] as const satisfies readonly (readonly [string, Answer, RegExp])[]) {
  test(`a server that ${name} after the opening leaves the run incomplete, and the refusals say that it stopped`, async () => {
    const changed = { NEXUS_PROFILE: 'smoke', NEXUS_TIMEOUT_SECONDS: '0.5' };
    const { statement } = await runAgainst(await httpServer(afterTheOpening(answer)), changed);
    expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
    expect(failed(statement)).toEqual([]);
    const reasons = statement.requirements.map((result) => result.reason ?? '');
    expect(reasons.some((text) => reason.test(text))).toBe(true);
    // The first refusal finds out that a good request gets no answer either: the rest is not asked.
    for (const id of refusals.filter((refusal) => refusal !== 'auth/no-credentials'))
      expect(reasonOf(statement, id), id).toContain('the target stopped answering');
  });
}

test('no refusal counts when the credentials die after the opening', async () => {
  const dead = () => httpServer(afterTheOpening(always(401, basicChallenge)));
  const smoke = await runAgainst(await dead(), { NEXUS_PROFILE: 'smoke' });
  expect(smoke.statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
  const gate = await runAgainst(await dead());
  expect(gate.statement).toMatchObject({ verdict: 'fail', exitCode: 1 });
  expect(reasonOf(gate.statement, 'auth/scheme-case-insensitive')).toContain('answered 401, although');
  for (const { statement } of [smoke, gate]) {
    for (const id of refusals) {
      expect(reasonOf(statement, id), id).toMatch(/was accepted at the start, but not at the end of the run \(401\)/);
    }
  }
});

test('no refusal counts when the operation is gone after the opening', async () => {
  const gone = () => httpServer(afterTheOpening(always(404)));
  // Other chapters miss the content of a 404, which is another matter.
  const smoke = await runAgainst(await gone(), { NEXUS_PROFILE: 'smoke', NEXUS_ONLY: 'operation/*,auth/*' });
  expect(smoke.statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
  const gate = await runAgainst(await gone());
  expect(gate.statement).toMatchObject({ verdict: 'fail', exitCode: 1 });
  for (const { statement, exchanges, plan } of [smoke, gate]) {
    for (const id of refusals)
      expect(reasonOf(statement, id), id).toContain('not answered 204 at the end of the run (404)');
    const mayHaveMailed = exchanges.filter(({ intent, response }) => intent.mayMail && response);
    expect(mayHaveMailed.length).toBeLessThanOrEqual(plan.emails);
  }
});

/** Whether a request shows the good credentials of either alternative. */
function isAuthenticated({ environment }: BrokenServer, { headers }: IncomingMessage): boolean {
  const { NEXUS_BASIC_USERNAME: user, NEXUS_BASIC_PASSWORD: password } = environment;
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const isPair = headers.authorization === `Bearer ${environment.NEXUS_BEARER_TOKEN}`;
  return (
    headers.authorization === basic || (isPair && headers.applicationtoken === environment.NEXUS_APPLICATION_TOKEN)
  );
}

test('a missing clientId does not count as refused when the operation dies for whoever is authenticated', async () => {
  const server: BrokenServer = await httpServer(({ request, response, nth }) => {
    if (!isAuthenticated(server, request)) return void response.writeHead(401, basicChallenge).end();
    if (nth <= openingRequests) return void response.writeHead(204).end();
    response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"status":404}');
  });
  const { statement } = await runAgainst(server, { NEXUS_PROFILE: 'smoke' });
  expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
  const reason = reasonOf(statement, 'parameters/client-id-required');
  expect(reason).toContain('not answered 204 at the end of the run (404)');
});

test('a firewall that bans the run does not fail the server behind it, and its 403 counts as no refusal', async () => {
  let refused = 0;
  const server: BrokenServer = await httpServer(({ request, response }) => {
    if (refused >= 40) return void response.writeHead(403).end();
    if (isAuthenticated(server, request)) return void response.writeHead(204).end();
    refused += 1;
    response.writeHead(401, basicChallenge).end();
  });
  const { statement } = await runAgainst(server, { NEXUS_PROFILE: 'gate', NEXUS_ONLY: 'auth/*' });
  expect(failed(statement)).not.toContain('auth/no-carry-over');
  expect(reasonOf(statement, 'auth/no-carry-over')).toContain('has a firewall banned us?');
  expect(reasonOf(statement, 'auth/no-bypass')).toContain(
    'was accepted at the start, but not at the end of the run (403)',
  );
});

for (const [name, answer] of [
  ['from the start', always(204)],
  ['after the opening', afterTheOpening(always(204, { 'X-After': 'the opening' }))],
] as const) {
  test(`a server that answers 204 to everything ${name} fails every refusal`, async () => {
    const { statement } = await runAgainst(await httpServer(answer));
    expect(statement).toMatchObject({ verdict: 'fail', exitCode: 1 });
    expect(failed(statement)).toEqual(expect.arrayContaining([...refusals, 'auth/unissued-bearer', 'auth/no-bypass']));
    expect(reasonOf(statement, 'auth/no-credentials')).toContain('answered 204: the request was let through');
  });
}

test('no refusal counts for a tripwire user who does not exist', async () => {
  const server = await httpServer(({ request, response }) => {
    const isTripwire = request.url?.includes(server.environment.NEXUS_TRIPWIRE_USER_ID ?? '') ?? false;
    response.writeHead(isTripwire ? 404 : 204).end();
  });
  const { statement } = await runAgainst(server, { NEXUS_PROFILE: 'gate', ...tripwireInUse });
  expect(statement.exitCode).not.toBe(0);
  for (const id of refusals) {
    expect(reasonOf(statement, id), id).toContain('check NEXUS_TRIPWIRE_USER_ID');
    expect(reasonOf(statement, id), id).toContain('closing control: 404');
  }
});

test('a Bearer that expires in the run fails nothing, and leaves the run incomplete', async () => {
  const server = await httpServer(({ request, response, nth }) => {
    const {
      NEXUS_BASIC_USERNAME: user,
      NEXUS_BASIC_PASSWORD: password,
      NEXUS_UNKNOWN_USER_ID: nobody = '',
    } = server.environment;
    const [scheme = '', given = ''] = (request.headers.authorization ?? '').split(' ');
    const basic = scheme.toLowerCase() === 'basic' && given === Buffer.from(`${user}:${password}`).toString('base64');
    const accepted = nth <= openingRequests || basic;
    const status = request.url?.includes(nobody) ? 404 : 204;
    response.writeHead(accepted ? status : 401, accepted ? {} : basicChallenge).end();
  });
  const { statement } = await runAgainst(server, { NEXUS_PROFILE: 'gate', NEXUS_ONLY: 'auth/*' });
  expect(ids(withOutcome(statement, 'failed'))).toEqual([]);
  expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
  expect(reasonOf(statement, 'auth/no-carry-over')).toContain('it expired in the run');
  expect(withOutcome(statement, 'passed').map(({ id }) => id)).toEqual(expect.arrayContaining(['auth/bad-basic']));
});

for (const [name, answer] of [
  ['401', always(401, basicChallenge)],
  ['404', always(404)],
  ['204', always(204)],
] as const) {
  test(`a mail-free smoke does not pass a server that answers ${name} to everything`, async () => {
    const { statement } = await runAgainst(await httpServer(answer), {
      NEXUS_PROFILE: 'smoke',
      NEXUS_MAIL_FREE: 'true',
    });
    expect(statement.exitCode).not.toBe(0);
    expect(passedProbes(statement)).toEqual([]);
  });
}
