import type { RequirementId } from '../../requirements/index.ts';
import type { Oracle } from '../../src/judge/oracle.ts';
import {
  allowsTheMethod,
  dated,
  framedRightly,
  inJson,
  noContentLength,
  noContentToHead,
  noOctets,
  noTransferEncoding,
  parsesOnItsOwn,
  sayingHowLong,
} from '../../src/judge/oracles/http-oracles.ts';
import type { ReceivedResponse } from '../../src/model/exchange.ts';
import { unanswered } from './exchange-setup.ts';
import { byOracle, exchangeOf, type Letter, type Parts } from './failure-letter.ts';
import { recorded } from './failure-setup.ts';

const good = {
  purpose: 'auth/no-carry-over',
  case: 'upper-case-hex',
  title: 'characters of each id as escapes in upper-case hex',
  alternative: 'bearer-and-application-token',
  authenticated: true,
} as const;
const by = (method: string) => ({
  purpose: 'http/405-allow',
  case: `method-${method.toLowerCase()}`,
  title: `the method ${method}`,
  alternative: 'bearer-and-application-token',
  authenticated: true,
});

function letter(
  id: RequirementId,
  oracle: Oracle,
  {
    more,
    intent = good,
    ...parts
  }: Parts & { readonly intent?: typeof good | ReturnType<typeof by>; readonly more?: Partial<ReceivedResponse> },
): Letter {
  const exchange = exchangeOf(intent, parts);
  return byOracle(id, oracle, { ...exchange, response: { ...exchange.response, ...more } });
}

const jsonError: Parts = {
  status: 404,
  fields: [
    ['Content-Type', 'application/problem+json'],
    ['Content-Length', '24'],
  ],
  content: '{"title":"Kein Benutzer"',
};

/** Those about HTTP itself. */
export const httpLetters: Readonly<Record<string, Letter>> = {
  noContentLength: letter('http/204-no-content-length', noContentLength, {
    status: 204,
    fields: [
      ['Content-Length', '0'],
      ['Via', '1.1 vegur'],
    ],
  }),
  noTransferEncoding: letter('http/204-no-transfer-encoding', noTransferEncoding, {
    status: 204,
    intent: by('OPTIONS'),
    request: { method: 'OPTIONS' },
    fields: [['Transfer-Encoding', 'chunked']],
  }),
  noOctets: letter('http/204-no-octets', noOctets, { status: 204, more: { trailing: '0\r\n\r\n' } }),
  parsesOnItsOwn: {
    id: 'http/204-no-octets',
    judge: (check, exchange) => check.found(parsesOnItsOwn(exchange)),
    exchange: recorded(
      {
        ...unanswered('not-http'),
        noAnswer: {
          kind: 'not-http',
          message: 'no HTTP response: "nullHTTP/1.1 401" stands where a status line should begin',
        },
      },
      {},
      {
        purpose: 'auth/no-carry-over',
        case: 'success-by-basic-then-nothing-same-connection',
        title: 'after a success by Basic: no credentials on the same connection',
      },
    ),
  },
  noContentToHead: letter('http/head-no-content', noContentToHead, {
    status: 405,
    intent: by('HEAD'),
    request: { method: 'HEAD' },
    more: { trailing: '{"title":"Method Not Allowed"}' },
  }),
  framedRightly: letter('http/content-length', framedRightly, { ...jsonError, more: { trailing: '}' } }),
  'framedRightly twice': letter('http/content-length', framedRightly, {
    ...jsonError,
    more: {
      breaches: [{ kind: 'framing', message: 'both Content-Length and Transfer-Encoding are there (RFC 9112 §6.2)' }],
    },
  }),
  dated: letter('http/date', dated, {
    status: 204,
    fields: [
      ['Date', 'Mon, 23 Nov 2026 12:00:00 GMT'],
      ['Date', 'Mon, 23 Nov 2026 11:59:00 GMT'],
    ],
  }),
  sayingHowLong: letter('http/retry-after', sayingHowLong, { status: 429, fields: [['Retry-After', '30s']] }),
  allowsTheMethod: letter('http/405-allow', allowsTheMethod, {
    status: 405,
    intent: by('PUT'),
    request: { method: 'PUT' },
    fields: [
      ['Allow', 'GET, HEAD, OPTIONS, TRACE'],
      ['Server', 'Microsoft-IIS/10.0'],
    ],
  }),
  inJson: letter('http/accept', inJson, {
    status: 400,
    fields: [['Content-Type', 'text/html']],
    content: '<h1>Bad Request</h1>',
  }),
};
