import { isRecord } from './http.ts';
import type { Recipient } from './mailbox.ts';

/** A message as Mailpit lists it; `size` in octets. */
export interface Listed {
  readonly id: string;
  readonly size: number;
  /** Of To and Cc, as they stand in the message. */
  readonly named: readonly string[];
  /** Of Bcc, where Mailpit adds the recipients of the envelope that To, Cc and Bcc leave out. */
  readonly bcc: readonly string[];
}

/** The answer to `/api/v1/messages`; undefined where it is none. */
export function listedIn(answer: unknown): readonly Listed[] | undefined {
  if (!isRecord(answer) || !Array.isArray(answer.messages)) return undefined;
  const messages: readonly unknown[] = answer.messages;
  const listed = messages.flatMap((message) => {
    if (!isRecord(message) || typeof message.ID !== 'string') return [];
    const { ID: id, Size: size, To, Cc, Bcc } = message;
    const named = [...addressesIn(To), ...addressesIn(Cc)];
    return [{ id, size: typeof size === 'number' ? size : 0, named, bcc: addressesIn(Bcc) }];
  });
  return listed.length === messages.length ? listed : undefined;
}

function addressesIn(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown) =>
    isRecord(one) && typeof one.Address === 'string' && one.Address ? [one.Address] : [],
  );
}

/**
 * Whom the message went to. Mailpit does not tell its envelope, but leaves two traces of it: its own Received line names the
 * first recipient, and a Bcc line before that one is Mailpit's and names those that no field did. To and Cc are what the sender
 * wrote: who stands only there may have been sent it or not.
 */
export function recipientsOf(
  { named, bcc }: Pick<Listed, 'named' | 'bcc'>,
  raw: Uint8Array | undefined,
): readonly Recipient[] {
  const { first, isBccOfMailpit } = raw ? envelopeIn(raw) : { first: undefined, isBccOfMailpit: false };
  const envelope = new Set([first, ...(isBccOfMailpit ? bcc : [])].flatMap((address) => address?.toLowerCase() ?? []));
  const addresses = new Map([...named, ...bcc, ...(first ? [first] : [])].map((one) => [one.toLowerCase(), one]));
  return Array.from(addresses, ([key, address]) => ({ address, from: envelope.has(key) ? 'envelope' : 'header' }));
}

/** A head is not longer. */
const mostHead = 64 * 1024;

function envelopeIn(raw: Uint8Array): { readonly first: string | undefined; readonly isBccOfMailpit: boolean } {
  const head =
    Buffer.from(raw.subarray(0, mostHead))
      .toString('utf8')
      .split(/\r?\n\r?\n/, 1)[0] ?? '';
  const fields = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const received = fields.findIndex((field) => /^received:/i.test(field));
  const [, first] = / by \S+ \(Mailpit[^)]*\)+ with SMTP for <([^>]+)>;/.exec(fields[received] ?? '') ?? [];
  const own = first === undefined ? [] : fields.slice(0, received);
  return { first, isBccOfMailpit: own.some((field) => /^bcc:/i.test(field)) };
}
