import { rootCertificates } from 'node:tls';
import type { ImapFlow, ImapFlowOptions } from 'imapflow';
import type { Redactor } from '../client/redaction.ts';
import { type ForwardProxy, imapUrl, type Network, proxyFor } from '../configuration/network.ts';
import { isLoopback } from '../configuration/shapes.ts';

/** Where a mailbox is, and whose it is. */
export interface ImapAddress {
  /** TLS from the start, TLS by STARTTLS or not at all, or none (on loopback only). */
  readonly scheme: 'imaps' | 'imap+starttls' | 'imap';
  /** As a socket takes it: an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Where new mail is expected: INBOX where absent. All others are looked into, too. */
  readonly folder?: string;
}

/** Milliseconds. */
export interface Pace {
  /** So long a server may take to answer. */
  readonly answerMs: number;
  /** Likewise for a login, for the first look and where messages are read. */
  readonly readingMs: number;
  /** Between two looks. */
  readonly pollMs: number;
}

export const isMicrosoft = (host: string): boolean => /(?:^|\.)(?:office365|outlook)\.[a-z.]+$/i.test(host);

export function paceAt(host: string): Pace {
  const elsewhere = isMicrosoft(host) ? 5000 : 2000;
  return { answerMs: 10_000, readingMs: 60_000, pollMs: isLocal(host) ? 250 : elsewhere };
}

export const isLocal = (host: string): boolean => isLoopback(host.includes(':') ? `[${host}]` : host);

export interface ImapDeps {
  readonly network: Network;
  readonly redactor: Redactor;
  /** One that lives, asked for whenever somebody logs in (XOAUTH2); throws a MailboxError where none can be had. */
  readonly accessToken?: () => Promise<string>;
  readonly pace: Pace;
}

/** A parsed piece of a response or a command: a list, NIL, or an atom, string or literal. */
export type Token = readonly Token[] | null | Piece;
export interface Piece {
  readonly type: string;
  readonly value: string | Buffer;
  /** What stands behind it in brackets, as in `BODY[]`. */
  readonly section?: readonly (Piece | null)[];
}
export interface Untagged {
  readonly command: string;
  readonly attributes?: readonly Token[];
}

export interface CommandOptions {
  readonly untagged?: Readonly<Record<string, (response: Untagged) => Promise<void>>>;
  readonly onPlusTag?: () => Promise<void>;
}

/** How imapflow sends any command, beneath its methods, which swallow what a server refuses. Its types do not have it. */
interface Commands {
  exec(
    command: string,
    attributes: readonly Token[] | false,
    options?: CommandOptions,
  ): Promise<{ readonly next: () => void }>;
  write(line: string): void;
  /** What the server said when it ended the connection. */
  readonly byeReason?: string;
}

/** One client of imapflow, for one connection. */
export type Client = ImapFlow & Commands & { onThrottle: (words: string) => void };

/** It is not connected yet. Comes with an access token that lives, where there is to be one. */
export async function clientFor(address: ImapAddress, deps: ImapDeps): Promise<Client> {
  const { user, password } = address;
  deps.redactor.register(password, 'the password of NEXUS_MAILBOX_URL');
  const token = await deps.accessToken?.();
  deps.redactor.register(token ?? '', 'the access token');
  // Nothing but a run with such a mailbox pays for loading it.
  const { ImapFlow } = await import('imapflow');
  const client: Client = Object.assign(
    new ImapFlow({
      ...wayTo(address, deps),
      auth: { user, ...(token === undefined ? { pass: password } : { accessToken: token }) },
      logger: throttleListener((words) => client.onThrottle(words)),
    }) as ImapFlow & Commands,
    { onThrottle: () => {} },
  );
  return client;
}

function wayTo({ host, port, scheme }: ImapAddress, { network, pace }: ImapDeps): ImapFlowOptions {
  const { ca, clientCertificate, insecureTls } = network;
  const proxy = proxyFor(network, imapUrl({ host, port }));
  return {
    host,
    port,
    secure: scheme === 'imaps',
    // Required, or else not even tried: imapflow would go on in clear text where it is not offered.
    ...(scheme !== 'imaps' && { doSTARTTLS: scheme === 'imap+starttls' }),
    tls: {
      rejectUnauthorized: !insecureTls,
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
      ...clientCertificate,
    },
    ...(proxy && { proxy: withCredentials(proxy) }),
    connectionTimeout: pace.answerMs,
    greetingTimeout: pace.answerMs,
    socketTimeout: 2 * pace.readingMs,
    disableAutoIdle: true,
    disableAutoEnable: true,
    disableCompression: true,
  };
}

function withCredentials({ url, username, password }: ForwardProxy): string {
  const [user, word] = [username, password].map(encodeURIComponent);
  return Object.assign(new URL(url), { username: user, password: word }).href;
}

/** imapflow waits a throttle out inside the call, and says so in its log alone. */
function throttleListener(tell: (words: string) => void) {
  const ignore = (): void => {};
  const warn = ({ msg, err }: { readonly msg?: string; readonly err?: { readonly responseText?: string } }): void => {
    if (msg === 'Throttling detected') tell(err?.responseText ?? '');
  };
  return { trace: ignore, debug: ignore, info: ignore, warn, error: ignore };
}
