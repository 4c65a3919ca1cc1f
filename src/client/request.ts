/** A field line as it is to be sent: text is Latin-1, a Buffer is for other octets. What stands between is a colon and a blank. */
export type FieldLine = readonly [name: string, value: string | Buffer, between?: string];

/** A request about to be sent: everything in clear, so it never leaves `src/client`. */
export interface PreparedRequest {
  readonly method: string;
  /** Only scheme, host and port matter. */
  readonly origin: URL;
  /** The request-target (RFC 9112 §3.2), sent as it stands. */
  readonly target: string;
  /** As in `HTTP/1.1`. */
  readonly version: string;
  /** Every field line, in order, those of the framing included. */
  readonly fields: readonly FieldLine[];
  readonly content: Buffer;
  /** What follows the head: the content, framed, and its trailers. */
  readonly body: Buffer;
  /** Offsets in the octets, read as Latin-1, at which another segment begins. */
  readonly segments?: (octets: string) => readonly number[];
  /** The body is kept back until the server asks for it by 100 (RFC 9110 §10.1.1). */
  readonly awaitsContinue?: true;
  /** The request that follows on the same connection, before any answer (RFC 9112 §9.3.2). */
  readonly pipelined?: PreparedRequest;
  /** Its octets went out behind those of the one before: only its answer is still to be read. */
  readonly isSent?: true;
  /** Waits after the answer for the server to end the connection. */
  readonly awaitsClose?: true;
}

/**
 * A request of the suite's own, which asks nothing of the operation: for a token, a build, an e-mail. `fields` come behind Host,
 * Connection and those of the framing; a GET has no content.
 */
export function ownRequest(
  url: URL,
  fields: readonly FieldLine[],
  { method = 'GET', content = Buffer.alloc(0) }: Partial<Pick<PreparedRequest, 'method' | 'content'>> = {},
): PreparedRequest {
  const framing = framed(content, method === 'GET' ? 'none' : 'content-length');
  return {
    method,
    origin: url,
    target: url.pathname + url.search,
    version: 'HTTP/1.1',
    fields: [['Host', url.host], ['Connection', 'close'], ...framing.fields, ...fields],
    content,
    body: framing.body,
  };
}

/** The request's octets, in the segments that are sent each by itself. Nothing is added. */
export function octetsOf(request: PreparedRequest): Buffer[] {
  const { method, target, version, fields, body, segments, awaitsContinue, pipelined, isSent } = request;
  if (isSent) return [];
  const lines = fields.flatMap(([name, value, between = ': ']) => [name, between, value, '\r\n']);
  const head = [`${method} ${target} ${version}\r\n`, ...lines, '\r\n'].map(latin1);
  const next = pipelined ? octetsOf(pipelined) : [];
  const whole = Buffer.concat([...head, ...(awaitsContinue ? [] : [body]), ...next]);
  const cuts = segments?.(whole.toString('latin1')) ?? [];
  return [0, ...cuts].map((start, index) => whole.subarray(start, cuts[index] ?? whole.length));
}

function latin1(part: string | Buffer): Buffer {
  if (typeof part !== 'string') return part;
  // Buffer.from would keep the low octet only, so that U+010A became a line feed.
  if (/[^\0-\xff]/.test(part))
    throw new RangeError('a character beyond Latin-1 in a request: give its octets as a Buffer');
  return Buffer.from(part, 'latin1');
}

/** How content is told from what follows (RFC 9112 §6): by its length, in chunks, or not at all. */
export type Framing = 'content-length' | 'chunked' | 'none';

/** The field and the octets that frame content; trailers go with chunks only (RFC 9112 §7.1). */
export function framed(
  content: Buffer,
  framing: Framing,
  trailers: readonly FieldLine[] = [],
): { readonly fields: readonly FieldLine[]; readonly body: Buffer } {
  if (framing === 'none') return { fields: [], body: content };
  if (framing === 'content-length') return { fields: [['Content-Length', `${content.length}`]], body: content };
  const chunk = content.length === 0 ? [] : [`${content.length.toString(16)}\r\n`, content, '\r\n'];
  const lines = trailers.flatMap(([name, value]) => [name, ': ', value, '\r\n']);
  const body = Buffer.concat([...chunk, '0\r\n', ...lines, '\r\n'].map(latin1));
  return { fields: [['Transfer-Encoding', 'chunked']], body };
}
