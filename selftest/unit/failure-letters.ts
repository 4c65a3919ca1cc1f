import type { Refusal } from '../../src/judge/expectations.ts';
import { basicRealm, challengeApplicable, challengePresent } from '../../src/judge/oracles/challenge-oracles.ts';
import {
  documentedStatus,
  noOtherSuccess,
  noServerError,
  preferredRejection,
} from '../../src/judge/oracles/status-oracles.ts';
import { noResponses, responseSyntax } from '../../src/judge/oracles/syntax-oracles.ts';
import { rowOf } from '../../src/judge/truth-table.ts';
import type { Exchange, Intent } from '../../src/model/exchange.ts';
import { unanswered } from './exchange-setup.ts';
import { byOracle, exchangeOf, type Letter, letterOf } from './failure-letter.ts';
import { adviceLetters } from './failure-letters-advice.ts';
import { httpLetters } from './failure-letters-http.ts';
import { mailLetters } from './failure-letters-mail.ts';
import { problemLetters } from './failure-letters-problem.ts';
import { rawLetters } from './failure-letters-raw.ts';
import { applicationToken, basic, bearer, controls, recorded, target } from './failure-setup.ts';

const refusal = (exchange: Exchange, more: Partial<Refusal> = {}): Refusal => ({ exchange, repeated: false, ...more });
const documentedRefusal = { passed: [400, 404] };

const bearerAlone = { Bearer: 'valid', ApplicationToken: 'absent', Basic: 'absent' } as const;
const nothing = { Bearer: 'absent', ApplicationToken: 'absent', Basic: 'absent' } as const;
/** What a row of the truth table is recorded as. */
function rowIntent(purpose: string, title: string, states: NonNullable<Intent['states']>) {
  const { id } = rowOf(states, { requiredScope: false });
  return { purpose, case: id, title, row: id, states };
}
const withoutCredentials = rowIntent('auth/no-credentials', 'no credentials', nothing);
const withBearerAlone = rowIntent('auth/bearer-alone', 'Bearer valid', bearerAlone);
const goodRequest = (purpose: string, name: string, title: string) =>
  ({ purpose, case: name, title, alternative: 'bearer-and-application-token', authenticated: true }) as const;

const expectationLetters: Readonly<Record<string, Letter>> = {
  accepted: {
    id: 'auth/basic',
    judge: (check, exchange) => check.accepted(exchange),
    exchange: controls(401)[1],
    record: controls(401).slice(0, 1),
  },
  refused: {
    id: 'auth/bearer-alone',
    judge: (check, exchange) => check.refused(refusal(exchange)),
    exchange: exchangeOf(withBearerAlone, {
      status: 204,
      sent: [bearer],
      fields: [['Date', 'Mon, 23 Nov 2026 12:00:00 GMT']],
    }),
  },
  'refused login page': {
    id: 'auth/no-credentials',
    judge: (check, exchange) => check.refused(refusal(exchange)),
    exchange: exchangeOf(withoutCredentials, {
      status: 302,
      sent: [],
      fields: [
        ['Location', 'https://login.example/signin?next=/'],
        ['Content-Type', 'text/html'],
      ],
      content: '<html>\r\n\u001b[2J::error::<script>alert(1)</script>\r\n</html>',
    }),
  },
  'refused no answer': {
    id: 'auth/near-miss',
    judge: (check, exchange) => check.refused(refusal(exchange, { repeated: true })),
    exchange: recorded(
      { ...unanswered('timeout'), noAnswer: { kind: 'timeout', message: 'no complete response within 10000 ms' } },
      { fields: [['Authorization', 'Bearer ‹NEXUS_BEARER_TOKEN, letter case swapped›'], applicationToken] },
      {
        purpose: 'auth/near-miss',
        case: 'bearer-letter-case-swapped',
        title: 'Bearer NEXUS_BEARER_TOKEN, letter case swapped',
      },
    ),
  },
  'refused parameter': {
    id: 'parameters/client-id-required',
    judge: (check, exchange) => check.refused(refusal(exchange), documentedRefusal),
    exchange: exchangeOf(
      goodRequest(
        'parameters/client-id-required',
        'no-client-id-by-bearer-and-application-token',
        'no clientId, Bearer with ApplicationToken',
      ),
      {
        status: 422,
        request: { target: target.replace(/\?.*/, '') },
        fields: [
          ['Server', 'uvicorn'],
          ['Content-Type', 'application/json'],
        ],
        content: '{"detail":[{"type":"missing","loc":["query","clientId"],"msg":"Field required"}]}',
      },
    ),
  },
  'refused as usual': {
    id: 'problem/negotiated',
    judge: (check, exchange) => check.refused(refusal(exchange), { passed: [400, 406], usual: 400 }),
    exchange: exchangeOf(
      goodRequest('problem/negotiated', 'no-client-id-as-text-xml', 'no clientId, with Accept: text/xml'),
      {
        status: 415,
        sent: [bearer, applicationToken, ['Accept', 'text/xml']],
        request: { target: target.replace(/\?.*/, '') },
      },
    ),
  },
  noWayAround: {
    id: 'auth/no-bypass',
    judge: (check, exchange) => check.noWayAround(refusal(exchange)),
    exchange: exchangeOf(
      { purpose: 'auth/no-bypass', case: 'doubled-slashes', title: 'doubled slashes', plainTarget: false },
      { status: 204, sent: [], request: { target: target.replace('/users/', '//users/') } },
    ),
  },
  answered: {
    id: 'parameters/unknown-client-id',
    judge: (check, exchange) => check.answered(exchange, { ...documentedRefusal, demandedBy: 'NEXUS_STRICT_CLIENT' }),
    exchange: exchangeOf(goodRequest('parameters/unknown-client-id', 'unknown-client-id', 'an unknown clientId'), {
      status: 204,
      request: { target: target.replace('portal-web', 'nobody-web') },
    }),
  },
  'answered left open': {
    id: 'auth/basic-with-bad-application-token',
    judge: (check, exchange) => check.recorded(exchange),
    exchange: exchangeOf(
      rowIntent('auth/basic-with-bad-application-token', 'ApplicationToken empty, Basic valid', {
        Bearer: 'absent',
        ApplicationToken: 'empty',
        Basic: 'valid',
      }),
      { status: 500, sent: [basic, ['ApplicationToken', '']] },
    ),
  },
};

