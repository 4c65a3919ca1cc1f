import { expect, test } from '@playwright/test';
import type { RequirementId } from '../../requirements/index.ts';
import type { Exchange, Intent } from '../../src/model/exchange.ts';
import { causesOf } from '../../src/report/causes.ts';
import { headline } from '../../src/report/headline.ts';
import type { Statement } from '../../src/report/statement.ts';
import { answered } from './exchange-setup.ts';
import { basic, bearer, controls, origin, recorded, target } from './failure-setup.ts';

const wrong = ['Authorization', 'Basic ‹user name and a wrong password›'] as const;

/** A request for a requirement, and what it was answered. */
function asked(
  purpose: RequirementId,
  status: number,
  fields: Exchange['request']['fields'],
  { to = target, ...intent }: Partial<Intent> & { readonly to?: string } = {},
): Exchange {
  return recorded(
    answered(status),
    { fields, origin, target: to },
    { purpose, case: `${status}-${fields.length}`, ...intent },
  );
}

/** That its status is wrong. */
const unmet = (exchange: Exchange, outcome: 'failed' | 'warned' = 'failed', id = exchange.intent.purpose) => ({
  id: id as RequirementId,
  outcome,
  findings: [{ outcome, reason: '…', exchange: exchange.id, got: `${exchange.response?.status}` }] as const,
});
const causes = (results: Parameters<typeof causesOf>[0], ...exchanges: readonly Exchange[]) =>
  Object.fromEntries(causesOf(results, [...controls(), ...exchanges]));

test('a request that adds to one that was let in, and is let in too, follows from it', () => {
  const alone = asked('auth/bearer-alone', 204, [bearer]);
  const later = asked('auth/no-carry-over', 204, [bearer]);
  const dressed = asked('auth/bad-application-token', 204, [bearer, ['ApplicationToken', '']]);
  expect(causes([unmet(dressed), unmet(later), unmet(alone)], alone, later, dressed)).toEqual({
    'auth/bearer-alone': [],
    'auth/bad-application-token': ['auth/bearer-alone'],
    'auth/no-carry-over': ['auth/bearer-alone'],
  });
});

test('whoever takes what nobody issued takes anything of that scheme, and of that alone', () => {
  const states = { Bearer: 'absent', ApplicationToken: 'absent', Basic: 'wrong-password' } as const;
  const any = asked('auth/bad-basic', 204, [wrong], { states });
  const near = asked('auth/near-miss', 204, [['Authorization', 'Basic ‹NEXUS_BASIC_PASSWORD, cut›']]);
  const token = asked('auth/tampered-bearer', 204, [['Authorization', 'Bearer ‹tampered›']]);
  expect(causes([unmet(any), unmet(near), unmet(token)], any, near, token)).toEqual({
    'auth/bad-basic': [],
    'auth/near-miss': ['auth/bad-basic'],
    'auth/tampered-bearer': [],
  });
});

test('nothing follows from another status, from less, or from wrong credentials beside good ones', () => {
  const nobody = asked('auth/no-credentials', 204, []);
  const crash = asked('auth/malformed-authorization', 500, [wrong]);
  const noClient = asked('parameters/client-id-required', 204, [basic], {
    to: target.replace(/\?.*/, ''),
    authenticated: true,
  });
  const unknown = asked('parameters/unknown-user-refused', 204, [basic], { user: 'unknown', authenticated: true });
  const results = [unmet(nobody), unmet(crash), unmet(noClient), unmet(unknown)];
  expect(Object.values(causes(results, nobody, crash, noClient, unknown)).flat()).toEqual([]);
});

test('one thing found that does not follow keeps all of the requirement by itself', () => {
  const alone = asked('auth/bearer-alone', 204, [bearer]);
  const later = asked('auth/no-carry-over', 204, [bearer]);
  const nothing = asked('auth/no-carry-over', 204, []);
  const both = { ...unmet(later), findings: [...unmet(later).findings, ...unmet(nothing).findings] };
  expect(causes([unmet(alone), both], alone, later, nothing)['auth/no-carry-over']).toEqual([]);
});

test('what looks back at every answer follows where each answer of that status was found wrong before', () => {
  const [one, other] = [
    asked('auth/malformed-authorization', 500, [wrong]),
    asked('parameters/malformed-user-id', 500, [basic], { user: 'malformed', authenticated: true }),
  ];
  const back = unmet(one, 'failed', 'robustness/no-server-error');
  expect(causes([back, unmet(one), unmet(other)], one, other)['robustness/no-server-error']).toEqual([
    'auth/malformed-authorization',
    'parameters/malformed-user-id',
  ]);
  expect(causes([back, unmet(one)], one, other)['robustness/no-server-error']).toEqual([]);
});

