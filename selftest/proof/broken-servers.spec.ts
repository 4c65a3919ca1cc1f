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
  bannedAfter,
  closedPort,
  cuts,
  hangs,
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

test('a server that speaks SSH has answered, and fails: no refusal of it counts', async () => {
  const ssh = await tcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
  const { statement, exchanges } = await runAgainst(ssh);
  expect(statement).toMatchObject({ verdict: 'fail', exitCode: 1 });
  const all = ids(withOutcome(statement, 'failed')).toSorted();
  expect(all).toEqual([...controls, 'http/response-syntax'].toSorted());
  expect(passedProbes(statement)).toEqual([]);
  expect(reasonOf(statement, 'auth/no-credentials')).toMatch(/the control was not accepted.*no HTTP response/);
  expect(exchanges).toHaveLength(2);
});

for (const [name, start, sent, reason] of [
  ['never answers', () => httpServer(() => {}), 2, /no complete response within 1000 ms/],
  ['closes every connection', () => tcpServer((socket) => socket.destroy()), 2, /the server closed the connection/],
  ['is gone', closedPort, 6, /ECONNREFUSED/],
] as const) {
  test(`a server that ${name} leaves the run incomplete, and is tried ${sent} times`, async () => {
    const { statement, exchanges } = await runAgainst(await start(), { NEXUS_PROFILE: 'gate', ...quickly });
    expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 75 });
    expect(withOutcome(statement, 'inconclusive')).toHaveLength(statement.selection.selected);
    expect(reasonOf(statement, 'auth/basic')).toContain('the target was not reached');
    expect(reasonOf(statement, 'auth/no-credentials')).toMatch(reason);
    expect(exchanges).toHaveLength(sent);
  });
}

for (const [name, answer, reason] of [
  ['hangs', hangs, /no complete response within 500 ms/],
  ['closes every connection', cuts, /the server closed the connection/],
] as const satisfies readonly (readonly [string, Answer, RegExp])[]) {
  test(`a server that ${name} after the opening leaves the run incomplete, and the refusals say that it stopped`, async () => {
    const changed = { NEXUS_PROFILE: 'smoke', NEXUS_TIMEOUT_SECONDS: '0.5' };
    const { statement } = await runAgainst(await httpServer(afterTheOpening(answer)), changed);
    expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 75 });
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
  const gate = await runAgainst(await dead());
  for (const { statement } of [smoke, gate]) {
    expect(statement).toMatchObject({ verdict: 'fail', exitCode: 1 });
    expect(reasonOf(statement, 'auth/bearer-and-application-token')).toContain('although its token is in its time');
  }
  const ofNoKnownTime = { NEXUS_PROFILE: 'smoke', NEXUS_TOKEN_FORMAT: 'opaque' };
  expect((await runAgainst(await dead(), ofNoKnownTime)).statement).toMatchObject({
    verdict: 'incomplete',
    exitCode: 3,
  });
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
    expect(mayHaveMailed.length).toBeLessThanOrEqual(plan.emailsUntold);
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
    const isAboutNobody = request.url?.includes(server.environment.NEXUS_UNKNOWN_USER_ID ?? '');
    if (nth <= openingRequests && !isAboutNobody) return void response.writeHead(204).end();
    response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"status":404}');
  });
  const { statement } = await runAgainst(server, { NEXUS_PROFILE: 'smoke' });
  expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
  const reason = reasonOf(statement, 'parameters/client-id-required');
  expect(reason).toContain('not answered 204 at the end of the run (404)');
});

/** First so, then otherwise. */
const inTurn =
  (first: Answer, then: Answer): Answer =>
  (asked) =>
    (asked.nth <= 5 ? first : then)(asked);

for (const [name, treat, words] of [
  ['answers 403 to everything', always(403), 'good requests are answered 403 by now'],
  ['closes every connection', cuts, 'no good request is answered any more'],
  ['lets every request hang', hangs, 'no good request is answered any more'],
  ['answers 403 and then closes every connection', inTurn(always(403), cuts), /by now|any more/],
  ['closes connections and then answers 403', inTurn(cuts, always(403)), 'good requests are answered 403 by now'],
] as const) {
  test(`a firewall that ${name} after 20 refusals fails nobody, and what was settled before stays`, async () => {
    const { statement } = await runAgainst(await bannedAfter(20, treat), { NEXUS_PROFILE: 'gate', ...quickly });
    expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
    expect(ids(withOutcome(statement, 'failed'))).toEqual([]);
    expect(statement.reason).toMatch(/^has a firewall banned us\? After \d+ refusals /);
    expect(statement.reason).toMatch(words);
    expect(statement.reason).toContain('allow the address of this runner there, or set NEXUS_MAX_RPS lower');
    const settled = [...controls, ...refusals.filter((id) => id !== 'auth/bad-basic'), 'auth/unissued-bearer'];
    expect(ids(withOutcome(statement, 'passed'))).toEqual(expect.arrayContaining(settled));
    for (const id of ['auth/no-bypass', 'auth/no-carry-over', 'parameters/client-id-required', 'problem/schema-400'])
      expect(reasonOf(statement, id), id).toContain('has a firewall banned us?');
  });
}

for (const treat of [always(403), cuts]) {
  test(`a mail-free smoke takes no ban for refusals (${treat === cuts ? 'cut' : '403'})`, async () => {
    const changed = { NEXUS_PROFILE: 'smoke', NEXUS_MAIL_FREE: 'true' };
    const { statement } = await runAgainst(await bannedAfter(3, treat), changed);
    expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
    expect(statement.reason).toContain('has a firewall banned us?');
    expect(ids(withOutcome(statement, 'failed'))).toEqual([]);
    expect(reasonOf(statement, 'auth/bad-basic')).toContain('has a firewall banned us?');
  });
}

test('who drops one kind of request and answers all others fails', async () => {
  const server: BrokenServer = await httpServer((asked) => {
    const { authorization } = asked.request.headers;
    if (isAuthenticated(server, asked.request)) return always(204)(asked);
    return (authorization === undefined ? cuts : always(401, basicChallenge))(asked);
  });
  const { statement } = await runAgainst(server, { NEXUS_PROFILE: 'smoke' });
  expect(statement).toMatchObject({ verdict: 'fail', exitCode: 1 });
  expect(reasonOf(statement, 'auth/no-credentials')).toContain('got no answer, twice');
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

test('a Bearer of which nothing says how long it lives, and that dies in the run, fails nothing, and leaves the run incomplete', async () => {
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
  const { statement } = await runAgainst(server, {
    NEXUS_PROFILE: 'gate',
    NEXUS_ONLY: 'auth/*',
    NEXUS_TOKEN_FORMAT: 'opaque',
  });
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
