import {
  type Field,
  fieldValues,
  type GrammarBreach,
  type InterimResponse,
  type NoAnswerKind,
} from '../model/exchange.ts';
import type { RawResponse } from './transport.ts';

/** Octets of status lines and header sections, interim responses included; the trailer section has as many again. */
export const mostHead = 256 * 1024;
/** Octets of content that are read. */
export const mostContent = 4 * 1024 * 1024;

/** Octets that came and were not read yet. */
export interface Incoming {
  pending: Buffer;
  /** How far the response came, as the end of a sentence: "within the status line". */
  place: string;
  /** Waits for further octets; false once the server has closed. Rejects with NoResponse at the time-out or a broken connection. */
  more(): Promise<boolean>;
}

/** Why the octets are no complete response. */
export class NoResponse extends Error {
  readonly kind: NoAnswerKind;
  /** Whether the head of a final response had come. */
  readonly headCame: boolean;

  constructor(kind: NoAnswerKind, message: string, headCame = false) {
    super(message);
    this.kind = kind;
    this.headCame = headCame;
  }
}

function afterHead(error: unknown): never {
  throw error instanceof NoResponse ? new NoResponse(error.kind, error.message, true) : error;
}

/** A response without what is known only once the connection is left alone. Text as Latin-1, nothing masked. */
export type ParsedResponse = Omit<RawResponse, 'trailing' | 'closed'>;

type Head = Pick<ParsedResponse, 'version' | 'status' | 'reason' | 'fields'>;

/** One response being read: what the section may still take, and what broke the grammar without hiding what was meant. */
interface Reading {
  readonly incoming: Incoming;
  budget: number;
  /** Each once, by its message. */
  readonly breaches: Map<string, GrammarBreach>;
}

interface Content {
  readonly parts: Buffer[];
  length: number;
  truncated: boolean;
}

/**
 * Reads the final response to a request of that method (RFC 9112 §2 to §7), leniently: what breaks the grammar and is clear
 * all the same is named among the breaches. What follows the response stays in `incoming.pending`.
 * Rejects with NoResponse: `not-http`, `oversized`, `dropped`, or what `incoming.more` says.
 */
export async function readResponse(
  incoming: Incoming,
  method: string,
  onInterim: (status: number) => void = () => {},
): Promise<ParsedResponse> {
  const reading: Reading = { incoming, budget: mostHead, breaches: new Map() };
  const interim: InterimResponse[] = [];
  for (;;) {
    const head = await readHead(reading);
    if (head.status >= 200) {
      const { parts, truncated } = await readContent(reading, head, method).catch(afterHead);
      const breaches = reading.breaches.size > 0 && { breaches: [...reading.breaches.values()] };
      return { ...head, interim, content: Buffer.concat(parts), truncated, ...breaches };
    }
    for (const name of ['Content-Length', 'Transfer-Encoding']) {
      if (fieldValues(head.fields, name).length > 0) {
        note(reading, 'framing', `an interim ${head.status} has ${name} (RFC 9110 §8.6, RFC 9112 §6.1)`);
      }
    }
    interim.push({ status: head.status, fields: head.fields });
    onInterim(head.status);
  }
}

async function readHead(reading: Reading): Promise<Head> {
  const { incoming } = reading;
  incoming.place = 'before the first octet of a final response';
  await expectVersion(incoming);
  incoming.place = 'within the status line';
  const line = await readLine(reading);
  // RFC 9112 §4 wants the blank after the status code even where there is no reason; many leave it out.
  const [, version, status, reason = ''] = /^(HTTP\/1\.\d) ([1-9]\d\d)(?: (.*))?$/s.exec(line) ?? [];
  if (version === undefined) throw notHttp(`${quoted(line)} is no status line of HTTP/1.x`);
  noteControls(reading, reason, 'the reason phrase', 'RFC 9112 §4');
  return { version, status: Number(status), reason, fields: await readFields(reading, 'header section') };
}

