import { type ImapAddress, type ImapDeps, isMicrosoft } from './imap-client.ts';
import { type Folder, listFolders, within } from './imap-commands.ts';
import type { ImapConnection } from './imap-connection.ts';
import { foldersToLookInto } from './imap-look.ts';
import { MailboxError, type MailboxFinding } from './mailbox.ts';
import { tokenProblems } from './xoauth2.ts';

type Use = <T>(work: (connection: ImapConnection) => Promise<T>) => Promise<T>;

const note = (words: string): MailboxFinding => ({ severity: 'note', words });
const problem = (words: string): MailboxFinding => ({ severity: 'problem', words });

/** What a person has to know of a mailbox by IMAP before a run. */
export async function* checkImap(
  address: ImapAddress,
  { accessToken }: ImapDeps,
  addresses: readonly string[],
  use: Use,
): AsyncGenerator<MailboxFinding> {
  try {
    // Microsoft tells nobody what is wrong with a token; the token does.
    if (accessToken && isMicrosoft(address.host)) yield* tokenProblems(await accessToken()).map(problem);
    yield* await use((connection) => findings(connection, address));
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    yield problem(error.message);
    return;
  }
  const place = `the mailbox of the user in NEXUS_MAILBOX_URL at ${address.host}`;
  if (addresses.length > 0) yield note(`${addresses.join(', ')}: looked for in ${place}`);
}

async function findings(
  connection: ImapConnection,
  { host, folder = 'INBOX' }: ImapAddress,
): Promise<MailboxFinding[]> {
  const listed = await listFolders(connection);
  if ('refused' in listed) return [problem(`the folders of the mailbox cannot be listed: ${listed.refused}`)];
  const isNamed = ({ title }: Folder): boolean =>
    title === folder || (folder.toUpperCase() === 'INBOX' && title.toUpperCase() === 'INBOX');
  const entrance = listed.find(isNamed);
  if (!entrance) return [problem(`there is no folder "${folder}"; there are ${titlesOf(listed)}`)];
  const refused = await within(connection, entrance, async () => undefined);
  const looked = foldersToLookInto(listed, connection);
  return [
    ...(refused ? [problem(`the folder "${folder}" cannot be read: ${refused.refused}`)] : []),
    note(`these folders are looked into: ${titlesOf(looked)}`),
    ...junkFindings(looked),
    ...(connection.capabilities.has('X-GM-EXT-1') ? gmailFindings(listed) : []),
    ...(isMicrosoft(host) ? [note(safeLinks)] : []),
  ];
}

const titlesOf = (folders: readonly Folder[]): string => folders.map(({ title }) => `"${title}"`).join(', ');

function junkFindings(folders: readonly Folder[]): MailboxFinding[] {
  if (folders.some(({ flags }) => flags.has('\\junk'))) return [];
  return [note('no folder says that it is the one for junk: what a filter moves is found, and not called junk')];
}

function gmailFindings(folders: readonly Folder[]): MailboxFinding[] {
  const hidden = [
    ['\\all', 'All Mail'],
    ['\\junk', 'Spam'],
    ['\\trash', 'Trash'],
  ].flatMap(([flag = '', name]) => (folders.some(({ flags }) => flags.has(flag)) ? [] : [name]));
  if (hidden.length === 0) return [];
  return [problem(`Gmail hides ${hidden.join(' and ')} from IMAP: show it there in the settings, under Labels`)];
}

const safeLinks =
  'Microsoft may rewrite links (Safe Links) and open them: exempt the mailbox; an address with +tag is delivered only where plus addressing is on';
