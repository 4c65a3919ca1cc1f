import { expect, test } from '@playwright/test';
import { requirementIds } from '../../requirements/index.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import type { Finding } from '../../src/model/finding.ts';
import { causesNaming, likelyCause } from '../../src/report/hints.ts';
import { answered } from './exchange-setup.ts';
import { basic, bearer, controls, recorded } from './failure-setup.ts';

const failed = (reason: string, name?: string): Finding => ({ outcome: 'failed', reason, ...(name && { case: name }) });
const letThrough = failed('answered 204: the request was let through');

test('a refused good request points the operator to the variable that may be wrong', () => {
  const [pair, basicControl] = controls(401);
  const refused = failed('answered 401, although its credentials are valid');
  expect(likelyCause(refused, pair, 'operation/answers-204')).toMatch(/^NEXUS_BEARER_TOKEN or/);
  expect(likelyCause(refused, basicControl, 'auth/basic')).toMatch(/^NEXUS_BASIC_USERNAME or/);
  expect(likelyCause(failed('…'), controls(404)[0], 'auth/basic')).toMatch(/^NEXUS_BASE_URL/);
  // The same answer, looked at for its challenge, says nothing of the credential.
  expect(likelyCause(failed('a Basic challenge has no realm'), pair, 'auth/basic-challenge-realm')).toBeUndefined();
});

test('an answer with the mark of a known stack or error names it as the likely cause', () => {
  const cause = (status: number, content: string, fields: Exchange['request']['fields'] = []) =>
    likelyCause(failed('…'), answered(status, { content, fields }), 'parameters/client-id-required');
  expect(cause(422, '{"detail": [{}]}')).toMatch(/FastAPI/);
  expect(cause(422, '{"errors": {}}')).toMatch(/^the default validation/);
  expect(cause(403, '{"message":"Missing Authentication Token"}')).toMatch(/AWS API Gateway/);
  expect(cause(302, '', [['Location', '/Account/Login']])).toMatch(/login page/);
  expect(cause(308, '', [['Location', '/v1/users/1/password-reset/']])).toMatch(/slash/);
  expect(cause(404, '<pre>Cannot POST /v1</pre>')).toMatch(/Express/);
  expect(cause(500, '')).toMatch(/clientId is used/);
  expect(cause(502, '')).toMatch(/gateway did not reach/);
  expect(cause(409, '')).toBeUndefined();
});

test('different faults of one requirement have different likely causes', () => {
  const bypass = (fields: Exchange['request']['fields']) =>
    likelyCause(letThrough, recorded(answered(204), { fields }), 'auth/no-bypass');
  expect(bypass([['X-Rewrite-URL', '/']])).toMatch(/X-Rewrite-URL/);
  expect(bypass([['X-Forwarded-For', '127.0.0.1']])).toMatch(/X-Forwarded-For/);
  expect(bypass([])).toMatch(/access rule/);
  const states = { Bearer: 'alg-none', ApplicationToken: 'valid', Basic: 'absent' } as const;
  expect(likelyCause(letThrough, recorded(answered(204), {}, { states }), 'auth/tampered-bearer')).toMatch(/alg: none/);
  expect(likelyCause(letThrough, answered(204), 'auth/tampered-bearer')).toMatch(/not verified/);
  expect(likelyCause(failed('…', 'letter case swapped'), answered(204), 'auth/near-miss')).toMatch(/without case/);
  expect(likelyCause(letThrough, recorded(answered(204), { fields: [bearer] }), 'auth/bearer-alone')).toMatch(
    /alternatives/,
  );
  expect(
    likelyCause(failed('answered 401'), recorded(answered(401), { fields: [basic] }), 'auth/bearer-alone'),
  ).toBeUndefined();
});

test('there are more than 30 likely causes, and each ends with a full stop', () => {
  const named = [...new Set(requirementIds.flatMap((id) => causesNaming(id)))];
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(({ says }) => !/^[^A-Z].*\.$|^[A-Z].*\.$/.test(says))).toEqual([]);
});