/** Sees at the first wrong octet that this is another protocol, rather than wait for a line end that never comes. */
async function expectVersion(incoming: Incoming): Promise<void> {
  const start = 'HTTP/1.';
  for (;;) {
    const got = incoming.pending.toString('latin1', 0, start.length);
    if (!start.startsWith(got)) {
      throw notHttp(`${quoted(incoming.pending.toString('latin1', 0, 60))} stands where a status line should begin`);
    }
    if (got === start) return;
    await need(incoming);
  }
}

async function readFields(reading: Reading, section: string): Promise<Field[]> {
  const { incoming } = reading;
  const fields: Field[] = [];
  let previous: Field | undefined;
  for (let line = await next(); line !== ''; line = await next()) {
    if (previous !== undefined && /^[ \t]/.test(line)) {
      note(reading, 'syntax', `${previous[0]} is folded (RFC 9112 §5.2)`);
      // §5.2: a user agent replaces the fold by a blank.
      previous = [previous[0], `${previous[1]} ${trimmed(line)}`];
      fields[fields.length - 1] = previous;
    } else {
      previous = parseField(line, reading);
      if (previous) fields.push(previous);
    }
  }
  return fields;

  function next(): Promise<string> {
    incoming.place = `within the ${section}, after ${fields.length} field lines`;
    return readLine(reading);
  }
}

/** A line without a colon names nothing that could be read. */
function parseField(line: string, reading: Reading): Field | undefined {
  const colon = line.indexOf(':');
  if (colon < 1) {
    note(reading, 'syntax', `${quoted(line)} is no field line: a name, a colon, a value (RFC 9112 §5)`);
    return undefined;
  }
  const before = line.slice(0, colon);
  const name = before.trimEnd();
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(before)) {
    note(reading, 'syntax', `${quoted(before)} is no field name: a token, and at once its colon (RFC 9112 §5)`);
  }
  noteControls(reading, line.slice(colon), name, 'RFC 9110 §5.5');
  return [name, trimmed(line.slice(colon + 1))];
}

async function readLine(reading: Reading): Promise<string> {
  const { incoming } = reading;
  let end = incoming.pending.indexOf('\n');
  while (end < 0 && incoming.pending.length <= reading.budget) {
    await need(incoming);
    end = incoming.pending.indexOf('\n');
  }
  reading.budget -= end + 1;
  if (end < 0 || reading.budget < 0) {
    throw new NoResponse('oversized', `more than ${mostHead} octets ${incoming.place}: the suite's own limit`);
  }
  const line = incoming.pending.toString('latin1', 0, end);
  incoming.pending = incoming.pending.subarray(end + 1);
  if (!line.endsWith('\r')) note(reading, 'line-end', 'a line ends with LF alone (RFC 9112 §2.2)');
  return line.replace(/\r$/, '');
}

/** Control characters are in no text of a head; a tab counts as a blank. */
function noteControls(reading: Reading, text: string, where: string, section: string): void {
  const control = /[\0-\x08\x0a-\x1f\x7f]/.exec(text)?.[0];
  if (control === undefined) return;
  const code = control.charCodeAt(0).toString(16).padStart(2, '0');
  note(reading, 'syntax', `${where} holds the control character %x${code} (${section})`);
}

function note({ breaches }: Reading, kind: GrammarBreach['kind'], message: string): void {
  breaches.set(message, { kind, message });
}

/** RFC 9112 §6.3, in its order. */
async function readContent(reading: Reading, head: Head, method: string): Promise<Content> {
  const { incoming } = reading;
  const content: Content = { parts: [], length: 0, truncated: false };
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return content;
  const coding = fieldValues(head.fields, 'transfer-encoding').join(',');
  const length = declaredLength(head.fields, reading);
  if (coding !== '' && length !== undefined) {
    note(reading, 'framing', 'both Content-Length and Transfer-Encoding are there (RFC 9112 §6.2)');
  }
  if (/chunked.*chunked/i.test(coding)) note(reading, 'framing', 'chunked is applied twice (RFC 9112 §6.1)');
  if (/(^|[,\s])chunked\s*$/i.test(coding)) await takeChunks(reading, content);
  else if (coding !== '' || length === undefined) await takeUntilClose(incoming, content);
  else await takeLength(reading, length, content);
  return content;
}

