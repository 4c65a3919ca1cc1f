import type { Row } from '../judge/truth-table.ts';
import { contract, operationPath } from '../model/contract.ts';
import { fieldValues, type UserRole } from '../model/exchange.ts';
import { type Credentials, satisfiedBy } from './credentials.ts';
import { type FieldLine, type Framing, framed, type PreparedRequest } from './request.ts';

/** Which clientId a request carries. */
export type ClientRole = 'client' | 'second' | 'unknown' | 'empty' | 'none';

/** What a probe changes in the operation's good request. What it leaves out stays good. */
export interface Stimulus {
  /** In kebab-case, unique within its requirement. */
  readonly case: string;
  /** The same in words. */
  readonly title: string;
  readonly credentials: Credentials;
  /** Whether it must be accepted, must be refused, or may be either. */
  readonly expects: 'acceptance' | 'refusal' | 'either';
  readonly user?: UserRole;
  readonly client?: ClientRole;
  /** The query without `?`, in place of the one that `client` makes. */
  readonly query?: string;
  readonly method?: string;
  /** Spells the path in another way. */
  readonly spelling?: (path: string) => string;
  /** The request-target in another form (RFC 9112 §3.2), made from that in origin form. */
  readonly form?: (target: string, origin: URL) => string;
  /** In the Host field, in place of the target's own: whoever answers for another host may be somebody else. */
  readonly host?: string;
  readonly version?: string;
  /** Fields besides the usual ones, or in place of those of the same name. */
  readonly fields?: readonly FieldLine[];
  /** Without TLS, and at the usual port of http where the target's is that of https. Never with credentials. */
  readonly plaintext?: true;
  /** The last word on all field lines, those of the framing included: any number, in any order. */
  readonly lines?: (lines: readonly FieldLine[]) => readonly FieldLine[];
  /** None where absent, as in the good request. */
  readonly content?: Content;
  /** By its length where absent. */
  readonly framing?: Framing;
  readonly trailers?: readonly FieldLine[];
  /** Offsets in the octets, read as Latin-1, at which another segment begins. */
  readonly segments?: PreparedRequest['segments'];
  /** Keeps its content back until the server asks for it by 100. */
  readonly awaitsContinue?: true;
  /** What follows on the same connection before any answer; the answer to it is that of a stimulus that `isSent`. */
  readonly pipelined?: Stimulus;
  readonly isSent?: true;
  /** Waits after the answer for the server to end the connection. */
  readonly awaitsClose?: true;
  /** It breaks the rules of HTTP, or lets in doubt where it ends: whoever reads it first may answer for itself. */
  readonly malformed?: true;
  /** What the exchange is recorded as. */
  readonly row?: Row;
  /** The one status that shows that it was accepted, where no e-mail can follow. */
  readonly acceptedBy?: number;
  /** Whether a limit on the user's resets was waited out before it. */
  readonly afterLimit?: true;
}

/** What a request carries (RFC 9110 §6.4); sent in UTF-8. */
export interface Content {
  readonly type: string;
  readonly text: string;
}

export interface Address {
  readonly baseUrl: URL;
  /** The id of a test user; throws where none is configured. */
  userId(role: UserRole): string;
  /** The id of a client; throws where none is configured. */
  clientId(role: 'client' | 'second' | 'unknown'): string;
  readonly applicationTokenName: string;
  /** The value of User-Agent, alike in the whole run. */
  readonly agent: string;
}

/** What follows from a stimulus and nothing else says. */
export interface StimulusFacts {
  /** The alternative that its credentials satisfy for certain, by id. */
  readonly alternative: string | undefined;
  readonly mayMail: boolean;
  readonly plainTarget: boolean;
  readonly operationLevel: boolean;
}

/** Whose requests the operation itself answers, and no router before it. */
const knownToTheOperation: readonly UserRole[] = ['user', 'tripwire', 'unknown'];

