import type { Piece, Token, Untagged } from './imap-client.ts';
import type { ImapConnection, Refused } from './imap-connection.ts';

/** A folder that messages can be in. */
export interface Folder {
  /** As the server writes it, octet for octet: that alone is sure to be understood when it is sent back. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** In lower case, as `\junk` (RFC 6154). */
  readonly flags: ReadonlySet<string>;
}

/** How the server numbers what a folder holds (RFC 9051 §2.3.1.1). */
export interface Numbering {
  readonly uidValidity: string;
  readonly uidNext: number;
}

const atom = (value: string): Piece => ({ type: 'ATOM', value });
const text = (value: string): Piece => ({ type: 'STRING', value });

/** Every folder that can be selected. */
export async function listFolders(connection: ImapConnection, timeoutMs?: number): Promise<Folder[] | Refused> {
  const folders = new Map<string, Folder>();
  const LIST = async ({ attributes = [] }: Untagged): Promise<void> => {
    const [flagList, , nameToken] = attributes;
    const flags = new Set(piecesOf(flagList).map((flag) => textOf(flag).toLowerCase()));
    const name = textOf(nameToken);
    if (name === '' || flags.has('\\noselect') || flags.has('\\nonexistent')) return;
    folders.set(name, { name, title: titleOf(name), flags });
  };
  const { capabilities } = connection;
  const asksForUse = capabilities.has('SPECIAL-USE') && capabilities.has('LIST-EXTENDED');
  const all = [text(''), text('*')];
  const how = { untagged: { LIST }, ...(timeoutMs !== undefined && { timeoutMs }) };
  const withUse = [...all, atom('RETURN'), [atom('SPECIAL-USE')]];
  if (asksForUse && !(await connection.ask('LIST', withUse, how))) return [...folders.values()];
  // Without options it is a command that every server knows.
  return (await connection.ask('LIST', all, how)) ?? [...folders.values()];
}

/** Never of a folder that is open: some servers freeze it then. */
export async function numberingOf(
  connection: ImapConnection,
  { name }: Folder,
  timeoutMs: number,
): Promise<Numbering | Refused> {
  const found = new Map<string, string>();
  const STATUS = async ({ attributes = [] }: Untagged): Promise<void> => {
    for (const [key, value] of pairsOf(attributes[1])) found.set(textOf(key).toUpperCase(), textOf(value));
  };
  const items = [atom('UIDNEXT'), atom('UIDVALIDITY')];
  const refused = await connection.ask('STATUS', [text(name), items], { untagged: { STATUS }, timeoutMs });
  const [uidNext, uidValidity] = [found.get('UIDNEXT') ?? '', found.get('UIDVALIDITY') ?? ''];
  if (refused) return refused;
  if (!/^\d+$/.test(uidNext) || !/^\d+$/.test(uidValidity)) return { refused: 'it tells no UIDNEXT and UIDVALIDITY' };
  return { uidNext: Number(uidNext), uidValidity };
}

/** Opens a folder without changing anything in it, for as long as something is done there. Comes with its UIDVALIDITY. */
export async function within<T>(
  connection: ImapConnection,
  { name }: Pick<Folder, 'name'>,
  work: (uidValidity: string | undefined) => Promise<T>,
): Promise<T | Refused> {
  let uidValidity: string | undefined;
  const OK = async ({ attributes: [first] = [] }: Untagged): Promise<void> => {
    const [code, value] = (first as Piece | undefined)?.section ?? [];
    if (textOf(code).toUpperCase() === 'UIDVALIDITY') uidValidity = textOf(value);
  };
  const refused = await connection.ask('EXAMINE', [text(name)], { untagged: { OK } });
  if (refused) return refused;
  const done = await work(uidValidity);
  // One that stays open could not be asked about.
  if (await connection.ask('CLOSE', [])) connection.close();
  return done;
}

