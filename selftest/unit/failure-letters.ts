import { expectAnswer, expectRefusal } from '../../src/judge/answers.ts';
import {
  expectAccepted,
  expectNoWayAround,
  expectRejection,
  observe,
  type Refusal,
} from '../../src/judge/expectations.ts';
import { basicRealm, challengeApplicable, challengePresent } from '../../src/judge/oracles/challenge-oracles.ts';
import { preferredRejection } from '../../src/judge/oracles/rejection-oracles.ts';
import { documentedStatus, noOtherSuccess, noServerError } from '../../src/judge/oracles/status-oracles.ts';
import { rowOf } from '../../src/judge/truth-table.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import { forEachCase } from '../../src/model/finding.ts';
import { unanswered } from './exchange-setup.ts';
import { byOracle, exchangeOf, type Letter } from './failure-letter.ts';
import { problemLetters } from './failure-letters-problem.ts';
import { applicationToken, basic, bearer, controls, recorded, target } from './failure-setup.ts';

const refused = (exchange: Exchange, more: Partial<Refusal> = {}): Refusal => ({ exchange, repeated: false, ...more });
const { states } = rowOf({ Bearer: 'valid', ApplicationToken: 'absent', Basic: 'absent' }, { requiredScope: false });
const documentedRefusal = { passed: [400, 404] };

const expectationLetters: Readonly<Record<string, Letter>> = {
  expectAccepted: {
    id: 'auth/basic',
    judge: expectAccepted,
    exchange: controls(401)[1],
    record: controls(401).slice(0, 1),
  },
  expectRejection: {
    id: 'auth/bearer-alone',
    judge: (exchange) => forEachCase(['Bearer valid'], String, async () => expectRejection(refused(exchange))),
    exchange: exchangeOf('auth/bearer-alone', {
      status: 204,
      sent: [bearer],
      fields: [['Date', 'Mon, 23 Nov 2026 12:00:00 GMT']],
      intent: { states, row: 'TT-B1A0S0', name: 'Bearer valid' },
    }),
  },
  'expectRejection login page': {
    id: 'auth/no-credentials',
    judge: (exchange) => expectRejection(refused(exchange)),
    exchange: exchangeOf('auth/no-credentials', {
      status: 302,
      sent: [],
      fields: [
        ['Location', 'https://login.example/signin?next=/'],
        ['Content-Type', 'text/html'],
      ],
      content: '<html>\r\n\u001b[2J::error::<script>alert(1)</script>\r\n</html>',
    }),
  },
  'expectRejection no answer': {
    id: 'auth/near-miss',
    judge: (exchange) => expectRejection(refused(exchange, { repeated: true })),
    exchange: recorded(
      unanswered('timeout', { id: 'auth/near-miss#7' }),
      { fields: [['Authorization', 'Bearer ‹NEXUS_BEARER_TOKEN, letter case swapped›'], applicationToken] },
      { for: 'auth/near-miss', name: 'Bearer NEXUS_BEARER_TOKEN, letter case swapped' },
    ),
  },
  expectNoWayAround: {
    id: 'auth/no-bypass',
    judge: (exchange) => expectNoWayAround(refused(exchange)),
    exchange: exchangeOf('auth/no-bypass', {
      status: 204,
      sent: [],
      request: { target: target.replace('/users/', '//users/') },
      intent: { name: 'a doubled slash', plainTarget: false },
    }),
  },
  observe: {
    id: 'auth/basic-with-bad-application-token',
    judge: (exchange) => observe(exchange),
    exchange: exchangeOf('auth/basic-with-bad-application-token', {
      status: 500,
      sent: [basic, ['ApplicationToken', '']],
      intent: {
        name: 'ApplicationToken empty, Basic valid',
        states: { Bearer: 'absent', ApplicationToken: 'empty', Basic: 'valid' },
      },
    }),
  },
  expectAnswer: {
    id: 'parameters/unknown-client-id',
    judge: (exchange) => expectAnswer(exchange, { ...documentedRefusal, declared: 'NEXUS_STRICT_CLIENT' }),
    exchange: exchangeOf('parameters/unknown-client-id', {
      status: 204,
      request: { target: target.replace('portal-web', 'nobody-web') },
      intent: { name: 'an unknown clientId', authenticated: true },
    }),
  },
  expectRefusal: {
    id: 'parameters/client-id-required',
    judge: (exchange) => expectRefusal(refused(exchange), documentedRefusal),
    exchange: exchangeOf('parameters/client-id-required', {
      status: 422,
      request: { target: target.replace(/\?.*/, '') },
      intent: { name: 'no clientId, Bearer with ApplicationToken', authenticated: true },
      fields: [
        ['Server', 'uvicorn'],
        ['Content-Type', 'application/json'],
      ],
      content: '{"detail":[{"type":"missing","loc":["query","clientId"],"msg":"Field required"}]}',
    }),
  },
};

const oracleLetters: Readonly<Record<string, Letter>> = {
  challengePresent: byOracle('auth/challenge-present', challengePresent, {
    status: 401,
    sent: [],
    fields: [['x-amzn-Remapped-WWW-Authenticate', 'Bearer']],
    content: '{"message":"Unauthorized"}',
  }),
  'challengePresent grammar': byOracle('auth/challenge-present', challengePresent, {
    status: 401,
    sent: [],
    fields: [['WWW-Authenticate', 'Bearer scope="" error="invalid_token"']],
  }),
  basicRealm: byOracle('auth/basic-challenge-realm', basicRealm, {
    status: 401,
    sent: [],
    fields: [['WWW-Authenticate', 'Basic charset="UTF-8"']],
  }),
  challengeApplicable: byOracle('auth/challenge-applicable', challengeApplicable, {
    status: 401,
    sent: [],
    fields: [['WWW-Authenticate', 'Negotiate']],
  }),
  preferredRejection: byOracle('auth/rejection-status', preferredRejection, {
    status: 400,
    sent: [bearer],
    intent: { states, row: 'TT-B1A0S0', name: 'Bearer valid' },
  }),
  noOtherSuccess: byOracle('operation/no-other-success', noOtherSuccess, {
    status: 202,
    intent: { name: 'a good request', authenticated: true },
  }),
  documentedStatus: byOracle('operation/documented-statuses', documentedStatus, {
    status: 409,
    intent: { name: 'the same once more', authenticated: true },
  }),
  noServerError: byOracle('robustness/no-server-error', noServerError, {
    status: 500,
    sent: [['Authorization', 'Basic ‹masked›']],
    intent: {
      name: 'Basic bad-base64',
      states: { Bearer: 'absent', ApplicationToken: 'absent', Basic: 'bad-base64' },
    },
    fields: [['Content-Type', 'text/plain']],
    content: `java.lang.IllegalArgumentException: Illegal base64 character 25\n${'\tat java.base/java.util.Base64\n'.repeat(30)}`,
  }),
};

/** One for each expectation and each oracle, by its name; words after it tell several apart. */
export const letters: Readonly<Record<string, Letter>> = { ...expectationLetters, ...oracleLetters, ...problemLetters };