export function factsOf(stimulus: Stimulus): StimulusFacts {
  const { credentials, expects, user = 'user', client = 'client', query, method, content } = stimulus;
  const { spelling, form, host, plaintext, version, segments, pipelined, malformed } = stimulus;
  const alternative = satisfiedBy(credentials)?.id;
  const spelledOtherwise = [spelling, form, host, plaintext, malformed];
  const plainTarget = spelledOtherwise.every((changed) => changed === undefined) && user !== 'empty';
  const written = [method, version, content, segments, pipelined];
  const isTheOperation = plainTarget && written.every((changed) => changed === undefined);
  const isRegistered = client === 'client' || client === 'second';
  const hasDocumentedFault = !isRegistered || (user === 'unknown' && query === undefined);
  return {
    alternative,
    // An unknown user has no address.
    mayMail: expects !== 'refusal' && ['user', 'tripwire', 'bystander'].includes(user),
    plainTarget,
    operationLevel:
      alternative !== undefined && isTheOperation && hasDocumentedFault && knownToTheOperation.includes(user),
  };
}

/** As a client of the contract sends it: a problem writer may stay silent for a client that takes no JSON. */
export const usualAccept = 'application/json, application/problem+json, */*;q=0.1';
const usualFields: readonly FieldLine[] = [
  ['Accept', usualAccept],
  ['Accept-Encoding', 'identity'],
];

/** The request that a stimulus describes. The base path is kept (RFC 3986 §5.2 would drop it). */
export function prepare(stimulus: Stimulus, address: Address, connection: 'close' | 'keep-alive'): PreparedRequest {
  const { content, method = contract.method, version = 'HTTP/1.1', fields = [], pipelined } = stimulus;
  const { form = (target) => target, lines = (all) => all, framing = 'content-length', trailers } = stimulus;
  const origin = stimulus.plaintext ? withoutTls(address.baseUrl) : address.baseUrl;
  const octets = Buffer.from(content?.text ?? '', 'utf8');
  const frame = framed(octets, framing, trailers);
  const usual = [...usualFields, ['User-Agent', address.agent] as const].filter(
    ([name]) => !fields.some(([other]) => sameName(name, other)),
  );
  return {
    method,
    origin,
    target: form(targetOf(stimulus, address), origin),
    version,
    fields: lines([
      ['Host', stimulus.host ?? origin.host],
      ['Connection', connection],
      ...frame.fields,
      ...usual,
      ...credentialFields(stimulus.credentials, address.applicationTokenName),
      ...fields,
      ...(content ? [['Content-Type', content.type] as const] : []),
    ]),
    content: octets,
    body: frame.body,
    ...(stimulus.segments && { segments: stimulus.segments }),
    ...(stimulus.awaitsContinue && { awaitsContinue: true }),
    ...(pipelined && { pipelined: prepare(pipelined, address, connection) }),
    ...(stimulus.isSent && { isSent: true }),
    ...(stimulus.awaitsClose && { awaitsClose: true }),
  };
}

/** A port that is not the usual one is kept. */
const withoutTls = ({ host }: URL): URL => new URL(`http://${host}`);

const sameName = (one: string, other: string): boolean => fieldValues([[one, '']], other).length > 0;

/** Path and query. */
function targetOf(stimulus: Stimulus, address: Address): string {
  const { credentials, user = 'user', client = 'client', query, spelling = (path) => path } = stimulus;
  const userId = user === 'empty' ? '' : encodeURIComponent(address.userId(user));
  const path = address.baseUrl.pathname.replace(/\/$/, '') + spelling(operationPath(userId));
  const tokens = credentials.applicationTokens.filter((token) => token.in === 'query');
  const pairs = [
    query ?? queryOf(client, address),
    ...tokens.map(
      ({ value, suffix = '' }) =>
        `${encodeURIComponent(address.applicationTokenName + suffix)}=${encodeURIComponent(value)}`,
    ),
  ].filter((pair) => pair !== '');
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
}

function queryOf(client: ClientRole, address: Address): string {
  if (client === 'none') return '';
  return goodQuery(client === 'empty' ? '' : address.clientId(client));
}

export function goodQuery(clientId: string): string {
  return `${contract.queryParameter}=${encodeURIComponent(clientId)}`;
}

/** The field lines that carry them; what belongs into the query is not among them. */
export function credentialFields({ authorization, applicationTokens }: Credentials, name: string): FieldLine[] {
  const cookies = applicationTokens
    .filter((token) => token.in === 'cookie')
    .map(({ value, suffix = '' }) => `${name}${suffix}=${value}`);
  return [
    ...authorization.map(({ value }): FieldLine => ['Authorization', value]),
    ...applicationTokens.filter((token) => token.in === 'header').map((token): FieldLine => [name, token.value]),
    ...(cookies.length > 0 ? [['Cookie', cookies.join('; ')] as const] : []),
  ];
}
