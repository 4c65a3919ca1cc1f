import { expect, test } from '@playwright/test';
import type { RequirementId } from '../../requirements/index.ts';
import type { Field } from '../../src/model/exchange.ts';
import type { Cause, Finding } from '../../src/model/finding.ts';
import type { Result, Statement } from '../../src/report/statement.ts';
import { summary } from '../../src/report/summary.ts';
import { answered } from './exchange-setup.ts';
import { controls } from './failure-setup.ts';

function result(id: RequirementId, outcome: Result['outcome'], ...findings: readonly Partial<Finding>[]): Result {
  const complete = findings.map((finding) => ({ outcome: 'inconclusive', reason: 'why', ...finding }) as Finding);
  const reason = complete.map((finding) => finding.reason).join('\n');
  return {
    id,
    level: 'MUST',
    class: 'contract',
    outcome,
    reason,
    becauseOf: [],
    findings: complete,
    attempts: [],
    exchanges: [],
  };
}

type Told = Pick<
  Statement,
  'requirements' | 'verdict' | 'reason' | 'profile' | 'selection' | 'timing' | 'contradicted' | 'lapses'
> & {
  readonly observed: Pick<Statement['observed'], 'representations'>;
};
const statement = (requirements: readonly Result[], more: Partial<Told> = {}): Statement => {
  const selection = { selected: 1, judged: 1, leftOut: [] };
  const timing = { medianMilliseconds: 12, slowestMilliseconds: 340, throttled: 0, waitedMilliseconds: 0 };
  return {
    profile: 'gate',
    verdict: 'incomplete',
    reason: 'why not',
    selection,
    timing,
    contradicted: [],
    lapses: [],
    observed: { representations: [] },
    ...more,
    requirements,
  } as Told as Statement;
};
const missing = (...variables: readonly string[]): Partial<Finding>[] =>
  variables.map((variable) => ({ cause: 'configuration', missing: variable }));

const unconfigured = [
  result('auth/basic', 'passed'),
  result('auth/expired-bearer', 'inconclusive', ...missing('NEXUS_EXPIRED_BEARER_TOKEN')),
  result('email/arrives', 'inconclusive', ...missing('NEXUS_MAILBOX_URL', 'NEXUS_USER_EMAIL')),
  result('email/offers-reset', 'inconclusive', ...missing('NEXUS_MAILBOX_URL')),
];

test('the way out can be pasted, and leaves out only what could not be judged', () => {
  const told = summary(statement(unconfigured), []);
  expect(told).toContain('3 MUSTs could not be judged\n  not configured (3)\n    NEXUS_MAILBOX_URL\n');
  expect(told).toContain(
    "\n  set NEXUS_MAILBOX_URL (2), NEXUS_EXPIRED_BEARER_TOKEN (1), NEXUS_USER_EMAIL (1), or leave them out: NEXUS_SKIP='auth/expired-bearer,email/*'\n  NEXUS_MAILBOX_URL=none says that this gate has no mailbox, and leaves out what needs one\n",
  );
});

test('the way out keeps what was left out before, and certify gets no NEXUS_SKIP', () => {
  const leftOut = [
    { id: 'http/date', kind: 'skipped', reason: 'named by NEXUS_SKIP (http/date)' },
    { id: 'http/http2', kind: 'not-built', reason: 'not built yet' },
  ] as const;
  const again = summary(statement(unconfigured, { selection: { selected: 4, judged: 1, leftOut } }), []);
  expect(again).toContain("NEXUS_SKIP='auth/expired-bearer,http/date,email/*'");
  expect(again).toContain('1 skipped by you: named by NEXUS_SKIP (http/date)\n  http/date\n');
  const certificate = summary(statement(unconfigured, { profile: 'certify' }), []);
  expect(certificate).toContain('set NEXUS_MAILBOX_URL');
  expect(certificate).not.toContain('NEXUS_SKIP');
  expect(certificate).not.toContain('=none');
});

