import { expect, test } from '@playwright/test';
import { startReference } from '../../reference/serve.ts';
import { type RequirementId, requirementIds } from '../../requirements/index.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import type { Finding } from '../../src/model/finding.ts';
import { failureMessage } from '../../src/report/failure.ts';
import { hints } from '../../src/report/hint-table.ts';
import { hintFor, hintsFor } from '../../src/report/hints.ts';
import { judgeFully, withoutMailbox } from '../proof/judge.ts';
import { answered } from './exchange-setup.ts';
import { bearer, controls, recorded } from './failure-setup.ts';
import { exchangeOfStack, stackAnswers } from './hints-setup.ts';

const failed = (reason: string, more: Partial<Finding> = {}): Finding => ({ outcome: 'failed', reason, ...more });

/** What is said of findings that are alike but for their exchanges. */
function hint(id: RequirementId, reason: string, ...exchanges: readonly Exchange[]): string | undefined {
  const findings = exchanges.map(({ id: exchange }) => failed(reason, { exchange, case: exchange }));
  return hintFor(id, findings, exchanges);
}

test('a refused good request points the operator to the variable that may be wrong', () => {
  const [pair, basicControl] = controls(401);
  const refused = 'answered 401, although it carries the configured credentials of Basic';
  expect(hint('operation/answers-204', refused, pair)).toMatch(/^NEXUS_BEARER_TOKEN or/);
  expect(hint('auth/basic', refused, basicControl)).toMatch(/^NEXUS_BASIC_USERNAME or/);
  expect(hint('auth/basic', '…', controls(404)[0])).toMatch(/^NEXUS_BASE_URL/);
  // The same answer, looked at for its challenge, says nothing of the credential.
  expect(hint('auth/basic-challenge-realm', 'a Basic challenge has no realm', pair)).toBeUndefined();
});

for (const answer of stackAnswers) {
  const { from, hint: beginning, of = 'auth/bearer-and-application-token', status } = answer;
  test(`the answer of a known stack is recognised: ${from}`, () => {
    const exchange = exchangeOfStack(answer);
    const { found = `answered ${status}`, got = `${status}` } = answer;
    const finding = failed(found, { exchange: exchange.id, got });
    // The good request of the opening, which another user got through.
    const accepted = of.startsWith('parameters/') ? controls() : [];
    expect(hintFor(of, [finding], [...accepted, exchange])).toMatch(new RegExp(`^${beginning}`));
  });
}

test('where nothing is known of an answer nothing is said of it', () => {
  expect(hint('parameters/client-id-required', '…', answered(409))).toBeUndefined();
});

const letThrough = 'answered 204: the request was let through';

test('different faults of one requirement have different likely causes', () => {
  const bypass = (...fields: Exchange['request']['fields']) =>
    recorded(answered(204), { fields }, { case: `${fields}` });
  const respelled = recorded(answered(204), {}, { case: 'trailing-slash', plainTarget: false });
  const neighbour = bypass(['X-Forwarded-For', '127.0.0.1']);
  expect(hint('auth/no-bypass', letThrough, bypass(['X-Rewrite-URL', '/']))).toMatch(/X-Rewrite-URL/);
  expect(hint('auth/no-bypass', letThrough, neighbour)).toMatch(/X-Forwarded-For/);
  expect(hint('auth/no-bypass', letThrough, bypass(['X_Forwarded_User', 'caller']))).toMatch(/underscores/);
  for (const [name, said] of [
    ['host-localhost', /machine itself/],
    ['open-paths-in-the-query', /query alike/],
    ['credentials-in-trailers', /trailer fields/],
    ['application-token-named-by-connection', /front door/],
  ] as const) {
    const sent = recorded(answered(204), {}, { purpose: 'auth/no-bypass', case: name, plainTarget: false });
    expect(hint('auth/no-bypass', letThrough, sent)).toMatch(said);
  }
  expect(hint('auth/no-bypass', letThrough, bypass(['X-Method-Override', 'GET']))).toMatch(/overridden/);
  expect(hint('auth/no-bypass', letThrough, respelled)).toMatch(/access rule compares/);
  expect(hint('auth/bearer-alone', letThrough, recorded(answered(204), { fields: [bearer] }))).toMatch(/alternatives/);
  expect(hint('auth/bearer-alone', 'answered 401', recorded(answered(401), { fields: [bearer] }))).toBeUndefined();
});

