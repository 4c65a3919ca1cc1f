import type { Clock } from '../client/clock.ts';
import { checkImap } from './imap-check.ts';
import { type ImapAddress, type ImapDeps, paceAt } from './imap-client.ts';
import { type Folder, idle, within } from './imap-commands.ts';
import { connectImap, type ImapConnection } from './imap-connection.ts';
import { type ImapMark, type Looking, lookSince, type Memory, markOf } from './imap-look.ts';
import { type Mailbox, type MailboxCause, MailboxError } from './mailbox.ts';

export type { ImapAddress } from './imap-client.ts';

/** How a mailbox is read by IMAP; `pace` is that of the host where it is absent. */
export type OpenImapDeps = Omit<ImapDeps, 'pace'> & Partial<Pick<ImapDeps, 'pace'>> & { readonly clock: Clock };

/** A mailbox by IMAP (RFC 9051, RFC 3501). It connects when it is first asked for something. */
export function openImap(address: ImapAddress, { clock, pace = paceAt(address.host), ...rest }: OpenImapDeps): Mailbox {
  const deps: ImapDeps = { ...rest, pace };
  const line = keptConnection(() => connectImap(address, deps));
  const memory: Memory = new Map();
  let isFirstLook = true;
  let idles = true;

  const looking = <T>(work: (looking: Looking) => Promise<T>): Promise<T> =>
    line.use(async (connection) => {
      const timeoutMs = isFirstLook ? pace.readingMs : pace.answerMs;
      const done = await work({ connection, memory, pace, timeoutMs, now: () => clock.now() });
      isFirstLook = false;
      return done;
    });

  /** Whatever goes wrong here is told by the next look, if it matters: this is a hint and no more. */
  async function idleFor(milliseconds: number, connection: ImapConnection): Promise<void> {
    const until = clock.now() + milliseconds;
    idles = false;
    const inbox: Pick<Folder, 'name'> = { name: 'INBOX' };
    const refused = await within(connection, inbox, () =>
      idle(connection, milliseconds, Math.min(pace.answerMs, hintMs)),
    ).catch(() => true);
    idles = refused === undefined;
    if (!idles) await clock.sleep(Math.max(0, until - clock.now()));
  }

  return {
    get kind() {
      const { server } = line.open() ?? {};
      return server === undefined || server === '' ? `IMAP at ${address.host}` : `IMAP at ${address.host} (${server})`;
    },
    seesAllRecipients: false,
    isSink: false,
    get dropsDuplicates() {
      const { capabilities, server = '' } = line.open() ?? {};
      return capabilities?.has('X-GM-EXT-1') === true || /\bStalwart\b/i.test(server);
    },
    mark: () => looking(markOf),
    look: (since) => looking((how) => lookSince(since as ImapMark, how)),
    async wake(milliseconds) {
      const wait = Math.min(milliseconds, pace.pollMs);
      const connection = line.open();
      if (idles && connection?.capabilities.has('IDLE')) await line.inTurn(() => idleFor(wait, connection));
      else await clock.sleep(wait);
    },
    check: (addresses) => checkImap(address, deps, addresses, (work) => line.use(work)),
    close: async () => line.close(),
  };
}

/** Whoever does not answer IDLE by then, in milliseconds, is asked without it: it gives nothing but hints. */
const hintMs = 3000;

/** Nothing that is tried again in the same run mends these; and who repeats a refused login may be locked out. */
const lasting: ReadonlySet<MailboxCause> = new Set(['login', 'method', 'rights', 'tls']);

/** Once, and twice again. */
const atMost = 3;

/** One connection, that everything takes in turn. It is opened again where it was lost, though not for ever. */
function keptConnection(connect: () => Promise<ImapConnection>) {
  let connection: ImapConnection | undefined;
  let opened = 0;
  let failure: MailboxError | undefined;
  let before: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = before.then(work);
    before = done.catch(() => {});
    return done;
  }

  const open = (): ImapConnection | undefined => (connection?.isOpen() ? connection : undefined);

  async function current(): Promise<ImapConnection> {
    const there = open();
    if (there) return there;
    if (failure && (opened >= atMost || lasting.has(failure.reason))) throw failure;
    opened += 1;
    try {
      connection = await connect();
      return connection;
    } catch (error) {
      if (error instanceof MailboxError) failure = error;
      throw error;
    }
  }

  /** What was cut off by the other side is begun anew: it changes nothing. */
  async function tried<T>(work: (connection: ImapConnection) => Promise<T>): Promise<T> {
    const used = await current();
    try {
      return await work(used);
    } catch (error) {
      if (error instanceof MailboxError && !used.isOpen()) failure = error;
      if (!used.isCut() || opened >= atMost) throw error;
      return tried(work);
    }
  }

  return {
    open,
    inTurn,
    use: <T>(work: (connection: ImapConnection) => Promise<T>): Promise<T> => inTurn(() => tried(work)),
    close: () => connection?.close(),
  };
}
