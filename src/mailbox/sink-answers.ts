import { isIPv6 } from 'node:net';

/** What the sink, in one process, and its readers, in others, tell each other. */
export interface SinkAnswers {
  /** Where it listens, and the number of what happened last: 0 where nothing did. */
  readonly state: { readonly smtp: SinkAddress; readonly last: number };
  /** What happened after a number, oldest first, octets in Base64, and whether there is more than these. */
  readonly entries: { readonly entries: readonly SinkEntry<string>[]; readonly more: boolean };
  /** Comes once something happened after a number, or some milliseconds have passed. */
  readonly next: { readonly last: number };
}

/** A host without brackets, and a TCP port. */
export interface SinkAddress {
  readonly host: string;
  readonly port: number;
}

/** What happened at the sink. All are numbered together, from 1 on, in the order in which they happened. */
export type SinkEntry<Raw> = SunkMessage<Raw> | Refusal;

export interface SunkMessage<Raw> {
  readonly kind: 'message';
  readonly number: number;
  readonly raw: Raw;
  /** Addresses as RCPT gave them. */
  readonly recipients: readonly string[];
}

/** A sender was turned away. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly number: number;
  /** Which command got which answer, as `RCPT: 501 Error: Bad recipient address syntax`. */
  readonly words: string;
}

/** As NEXUS_MAILBOX_URL names it. */
export const smtpUrl = ({ host, port }: SinkAddress): string => `smtp://${isIPv6(host) ? `[${host}]` : host}:${port}`;
