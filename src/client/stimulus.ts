import type { Row } from '../judge/truth-table.ts';
import { contract, operationPath } from '../model/contract.ts';
import { type Field, fieldValues, type UserRole } from '../model/exchange.ts';
import type { Credentials } from './credentials.ts';
import type { PreparedRequest } from './transport.ts';

/** What a probe changes in the operation's good request. What it leaves out stays good. */
export interface Stimulus {
  /** The stimulus in words, unique within its requirement. */
  readonly name: string;
  readonly credentials: Credentials;
  readonly user?: UserRole;
  /** The query without `?`; the good one where absent. */
  readonly query?: string;
  /** Fields besides the usual ones, or in place of those of the same name. */
  readonly fields?: readonly Field[];
  /** None where absent, as in the good request. */
  readonly content?: Content;
  /** Spells the path in another way; sent as exact octets, never normalised. */
  readonly spelling?: (path: string) => string;
  /** What the exchange is recorded as. */
  readonly row?: Row;
  readonly mayMail?: boolean;
  readonly authenticated?: boolean;
  readonly operationLevel?: boolean;
}

/** What a request carries (RFC 9110 §6.4); sent in UTF-8. */
export interface Content {
  readonly type: string;
  readonly text: string;
}

export interface Address {
  readonly baseUrl: URL;
  /** The id of a test user; throws a judgement where none is configured. */
  userId(role: UserRole): string;
  readonly clientId: string;
  readonly applicationTokenName: string;
}

/** Accept as a client of the contract sends it: a problem writer may stay silent for a client that takes no JSON. */
const usualFields: readonly Field[] = [
  ['Accept', 'application/json, application/problem+json, */*;q=0.1'],
  ['Accept-Encoding', 'identity'],
  ['User-Agent', 'nexus-conformance'],
];

/** The request that a stimulus describes. The base path is kept (RFC 3986 §5.2 would drop it). */
export function prepare(stimulus: Stimulus, address: Address): PreparedRequest {
  const { credentials, content, spelling = (path) => path, fields = [] } = stimulus;
  const userId = address.userId(stimulus.user ?? 'user');
  const basePath = address.baseUrl.pathname.replace(/\/$/, '');
  const path = basePath + spelling(operationPath(encodeURIComponent(userId)));
  const query = [stimulus.query ?? goodQuery(address.clientId), ...tokensInQuery(stimulus, address)].filter(Boolean);
  return {
    method: contract.method,
    origin: address.baseUrl,
    target: query.length > 0 ? `${path}?${query.join('&')}` : path,
    fields: [
      ...usualFields.filter(([name]) => fieldValues(fields, name).length === 0),
      ...credentialFields(credentials, address.applicationTokenName),
      ...fields,
      ...(content ? [['Content-Type', content.type] as const] : []),
    ],
    ...(content && { content: Buffer.from(content.text, 'utf8') }),
  };
}

export function goodQuery(clientId: string): string {
  return `${contract.queryParameter}=${encodeURIComponent(clientId)}`;
}

function tokensInQuery({ credentials }: Stimulus, { applicationTokenName }: Address): string[] {
  return credentials.applicationTokens
    .filter((token) => token.in === 'query')
    .map((token) => `${encodeURIComponent(applicationTokenName)}=${encodeURIComponent(token.value)}`);
}

function credentialFields({ authorization, applicationTokens }: Credentials, name: string): Field[] {
  const cookies = applicationTokens.filter((token) => token.in === 'cookie').map((token) => `${name}=${token.value}`);
  return [
    ...authorization.map(({ value }): Field => ['Authorization', value]),
    ...applicationTokens.filter((token) => token.in === 'header').map((token): Field => [name, token.value]),
    ...(cookies.length > 0 ? [['Cookie', cookies.join('; ')] as const] : []),
  ];
}