test('a broken demand never follows from a recommendation that is not followed', () => {
  const [warned, failed] = [
    asked('parameters/unknown-client-id', 422, [basic]),
    asked('parameters/several-faults', 422, [basic]),
  ];
  expect(causes([unmet(warned, 'warned'), unmet(failed)], warned, failed)).toEqual({
    'parameters/several-faults': [],
    'parameters/unknown-client-id': ['parameters/several-faults'],
  });
  const crash = asked('parameters/unknown-client-id', 500, [basic]);
  expect(causes([unmet(crash, 'warned'), unmet(crash, 'failed', 'robustness/no-server-error')], crash)).toEqual({
    'robustness/no-server-error': [],
    'parameters/unknown-client-id': ['robustness/no-server-error'],
  });
});

test('a content that cannot be read fits no schema, and one that is wrong in both errors is told once', () => {
  const found = (id: RequirementId, reason: string) =>
    ({ id, outcome: 'failed', findings: [{ outcome: 'failed', reason }] }) as const;
  expect(
    causes([found('problem/schema-400', 'its body cannot be read'), found('problem/well-formed', 'no JSON')]),
  ).toEqual({ 'problem/well-formed': [], 'problem/schema-400': ['problem/well-formed'] });
  const [first, second] = [
    found('problem/schema-400', 'status is the fraction 400.5 (in 9 exchanges, first a#b)'),
    found('problem/schema-404', 'status is the fraction 404.5'),
  ];
  expect(causes([first, second])['problem/schema-404']).toEqual(['problem/schema-400']);
  expect(causes([first, found('problem/schema-404', 'title is a number')])['problem/schema-404']).toEqual([]);
});

test('an e-mail by GET is told once, and one to whom the run made up for itself', () => {
  const found = (id: RequirementId, reason: string) =>
    ({ id, outcome: 'failed', findings: [{ outcome: 'failed', reason }] }) as const;
  const byGet = found('http/safe-methods-send-nothing', 'GET, HEAD or OPTIONS sent an e-mail, each of the two times');
  const came = (whose: string, last = 'http/safe-methods-send-nothing#get (405)') =>
    found('email/none-on-refusal', `4 e-mails came: to ${whose}. 9 requests had gone out, the last of them: ${last}`);
  const causesOf = (...one: Parameters<typeof came>) => causes([byGet, came(...one)])['email/none-on-refusal'];
  expect(causesOf('the tripwire user')).toEqual([byGet.id]);
  expect(causesOf('the tripwire user', 'http/405-allow#method-get-by-basic (405)')).toEqual([byGet.id]);
  expect(causesOf('the tripwire user', 'auth/no-credentials#none (401)'), 'before any GET').toEqual([]);
  expect(causesOf('nobody: the run made it up')).toEqual([]);
});

for (const [name, status, type, beginning] of [
  ['a gateway alone', 502, 'text/html', 'a gateway answered'],
  ['redirects', 302, 'text/html', 'everything is redirected'],
  ['a web site', 200, 'text/html; charset=utf-8', 'every answer is a page'],
  ['200 to everything', 200, 'application/json', 'everything is answered with a success'],
  ['nothing there', 404, 'application/json', 'nothing is found'],
  ['wrong credentials', 401, 'application/problem+json', 'no caller is let in'],
  ['a validation', 400, 'application/problem+json', 'look first at what the answer below says'],
] as const) {
  test(`where no good request was accepted it is said what to look at first: ${name}`, () => {
    const refused = controls(status).map((control) => ({
      ...control,
      response: { ...answered(status).response, fields: [['Content-Type', type]] as const },
    }));
    const results = refused.map((control, at) =>
      unmet(control, 'failed', at === 0 ? 'operation/answers-204' : 'auth/basic'),
    );
    const statement = { requirements: results } as unknown as Statement;
    expect(headline(statement, refused)).toMatch(
      new RegExp(`^Every good request was answered ${status}: ${beginning}`),
    );
    expect(Object.values(Object.fromEntries(causesOf(results, refused))).flat()).toEqual(['operation/answers-204']);
    const accepted = { requirements: [{ id: 'auth/basic', outcome: 'passed' }, ...results] } as unknown as Statement;
    expect(headline(accepted, refused)).toBeUndefined();
  });
}
