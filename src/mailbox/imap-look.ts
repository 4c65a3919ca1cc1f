import { createHash } from 'node:crypto';
import { isClosed } from './head.ts';
import type { Pace } from './imap-client.ts';
import {
  type Folder,
  identitiesOf,
  listFolders,
  type Numbering,
  numberingOf,
  octetsOf,
  titleOf,
  within,
} from './imap-commands.ts';
import type { ImapConnection, Refused } from './imap-connection.ts';
import { type Doubt, type Look, MailboxError, type Message } from './mailbox.ts';
import { recipientsOf, unassignedIn } from './recipients.ts';
import { type Range, rangesWithout, sequenceOf, sizeOf } from './uid-ranges.ts';

/** How every folder was numbered; without numbers where it could not be read. */
export type ImapMark = readonly { readonly name: string; readonly numbering?: Numbering }[];

/** A message as it was last read. */
interface Known {
  readonly octets?: Buffer;
  /** Since when it has had these octets, in milliseconds since the epoch. */
  readonly since: number;
  readonly isWhole: boolean;
  /** By which it is known again in another folder, if at all. */
  readonly sameAs: string | undefined;
}

/** What was read, by folder and its UIDVALIDITY, and by UID. Nothing whole is ever read again, or forgotten. */
export type Memory = Map<string, Map<number, Known>>;

export interface Looking {
  readonly connection: ImapConnection;
  readonly memory: Memory;
  readonly pace: Pace;
  /** Milliseconds that the server may take to say how a folder is numbered. */
  readonly timeoutMs: number;
  readonly now: () => number;
}

interface Numbered {
  readonly folder: Folder;
  readonly numbering: Numbering | Refused;
}

const isRefused = (answer: object): answer is Refused => 'refused' in answer;

/** Those folders whose new messages are all new messages. At Gmail the others are labels on what is in these three. */
export function foldersToLookInto(folders: readonly Folder[], { capabilities }: ImapConnection): readonly Folder[] {
  const all = ['\\all', '\\junk', '\\trash'].map((flag) => folders.filter(({ flags }) => flags.has(flag)));
  const isGmail = capabilities.has('X-GM-EXT-1') && all.every(({ length }) => length > 0);
  return isGmail ? all.flat() : folders;
}

async function numberings({ connection, timeoutMs }: Looking): Promise<Numbered[]> {
  const listed = await listFolders(connection, timeoutMs);
  if (isRefused(listed))
    throw new MailboxError('rights', `the folders of the mailbox cannot be listed: ${listed.refused}`);
  const numbered: Numbered[] = [];
  for (const folder of foldersToLookInto(listed, connection)) {
    numbered.push({ folder, numbering: await numberingOf(connection, folder, timeoutMs) });
  }
  return numbered;
}

export async function markOf(looking: Looking): Promise<ImapMark> {
  return (await numberings(looking)).map(({ folder: { name }, numbering }) =>
    isRefused(numbering) ? { name } : { name, numbering },
  );
}

/** What came into one folder. */
interface Content {
  readonly messages: readonly Message[];
  readonly doubts: readonly Doubt[];
  /** Of those that were seen unfinished and are gone: by which each would be known again elsewhere. */
  readonly gone: readonly { readonly sameAs: string | undefined; readonly folder: string }[];
}

export async function lookSince(mark: ImapMark, looking: Looking): Promise<Look> {
  const numbered = await numberings(looking);
  const contents: Content[] = [];
  for (const each of numbered) contents.push(await contentOf(each, mark, looking));
  const messages = contents.flatMap((content) => content.messages);
  const isElsewhere = new Set(messages.map(({ sameAs }) => sameAs));
  const lost = contents
    .flatMap(({ gone }) => gone)
    .filter(({ sameAs }) => sameAs === undefined || !isElsewhere.has(sameAs));
  const names = new Set(numbered.map(({ folder }) => folder.name));
  const missing = mark.filter(({ name }) => !names.has(name));
  return {
    messages,
    doubts: [
      ...contents.flatMap(({ doubts }) => doubts),
      ...lost.map(({ folder }) => vanished(folder, 1)),
      ...unassignedIn(messages),
      ...missing.map(({ name }) => unread(titleOf(name), 'it was there at first, and is not listed any more')),
    ],
  };
}

function vanished(folder: string, count: number): Doubt {
  const what = count === 1 ? 'a message that came' : `${count} messages that came`;
  const words = `${what} into the folder "${folder}" had been deleted or moved by somebody else before it could be read`;
  return { kind: 'vanished', count, words };
}

const unread = (folder: string, why: string): Doubt => ({
  kind: 'unread folder',
  count: 1,
  words: `the folder "${folder}" cannot be read: ${why}`,
});

