import { parseUrl } from '../model/url.ts';
import { sameAddress } from './same-address.ts';
import { isLoopback } from './shapes.ts';

export type MailboxScheme = 'mailpit' | 'maildev' | 'imaps' | 'imap+starttls' | 'imap' | 'smtp';

/** Where one mailbox is, as NEXUS_MAILBOX_URL has it; everything percent-decoded. */
export interface MailboxAddress {
  readonly scheme: MailboxScheme;
  /** Of an HTTP mailbox, `http:` or `https:`: its web root, which ends without a slash. No user, password or fragment is in it. */
  readonly url?: URL;
  /** As a socket takes it: without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
  /** Of an IMAP mailbox. */
  readonly folder?: string;
  /** The one address whose e-mail is in it; absent where it holds that of everybody. */
  readonly whose?: string;
}

export type Mailboxes =
  | { readonly mailboxes: readonly MailboxAddress[]; readonly notes: readonly string[] }
  /** What is wrong, as what follows the variable's name in a sentence. It shows nothing that may be secret. */
  | { readonly problem: string };

interface Kind {
  readonly scheme: MailboxScheme;
  /** By which a URL is read that ends in it: for the others it is one whose host is a domain and whose default port nobody uses. */
  readonly readAs: 'http:' | 'https:' | 'ftp:';
  readonly port: number | undefined;
}

const kinds: Readonly<Record<string, Kind>> = {
  'mailpit+http': { scheme: 'mailpit', readAs: 'http:', port: 80 },
  'mailpit+https': { scheme: 'mailpit', readAs: 'https:', port: 443 },
  http: { scheme: 'mailpit', readAs: 'http:', port: 80 },
  https: { scheme: 'mailpit', readAs: 'https:', port: 443 },
  'maildev+http': { scheme: 'maildev', readAs: 'http:', port: 80 },
  'maildev+https': { scheme: 'maildev', readAs: 'https:', port: 443 },
  imaps: { scheme: 'imaps', readAs: 'ftp:', port: 993 },
  'imap+starttls': { scheme: 'imap+starttls', readAs: 'ftp:', port: 143 },
  imap: { scheme: 'imap', readAs: 'ftp:', port: 143 },
  smtp: { scheme: 'smtp', readAs: 'ftp:', port: undefined },
};

const examples = {
  one: 'Example: mailpit+http://127.0.0.1:8025',
  imap: 'Example: imaps://reader:s%40cret@imap.example/INBOX',
  several: 'Example: imaps://a:secret@imap.example#a@example.org imaps://b:secret@imap.example#b@example.org',
  smtp: 'Example: smtp://127.0.0.1:2525',
};
const encoded =
  'In user name, password and folder the characters : / ? # [ ] @ % are written %3A %2F %3F %23 %5B %5D %40 %25';

/** The mailboxes of NEXUS_MAILBOX_URL: one, or several separated by blanks, each with `#address`. */
export function mailboxesIn(text: string): Mailboxes {
  const urls = text.split(/\s+/).filter(Boolean);
  if (urls.length === 0) return { problem: `is empty. ${examples.one}` };
  const mailboxes: MailboxAddress[] = [];
  for (const [index, url] of urls.entries()) {
    const read = mailboxIn(url, urls.length === 1 ? 'names a mailbox' : `names a mailbox (number ${index + 1})`);
    if ('problem' in read) return read;
    mailboxes.push(read);
  }
  const problem = mailboxes.length > 1 ? problemOfSeveral(mailboxes) : undefined;
  return problem === undefined ? { mailboxes, notes: [...new Set(mailboxes.flatMap(notesOn))] } : { problem };
}