test('a hint that is told of several cases fits each of them', () => {
  const of = (name: string) => recorded(answered(204), {}, { purpose: 'auth/tampered-bearer', case: name });
  const unsigned = ['bearer-alg-none-application-token-valid', 'alg-none-in-capitals'].map(of);
  expect(hint('auth/tampered-bearer', letThrough, ...unsigned)).toMatch(/alg: none/);
  expect(hint('auth/tampered-bearer', letThrough, ...unsigned, of('payload-changed'))).toMatch(/not verified/);
});

test('what a case is called in words, and of which requirement it is, leads to no hint', () => {
  const { id, ...of } = recorded(
    answered(401),
    {},
    { purpose: 'auth/basic-colon-and-charset', case: 'non-ascii-password', title: 'alg-none, letter-case-swapped' },
  );
  expect(hint('auth/basic-colon-and-charset', '…', { id, ...of })).toMatch(/another encoding/);
  expect(hint('auth/near-miss', letThrough, { ...of, id, response: answered(204).response })).toMatch(/beginning/);
});

test('each hint is a sentence, and a requirement is explained by what names it', () => {
  expect(hints.filter(({ says }) => !/^\S.*[^.]\.$/.test(says))).toEqual([]);
  expect(new Set(hints.map(({ says }) => says)).size).toBe(hints.length);
  for (const id of requirementIds) expect(hintsFor(id).filter(({ of }) => !of?.includes(id))).toEqual([]);
  expect(hintsFor('auth/bearer-alone')).not.toEqual([]);
});

/** Faults of the reference, and how the hints begin that have to be told of each. */
const faultHints: Readonly<Record<string, readonly string[]>> = {
  'nothing-here': ['NEXUS_BASE_URL may lack'],
  'needs-a-body': ['NEXUS_CLIENT_ID may not'],
  'needs-content-type': ['it wants a Content-Type'],
  'forbids-everybody': ['the caller may not be entitled'],
  'refuses-everybody': ['NEXUS_BASIC_USERNAME or', 'NEXUS_BEARER_TOKEN or'],
  '200-instead-of-204': ['frameworks answer 200'],
  '200-with-error-object': ['the error is told in the content'],
  'bearer-alone': ['the two schemes are set up', 'where auth/bearer-alone fails'],
  'no-credentials': ['nothing authenticates', 'where auth/no-credentials fails'],
  'any-bearer': ['the token is decoded'],
  'expired-accepted': ['exp is not looked at'],
  'alg-none-accepted': ['the library accepts alg: none'],
  'key-in-the-header-believed': ['the token is verified by the key'],
  'empty-key-for-an-unknown-kid': ['the look-up of a kid'],
  'empty-key-without-kid': ['HMAC takes the empty string'],
  'ecdsa-zeros-accepted': ['the library takes an ECDSA'],
  'ecdsa-zeros-in-der-accepted': ['the library takes an ECDSA'],
  'application-token-as-an-operator': ['the parser of the query'],
  'application-token-as-a-list': ['the parser makes a list'],
  'any-application-token': ['it is checked that an ApplicationToken'],
  'password-unchecked': ['Basic credentials are decoded'],
  'anonymous-bind': ['a directory takes'],
  'user-name-left-out': ['an empty user name'],
  'pair-without-colon': ['user name and password are compared'],
  'user-name-without-colon': ['without a colon'],
  'fourth-segment-ignored': ['the token is split'],
  'password-beyond-72-octets-crashes': ['bcrypt throws'],
  'basic-needs-application-token-absent': ['which check is made'],
  'basic-scheme-case-sensitive': ["the scheme's name"],
  '500-on-malformed-authorization': ['decoding throws'],
  'long-authorization-lets-in': ['what cannot be read'],
  'password-after-last-colon': ['user name and password are parted'],
  'utf-8-announced-but-not-read': ['the password is decoded'],
  'case-folded-password': ['values are compared without case'],
  'user-name-and-more': ['the user name is not looked at'],
  'bearer-cut-short': ['values are compared by a beginning'],
  'bearer-under-any-scheme': ['credentials are looked up'],
  'two-authorization-lines-let-in': ['the stack joins'],
  '204-for-missing-client-id': ['something answers before'],
  '500-without-credentials': ['validation comes before'],
  'x-original-url-lets-in': ['X-Original-URL'],
  'x-forwarded-for-lets-in': ['X-Forwarded-For'],
  'method-override-lets-in': ['the method is overridden'],
  'preflight-lets-in': ['whatever looks like a preflight'],
  'host-localhost-lets-in': ['a request whose Host'],
  'caller-with-underscores-lets-in': ['a field that a gateway'],
  'open-path-in-the-query-lets-in-by-its-end': ['the list of open paths'],
  'credentials-in-trailers-let-in': ['trailer fields'],
  'dropped-application-token-lets-in': ['the front door checks'],
  'doubled-slash-lets-in': ['a doubled slash is merged'],
  'encoded-letter-lets-in': ['the access rule compares'],
  'sticky-cookie': ['a session made at'],
  'no-challenge': ['a hand-written check'],
  'remapped-challenge': ['AWS API Gateway renames'],
  '400-without-credentials': ['the header is bound'],
  '403-for-invalid-basic': ['Spring Security answers 403'],
  '204-without-client-id': ['clientId is bound as optional'],
  '500-without-client-id': ['an absent clientId'],
  '500-on-success': ['an exception that nothing catches'],
  '204-for-unknown-users-in-general': ['unknown users are masked'],
  '204-for-malformed-user-ids': ['whatever stands in the path'],
  '404-for-escaped-user-ids': ['a rule of a proxy or a router'],
  'empty-errors': ['the status is set and nothing written'],
  'html-errors': ['an HTML page'],
  'prose-errors': ['the content is written by hand'],
  'truncated-json': ['one Content-Type is set'],
  'latin-1-json': ['the content is written in the encoding'],
  'status-as-text': ['a number or an object'],
  'detail-as-array': ['detail is an array'],
  'example-as-problem-json': ['status 0 is'],
  'other-status-in-problem-json': ['the object was made for one status'],
  'blank-in-instance': ['the pattern "METHOD /path"'],
  'changing-titles': ['the title holds'],
  'xml-without-namespace': ['a serialiser named the root'],
};

