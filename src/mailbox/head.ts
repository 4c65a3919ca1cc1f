/** A field of a message's head, unfolded (RFC 5322 §2.2). */
export interface HeadField {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

/** The fields of a message's head in their order; of one that is cut off, as far as it goes. */
export function fieldsOf(raw: Uint8Array): HeadField[] {
  const head = Buffer.from(raw.subarray(0, endOfHead(raw) ?? raw.length)).toString('utf8');
  const lines = head.replace(/\r?\n(?=[ \t])/g, '').split(/\r?\n/);
  return lines.flatMap((line) => {
    const [, name, value = ''] = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:(.*)$/s.exec(line) ?? [];
    return name === undefined ? [] : [{ name: name.toLowerCase(), value: value.trim() }];
  });
}

/** How many octets a head has with the empty line that ends it; undefined as long as none has come. */
export function endOfHead(raw: Uint8Array): number | undefined {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const ends = ['\n\r\n', '\n\n'].flatMap((end) => {
    const at = octets.indexOf(end);
    return at < 0 ? [] : [at + end.length];
  });
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/**
 * Whether a message shows that all of it is there: its head has ended, and its outermost multipart is closed (RFC 2046
 * §5.1.1). One of a single part never shows it.
 */
export function isClosed(raw: Uint8Array): boolean {
  const end = endOfHead(raw);
  const type = end === undefined ? '' : (fieldsOf(raw).find(({ name }) => name === 'content-type')?.value ?? '');
  const [, quoted, bare] = /^multipart\/.*?;\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/is.exec(type) ?? [];
  const boundary = quoted?.replace(/\\(.)/g, '$1') ?? bare;
  if (boundary === undefined) return false;
  const body = Buffer.from(raw.subarray((end ?? 0) - 1)).toString('latin1');
  const delimiter = Buffer.from(boundary).toString('latin1').replace(/[^\w]/g, '\\$&');
  return new RegExp(`\\n--${delimiter}--[ \\t]*(?:\\r?\\n|$)`).test(body);
}
