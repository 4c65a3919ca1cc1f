import PostalMime, { type Address, type Email } from 'postal-mime';

/** An e-mail as its reader would have it. */
export interface Letter {
  readonly subject: string;
  /** Addresses as they are written, without names; a group stands for its members, and may have none. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** Milliseconds since the epoch, as the message itself says and as the first server that took it says. */
  readonly date?: number;
  readonly firstReceived?: number;
  /** Seconds between two servers on its way, where it took longest. */
  readonly longestPause: number;
  /** A server on its way delays what it does not know, whether or not it delayed this one. */
  readonly greylisted: boolean;
  /** The parts for reading, decoded. A letter of HTML alone has no text, one of text alone no HTML. */
  readonly text?: string;
  readonly html?: string;
  /** The media types of all other parts. */
  readonly others: readonly string[];
}

/** What no letter of a service needs: beyond it nothing is read, so that a hostile one costs seconds and not the process. */
const most = { lines: 50_000, delimiters: 10_000, depth: 2_000, head: 64 * 1024, characters: 2_000_000 };

/** Never throws: what cannot be read is left out. */
export async function readLetter(raw: Uint8Array): Promise<Letter> {
  const options = { maxNestingDepth: most.depth, maxHeadersSize: most.head };
  for (const octets of [beginning(raw), raw.subarray(0, most.head / 2)]) {
    try {
      return letterOf(await PostalMime.parse(octets, options));
    } catch {
      // Nested too deep, or a head without end: then the next, shorter piece.
    }
  }
  return letterOf({ headers: [], headerLines: [], attachments: [] });
}

function letterOf(email: Email): Letter {
  const valuesOf = (name: string) => email.headers.filter(({ key }) => key === name).map(({ value }) => value);
  // The last to take it stands first.
  const received = valuesOf('received').map(momentOf).filter(isKnown);
  const date = valuesOf('date').map(momentOf).find(isKnown);
  const firstReceived = received.at(-1);
  const text = readable(email.text);
  const html = readable(email.html);
  return {
    subject: readable(email.subject) ?? '',
    from: addressesIn(email.from && [email.from]),
    to: addressesIn(email.to),
    cc: addressesIn(email.cc),
    bcc: addressesIn(email.bcc),
    ...(date !== undefined && { date }),
    ...(firstReceived !== undefined && { firstReceived }),
    longestPause: Math.max(0, ...received.slice(1).map((before, index) => ((received[index] ?? 0) - before) / 1000)),
    greylisted: email.headers.some(({ key }) => /^x-(?:[\w-]*-)?(?:gr[ea]ylist|postgrey)/.test(key)),
    ...(text !== undefined && { text }),
    ...(html !== undefined && { html }),
    others: email.attachments.map(({ mimeType }) => mimeType),
  };
}

/** Up to the line, or the line that may delimit parts, after which no letter goes on. */
function beginning(raw: Uint8Array): Uint8Array {
  let delimiters = 0;
  let start = 0;
  for (let line = 0; line < most.lines && delimiters < most.delimiters; line += 1) {
    if (raw[start] === 0x2d && raw[start + 1] === 0x2d) delimiters += 1;
    const end = raw.indexOf(0x0a, start);
    if (end < 0) return raw;
    start = end + 1;
  }
  return raw.subarray(0, start);
}

function addressesIn(list: readonly Address[] | undefined): string[] {
  return (list ?? []).flatMap(({ address, group }) => (group ?? [{ address }]).flatMap((one) => one.address || []));
}

/** Of Date, and of Received, where it follows the last semicolon (RFC 5322 §3.6.7). */
function momentOf(value: string): number {
  const text = value.slice(value.lastIndexOf(';') + 1).replace(/\([^()]*\)/g, ' ');
  return Date.parse(text.trim());
}

const isKnown = (moment: number): boolean => !Number.isNaN(moment);

/** ISO-2022-JP is made of ASCII and escape sequences (RFC 1468): without a charset it comes through as it was sent. */
function readable(text: string | undefined): string | undefined {
  const part = text?.slice(0, most.characters);
  if (part === undefined || !/\x1b\$[@B]/.test(part) || /[^\0-\x7f]/.test(part)) return part;
  return new TextDecoder('iso-2022-jp').decode(Buffer.from(part, 'latin1'));
}