async function contentOf({ folder, numbering }: Numbered, mark: ImapMark, looking: Looking): Promise<Content> {
  const before = mark.find(({ name }) => name === folder.name);
  const base = before ? before.numbering : firstOf(numbering);
  if (!base) {
    const why = isRefused(numbering)
      ? numbering.refused
      : 'at first it could not be, so nobody knows what is new in it';
    return { messages: [], doubts: [unread(folder.title, why)], gone: [] };
  }
  const { uidValidity } = base;
  const known = knownIn(looking.memory, folder, uidValidity);
  const content = ({ present }: Pick<Reading, 'present'>, others: Omit<Content, 'messages'>): Content => ({
    messages: [...known]
      .filter(([uid, { isWhole }]) => uid >= base.uidNext && (isWhole || present.has(uid)))
      .map(([uid, message]) => messageOf(folder, `${uidValidity} ${uid}`, message)),
    ...others,
  });
  // What was read before stays true.
  const butFor = (doubt: Doubt): Content => content(nothing, { doubts: [doubt], gone: [] });
  if (isRefused(numbering)) return butFor(unread(folder.title, numbering.refused));
  if (uidValidity !== numbering.uidValidity || numbering.uidNext < base.uidNext)
    return butFor(renumbered(folder.title));
  const unsettled = rangesWithout(wholeIn(known), base.uidNext, numbering.uidNext);
  if (unsettled.length === 0) return content(nothing, { doubts: [], gone: [] });
  const read = await readInto(known, unsettled, folder, uidValidity, looking);
  if (isRefused(read)) return butFor(unread(folder.title, read.refused));
  return read.isRenumbered ? butFor(renumbered(folder.title)) : content(read, absences(folder, known, read));
}

/** A folder that appeared since holds nothing but what came since. */
const firstOf = (numbering: Numbering | Refused): Numbering | undefined =>
  isRefused(numbering) ? undefined : { ...numbering, uidNext: 1 };

const renumbered = (folder: string): Doubt => ({
  kind: 'renumbered',
  count: 1,
  words: `the server has numbered the messages of the folder "${folder}" anew (UIDVALIDITY), so nobody knows which are new`,
});

/** What became of the UIDs that were asked for. */
interface Reading {
  readonly present: ReadonlySet<number>;
  readonly absent: readonly Range[];
  readonly isRenumbered?: boolean;
}

const nothing: Reading = { present: new Set(), absent: [] };

function absences(
  { title }: Folder,
  known: ReadonlyMap<number, Known>,
  { absent }: Reading,
): Omit<Content, 'messages'> {
  const seen = [...known].filter(([uid]) => absent.some(([first, last]) => first <= uid && uid <= last));
  const unseen = sizeOf(absent) - seen.length;
  return {
    doubts: unseen > 0 ? [vanished(title, unseen)] : [],
    gone: seen.map(([, { sameAs }]) => ({ sameAs, folder: title })),
  };
}

function messageOf(folder: Folder, number: string, { octets, isWhole, sameAs }: Known): Message {
  const id = `${folder.name} ${number}`;
  return {
    id,
    sameAs: sameAs ?? id,
    folder: folder.title,
    junk: folder.flags.has('\\junk'),
    ...(isWhole && octets && { raw: octets }),
    recipients: octets ? recipientsOf(octets) : [],
  };
}

const wholeIn = (known: ReadonlyMap<number, Known>): number[] =>
  [...known].flatMap(([uid, { isWhole }]) => (isWhole ? [uid] : []));

function knownIn(memory: Memory, { name }: Folder, uidValidity: string): Map<number, Known> {
  const place = `${uidValidity} ${name}`;
  const known = memory.get(place) ?? new Map<number, Known>();
  memory.set(place, known);
  return known;
}

/** So many messages are read at once. */
const atOnce = 20;

async function readInto(
  known: Map<number, Known>,
  wanted: readonly Range[],
  folder: Folder,
  uidValidity: string,
  looking: Looking,
): Promise<Reading | Refused> {
  const { connection, pace } = looking;
  return within(connection, folder, async (openedAs) => {
    if (openedAs !== undefined && openedAs !== uidValidity) return { ...nothing, isRenumbered: true };
    const identities = await identitiesOf(connection, sequenceOf(wanted), pace.readingMs);
    if (isRefused(identities)) return identities;
    const uids = [...identities.keys()].filter((uid) => wanted.some(([first, last]) => first <= uid && uid <= last));
    for (let at = 0; at < uids.length; at += atOnce) {
      const some = uids.slice(at, at + atOnce);
      const octets = await octetsOf(connection, some, pace.readingMs);
      if (isRefused(octets)) return octets;
      for (const uid of some) known.set(uid, asRead(octets.get(uid), identities.get(uid), known.get(uid), looking));
    }
    return { present: new Set(uids), absent: wanted.flatMap(([first, last]) => rangesWithout(uids, first, last + 1)) };
  });
}

/** Whole where it shows it itself, or where nothing came to it between two looks, of which one did not follow at once. */
function asRead(
  octets: Buffer | undefined,
  identity: string | undefined,
  before: Known | undefined,
  { now, pace }: Looking,
): Known {
  const at = now();
  if (octets === undefined) return { sameAs: identity, since: at, isWhole: false };
  const since = before?.octets?.equals(octets) ? before.since : at;
  const sameAs = identity ?? `SHA-256 ${createHash('sha256').update(octets).digest('hex')}`;
  return { octets, sameAs, since, isWhole: isClosed(octets) || at - since >= pace.pollMs / 2 };
}
