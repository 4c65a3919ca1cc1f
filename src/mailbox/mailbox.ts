/**
 * Where e-mail of the test users can be read. A mailbox never says that nothing came where it did not see, nor that something
 * did not arrive where it did not look. It deletes nothing and marks nothing as read.
 */
export interface Mailbox {
  /** For people, as in `Mailpit 1.33`. */
  readonly kind: string;
  /** Its envelopes are known and nobody is refused: a message to anybody at all would be seen. */
  readonly seesAllRecipients: boolean;
  /** The suite listens itself: no mail system stands before it that could delay, file or scan. */
  readonly isSink: boolean;
  /** It keeps one of two messages with one Message-ID. */
  readonly dropsDuplicates: boolean;
  /** What is there now, by identity and never by clock or count. */
  mark(): Promise<Mark>;
  /** Everything that came since, of every folder, junk included; whole, or a MailboxError is thrown. */
  look(since: Mark): Promise<Look>;
  /** Comes back when something may have come, or after that many milliseconds: a hint when to look, and no evidence. */
  wake(milliseconds: number): Promise<void>;
  /** What a person has to know before a run; every finding that is no `note` keeps the mailbox from being judged by. */
  check(addresses: readonly string[]): AsyncIterable<MailboxFinding>;
  close(): Promise<void>;
}

/** A baseline: plain JSON that whoever made it understands, so that another process can look on from it. */
export type Mark = unknown;

export interface Look {
  readonly messages: readonly Message[];
  /** Empty: what is not here did not come. */
  readonly doubts: readonly Doubt[];
}

/** Why the absence of a message shows nothing; presence needs no such certainty. */
export interface Doubt {
  readonly kind: 'vanished' | 'restarted' | 'renumbered' | 'refused' | 'unassigned' | 'unread folder';
  readonly count: number;
  /** A whole sentence for a person, without a full stop, in the mailbox's own words where it has some. */
  readonly words: string;
}

export interface Message {
  /** By which this mailbox tells it from all others, and knows it again. */
  readonly id: string;
  /** Copies of one message, in several folders or under several labels, have this in common. */
  readonly sameAs: string;
  readonly folder: string;
  readonly junk: boolean;
  /** Its octets, once they are all there. Without them it is listed and has not arrived. */
  readonly raw?: Uint8Array;
  /** Why its octets will not come, however long one waits: a clause for a person. */
  readonly unreadable?: string;
  readonly recipients: readonly Recipient[];
}

export interface Recipient {
  readonly address: string;
  /** The SMTP envelope, what the way left in the head (Delivered-To and the like), or To and Cc. */
  readonly from: 'envelope' | 'trace' | 'header';
}

export interface MailboxFinding {
  readonly severity: 'note' | 'problem';
  readonly words: string;
}

export type MailboxCause = 'login' | 'method' | 'rights' | 'limit' | 'tls' | 'proxy' | 'network' | 'other mailbox';

/** A mailbox that could not be looked into. Its message is for a person: what was tried, what was said, what would be right. */
export class MailboxError extends Error {
  readonly reason: MailboxCause;
  /** Milliseconds that the mailbox asked to be left alone for. */
  readonly retryAfter: number | undefined;

  constructor(reason: MailboxCause, message: string, retryAfter?: number) {
    super(message);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}
