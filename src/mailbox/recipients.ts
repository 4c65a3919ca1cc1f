import { addressParser } from 'postal-mime';
import { fieldsOf, type HeadField } from './head.ts';
import type { Doubt, Message, Recipient } from './mailbox.ts';

/** What those leave who deliver a message: whom it was for. */
const traces = new Set(['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']);

/** For whom a message is: by the traces that its way left in its head, and only where there are none by To and Cc. */
export function recipientsOf(raw: Uint8Array): Recipient[] {
  const fields = fieldsOf(raw);
  const traced = fields.flatMap((field) => (traces.has(field.name) ? addressesIn(field.value) : receivedFor(field)));
  if (traced.length > 0) return unique(traced, 'trace');
  return unique(
    fields.flatMap(({ name, value }) => (name === 'to' || name === 'cc' ? addressesIn(value) : [])),
    'header',
  );
}

const unique = (addresses: readonly string[], from: Recipient['from']): Recipient[] =>
  [...new Set(addresses)].map((address) => ({ address, from }));

/** Of a list as in RFC 5322 §3.4: names, comments, and groups without members hold no addresses. */
function addressesIn(list: string): string[] {
  const withoutRoute = (address: string): string => address.replace(/^@[^:]*:/, '');
  return addressParser(list, { flatten: true })
    .map(({ address = '' }) => withoutRoute(address))
    .filter((address) => /^[^@].*@[^@\s]+$/.test(address));
}

/** The `for` of a Received field (RFC 5321 §4.4), but for what its comments say. */
function receivedFor({ name, value }: HeadField): string[] {
  if (name !== 'received') return [];
  const [, address] = /\sfor\s+<?([^\s<>;@]+@[^\s<>;@]+)/i.exec(withoutComments(value)) ?? [];
  return address === undefined ? [] : [address];
}

/** RFC 5322 §3.2.2: they may be nested. */
function withoutComments(value: string): string {
  const shorter = value.replace(/\((?:[^()\\]|\\.)*\)/g, ' ');
  return shorter === value ? value : withoutComments(shorter);
}

/** Of whom nothing shows whom they went to: it may have been anybody whose e-mail is there. */
export function unassignedIn(messages: readonly Message[]): readonly Doubt[] {
  const count = messages.filter(({ raw, recipients }) => raw && recipients.length === 0).length;
  if (count === 0) return [];
  const words = `${count} message(s) show no recipient, neither in To and Cc nor in what their way left (Delivered-To): nobody knows whose they are`;
  return [{ kind: 'unassigned', count, words }];
}
