/** Whose an address is: a user's of the run, the caller's, one made from an id that the run made up, or a stranger's. */
export type Whose = 'user' | 'tripwire' | 'bystander' | 'caller' | 'made-up' | 'stranger';

/** Whom a message names, and where: in its envelope, in what its way left in the head, or in To and Cc. */
export interface Named {
  readonly whose: Whose;
  readonly by: 'envelope' | 'trace' | 'header';
  /** As a person may see it: a stranger's only in part. */
  readonly address: string;
}

/** One message that came in the run, but for what is secret in it; nothing of its text is kept. Times in milliseconds since the epoch. */
export interface LetterRecord {
  readonly kind: 'letter';
  readonly id: string;
  /** Copies in several folders, and what was delivered twice, have this in common. */
  readonly sameAs: string;
  readonly folder: string;
  readonly junk: boolean;
  /** When the suite saw it whole. */
  readonly seenAt: number;
  readonly names: readonly Named[];
  readonly subject: string;
  /** Its links, what may be secret in them masked. */
  readonly links: readonly string[];
  /** Of the time before the run, by its own Date and by the first server that took it. */
  readonly isEarlier: boolean;
  /** It holds nothing that may reset a password: no link of its own, and no code. */
  readonly isNotice?: true;
  /** Signs that a server made its sender wait, in words. */
  readonly greylisting?: string;
}

/** What the messages to the users of the run show of the means to reset a password. */
export interface MeansRecord {
  readonly kind: 'means';
  /** Ids of the user's message and of the one to another user with which it was compared. */
  readonly of: readonly [string, string];
  /** Where what is fresh stands: in words, as `the query parameter token`. */
  readonly fresh: readonly string[];
  /** Several links that may be the one. */
  readonly ambiguous: boolean;
  /** What is wrong with one of them for certain, in words, and the first of which it is true. */
  readonly wrong: readonly { readonly letter: string; readonly words: string }[];
  /** Answers in which something fresh stood: id of the exchange, and the place in words. */
  readonly leaks: readonly { readonly exchange: string; readonly where: string; readonly isTrace: boolean }[];
}

/** An answer set a cookie that holds what may reset a password; what else it holds nobody keeps. */
export interface ToldRecord {
  readonly kind: 'told';
  /** Id of the exchange. */
  readonly exchange: string;
  /** In words, as `the field Set-Cookie`. */
  readonly where: string;
  /** What of an e-mail it is, by its mark. */
  readonly mark: string;
}

/** The mailbox before the first request. */
export interface BaselineRecord {
  readonly kind: 'baseline';
  readonly at: number;
  /** As in `Mailpit 1.33`. */
  readonly mailbox: string;
  readonly seesAllRecipients: boolean;
  readonly isSink: boolean;
  readonly dropsDuplicates: boolean;
  /** Closing controls of earlier runs whose e-mail may still come; absent where nobody remembers any. */
  readonly due?: number;
  /** What the mailbox needs to look on from here. */
  readonly mark: unknown;
}

/** It could not be looked into. */
export interface UnreadableRecord {
  readonly kind: 'unreadable';
  readonly at: number;
  readonly words: string;
  readonly clears: 'later' | 'operator';
}

/** What a look at a certain point showed besides its messages. */
export interface LookRecord {
  readonly kind: 'look';
  readonly when: 'quiet' | 'end';
  /** When it began. */
  readonly at: number;
  /** Milliseconds since the last request for the tripwire user. */
  readonly quietFor: number;
  /** Why the absence of a message shows nothing; empty where it does show. */
  readonly doubts: readonly string[];
  /** Listed, and not whole yet. */
  readonly pending: number;
}

/** A message was waited for that a request was to cause. */
export interface AwaitedRecord {
  readonly kind: 'awaited';
  readonly whose: Whose;
  /** Id of the exchange. */
  readonly exchange: string;
  /** Milliseconds from the answer to when it was seen, or how long it was waited for in vain. */
  readonly waited: number;
  /** Id of the message. */
  readonly letter?: string;
  /** No time was left to wait as long as an e-mail may take. */
  readonly cutShort?: true;
}

/** What requests caused, as far as it is known. */
export interface Caused {
  readonly letters: readonly LetterRecord[];
  /** Why it shows nothing that there are none, in words; empty where it does show. */
  readonly doubt: string;
}

/** A password change as a browser went through it, or a part of one. */
export interface ResetRecord {
  readonly kind: 'reset';
  /** Which one, as its request's case. */
  readonly name: string;
  /** Id of the request whose e-mail led there. */
  readonly exchange: string;
  /** Why it came to no end that shows anything, in words; absent where the new password was handed in. */
  readonly obstacle?: string;
  /** What of it nobody but the target, or who was there before, can be the reason of. */
  readonly broken?: 'dead-link' | 'server-error';
  /** Who can lift that. */
  readonly clears?: 'later' | 'operator';
  /** The origin, or the scheme of an app, that was asked for last after the change; absent where none was. */
  readonly final?: string;
  /** Origins that the pages asked for and that nobody has declared; of a link that was not opened its host. */
  readonly strange: readonly string[];
  /** The final page as a picture: PNG in Base64. */
  readonly screenshot?: string;
}

/** An attempt to sign in, with the password that a change had set, or that held before it. */
export interface SignInRecord {
  readonly kind: 'sign-in';
  readonly password: 'new' | 'made-up' | 'after-a-request' | 'mailed';
  readonly outcome: 'signed-in' | 'refused' | 'unknown';
  /** Why that is not known. */
  readonly words?: string;
}

/** Where the links of an e-mail lead, by the case of its request. */
export interface LinkRecord {
  readonly kind: 'link';
  readonly name: string;
  readonly exchange: string;
  readonly hosts: readonly string[];
}

/** What came while a request that named a folded id of the user, and was answered 204, was alone. */
export interface FoldedRecord {
  readonly kind: 'folded';
  /** Id of the exchange. */
  readonly exchange: string;
  /** Ids of the messages. */
  readonly letters: readonly string[];
}

export type MailRecord =
  | BaselineRecord
  | UnreadableRecord
  | LetterRecord
  | MeansRecord
  | ToldRecord
  | LookRecord
  | AwaitedRecord
  | ResetRecord
  | SignInRecord
  | LinkRecord
  | FoldedRecord;

/** The records of that kind, in their order. */
export function mailOf<K extends MailRecord['kind']>(
  records: readonly MailRecord[],
  kind: K,
): Extract<MailRecord, { kind: K }>[] {
  return records.filter((record): record is Extract<MailRecord, { kind: K }> => record.kind === kind);
}

/** Who gets the e-mails of a run, by which they are to reset a password. */
export const mailed = ['user', 'tripwire', 'bystander'] as const;
