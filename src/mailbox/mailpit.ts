import { mostContent } from '../client/response-reader.ts';
import type { MailboxAddress } from '../configuration/mailbox-address.ts';
import { isLoopback } from '../configuration/shapes.ts';
import { coverage, orProblem, twoLooks } from './check.ts';
import { type HttpMailbox, httpMailbox, isRecord, type MailboxParts, someAtOnce } from './http.ts';
import { type Doubt, type Look, type Mailbox, MailboxError, type MailboxFinding, type Message } from './mailbox.ts';
import { type Listed, listedIn, recipientsOf } from './mailpit-message.ts';
import { mailpitAt, otherMailbox, products } from './products.ts';

/** What Mailpit counts since it was started, and when that was; milliseconds since the epoch. */
interface Counters {
  readonly version: string;
  readonly database: string;
  readonly startedAfter: number;
  readonly startedBefore: number;
  readonly messages: number;
  readonly accepted: number;
  readonly deleted: number;
  readonly refused: number;
}

interface MailpitMark {
  readonly counters: Counters;
  /** Of the messages that were listed. */
  readonly ids: readonly string[];
  /** Of those that had come and gone before. */
  readonly gone: readonly string[];
}

/** How many messages Mailpit keeps, unless it is told otherwise. */
const defaultMost = 500;
/** What was taken and is not counted yet when a mark is made would look like a loss ever after. */
const settlingMs = 100;
/** Most of what comes comes soon: it is asked after so long, and then less and less often. */
const shortestMs = 25;
/** Clocks of two machines may part so far in half an hour. */
const clockDriftMs = 1000;

/** Mailpit, by its REST API. A message is never asked for as such: that would mark it as read. */
export function openMailpit(address: MailboxAddress, parts: MailboxParts): Mailbox {
  const { clock } = parts;
  const root = address.url ?? new URL(`http://${address.host}:${address.port}`);
  const http = httpMailbox(root, address, parts, products.mailpit);
  const intervalMs = isLoopback(root.hostname) ? 250 : 2000;
  /** Everything that was seen since this was opened, whoever deletes it afterwards. */
  const seen = new Map<string, Message>();
  let version: string | undefined;
  let dropsDuplicates = false;
  let shown: Counters | undefined;
  let isClosed = false;

  async function counters(): Promise<Counters> {
    const asked = clock.now();
    const info = await mailpitAt(http);
    const read = info && countersIn(info, { asked, answered: clock.now() });
    if (!read) throw await otherMailbox(http, 'mailpit', '/api/v1/info');
    if (version === undefined) {
      const webui = await http.json('/api/v1/webui');
      dropsDuplicates = isRecord(webui) && webui.DuplicatesIgnored === true;
      version = read.version;
    }
    return read;
  }

  /** One page that holds them all: what comes or goes between two pages cannot be missed. */
  async function list(expected: number): Promise<readonly Listed[]> {
    for (let limit = expected + 50; ; limit *= 2) {
      const listed = listedIn(await http.json(`/api/v1/messages?limit=${limit}`));
      if (!listed) throw await otherMailbox(http, 'mailpit', '/api/v1/messages');
      if (listed.length < limit) return listed;
    }
  }

  async function read(listed: Listed): Promise<void> {
    const raw = listed.size > mostContent ? 'too long' : await rawOf(http, listed.id);
    if (raw !== 'gone') seen.set(listed.id, messageOf(listed, raw));
  }

  async function mark(): Promise<MailpitMark> {
    for (let round = 1; ; round += 1) {
      const before = await counters();
      const listed = await list(before.messages);
      await clock.sleep(settlingMs);
      const after = await counters();
      // A busy one never stands still: what is uncertain then can only make a doubt.
      if (round < 10 && keyOf(before) !== keyOf(after)) continue;
      shown = before;
      const ids = listed.map(({ id }) => id);
      return { counters: after, ids, gone: [...seen.keys()].filter((id) => !ids.includes(id)) };
    }
  }

  async function look(since: MailpitMark): Promise<Look> {
    const known = new Set([...since.ids, ...since.gone]);
    const before = await counters();
    // What comes while it is looked wakes whoever waits next.
    shown = before;
    const listed = await list(before.messages);
    const unread = listed.filter(({ id }) => !known.has(id) && !seen.has(id));
    await someAtOnce(unread, read);
    const after = await counters();
    const messages = [...seen.values()].filter(({ id }) => !known.has(id));
    const here = new Set(listed.map(({ id }) => id));
    const gone = [...since.ids, ...messages.map(({ id }) => id)].filter((id) => !here.has(id)).length;
    const lost = unread.filter(({ id }) => !seen.has(id)).length;
    return { messages, doubts: doubtsOf(since.counters, { before, after, came: messages.length, gone, lost }) };
  }

  async function wake(milliseconds: number): Promise<void> {
    const until = clock.now() + milliseconds;
    let interval = shortestMs;
    for (let left = milliseconds; left > 0 && !isClosed; left = until - clock.now()) {
      await clock.sleep(Math.min(interval, left));
      interval = Math.min(2 * interval, intervalMs);
      try {
        if (!shown || keyOf(await counters()) !== keyOf(shown)) return;
      } catch (error) {
        // The look that follows says it.
        if (!(error instanceof MailboxError)) throw error;
      }
    }
  }

  async function* check(addresses: readonly string[]): AsyncIterable<MailboxFinding> {
    const { messages, refused } = await counters();
    yield coverage(http.place, version ?? '', addresses);
    if (messages >= defaultMost) {
      yield note(`it holds ${messages} messages: by default it deletes the oldest of more than ${defaultMost} (--max)`);
    }
    if (dropsDuplicates) yield note('it drops a second message with one Message-ID (--ignore-duplicate-ids)');
    if (refused > 0) yield note(`it has refused or dropped ${refused} since its start: does it take all recipients?`);
    yield* twoLooks({ mark, look }, clock);
  }

  return {
    get kind() {
      return version === undefined ? 'Mailpit' : `Mailpit ${version}`;
    },
    seesAllRecipients: true,
    isSink: false,
    get dropsDuplicates() {
      return dropsDuplicates;
    },
    mark,
    look: (since) => look(since as MailpitMark),
    wake,
    check: (addresses) => orProblem(check(addresses)),
    async close() {
      isClosed = true;
    },
  };
}