function mailboxIn(text: string, what: string): MailboxAddress | { readonly problem: string } {
  const wrong = (how: string) => ({ problem: `${what} ${how}` });
  const [, name = '', rest] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text) ?? [];
  const kind = Object.hasOwn(kinds, name.toLowerCase()) ? kinds[name.toLowerCase()] : undefined;
  if (!kind) return wrong(`by none of ${Object.keys(kinds).join('://, ')}://. ${examples.one}`);
  const url = parseUrl(`${kind.readAs}//${rest}`);
  if (url === undefined) return wrong(`by what is not a URL. ${encoded}. ${examples.one}`);
  if (url.search !== '') return wrong(`with a question mark in it. ${encoded}`);
  const parts = decodedParts(url);
  if (!parts) return wrong(`in which a "%" does not begin an octet. ${encoded}`);
  const port = url.port === '' ? kind.port : Number(url.port);
  const { scheme } = kind;
  if (parts.whose !== undefined && !/^[^@]+@[^@]+$/.test(parts.whose)) {
    return wrong(`with something else than an e-mail address behind "#". ${examples.several}`);
  }
  if (scheme === 'imap' && !isLoopback(url.hostname)) {
    return wrong(
      'by imap:// elsewhere than on this machine, where the password would go in clear: imaps:// or imap+starttls://',
    );
  }
  if (scheme.startsWith('imap') && parts.user === undefined) return wrong(`without a user name. ${examples.imap}`);
  if (scheme === 'smtp' && parts.user !== undefined) {
    return wrong(
      `by smtp:// and with a user name, which nobody is asked for where the suite listens. ${examples.smtp}`,
    );
  }
  if (port === undefined) return wrong(`by smtp:// without the port to listen on. ${examples.smtp}`);
  return addressOf(url, { scheme, port, ...parts });
}

type Parts = Pick<MailboxAddress, 'user' | 'password' | 'whose'> & { readonly folder: string };

function decodedParts({ username, password, pathname, hash }: URL): Parts | undefined {
  try {
    const [user, word, folder = '', whose] = [username, password, pathname.slice(1), hash.slice(1)].map(
      decodeURIComponent,
    );
    return { ...(user && { user }), ...(word && { password: word }), ...(whose && { whose }), folder };
  } catch {
    return undefined;
  }
}

function addressOf(url: URL, { folder, ...rest }: Parts & Pick<MailboxAddress, 'scheme' | 'port'>): MailboxAddress {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isHttp = url.protocol !== 'ftp:';
  const root = isHttp && new URL(url.pathname.replace(/\/+$/, ''), url.origin);
  return {
    ...rest,
    host,
    ...(root && { url: root }),
    ...(rest.scheme.startsWith('imap') && { folder: folder || 'INBOX' }),
  };
}

function problemOfSeveral(mailboxes: readonly MailboxAddress[]): string | undefined {
  const whose = mailboxes.map((mailbox) => mailbox.whose);
  const nameless = whose.indexOf(undefined);
  if (nameless >= 0) {
    return `names several mailboxes, and number ${nameless + 1} does not say whose it is, by "#" and an e-mail address at its end. ${examples.several}`;
  }
  const again = whose.find((one, index) => whose.findIndex((other) => sameAddress(one ?? '', other ?? '')) < index);
  return again === undefined ? undefined : `names two mailboxes for one address, ${again}: one of them is too many`;
}

/** Hosts of Microsoft, where Defender may put other links in the place of those that were sent. */
const rewriting = /(^|\.)(outlook\.com|office365\.com|office\.com|hotmail\.com|outlook\.de)$/i;

function notesOn({ scheme, host, url, password }: MailboxAddress): string[] {
  const isHere = isLoopback(host.includes(':') ? `[${host}]` : host);
  const notes: string[] = [];
  if (scheme === 'smtp' && !isHere) {
    notes.push(`The suite listens on ${host} for e-mail: who reaches this machine can send it some.`);
  }
  if (url?.protocol === 'http:' && !isHere && password !== undefined) {
    notes.push(`The password of the mailbox at ${host} goes there in clear, by http.`);
  }
  if (rewriting.test(host)) {
    notes.push(
      `Mailboxes at ${host} may rewrite links (Safe Links): exempt the test users, or no link is what was sent.`,
    );
  }
  return notes;
}
