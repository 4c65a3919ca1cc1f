import { adviceOn, type LoginBy, mailboxError, wordsOf } from './imap-advice.ts';
import {
  type Client,
  type CommandOptions,
  clientFor,
  type ImapAddress,
  type ImapDeps,
  isLocal,
  type Token,
} from './imap-client.ts';
import { type MailboxCause, MailboxError } from './mailbox.ts';

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

type Failure = (tried: string, words: string, otherwise?: MailboxCause) => MailboxError;

/** Connects and logs in. A password or token leaves this machine by TLS alone. */
export async function connectImap(address: ImapAddress, deps: ImapDeps): Promise<ImapConnection> {
  const { host, port, scheme } = address;
  const { pace, redactor } = deps;
  const by: LoginBy = deps.accessToken ? 'token' : 'password';
  const failure: Failure = (tried, words, otherwise = 'network') =>
    mailboxError(`${scheme}://${host}:${port}: ${tried}`, redactor.redact(words), by, otherwise);
  if (scheme === 'imap' && !isLocal(host)) throw failure('not connected', 'Login is disabled without TLS', 'tls');
  const client = await clientFor(address, deps);
  const line = watch(client, failure);
  try {
    await line.answerTo(client.connect(), 'the login', pace.readingMs);
  } catch (error) {
    line.end(failure('not logged in', line.withAlerts(wordsOf(error as Error))));
    return line.ended;
  }
  line.begin();
  return {
    capabilities: new Set(client.capabilities.keys()),
    server: (client.serverInfo?.name || client.greeting || '').slice(0, 60),
    isOpen: line.isOpen,
    isCut: line.isCut,
    async ask(command, attributes, { timeoutMs = pace.answerMs, ...options } = {}) {
      try {
        const answer = client.exec(command, attributes.length > 0 ? attributes : false, options);
        (await line.answerTo(answer, command, timeoutMs)).next();
        return undefined;
      } catch (error) {
        if (error instanceof MailboxError) throw error;
        const words = line.withAlerts(wordsOf(error as Error));
        if (adviceOn(words, by)?.reason === 'limit') throw failure(`${command} was refused`, words);
        if (isRefusal(error)) return { refused: redactor.redact(words) };
        line.lost(words);
        return line.ended;
      }
    },
    write: (text) => client.write(text),
    close: () => line.end(failure('not connected', 'it was closed')),
  };
}

function isRefusal(error: unknown): boolean {
  const { responseStatus } = error as { readonly responseStatus?: string };
  return responseStatus === 'NO' || responseStatus === 'BAD';
}

/** Sees to it that nobody waits on a client for ever: not for what is lost, nor for what does not come in time. */
function watch(client: Client, failure: Failure) {
  const alerts: string[] = [];
  let hasBegun = false;
  let isOpen = true;
  let isCut = false;
  let reject: (error: MailboxError) => void = () => {};
  const ended = new Promise<never>((_, rejected) => {
    reject = rejected;
  });
  // It is no matter where nobody waits.
  ended.catch(() => {});

  function end(error: MailboxError): void {
    isOpen = false;
    reject(error);
    // imapflow ends the wait for a throttle only once it has begun.
    setImmediate(() => client.close());
  }
  const withAlerts = (words: string): string =>
    [words, ...alerts.splice(0).flatMap((text) => (words.includes(text) ? [] : [`it alerts "${text}"`]))].join('; ');
  function lost(words: string): void {
    // Before that, whoever waits for the login hears more of it.
    if (!hasBegun || !isOpen) return;
    isCut = true;
    end(failure('the connection was lost', withAlerts(words)));
  }
  client.on('alert', ({ message }) => alerts.push(message));
  client.on('error', (error) => lost(wordsOf(error)));
  client.on('close', () =>
    lost(client.byeReason === undefined ? 'the server closed it' : `it said "${client.byeReason}"`),
  );
  client.onThrottle = (words) => end(failure('it throttles', `it said "${words}"`, 'limit'));

  return {
    ended,
    end,
    lost,
    withAlerts,
    isOpen: () => isOpen,
    /** It was the other side that ended it. */
    isCut: () => isCut,
    /** From now on it is a loss when it ends. */
    begin() {
      hasBegun = true;
    },
    async answerTo<T>(answer: Promise<T>, what: string, timeoutMs: number): Promise<T> {
      const late = (): void => end(failure(`no answer to ${what}`, `none came within ${timeoutMs / 1000} s`));
      const timer = setTimeout(late, timeoutMs);
      try {
        return await Promise.race([ended, answer]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
