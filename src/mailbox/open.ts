import { ConfigurationError, wrong } from '../configuration/misconfiguration.ts';
import { type MailboxAddress, type MailboxScheme, mailboxesIn } from './address.ts';
import type { MailboxParts } from './http.ts';
import type { Mailbox } from './mailbox.ts';
import { openMaildev } from './maildev.ts';
import { openMailpit } from './mailpit.ts';
import { together } from './together.ts';

type Opener = (address: MailboxAddress, parts: MailboxParts) => Mailbox | Promise<Mailbox>;

/** By the scheme of its URL. What takes long to load is imported by its opener. */
const openers: Readonly<Partial<Record<MailboxScheme, Opener>>> = {
  mailpit: openMailpit,
  maildev: openMaildev,
};

/**
 * The mailbox of NEXUS_MAILBOX_URL, or those of several users as one; nothing is asked of it yet. Throws ConfigurationError
 * where it names none.
 */
export async function openMailbox(url: string, parts: MailboxParts): Promise<Mailbox> {
  const read = mailboxesIn(url);
  if ('problem' in read) throw new ConfigurationError(wrong('NEXUS_MAILBOX_URL', read.problem));
  const owned = await Promise.all(
    read.mailboxes.map(async (address) => ({ mailbox: await open(address, parts), whose: address.whose ?? '' })),
  );
  const [first] = owned;
  return owned.length === 1 && first ? first.mailbox : together(owned);
}

async function open(address: MailboxAddress, parts: MailboxParts): Promise<Mailbox> {
  const opener = openers[address.scheme];
  if (!opener)
    throw new ConfigurationError(
      wrong('NEXUS_MAILBOX_URL', `names a mailbox by ${address.scheme}://, which cannot be opened`),
    );
  return opener(address, parts);
}
