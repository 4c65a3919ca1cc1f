import type { RequirementId } from '../../requirements/index.ts';
import type { Oracle } from '../../src/judge/oracle.ts';
import {
  problemXmlRoot,
  sameTitle,
  statusMatches,
  statusShouldMatch,
  titleOfBlankType,
  uriMembers,
} from '../../src/judge/oracles/member-oracles.ts';
import { bodyPresent, problemMediaType, problemSchema, wellFormed } from '../../src/judge/oracles/problem-oracles.ts';
import { type Answered, type Field, isAnswered } from '../../src/model/exchange.ts';
import { byOracle, exchangeOf, type Letter } from './failure-letter.ts';
import { target } from './failure-setup.ts';

const faulty = {
  purpose: 'parameters/client-id-required',
  case: 'no-client-id-by-bearer-and-application-token',
  title: 'no clientId, Bearer with ApplicationToken',
  alternative: 'bearer-and-application-token',
  authenticated: true,
  operationLevel: true,
} as const;

interface Written {
  readonly type?: string;
  readonly fields?: readonly Field[];
}

/** The answer to a request without clientId. */
function error(content: unknown, { type = 'application/problem+json', fields = [['Content-Type', type]] }: Written) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return exchangeOf(faulty, { fields, content: text, request: { target: target.replace(/\?.*/, '') } });
}

const problem = (id: RequirementId, oracle: Oracle, content: unknown, written: Written = {}): Letter =>
  byOracle(id, oracle, error(content, written));

const miscoded = (exchange: Answered): Answered => ({
  ...exchange,
  response: { ...exchange.response, miscoded: 'utf-8 is no content coding that IANA has registered' },
});

const titled = (exchange: Answered, title: string): Answered => ({
  ...exchange,
  response: { ...exchange.response, content: JSON.stringify({ title }), contentLength: 20 },
});

/** Those about the problem object. */
export const problemLetters: Readonly<Record<string, Letter>> = {
  problemSchema: problem('problem/schema-400', problemSchema, {
    detail: [{ loc: ['query', 'clientId'] }],
    status: '400',
  }),
  bodyPresent: problem('problem/body-present', bodyPresent, '', { fields: [['Server', 'Kestrel']] }),
  problemMediaType: problem('problem/media-type', problemMediaType, '<html><center>nginx</center></html>', {
    type: 'text/html; charset=utf-8',
  }),
  wellFormed: problem('problem/well-formed', wellFormed, '<problem><title>No client</problem>', {
    type: 'application/xml',
  }),
  'wellFormed miscoded': byOracle('problem/well-formed', wellFormed, miscoded(error({ status: 400 }, {}))),
  'problemSchema letter case': problem('problem/schema-400', problemSchema, { Status: 400, Title: 'Bad Request' }),
  statusMatches: problem('problem/status-matches', statusMatches, { status: 500 }),
  'statusMatches twice': problem('problem/status-matches', statusMatches, '{"status":500,"status":400}'),
  statusShouldMatch: problem(
    'problem/status-matches-other-types',
    statusShouldMatch,
    { status: 0 },
    { type: 'application/json' },
  ),
  uriMembers: problem('problem/uri-members', uriMembers, { instance: 'POST /v1/users' }),
  problemXmlRoot: problem('problem/xml-root', problemXmlRoot, '<problem xmlns="urn:ietf:rfc:9457"/>', {
    type: 'application/problem+xml',
  }),
  titleOfBlankType: problem('problem/stable-title', titleOfBlankType, {
    title: 'One or more validation errors occurred.',
  }),
  sameTitle: {
    id: 'problem/stable-title',
    judge: (check, exchange) =>
      check.found(
        isAnswered(exchange) ? sameTitle(titled(exchange, 'No client'), titled(exchange, 'No id')) : undefined,
      ),
    exchange: titled(
      exchangeOf(
        { ...faulty, purpose: 'problem/stable-title', case: 'same-error-again', title: 'the same error once more' },
        { fields: [['Content-Type', 'application/json']], request: { target: target.replace(/\?.*/, '') } },
      ),
      'No id',
    ),
  },
};