/** The hints that the letters of a run tell. */
async function toldIn(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { statement, exchanges } = await judgeFully(environment);
  const fallen = statement.requirements.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned');
  const letters = fallen.map((result) => failureMessage(result, exchanges).replace(/\s+/g, ' '));
  return hints.map(({ says }) => says).filter((says) => letters.some((letter) => letter.includes(`likely ${says}`)));
}

test('each hint has a fault or the recorded answer of a stack that leads to it', () => {
  const beginnings = [...stackAnswers.map((answer) => answer.hint), ...Object.values(faultHints).flat()];
  const without = hints.filter(({ says }) => !beginnings.some((beginning) => says.startsWith(beginning)));
  expect(
    without.map(({ says }) => says),
    'name a fault in faultHints, or write an answer into stackAnswers',
  ).toEqual([]);
});

/** Enough for what looks back, and for what is told whatever was asked; a whole run would take its time. */
const lookedBackAt: readonly RequirementId[] = [
  'operation/answers-204',
  'auth/no-credentials',
  'auth/bad-basic',
  'parameters/client-id-required',
];

test('each of these faults leads to its hints', async () => {
  const missed: string[] = [];
  for (const [name, beginnings] of Object.entries(faultHints)) {
    const { environment, close } = await startReference({ fault: name });
    const explained = hints.filter(({ says }) => beginnings.some((beginning) => says.startsWith(beginning)));
    const only = [...lookedBackAt, ...explained.flatMap(({ of = [] }) => of)].join();
    const told = await toldIn({ ...environment, ...withoutMailbox('certify'), NEXUS_ONLY: only }).finally(close);
    const untold = beginnings.filter((beginning) => !told.some((says) => says.startsWith(beginning)));
    missed.push(...untold.map((beginning) => `${name} does not lead to: ${beginning}`));
  }
  expect(missed).toEqual([]);
});
