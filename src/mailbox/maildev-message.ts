import { isRecord, parsed } from './http.ts';
import type { Recipient } from './mailbox.ts';

/** A message as MailDev lists it. */
export interface Listed {
  readonly id: string;
  readonly recipients: readonly Recipient[];
}

/** The answer to `/email`; undefined where it is none. */
export function listedIn(text: string): readonly Listed[] | undefined {
  const answer = parsed(text);
  if (!Array.isArray(answer)) return undefined;
  const messages: readonly unknown[] = answer;
  const listed = messages.flatMap((message) =>
    isRecord(message) && typeof message.id === 'string' ? [{ id: message.id, recipients: recipientsOf(message) }] : [],
  );
  return listed.length === messages.length ? listed : undefined;
}

/** As the host of an envelope that MailDev made up from To, where it read the message from its folder. */
const madeUpHosts: readonly unknown[] = ['restored', 'undefined'];

function recipientsOf({ envelope, to, cc }: Readonly<Record<string, unknown>>): readonly Recipient[] {
  if (isRecord(envelope) && !madeUpHosts.includes(envelope.host)) {
    const sent = addressesIn(envelope.to);
    if (sent.length > 0) return sent.map((address) => ({ address, from: 'envelope' }));
  }
  return [...new Set([...addressesIn(to), ...addressesIn(cc)])].map((address) => ({ address, from: 'header' }));
}

function addressesIn(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown) =>
    isRecord(one) && typeof one.address === 'string' && one.address ? [one.address] : [],
  );
}

/** The elements of a JSON array whose text was cut somewhere, as far as they are all there, as the text of an array. */
export function completeElements(text: string): string {
  let depth = 0;
  let isString = false;
  let end = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isString) {
      if (character === '\\') index += 1;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 1) end = index + 1;
    }
  }
  return end === 0 ? '[]' : `${text.slice(0, end)}]`;
}
