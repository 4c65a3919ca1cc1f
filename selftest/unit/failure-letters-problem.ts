import type { RequirementId } from '../../requirements/index.ts';
import { type Answered, isAnswered, type Oracle } from '../../src/judge/oracle.ts';
import {
  problemXmlRoot,
  sameTitle,
  statusMatches,
  statusShouldMatch,
  titleOfBlankType,
  uriMembers,
} from '../../src/judge/oracles/member-oracles.ts';
import {
  bodyPresent,
  problemMediaType,
  problemSchema,
  undecodableContent,
  wellFormed,
} from '../../src/judge/oracles/problem-oracles.ts';
import type { Field } from '../../src/model/exchange.ts';
import { conclude } from '../../src/model/finding.ts';
import { unanswered } from './exchange-setup.ts';
import { byOracle, exchangeOf, type Letter, type Parts } from './failure-letter.ts';
import { bearer, recorded, target } from './failure-setup.ts';

function problem(id: RequirementId, oracle: Oracle, content: unknown, parts: Parts = {}): Letter {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const withoutClient = { target: target.replace(/\?.*/, '') };
  const intent = { name: 'no clientId', authenticated: true, operationLevel: true };
  const fields: Field[] = [['Content-Type', 'application/problem+json']];
  return byOracle(id, oracle, { fields, content: text, request: withoutClient, intent, ...parts });
}

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
    fields: [['Content-Type', 'text/html; charset=utf-8']],
  }),
  wellFormed: problem('problem/well-formed', wellFormed, '<problem><title>No client</problem>', {
    fields: [['Content-Type', 'application/xml']],
  }),
  undecodableContent: {
    id: 'problem/well-formed',
    judge: (exchange) => conclude(undecodableContent([exchange])),
    exchange: recorded(
      unanswered('undecodable', { id: 'problem/well-formed#1' }),
      { fields: [bearer] },
      { name: 'Bearer valid' },
    ),
  },
  statusMatches: problem('problem/status-matches', statusMatches, { status: 500 }),
  statusShouldMatch: problem(
    'problem/status-matches-other-types',
    statusShouldMatch,
    { status: 0 },
    {
      fields: [['Content-Type', 'application/json']],
    },
  ),
  uriMembers: problem('problem/uri-members', uriMembers, { instance: 'POST /v1/users' }),
  problemXmlRoot: problem('problem/xml-root', problemXmlRoot, '<problem xmlns="urn:ietf:rfc:9457"/>', {
    fields: [['Content-Type', 'application/problem+xml']],
  }),
  titleOfBlankType: problem('problem/stable-title', titleOfBlankType, {
    title: 'One or more validation errors occurred.',
  }),
  sameTitle: {
    id: 'problem/stable-title',
    judge: (exchange) =>
      conclude([
        isAnswered(exchange) ? sameTitle(titled(exchange, 'No client'), titled(exchange, 'No id')) : undefined,
      ]),
    exchange: titled(
      exchangeOf('problem/stable-title', {
        intent: { name: 'an error', authenticated: true },
        fields: [['Content-Type', 'application/json']],
      }),
      'No id',
    ),
  },
};
