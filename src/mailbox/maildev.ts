import { mostContent } from '../client/response-reader.ts';
import type { MailboxAddress } from '../configuration/mailbox-address.ts';
import { coverage, orProblem, twoLooks } from './check.ts';
import { type HttpMailbox, httpMailbox, type MailboxParts, someAtOnce } from './http.ts';
import { type Doubt, type Look, type Mailbox, MailboxError, type MailboxFinding, type Message } from './mailbox.ts';
import { completeElements, type Listed, listedIn } from './maildev-message.ts';
import { maildevApiAt, otherMailbox, products } from './products.ts';
import { unassignedIn } from './recipients.ts';
import { type Listening, listen, type ServerEvent } from './socket-io.ts';

interface MaildevMark {
  /** Of the messages that were listed, and of those that had come and gone before. */
  readonly ids: readonly string[];
  /** By whom it was listened from then on, and how many events he had heard; absent where nobody listened. */
  readonly listening?: { readonly token: string; readonly heard: number };
}

/** MailDev 2 may show a message before its file is written: equal octets after this long are all of them. */
const writingMs = 50;
const mostReadings = 40;
/** How late a look may be where no event tells when to look. */
const untoldMs = 1000;
const mostListings = 5;

/**
 * MailDev 2 and 3. It counts nothing: what came and went is known only to who listened to its events all the while. They are
 * heard in this process alone, and nothing else shows that none was missed, so that a look on from another process's mark is in
 * doubt about what is absent, as after a restart.
 */
export function openMaildev(address: MailboxAddress, parts: MailboxParts): Mailbox {
  const { clock } = parts;
  const root = address.url ?? new URL(`http://${address.host}:${address.port}`);
  const http = httpMailbox(root, address, parts, products.maildev);
  const seen = new Map<string, Message>();
  let found: { readonly api: string; readonly version: string } | undefined;
  let listening: Listening | undefined;
  let heard = 0;
  let isPending = false;
  let isClosed = false;

  async function maildev(): Promise<NonNullable<typeof found>> {
    found ??= await maildevApiAt(http);
    if (!found) throw await otherMailbox(http, 'maildev', '/config');
    return found;
  }

  /** Nothing where it tells no events: then absence shows nothing. */
  async function listenNow(): Promise<Listening | undefined> {
    if (isClosed || (listening && !listening.isBroken())) return listening;
    try {
      listening = await listen(http, parts);
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
      listening = undefined;
    }
    return listening;
  }

  async function list(): Promise<readonly Listed[]> {
    const { api } = await maildev();
    for (let listing = 1; listing <= mostListings; listing += 1) {
      const listed = await listAt(http, `${api}/email`);
      if (listed) return listed;
    }
    throw new MailboxError('limit', `${http.place} deletes messages faster than they can be listed`);
  }

  async function read(listed: Listed): Promise<void> {
    const { api, version } = await maildev();
    const path = `${api}/email/${encodeURIComponent(listed.id)}/source`;
    let before: Buffer | undefined;
    for (let reading = 1; reading <= mostReadings; reading += 1) {
      const { status, content, truncated } = await http.get(path);
      if (status === 404) return;
      if (status !== 200) throw await otherMailbox(http, 'maildev', path);
      if (truncated) {
        const unreadable = `it is longer than the ${mostContent} octets that are read of a message`;
        seen.set(listed.id, { ...messageOf(listed), unreadable });
        return;
      }
      if (!version.startsWith('2.') || before?.equals(content)) {
        seen.set(listed.id, { ...messageOf(listed), raw: content });
        return;
      }
      before = content.length > 0 ? content : undefined;
      await clock.sleep(writingMs);
    }
    seen.set(listed.id, messageOf(listed));
  }

  async function mark(): Promise<MaildevMark> {
    const stream = await listenNow();
    await stream?.caughtUp();
    heard = stream?.events.length ?? 0;
    const ids = [...new Set([...(await list()).map(({ id }) => id), ...seen.keys()])];
    return { ids, ...(stream && { listening: { token: stream.token, heard } }) };
  }

  async function look(since: MaildevMark): Promise<Look> {
    const stream = listening?.token === since.listening?.token ? listening : undefined;
    // What was told before the list is in the list, unless it was deleted: its order is this one.
    await stream?.caughtUp();
    const events = stream?.events.slice(since.listening?.heard) ?? [];
    const isHeard = stream !== undefined && !stream.isBroken();
    heard = (await listenNow())?.events.length ?? 0;
    const known = new Set(since.ids);
    const listed = await list();
    const unread = listed.filter(({ id }) => !known.has(id) && isUnread(seen.get(id)));
    await someAtOnce(unread, read);
    isPending = listed.some(({ id }) => seen.has(id) && isUnread(seen.get(id)));
    const messages = [...seen.values()].filter(({ id }) => !known.has(id));
    const vanished = vanishedIn(events, since, { listed, messages });
    return { messages, doubts: [...(isHeard ? [] : [unheard]), ...vanished, ...unassignedIn(messages)] };
  }

  async function wake(milliseconds: number): Promise<void> {
    const stream = await listenNow();
    if (!stream || isPending) await clock.sleep(Math.min(milliseconds, untoldMs));
    else if (stream.events.length <= heard) await stream.next(milliseconds);
  }

  async function* check(addresses: readonly string[]): AsyncIterable<MailboxFinding> {
    const { version } = await maildev();
    yield coverage(http.place, version, addresses);
    yield* twoLooks({ mark, look }, clock);
  }

  return {
    get kind() {
      return found === undefined ? 'MailDev' : `MailDev ${found.version}`;
    },
    seesAllRecipients: true,
    isSink: false,
    dropsDuplicates: false,
    mark,
    look: (since) => look(since as MaildevMark),
    wake,
    check: (addresses) => orProblem(check(addresses)),
    async close() {
      isClosed = true;
      listening?.close();
    },
  };
}