/** What a message is called by the server wherever it lies, for those of the UIDs that are there, by UID. */
export async function identitiesOf(
  connection: ImapConnection,
  uids: string,
  timeoutMs: number,
): Promise<ReadonlyMap<number, string | undefined> | Refused> {
  const { capabilities } = connection;
  const asked = ['EMAILID', 'X-GM-MSGID'].filter((_, index) =>
    capabilities.has(index === 0 ? 'OBJECTID' : 'X-GM-EXT-1'),
  );
  const found = new Map<number, string | undefined>();
  const refused = await fetch(connection, uids, asked, timeoutMs, (uid, items) => {
    const [key] = asked;
    const value = key === undefined ? undefined : items.get(key);
    const [identity] = Array.isArray(value) ? piecesOf(value) : [value];
    found.set(uid, identity ? `${key} ${textOf(identity)}` : undefined);
  });
  return refused ?? found;
}

/** The octets of those messages that are there, by UID. */
export async function octetsOf(
  connection: ImapConnection,
  uids: readonly number[],
  timeoutMs: number,
): Promise<ReadonlyMap<number, Buffer> | Refused> {
  const found = new Map<number, Buffer>();
  // The size proves nothing. But Dovecot goes on telling as much of a message as there was at first, unless it is asked.
  const asked = ['RFC822.SIZE', 'BODY.PEEK'];
  const refused = await fetch(connection, uids.join(','), asked, timeoutMs, (uid, items) => {
    const body = items.get('BODY') as Piece | null | undefined;
    if (body) found.set(uid, Buffer.from(body.value));
  });
  return refused ?? found;
}

function fetch(
  connection: ImapConnection,
  uids: string,
  asked: readonly string[],
  timeoutMs: number,
  take: (uid: number, items: ReadonlyMap<string, Token>) => void,
): Promise<Refused | undefined> {
  const FETCH = async ({ attributes = [] }: Untagged): Promise<void> => {
    const items = new Map(pairsOf(attributes[1]).map(([key, value]) => [textOf(key).toUpperCase(), value]));
    const uid = Number(textOf(items.get('UID')));
    if (uid > 0) take(uid, items);
  };
  const body = { type: 'ATOM', value: 'BODY.PEEK', section: [] };
  const items = [atom('UID'), ...asked.map((item) => (item === 'BODY.PEEK' ? body : atom(item)))];
  const range = { type: 'SEQUENCE', value: uids };
  return connection.ask('UID FETCH', [range, items], { untagged: { FETCH }, timeoutMs });
}

/** Waits until the open folder gets a message, at most so many milliseconds (RFC 2177). */
export async function idle(
  connection: ImapConnection,
  milliseconds: number,
  answerMs: number,
): Promise<Refused | undefined> {
  const ready = signal();
  const hint = signal();
  const ended = connection.ask('IDLE', [], {
    onPlusTag: async () => ready.give(),
    untagged: { EXISTS: async () => hint.give() },
    timeoutMs: milliseconds + answerMs,
  });
  const isOver = ended.then(() => true);
  const timer = setTimeout(hint.give, milliseconds);
  try {
    // DONE has no place before the server is ready for it, nor when it has ended IDLE itself.
    for (const { given } of [ready, hint]) if (await Promise.race([isOver, given])) return await ended;
    connection.write('DONE');
    return await ended;
  } finally {
    clearTimeout(timer);
  }
}

function signal() {
  let give: () => void = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** The name of a folder in words: servers write it in modified UTF-7 (RFC 3501 §5.1.3). */
export function titleOf(name: string): string {
  return name.replace(/&([A-Za-z0-9+,]*)-/g, (_, base64: string) => {
    if (base64 === '') return '&';
    const octets = Buffer.from(base64.replaceAll(',', '/'), 'base64');
    return octets
      .subarray(0, octets.length & ~1)
      .swap16()
      .toString('utf16le');
  });
}

function textOf(token: Token | undefined): string {
  return token && 'value' in token ? token.value.toString() : '';
}

function piecesOf(token: Token | undefined): readonly Token[] {
  return Array.isArray(token) ? token : [];
}

/** Of a list that holds keys and values in turn. */
function pairsOf(token: Token | undefined): (readonly [Token, Token])[] {
  const pieces = piecesOf(token);
  return pieces.flatMap((key, at) => (at % 2 === 0 ? [[key, pieces[at + 1] ?? null] as const] : []));
}
