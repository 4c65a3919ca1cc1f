import type { RequirementId } from '../../requirements/index.ts';
import { answeredAsBefore } from '../../src/judge/expectations.ts';
import type { Oracle } from '../../src/judge/oracle.ts';
import {
  overridden,
  processedWithoutTls,
  storable,
  tellsApart,
  traceEchoed,
} from '../../src/judge/oracles/advice-oracles.ts';
import { byOracle, exchangeOf, type Letter, type Parts } from './failure-letter.ts';

const letter = (id: RequirementId, oracle: Oracle, sent: string, parts: Parts): Letter =>
  byOracle(id, oracle, exchangeOf({ purpose: id, case: 'asked', title: sent }, { sent: [], ...parts }));

const aboutNobody = { purpose: 'advice/no-enumeration', case: 'unknown-user', title: 'no credentials, about nobody' };
const problemSaying = (detail: string): Parts => ({
  status: 401,
  sent: [],
  fields: [
    ['Content-Type', 'application/problem+json'],
    ['WWW-Authenticate', 'Basic realm="nexus"'],
  ],
  content: JSON.stringify({ title: 'Unauthorized', status: 401, detail }),
});
const many = {
  purpose: 'robustness/repeated-and-concurrent',
  case: 'at-once',
  title: 'the same request five times at once',
  alternative: 'basic',
  authenticated: true,
};

/** Those about good practice, and about requests among others. */
export const adviceLetters: Readonly<Record<string, Letter>> = {
  storable: letter('advice/no-store', storable, 'a good request', {
    status: 204,
    fields: [['Cache-Control', 'public, max-age=60']],
  }),
  traceEchoed: letter('advice/no-trace-or-override', traceEchoed, 'TRACE without credentials', {
    status: 200,
    request: { method: 'TRACE' },
    fields: [['Content-Type', 'message/http']],
    content: 'TRACE /v1/users HTTP/1.1\r\nX-Forwarded-For: 10.0.0.7\r\n\r\n',
  }),
  overridden: letter('advice/no-trace-or-override', overridden, 'GET with X-HTTP-Method-Override: POST', {
    status: 204,
    request: { method: 'GET' },
  }),
  processedWithoutTls: letter('advice/tls-only', processedWithoutTls, 'plain HTTP, without credentials', {
    status: 200,
    content: '<!doctype html>',
  }),
  tellsApart: {
    id: 'advice/no-enumeration',
    judge: (check, exchange) => {
      const known = exchangeOf({ ...aboutNobody, case: 'known-user' }, problemSaying('The credentials are missing.'));
      check.found(tellsApart([known], [exchange], []));
    },
    exchange: exchangeOf(aboutNobody, problemSaying('There is no such user.')),
  },
  answeredAsBefore: {
    id: 'robustness/repeated-and-concurrent',
    judge: (check, exchange) => check.found(answeredAsBefore(exchange, [404], 'among others')),
    exchange: exchangeOf(many, { status: 500, content: 'deadlock detected' }),
  },
};