const refused401 = (...challenges: readonly string[]) =>
  exchangeOf(withoutCredentials, {
    status: 401,
    sent: [],
    fields: challenges.map((challenge) => ['WWW-Authenticate', challenge]),
  });

const refused = exchangeOf(withBearerAlone, {
  status: 401,
  sent: [bearer],
  fields: [['Set-Cookie', 'waf=\u0001']],
});
const notHttp = 'no HTTP response: "SSH-2.0-OpenSSH" stands where a status line should begin';

const oracleLetters: Readonly<Record<string, Letter>> = {
  challengePresent: byOracle(
    'auth/challenge-present',
    challengePresent,
    exchangeOf(withoutCredentials, {
      status: 401,
      sent: [],
      fields: [['x-amzn-Remapped-WWW-Authenticate', 'Bearer']],
      content: '{"message":"Unauthorized"}',
    }),
  ),
  'challengePresent grammar': byOracle(
    'auth/challenge-present',
    challengePresent,
    refused401('Bearer scope="" error="invalid_token"'),
  ),
  basicRealm: byOracle('auth/basic-challenge-realm', basicRealm, refused401('Basic charset="UTF-8"')),
  challengeApplicable: byOracle('auth/challenge-applicable', challengeApplicable, refused401('Negotiate')),
  preferredRejection: byOracle(
    'auth/rejection-status',
    preferredRejection,
    exchangeOf(withBearerAlone, { status: 400, sent: [bearer] }),
  ),
  noOtherSuccess: {
    ...byOracle('operation/no-other-success', noOtherSuccess, controls(202)[0]),
    record: controls().slice(1),
  },
  documentedStatus: byOracle(
    'operation/documented-statuses',
    documentedStatus,
    exchangeOf(goodRequest('parameters/repeated-client-id', 'same-client-id-twice', 'the same clientId twice'), {
      status: 409,
      request: { target: `${target}&clientId=portal-web` },
    }),
  ),
  responseSyntax: byOracle('http/response-syntax', responseSyntax, {
    ...refused,
    response: {
      ...refused.response,
      breaches: [
        { kind: 'syntax', message: 'Set-Cookie holds the control character %x01 (RFC 9110 §5.5)' },
        { kind: 'line-end', message: 'a line ends with LF alone (RFC 9112 §2.2)' },
      ],
    },
  }),
  noResponses: {
    id: 'http/response-syntax',
    judge: (check, exchange) => check.found(noResponses([exchange])),
    exchange: recorded(
      { ...unanswered('not-http'), noAnswer: { kind: 'not-http', message: notHttp } },
      { fields: [bearer] },
      { purpose: 'auth/bearer-alone', case: 'bearer-valid', title: 'Bearer valid' },
    ),
  },
  noServerError: byOracle(
    'robustness/no-server-error',
    noServerError,
    exchangeOf(
      rowIntent('auth/malformed-authorization', 'Basic bad-base64', {
        Bearer: 'absent',
        ApplicationToken: 'absent',
        Basic: 'bad-base64',
      }),
      {
        status: 500,
        sent: [['Authorization', 'Basic ‹masked›']],
        fields: [['Content-Type', 'text/plain']],
        content: `java.lang.IllegalArgumentException: Illegal base64 character 25\n${'\tat java.base/java.util.Base64\n'.repeat(30)}`,
      },
    ),
  ),
};

/** One for each expectation and each oracle, by its name; words after it tell several apart. */
export const letters: Readonly<Record<string, Letter>> = {
  ...expectationLetters,
  ...oracleLetters,
  ...problemLetters,
  ...httpLetters,
  ...rawLetters,
  ...adviceLetters,
  ...mailLetters,
};

export const letterFolder = 'selftest/unit/failure-letters/';

/** Every letter by its place in the project. `npm run docs` writes them. */
export function letterFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(letters).map(([name, letter]) => [
      `${letterFolder}${name.replaceAll(' ', '-')}.txt`,
      letterOf(letter),
    ]),
  );
}
