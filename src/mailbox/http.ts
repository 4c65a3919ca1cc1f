import { product } from '../client/agent.ts';
import type { Clock } from '../client/clock.ts';
import type { Redactor } from '../client/redaction.ts';
import { type FieldLine, ownRequest, type PreparedRequest } from '../client/request.ts';
import { mostContent } from '../client/response-reader.ts';
import { connectionEach, type RawResponse } from '../client/transport.ts';
import type { MailboxAddress } from '../configuration/mailbox-address.ts';
import type { Network } from '../configuration/network.ts';
import { fieldValues, type NoAnswer } from '../model/exchange.ts';
import { type MailboxCause, MailboxError } from './mailbox.ts';
import type { Product } from './products.ts';

/** What a mailbox needs of the run. */
export interface MailboxParts {
  readonly network: Network;
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** For one answer. */
  readonly timeoutMs: number;
}

/** An API that is asked over HTTP. All paths begin with a slash and are below the web root. */
export interface HttpMailbox {
  /** For people: the root, without user and password. */
  readonly place: string;
  readonly root: URL;
  request(path: string, method?: 'GET' | 'POST', text?: string): PreparedRequest;
  /** The answer, of whatever status but those that say `come back later` or `who are you`. Throws MailboxError. */
  get(path: string): Promise<RawResponse>;
  /** What it says in JSON; undefined where it says something else. Throws MailboxError. */
  json(path: string): Promise<unknown>;
}

export function httpMailbox(
  root: URL,
  address: MailboxAddress,
  parts: MailboxParts,
  { name, url }: Product,
): HttpMailbox {
  const { network, redactor, timeoutMs } = parts;
  const { user = '', password = '' } = address;
  const below = root.pathname.replace(/\/+$/, '');
  const place = `${name} at ${root.origin}${below}`;
  const credentials =
    user === '' && password === '' ? undefined : Buffer.from(`${user}:${password}`).toString('base64');
  redactor.register(password, 'password of NEXUS_MAILBOX_URL');
  redactor.register(credentials ?? '', 'user and password of NEXUS_MAILBOX_URL');
  const authorization: FieldLine[] = credentials ? [['Authorization', `Basic ${credentials}`]] : [];
  const transport = connectionEach(network);

  function request(path: string, method: 'GET' | 'POST' = 'GET', text = ''): PreparedRequest {
    return ownRequest(
      new URL(`${below}${path}`, root),
      [
        ...(method === 'GET' ? [] : [['Content-Type', 'text/plain;charset=UTF-8'] as const]),
        ['Accept', '*/*'],
        ['Accept-Encoding', 'identity'],
        ['User-Agent', product],
        ...authorization,
      ],
      { method, content: Buffer.from(text) },
    );
  }

  async function get(path: string): Promise<RawResponse> {
    const answer = await transport.transmit(request(path), timeoutMs);
    if ('noAnswer' in answer) throw unanswered(place, answer.noAnswer);
    const error = refusal(answer.response, { place, url, isKnown: credentials !== undefined });
    if (error) throw error;
    return answer.response;
  }

  return {
    place,
    root,
    request,
    get,
    async json(path) {
      const response = await get(path);
      if (response.status !== 200) return undefined;
      if (response.truncated) throw tooLong(place, path);
      return parsed(response.content.toString('utf8'));
    },
  };
}

const tooLong = (place: string, path: string): MailboxError =>
  new MailboxError(
    'limit',
    `${place} answers ${path} with more than ${mostContent} octets, which is all that is read: empty it`,
  );

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const cures: readonly (readonly [said: RegExp, reason: MailboxCause, cure: string])[] = [
  [/^the proxy /, 'proxy', ''],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/,
    'tls',
    ': no TLS is spoken there; is the scheme or the port another one?',
  ],
  [/ALTNAME_INVALID/, 'tls', ': the certificate is for another name than the one in NEXUS_MAILBOX_URL'],
  [/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/, 'tls', ': the server speaks TLS 1.1 at most'],
  // The words of these name NEXUS_CA_FILE or NEXUS_CLIENT_CERT_FILE already.
  [/CERT|certificate|SSL|TLS/, 'tls', ''],
];

export function unanswered(place: string, { message }: NoAnswer): MailboxError {
  const [, reason, cure] = cures.find(([said]) => said.test(message)) ?? [undefined, 'network' as const, ''];
  return new MailboxError(reason, `${place} did not answer: ${message}${cure}`);
}

interface Asked {
  readonly place: string;
  readonly url: string;
  /** Whether user and password were sent. */
  readonly isKnown: boolean;
}

/** The answers that say nothing of what is there. */
function refusal({ status, fields, content }: RawResponse, { place, url, isKnown }: Asked): MailboxError | undefined {
  if (status === 401) {
    const what = isKnown ? 'does not take the user and password of' : 'asks for a user and password:';
    const way = isKnown ? '. Special characters in them are percent-encoded' : `, as in ${url}`;
    return new MailboxError('login', `${place} ${what} NEXUS_MAILBOX_URL${way} (401)`);
  }
  if (status === 403) {
    const isHost = content.includes('disallowed Host header');
    const cure = isHost ? ` disallowed Host header: start it with --allowed-hosts, this host among them` : '';
    return new MailboxError('rights', `${place} answers 403${cure}`);
  }
  if (status === 429 || status === 503) {
    return new MailboxError('limit', `${place} answers ${status}: it asks to come back later`, retryAfterOf(fields));
  }
  if (status >= 500) return new MailboxError('network', `${place} answers ${status}`);
  return undefined;
}

/** RFC 9110 §10.2.3, in milliseconds. A date counts from the server's own, whose clock may be another. */
function retryAfterOf(fields: RawResponse['fields']): number | undefined {
  const [value = ''] = fieldValues(fields, 'retry-after');
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const wait = Date.parse(value) - Date.parse(fieldValues(fields, 'date')[0] ?? '');
  return wait >= 0 ? wait : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const mostAtOnce = 8;

/** Does it for each of them, a few at a time. */
export async function someAtOnce<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += mostAtOnce) {
    await Promise.all(items.slice(start, start + mostAtOnce).map(act));
  }
}
