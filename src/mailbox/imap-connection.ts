import { rootCertificates } from 'node:tls';
import type { ImapFlow, ImapFlowOptions } from 'imapflow';
import type { Redactor } from '../client/redaction.ts';
import type { Network } from '../configuration/network.ts';
import { isLoopback } from '../configuration/shapes.ts';
import { adviceOn, type LoginBy, mailboxError, wordsOf } from './imap-advice.ts';
import { type MailboxCause, MailboxError } from './mailbox.ts';

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

const isLocal = (host: string): boolean => isLoopback(host.includes(':') ? `[${host}]` : host);

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

interface CommandOptions {
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

/** A command was answered NO or BAD: the connection goes on. */
export interface Refused {
  /** For a person, as in `it said "[NOPERM] Permission denied"`. */
  readonly refused: string;
}

/** One connection, logged in. Everything throws a MailboxError where it is lost or no answer comes in time. */
export interface ImapConnection {
  readonly capabilities: ReadonlySet<string>;
  /** What the server calls itself (RFC 2971), or else what it said first. */
  readonly server: string;
  readonly isOpen: () => boolean;
  /** It ended, and not because we gave it up. */
  readonly isCut: () => boolean;
  ask(command: string, attributes: readonly Token[], how?: CommandOptions & Patience): Promise<Refused | undefined>;
  /** Writes a line that is part of the command under way. */
  write(line: string): void;
  close(): void;
}

interface Patience {
  readonly timeoutMs?: number;
}

/** Connects and logs in. A password or token leaves this machine by TLS alone. */
export async function connectImap(address: ImapAddress, deps: ImapDeps): Promise<ImapConnection> {
  const { host, port, scheme } = address;
  const { pace, redactor } = deps;
  const by: LoginBy = deps.accessToken ? 'token' : 'password';
  const place = `${scheme}://${host}:${port}`;
  const failure = (tried: string, words: string, otherwise: MailboxCause = 'network'): MailboxError =>
    mailboxError(`${place}: ${tried}`, redactor.redact(words), by, otherwise);
  if (scheme === 'imap' && !isLocal(host)) {
    throw failure('not connected', 'Login is disabled where nothing encrypts it', 'tls');
  }
  redactor.register(address.password, 'the password of NEXUS_MAILBOX_URL');
  const token = await deps.accessToken?.();
  redactor.register(token ?? '', 'the access token');
  const { ImapFlow } = await import('imapflow');
  const ending = lasting();
  const client = new ImapFlow({
    ...wayTo(address, deps),
    auth: { user: address.user, ...(token === undefined ? { pass: address.password } : { accessToken: token }) },
    logger: throttleListener((words) => {
      ending.end(failure('it throttles', `it said "${words}"`, 'limit'));
      // Only after imapflow began to wait can the wait be ended.
      setImmediate(() => client.close());
    }),
  }) as ImapFlow & Commands;
  let isUp = false;
  let isCut = false;
  const alerts: string[] = [];
  const lost = (words: string): void => {
    // Until then, whoever waits for the login hears more.
    if (!isUp) return;
    isCut ||= !ending.hasEnded();
    ending.end(failure('the connection was lost', [words, ...alerts].join('; ')));
  };
  client.on('alert', ({ message }: { message: string }) => void alerts.push(`it alerts "${message}"`));
  client.on('error', (error: Error) => lost(wordsOf(error)));
  client.on('close', () =>
    lost(client.byeReason === undefined ? 'the server closed it' : `it said "${client.byeReason}"`),
  );

  /** The first to come of an answer, the end of the connection, and the end of our patience, which ends it, too. */
  async function answerTo<T>(answer: Promise<T>, what: string, timeoutMs: number): Promise<T> {
    const timer = setTimeout(() => {
      ending.end(failure(`no answer to ${what}`, `none came within ${timeoutMs / 1000} s`));
      client.close();
    }, timeoutMs);
    try {
      return await Promise.race([ending.promise, answer]);
    } finally {
      clearTimeout(timer);
    }
  }

  await answerTo(client.connect(), 'the login', pace.readingMs).catch((error: Error) => {
    ending.end(new MailboxError('network', 'closed'));
    client.close();
    if (error instanceof MailboxError) throw error;
    throw failure('not logged in', [wordsOf(error), ...alerts].join('; '));
  });
  isUp = true;
  return {
    capabilities: new Set(client.capabilities.keys()),
    server: (client.serverInfo?.name || client.greeting || '').slice(0, 60),
    isOpen: () => !ending.hasEnded(),
    isCut: () => isCut,
    async ask(command, attributes, { timeoutMs = pace.answerMs, ...options } = {}) {
      try {
        const { next } = await answerTo(
          client.exec(command, attributes.length > 0 ? attributes : false, options),
          command,
          timeoutMs,
        );
        next();
        return undefined;
      } catch (error) {
        if (error instanceof MailboxError) throw error;
        const { responseStatus } = error as { readonly responseStatus?: string };
        const words = redactor.redact([wordsOf(error as Error), ...alerts.splice(0)].join('; '));
        if (adviceOn(words, by)?.reason === 'limit') throw failure(`${command} was refused`, words);
        if (responseStatus === 'NO' || responseStatus === 'BAD') return { refused: words };
        lost(words);
        return ending.promise;
      }
    },
    write: (line) => client.write(line),
    close() {
      ending.end(new MailboxError('network', `${place}: closed`));
      client.close();
    },
  };
}

/** A promise that never comes but by an error, of which nobody has to know. */
function lasting() {
  let hasEnded = false;
  let reject: (error: MailboxError) => void = () => {};
  const promise = new Promise<never>((_, rejected) => {
    reject = rejected;
  });
  promise.catch(() => {});
  return {
    promise,
    hasEnded: () => hasEnded,
    end(error: MailboxError): void {
      hasEnded = true;
      reject(error);
    },
  };
}

function wayTo({ host, port, scheme }: ImapAddress, { network, pace }: ImapDeps): ImapFlowOptions {
  const { ca, clientCertificate, insecureTls } = network;
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
    connectionTimeout: pace.answerMs,
    greetingTimeout: pace.answerMs,
    socketTimeout: 2 * pace.readingMs,
    disableAutoIdle: true,
    disableAutoEnable: true,
    disableCompression: true,
  };
}

/** imapflow waits a throttle out inside the call, and says so in its log alone. */
function throttleListener(tell: (words: string) => void) {
  const ignore = (): void => {};
  const warn = ({ msg, err }: { readonly msg?: string; readonly err?: { readonly responseText?: string } }): void => {
    if (msg === 'Throttling detected') tell(err?.responseText ?? '');
  };
  return { trace: ignore, debug: ignore, info: ignore, warn, error: ignore };
}