/** RFC 9110 §8.6 lets a list of identical numbers pass. Of several the first is taken. */
function declaredLength(fields: readonly Field[], reading: Reading): number | undefined {
  const lengths = new Set(fieldValues(fields, 'content-length').flatMap((value) => value.split(',').map(trimmed)));
  if (lengths.size === 0) return undefined;
  const numbers = [...lengths].filter((length) => /^\d+$/.test(length));
  if (numbers.length !== 1 || lengths.size !== 1) {
    note(reading, 'framing', `Content-Length ${quoted([...lengths].join(', '))} is not one number (RFC 9110 §8.6)`);
  }
  return numbers[0] === undefined ? undefined : Number(numbers[0]);
}

async function takeChunks(reading: Reading, content: Content): Promise<void> {
  const { incoming } = reading;
  for (;;) {
    incoming.place = `within a chunk size, after ${content.length} octets of content`;
    reading.budget = mostHead;
    const line = await readLine(reading);
    const size = /^([0-9A-Fa-f]+)[ \t]*(?:;.*)?$/s.exec(line)?.[1];
    if (size === undefined) throw notHttp(`${quoted(line)} stands where the size of a chunk should`);
    const octets = Number.parseInt(size, 16);
    if (octets === 0) {
      await readFields(reading, 'trailer section');
      return;
    }
    if ((await take(incoming, octets, content)) > 0) throw closedEarly(incoming);
    if (content.truncated) return;
    while (incoming.pending.length < 2) await need(incoming);
    if (incoming.pending.toString('latin1', 0, 2) !== '\r\n') {
      throw notHttp(`a chunk of ${octets} octets is not followed by CRLF`);
    }
    incoming.pending = incoming.pending.subarray(2);
  }
}

/** RFC 9112 §8: less than was declared is not all of it. It is read so far, so that nobody takes its server for silent. */
async function takeLength(reading: Reading, length: number, content: Content): Promise<void> {
  const missing = await take(reading.incoming, length, content);
  if (missing === 0) return;
  const came = `the connection ended after ${content.length} octets`;
  note(reading, 'framing', `Content-Length is ${length}, and ${came} (RFC 9112 §8)`);
}

/** Says how many of so many octets the server has left out before it closed. */
async function take(incoming: Incoming, count: number, content: Content): Promise<number> {
  let left = count;
  while (left > 0 && !content.truncated) {
    incoming.place = `within the content, ${left} octets short`;
    if (incoming.pending.length === 0 && !(await incoming.more())) return left;
    left -= takePending(incoming, left, content);
  }
  return 0;
}

async function takeUntilClose(incoming: Incoming, content: Content): Promise<void> {
  do {
    takePending(incoming, incoming.pending.length, content);
    incoming.place = `within the content, after ${content.length} octets`;
  } while (!content.truncated && (await incoming.more()));
}

function takePending(incoming: Incoming, count: number, content: Content): number {
  const part = incoming.pending.subarray(0, count);
  incoming.pending = incoming.pending.subarray(part.length);
  const kept = part.subarray(0, mostContent - content.length);
  content.parts.push(kept);
  content.length += kept.length;
  content.truncated = kept.length < part.length;
  return part.length;
}

async function need(incoming: Incoming): Promise<void> {
  if (!(await incoming.more())) throw closedEarly(incoming);
}

function closedEarly({ place }: Incoming): NoResponse {
  return new NoResponse('dropped', `the server closed the connection ${place}`);
}

function notHttp(message: string): NoResponse {
  return new NoResponse('not-http', `no HTTP response: ${message}`);
}

/** OWS (RFC 9110 §5.6.3) is SP and HTAB only; `trim` would take other Latin-1 blanks with it. */
function trimmed(text: string): string {
  return text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
