import { type MailboxAddress, type MailboxScheme, mailboxesIn } from '../configuration/mailbox-address.ts';
import { ConfigurationError, wrong } from '../configuration/misconfiguration.ts';
import type { MailboxParts } from './http.ts';
import type { ImapAddress } from './imap-client.ts';
import { type Mailbox, MailboxError } from './mailbox.ts';
import { openMaildev } from './maildev.ts';
import { openMailpit } from './mailpit.ts';
import { openSink } from './sink.ts';
import { together } from './together.ts';

/** What it takes to open whichever mailbox. */
export interface OpeningParts extends MailboxParts {
  /** Of a sink: where it can be read. */
  readonly sinkUrl?: string;
  /** Whose e-mails a sink is to get: its host, as `URL.hostname` writes it. */
  readonly targetHost: string;
  /** For an IMAP mailbox that wants a token instead of a password. */
  readonly accessToken?: () => Promise<string>;
}

type Opener = (address: MailboxAddress, parts: OpeningParts) => Mailbox | Promise<Mailbox>;

/** Loaded where it is wanted: the library of IMAP takes its time. */
const openImap =
  (scheme: ImapAddress['scheme']): Opener =>
  async ({ host, port, user = '', password = '', folder = 'INBOX' }, { network, clock, redactor, accessToken }) => {
    const imap = await import('./imap.ts');
    const parts = { network, clock, redactor, ...(accessToken && { accessToken }) };
    return imap.openImap({ scheme, host, port, user, password, folder }, parts);
  };

/** By the scheme of its URL. */
const openers: Readonly<Record<MailboxScheme, Opener>> = {
  mailpit: openMailpit,
  maildev: openMaildev,
  imaps: openImap('imaps'),
  'imap+starttls': openImap('imap+starttls'),
  imap: openImap('imap'),
  smtp: (_, { sinkUrl, targetHost }) => {
    if (sinkUrl === undefined) throw new MailboxError('network', 'nobody listens at smtp:// for this run');
    return openSink(sinkUrl, targetHost);
  },
};

/**
 * The mailbox of NEXUS_MAILBOX_URL, or those of several users as one; nothing is asked of it yet. Throws ConfigurationError
 * where it names none.
 */
export async function openMailbox(url: string, parts: OpeningParts): Promise<Mailbox> {
  const read = mailboxesIn(url);
  if ('problem' in read) throw new ConfigurationError(wrong('NEXUS_MAILBOX_URL', read.problem));
  const owned = await Promise.all(
    read.mailboxes.map(async (address) => ({
      mailbox: await openers[address.scheme](address, parts),
      whose: address.whose ?? '',
    })),
  );
  const [first] = owned;
  return owned.length === 1 && first ? first.mailbox : together(owned);
}
