import { sameAddress } from '../configuration/same-address.ts';
import { orProblem } from './check.ts';
import type { Mailbox, MailboxFinding, Message } from './mailbox.ts';

/** A mailbox, and the address whose e-mail is in it. */
export interface Owned {
  readonly mailbox: Mailbox;
  readonly whose: string;
}

/** All of them are asked again after so long, at the latest: none can be told that another one has woken. */
const wakeMs = 1000;

/** Mailboxes of several users as one. Of ids each has those of its own, and a number before. */
export function together(owned: readonly Owned[]): Mailbox {
  const mailboxes = owned.map(({ mailbox }) => mailbox);

  async function* check(addresses: readonly string[]): AsyncIterable<MailboxFinding> {
    for (const { mailbox, whose } of owned) {
      for await (const { severity, words } of orProblem(mailbox.check([whose]))) {
        yield { severity, words: `${whose}: ${words}` };
      }
    }
    for (const address of addresses) {
      if (owned.some(({ whose }) => sameAddress(whose, address, addresses))) continue;
      yield {
        severity: 'problem',
        words: `NEXUS_MAILBOX_URL has no mailbox for ${address}: add one that ends in #${address}`,
      };
    }
  }

  return {
    get kind() {
      return [...new Set(mailboxes.map(({ kind }) => kind))].join(' and ');
    },
    seesAllRecipients: false,
    isSink: mailboxes.every(({ isSink }) => isSink),
    get dropsDuplicates() {
      return mailboxes.some(({ dropsDuplicates }) => dropsDuplicates);
    },
    mark: () => Promise.all(mailboxes.map((mailbox) => mailbox.mark())),
    async look(since) {
      const marks = since as readonly unknown[];
      const looks = await Promise.all(mailboxes.map((mailbox, index) => mailbox.look(marks[index])));
      return {
        messages: looks.flatMap(({ messages }, index) =>
          messages.map((message) => numbered(message, index + 1)).map(ownedBy(owned[index]?.whose ?? '')),
        ),
        doubts: looks.flatMap(({ doubts }, index) =>
          doubts
            .filter(({ kind }) => kind !== 'unassigned')
            .map((doubt) => ({ ...doubt, words: `${owned[index]?.whose}: ${doubt.words}` })),
        ),
      };
    },
    async wake(milliseconds) {
      await Promise.all(mailboxes.map((mailbox) => mailbox.wake(Math.min(milliseconds, wakeMs))));
    },
    check,
    async close() {
      await Promise.all(mailboxes.map((mailbox) => mailbox.close()));
    },
  };
}

function numbered(message: Message, number: number): Message {
  return { ...message, id: `${number}:${message.id}`, sameAs: `${number}:${message.sameAs}` };
}

/** What shows no recipient is whose the mailbox is. */
const ownedBy =
  (whose: string) =>
  (message: Message): Message =>
    message.recipients.length > 0 ? message : { ...message, recipients: [{ address: whose, from: 'trace' }] };
