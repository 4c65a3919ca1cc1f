import { claimsOf } from '../../configuration/shapes.ts';
import type { Values } from '../../configuration/values.ts';
import type { NoAnswer } from '../../model/exchange.ts';
import { product } from '../agent.ts';
import type { Redactor } from '../redaction.ts';
import { ownRequest, type PreparedRequest } from '../request.ts';
import type { Answer, RawResponse } from '../transport.ts';

/** Where a token is to be had, and for whom. */
export interface TokenEndpoint {
  readonly url: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
  readonly audience?: string;
}

export interface IssuedToken {
  readonly value: string;
  /** In milliseconds since the epoch; absent where the endpoint does not say and the token does not show it. */
  readonly expiresAt?: number;
}

/** The endpoint that is configured; `undefined` where none is. */
export function tokenEndpointOf(values: Values): TokenEndpoint | undefined {
  const { NEXUS_OAUTH_TOKEN_URL: url, NEXUS_OAUTH_CLIENT_ID: clientId, NEXUS_OAUTH_CLIENT_SECRET: secret } = values;
  const { NEXUS_OAUTH_SCOPE: scope, NEXUS_OAUTH_AUDIENCE: audience } = values;
  if (url === undefined || clientId === undefined || secret === undefined) return undefined;
  return {
    url: new URL(url),
    clientId,
    clientSecret: secret,
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
  };
}

/** How a client says who it is: by Basic, or in the form (RFC 6749 §2.3.1; named as in OpenID Connect Core 1.0 §9). */
export type ClientAuthentication = 'client_secret_basic' | 'client_secret_post';

/** RFC 6749 §4.4.2. By Basic id and secret are form-encoded first (§2.3.1). */
export function tokenRequest(
  { url, clientId, clientSecret, scope, audience }: TokenEndpoint,
  redactor: Redactor,
  by: ClientAuthentication = 'client_secret_basic',
): PreparedRequest {
  const client = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64');
  redactor.register(client, 'OAuth client id and secret');
  const isBasic = by === 'client_secret_basic';
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(!isBasic && { client_id: clientId, client_secret: clientSecret }),
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
  });
  return ownRequest(
    url,
    [
      ['Accept', 'application/json'],
      ['User-Agent', product],
      ...(isBasic ? [['Authorization', `Basic ${client}`] as const] : []),
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    { method: 'POST', content: Buffer.from(form.toString()) },
  );
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/**
 * The token of an answer (RFC 6749 §5.1), or why there is none, naming the endpoint, its error code and its description
 * (§5.2). Its life counts from the question, `askedAt`: nobody knows when within the answer's time it began.
 */
export function readToken({ url }: TokenEndpoint, answer: Answer, askedAt: number): IssuedToken | NoAnswer {
  const none = (why: string): NoAnswer => ({
    kind: 'no-token',
    message: `no Bearer token from ${url.origin}${url.pathname}: ${why}`,
  });
  if ('noAnswer' in answer) return none(answer.noAnswer.message);
  const { response } = answer;
  const members = membersOf(response);
  if (response.status !== 200) return none(refusal(response.status, members));
  if (!members) return none('its answer is no JSON object');
  const { access_token: value, token_type: type, expires_in: expires } = members;
  // Anything else could not be sent in a field value (RFC 6750 §2.1).
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) return none('its answer holds no access_token');
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return none('its answer has no token_type Bearer');
  return { value, ...expiryOf(value, expires, askedAt) };
}

/** RFC 6749 §5.2: the client was not authenticated, perhaps for the way in which it said who it is. */
export function refusesClient(answer: Answer): boolean {
  return (
    'response' in answer && answer.response.status !== 200 && membersOf(answer.response)?.error === 'invalid_client'
  );
}

type Members = Readonly<Record<string, unknown>>;

function membersOf({ content, truncated }: RawResponse): Members | undefined {
  if (truncated) return undefined;
  try {
    const value: unknown = JSON.parse(content.toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const hints: Readonly<Record<string, string>> = {
  invalid_client: ': check NEXUS_OAUTH_CLIENT_ID and NEXUS_OAUTH_CLIENT_SECRET',
  unauthorized_client: ': may this client use the grant client_credentials?',
  invalid_scope: ': check NEXUS_OAUTH_SCOPE',
};

function refusal(status: number, { error, error_description: description }: Members = {}): string {
  // The characters of RFC 6749 §5.2; the description beside it may be anything, line breaks included.
  const code = typeof error === 'string' && /^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,60}$/.test(error) ? error : '';
  const text = typeof description === 'string' ? description : '';
  const said = text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
  return `it answered ${status} ${code}`.trimEnd() + (said === '' ? '' : ` (${said})`) + (hints[code] ?? '');
}

function expiryOf(token: string, expiresIn: unknown, askedAt: number): { readonly expiresAt?: number } {
  const seconds = typeof expiresIn === 'string' ? Number.parseInt(expiresIn, 10) : expiresIn;
  if (typeof seconds === 'number' && seconds > 0) return { expiresAt: askedAt + seconds * 1000 };
  const exp = claimsOf(token)?.exp;
  return exp === undefined ? {} : { expiresAt: exp * 1000 };
}