const note = (words: string): MailboxFinding => ({ severity: 'note', words });

/** Uptime is in whole seconds, and was counted between question and answer. */
function countersIn(
  { Version, Database, Messages, RuntimeStats }: Readonly<Record<string, unknown>>,
  { asked, answered }: { readonly asked: number; readonly answered: number },
): Counters | undefined {
  if (!isRecord(RuntimeStats)) return undefined;
  const { Uptime, MessagesDeleted, SMTPAccepted, SMTPRejected, SMTPIgnored } = RuntimeStats;
  const [uptime, messages, accepted, deleted, rejected, ignored] = [
    Uptime,
    Messages,
    SMTPAccepted,
    MessagesDeleted,
    SMTPRejected,
    SMTPIgnored,
  ].map((value) => (typeof value === 'number' ? value : Number.NaN)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const counters = {
    version: `${Version}`.replace(/^v/, ''),
    database: `${Database}`,
    startedAfter: asked - (uptime + 1) * 1000,
    startedBefore: answered - uptime * 1000,
    messages,
    accepted,
    deleted,
    refused: rejected + ignored,
  };
  return Object.values(counters).some(Number.isNaN) ? undefined : counters;
}

/** What moves when something comes, goes or is refused. */
const keyOf = ({ database, messages, accepted, deleted, refused }: Counters): string =>
  JSON.stringify([database, messages, accepted, deleted, refused]);

interface Count {
  /** Before the list was asked for, and after all was read. */
  readonly before: Counters;
  readonly after: Counters;
  /** Messages since the mark that were seen, gone or not. */
  readonly came: number;
  /** Messages that were known, and are not listed any more. */
  readonly gone: number;
  /** Messages that went between the list and their reading. */
  readonly lost: number;
}

function doubtsOf(since: Counters, { before, after, came, gone, lost }: Count): readonly Doubt[] {
  if (isAnother(since, after)) {
    const words = 'Mailpit was restarted, or another one answers: what had come may be gone, and its counters with it';
    return [{ kind: 'restarted', count: 1, words }];
  }
  // Each of the two misses what the other sees; what happens while they are read can only make them larger.
  const vanished = Math.max(lost, before.accepted - since.accepted - came, after.deleted - since.deleted - gone);
  const refused = after.refused - since.refused;
  const doubts: Doubt[] = [];
  if (vanished > 0) {
    const words = `${vanished} message(s) came to Mailpit and were deleted before the suite could see them`;
    doubts.push({ kind: 'vanished', count: vanished, words });
  }
  if (refused > 0) {
    const words = `Mailpit refused or dropped ${refused} recipient(s) or message(s) at SMTP, perhaps behind a 250 (--smtp-allowed-recipients, --ignore-duplicate-ids)`;
    doubts.push({ kind: 'refused', count: refused, words });
  }
  return doubts;
}

function isAnother(since: Counters, now: Counters): boolean {
  const isLater = now.startedAfter - since.startedBefore > clockDriftMs;
  const counts = ['accepted', 'deleted', 'refused'] as const;
  return now.database !== since.database || isLater || counts.some((count) => now[count] < since[count]);
}

async function rawOf(http: HttpMailbox, id: string): Promise<Buffer | 'gone' | 'too long'> {
  const path = `/api/v1/message/${encodeURIComponent(id)}/raw`;
  const { status, content, truncated } = await http.get(path);
  if (status === 404) return 'gone';
  if (status !== 200) throw await otherMailbox(http, 'mailpit', path);
  return truncated ? 'too long' : content;
}

function messageOf(listed: Listed, raw: Buffer | 'too long'): Message {
  const isWhole = raw !== 'too long';
  return {
    id: listed.id,
    sameAs: listed.id,
    folder: 'INBOX',
    junk: false,
    recipients: recipientsOf(listed, isWhole ? raw : undefined),
    ...(isWhole ? { raw } : { unreadable: `it is longer than the ${mostContent} octets that are read of a message` }),
  };
}