/**
 * All messages, in the order in which they came. An answer that is cut short is read as far as it goes, and the next one begins
 * with the last of it: nothing where that has moved, as something was deleted and others may be where was looked already.
 */
async function listAt(http: HttpMailbox, path: string): Promise<readonly Listed[] | undefined> {
  const all: Listed[] = [];
  for (;;) {
    const { status, content, truncated } = await http.get(`${path}?skip=${Math.max(0, all.length - 1)}`);
    const text = content.toString('utf8');
    const page = status === 200 ? listedIn(truncated ? completeElements(text) : text) : undefined;
    if (!page) throw await otherMailbox(http, 'maildev', path);
    const last = all.at(-1);
    if (last && page[0]?.id !== last.id) return undefined;
    all.push(...page.slice(last ? 1 : 0));
    if (!truncated) return all;
    if (page.length < 2) {
      throw new MailboxError('limit', `${http.place} lists a message of more than ${mostContent} octets: delete it`);
    }
  }
}

const unheard: Doubt = {
  kind: 'restarted',
  count: 1,
  words:
    'nobody heard all that MailDev told since the run began (it was restarted, its /socket.io/ was not reached, or another process had listened): what came and was deleted meanwhile is not known',
};

function vanishedIn(
  events: readonly ServerEvent[],
  since: MaildevMark,
  { listed, messages }: { readonly listed: readonly Listed[]; readonly messages: readonly Message[] },
): readonly Doubt[] {
  const shown = new Set([...since.ids, ...messages.map(({ id }) => id)]);
  const idsIn = (name: string) => events.filter((event) => event.name === name).map(({ value }) => idOf(value));
  // The id `all` stands for everything, of which each was told when it came.
  const told = [
    ...idsIn('newMail'),
    ...idsIn('deleteMail').filter((id) => id !== 'all'),
    ...listed.map(({ id }) => id),
  ];
  const count = new Set(told.filter((id) => !shown.has(id))).size;
  if (count === 0) return [];
  const words = `${count} message(s) came to MailDev and were deleted before the suite could see them`;
  return [{ kind: 'vanished', count, words }];
}

const isUnread = (message: Message | undefined): boolean =>
  message?.raw === undefined && message?.unreadable === undefined;

const idOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : '';

function messageOf({ id, recipients }: Listed): Message {
  return { id, sameAs: id, folder: 'INBOX', junk: false, recipients };
}