test('what could not be judged is told once for each cause, with a way out', () => {
  const throttled = { cause: 'throttled', reason: 'the target answered 429' } as const;
  const told = summary(
    statement([result('auth/basic', 'inconclusive', throttled), result('http/date', 'inconclusive', throttled)]),
    [],
  );
  expect(told).toContain(
    '2 MUSTs could not be judged\n  the target asked for fewer requests (2)\n    the target answered 429\n',
  );
  expect(told).toContain('      auth/basic http/date\n    way out: set NEXUS_MAX_RPS lower');
  const causeless = summary(statement([result('problem/schema-400', 'inconclusive', { reason: 'too long' })]), []);
  expect(causeless).toContain('  problem/schema-400: too long');
});

const recommended = (
  id: RequirementId,
  outcome: Result['outcome'],
  ...findings: readonly Partial<Finding>[]
): Result => ({
  ...result(id, outcome, ...findings),
  level: 'SHOULD',
});
const unsetRecommendations = [
  recommended('email/offers-reset', 'inconclusive', ...missing('NEXUS_MAILBOX_URL')),
  recommended('parameters/unknown-client-id', 'inconclusive', ...missing('NEXUS_UNKNOWN_CLIENT_ID')),
];

test('recommendations that lack a variable are one line of a green run', () => {
  const green = [result('auth/basic', 'passed'), ...unsetRecommendations];
  expect(summary(statement(green, { verdict: 'pass' }), [])).toBe(
    '2 SHOULDs could not be judged: set NEXUS_MAILBOX_URL (1), NEXUS_UNKNOWN_CLIENT_ID (1)\n\n',
  );
});

test('the numbers say which of what could not be judged are MUSTs, and so do the ids', () => {
  const throttled = { cause: 'throttled', reason: 'answered 429' } as const;
  const told = summary(
    statement([
      ...unsetRecommendations,
      recommended('http/date', 'inconclusive', throttled),
      result('auth/basic', 'inconclusive', throttled),
      ...unconfigured.slice(1, 2),
    ]),
    [],
  );
  expect(told).toContain('5 (2 MUSTs, 3 SHOULDs) could not be judged\n');
  expect(told).toContain('      auth/basic\n      SHOULD: http/date\n');
  expect(told).toContain('  not configured (1)\n    NEXUS_EXPIRED_BEARER_TOKEN\n');
  expect(told).toContain(
    '\n  not configured, and only recommended (2): set NEXUS_MAILBOX_URL (1), NEXUS_UNKNOWN_CLIENT_ID (1)\n',
  );
});

test('a MAY is no recommendation that was not followed', () => {
  const odd = {
    ...result('auth/malformed-authorization', 'warned', { reason: 'answered 418' }),
    level: 'MAY',
  } as const;
  const told = summary(statement([odd], { verdict: 'pass' }), []);
  expect(told).toBe('1 unusual answer where all is left open\n  auth/malformed-authorization  answered 418\n\n');
});

