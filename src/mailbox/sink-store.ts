import { EventEmitter } from 'node:events';
import type { Refusal, SinkEntry, SunkMessage } from './sink-answers.ts';

/** What senders may fill the memory with. */
export interface SinkRoom {
  readonly messages: number;
  readonly octets: number;
}

/** Octets of all messages in one page of entries, beyond which another page is asked for. */
const pageOctets = 8 * 1024 * 1024;

/** The last of them tell as much as all of them: that something was refused, and how. */
const mostRefusals = 100;

/** Everything that came, in memory. */
export interface SinkStore {
  /** The number of what happened last; 0 where nothing did. */
  last(): number;
  /** What happened after that number, oldest first, and whether there is more than these. */
  page(after: number): { readonly entries: readonly SinkEntry<Buffer>[]; readonly more: boolean };
  /** Comes back once something happens, or after that many milliseconds. */
  next(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Takes so many octets of the room; false where there are not so many left. Whoever takes them gives them back. */
  take(octets: number): boolean;
  giveBack(octets: number): void;
  /** Keeps a message whose octets were taken; false where there are as many messages as there may be. */
  keep(raw: Buffer, recipients: readonly string[]): boolean;
  refused(words: string): void;
}

export function createSinkStore(room: SinkRoom): SinkStore {
  const happenings = new EventEmitter().setMaxListeners(0);
  const messages: SunkMessage<Buffer>[] = [];
  const refusals: Refusal[] = [];
  let last = 0;
  let taken = 0;
  const happened = (): number => {
    last += 1;
    happenings.emit('happened');
    return last;
  };
  return {
    last: () => last,
    page(after) {
      const all = [...messages, ...refusals].filter(({ number }) => number > after);
      const entries = firstPage(all.toSorted((one, other) => one.number - other.number));
      return { entries, more: entries.length < all.length };
    },
    next: (milliseconds, signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          happenings.off('happened', end);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, milliseconds);
        happenings.once('happened', end);
        signal.addEventListener('abort', end);
      }),
    take(octets) {
      if (taken + octets > room.octets) return false;
      taken += octets;
      return true;
    },
    giveBack(octets) {
      taken -= octets;
    },
    keep(raw, recipients) {
      if (messages.length >= room.messages) return false;
      messages.push({ kind: 'message', number: happened(), raw, recipients });
      return true;
    },
    refused(words) {
      refusals.push({ kind: 'refusal', number: happened(), words });
      if (refusals.length > mostRefusals) refusals.shift();
    },
  };
}

/** At least one, so that whoever asks on comes to an end. */
function firstPage(entries: readonly SinkEntry<Buffer>[]): readonly SinkEntry<Buffer>[] {
  let octets = 0;
  const end = entries.findIndex((entry) => {
    const isFull = octets > pageOctets;
    octets += entry.kind === 'message' ? entry.raw.length : 0;
    return isFull;
  });
  return end === -1 ? entries : entries.slice(0, end);
}