test('on a narrow terminal a table becomes lines, and on one with colours what failed is red', () => {
  const warned = result('auth/rejection-status', 'warned', { outcome: 'warned', reason: 'answered 404 where 401 is' });
  const told = summary(statement([warned], { verdict: 'pass' }), [], { columns: 40 });
  expect(told).toBe('1 recommendation not followed\n  auth/rejection-status\n    answered 404 where 401 is\n\n');
  const failed = [result('auth/basic', 'failed', { outcome: 'failed', reason: 'answered 401' })];
  expect(summary(statement(failed), [], { colours: true })).toMatch(/^\u001b\[31m✗\u001b\[39m auth\/basic {3}MUST\n/);
});

test('a warning takes one line, and control characters of the target are escaped', () => {
  const warned = result(
    'auth/rejection-status',
    'warned',
    { outcome: 'warned', reason: `\u001b[2J${'x'.repeat(500)}` },
    { outcome: 'warned', reason: 'another' },
  );
  const told = summary(statement([warned], { verdict: 'pass' }), [], { report: 'results/allure-report/index.html' });
  expect(told).toMatch(
    /^1 recommendation not followed\n {2}auth\/rejection-status {2}\\u001b\[2Jx+… \(and 1 more\)\n\nThe whole report: results\/allure-report\/index\.html\n\n$/,
  );
});

test('what falls with another requirement is told by its id alone, whether that one failed or is a warning', () => {
  const failed = { outcome: 'failed', reason: 'answered 204' } as const;
  const told = summary(
    statement([
      result('auth/bearer-alone', 'failed', failed),
      { ...result('auth/no-carry-over', 'failed', failed), becauseOf: ['auth/bearer-alone'] },
      result('problem/uri-members', 'warned', { outcome: 'warned', reason: 'a blank' }),
      { ...result('problem/stable-title', 'warned', failed), becauseOf: ['auth/bearer-alone', 'problem/uri-members'] },
    ]),
    [],
  );
  expect(told.match(/^✗/gm)).toHaveLength(1);
  expect(told).toContain('\n  with it  auth/no-carry-over problem/stable-title\n');
  expect(told).toContain(
    '1 recommendation not followed\n  problem/uri-members  a blank; with it problem/stable-title\n',
  );
});

test('a terminal without UTF-8 gets only signs that it has', () => {
  const failed = [result('auth/basic', 'failed', { outcome: 'failed', reason: 'answered ‹401›' })];
  expect(summary(statement(failed), [])).toMatch(/^✗ auth\/basic {3}MUST\n/);
  expect(summary(statement(failed), [], { utf8: false })).toMatch(/^x auth\/basic {3}MUST\n[^✗‹›§…·]*$/);
});

/** A run in which nothing was reached: both good requests were answered so, and one more requirement waited for them. */
function unreached(status: number, cause: Cause, fields: readonly Field[], content: string): string {
  const refused = controls(status).map((control) => ({
    ...control,
    response: { ...answered(status, { fields, content }).response, content },
  }));
  const [pair, basic] = refused.map(({ id }) => id);
  const why = (exchange: string | undefined, reason: string) => ({ cause, reason, ...(exchange && { exchange }) });
  const results = [
    result('operation/answers-204', 'inconclusive', why(pair, `answered ${status}: why`)),
    result('auth/basic', 'inconclusive', why(basic, `the control was not accepted (Basic: ${status})`)),
    result('auth/bearer-alone', 'inconclusive', why(pair, `the control was not accepted (Bearer: ${status})`)),
    result('robustness/no-server-error', 'inconclusive', why(basic, `answered ${status}: why (in 2 exchanges)`)),
  ];
  return summary(statement(results), refused);
}

const nginx = (title: string) =>
  `<html><head><title>${title}</title></head><body><center>nginx/1.25</center></body></html>`;

for (const status of [502, 504, 520, 530]) {
  test(`a ${status} to every good request is one headline, one likely cause, and the ids`, () => {
    const told = unreached(status, 'another-layer', [['Content-Type', 'text/html']], nginx(`${status} Bad`));
    expect(told).toMatch(
      new RegExp(
        `^Every good request was answered ${status}: a gateway answered and the application behind it did not:`,
      ),
    );
    expect(told.match(/likely:/g)).toHaveLength(1);
    expect(told).not.toContain('the control was not accepted');
    expect(told).toContain('      operation/answers-204 auth/basic auth/bearer-alone robustness/no-server-error\n');
  });
}

test('a 503 to every good request is told in the words of the server, and by when it says to come back', () => {
  const fields = [
    ['Content-Type', 'application/problem+json'],
    ['Retry-After', '120'],
  ] as const;
  const told = unreached(503, 'throttled', fields, JSON.stringify({ title: 'Maintenance', status: 503 }));
  expect(told).toMatch(
    /^Every good request was answered 503: it is not available now: look first whether it is starting,\nunder maintenance/,
  );
  expect(told).toContain('    says: Maintenance · Retry-After: 120\n      operation/answers-204 auth/basic');
  expect(told).toContain('the target answered 503: it is not available now, or there were too many requests (4)');
  expect(told.replace(/\s+/g, ' ')).toContain('way out: where it is starting or under maintenance, wait for its end');
  expect(told).not.toContain('asked for fewer requests');
});
