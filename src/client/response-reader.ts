import { type Field, fieldValues, type NoAnswerKind } from '../model/exchange.ts';
import { mostContent, type RawResponse } from './transport.ts';

/** Octets of status lines and header sections, interim responses included; the trailer section has as many again. */
export const mostHeaderSection = 64 * 1024;

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

  constructor(kind: NoAnswerKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

interface Head {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly Field[];
}

/** Field values and reason as Latin-1, nothing masked. */
export interface ParsedResponse extends Head, Pick<RawResponse, 'content' | 'truncated'> {}

/** Octets that a section may still take. */
interface Budget {
  left: number;
}

interface Content {
  readonly parts: Buffer[];
  length: number;
  truncated: boolean;
}

/**
 * Reads the final response to a request of that method (RFC 9112 §2 to §7); the status codes of interim ones are
 * appended to `interim`. What follows the response stays in `incoming.pending`.
 * Rejects with NoResponse: `not-http`, `dropped`, or what `incoming.more` says.
 */
export async function readResponse(incoming: Incoming, method: string, interim: number[]): Promise<ParsedResponse> {
  const budget = { left: mostHeaderSection };
  for (;;) {
    const head = await readHead(incoming, budget);
    if (head.status >= 200) {
      const { parts, truncated } = await readContent(incoming, head, method);
      return { ...head, content: Buffer.concat(parts), truncated };
    }
    interim.push(head.status);
  }
}

async function readHead(incoming: Incoming, budget: Budget): Promise<Head> {
  incoming.place = 'before the first octet of a final response';
  await expectVersion(incoming);
  incoming.place = 'within the status line';
  const line = await readLine(incoming, budget);
  // RFC 9112 §4 wants the blank after the status code even where there is no reason; many leave it out.
  const [, version, status, reason = ''] = /^(HTTP\/1\.\d) ([1-9]\d\d)(?: (.*))?$/.exec(line) ?? [];
  if (version === undefined) throw notHttp(`${quoted(line)} is no status line of HTTP/1.x`);
  return { version, status: Number(status), reason, fields: await readFields(incoming, budget, 'header section') };
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

async function readFields(incoming: Incoming, budget: Budget, section: string): Promise<Field[]> {
  const fields: Field[] = [];
  for (;;) {
    incoming.place = `within the ${section}, after ${fields.length} field lines`;
    const line = await readLine(incoming, budget);
    if (line === '') return fields;
    const previous = fields.at(-1);
    if (previous !== undefined && /^[ \t]/.test(line)) {
      // RFC 9112 §5.2: a user agent replaces obs-fold by a blank.
      fields[fields.length - 1] = [previous[0], `${previous[1]} ${trimmed(line)}`];
    } else {
      fields.push(parseField(line));
    }
  }
}

function parseField(line: string): Field {
  const name = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):/.exec(line)?.[1];
  if (name === undefined) throw notHttp(`${quoted(line)} is no field line (a token, a colon, a value)`);
  return [name, trimmed(line.slice(name.length + 1))];
}

async function readLine(incoming: Incoming, budget: Budget): Promise<string> {
  let end = incoming.pending.indexOf('\n');
  while (end < 0 && incoming.pending.length <= budget.left) {
    await need(incoming);
    end = incoming.pending.indexOf('\n');
  }
  budget.left -= end + 1;
  if (end < 0 || budget.left < 0) throw notHttp(`more than ${mostHeaderSection} octets ${incoming.place}`);
  const line = incoming.pending.toString('latin1', 0, end);
  incoming.pending = incoming.pending.subarray(end + 1);
  if (!line.endsWith('\r')) throw notHttp(`a bare LF instead of CRLF ends the line ${quoted(line)}`);
  if (/[\r\0]/.test(line.slice(0, -1))) throw notHttp(`the line ${quoted(line)} contains a bare CR or a NUL`);
  return line.slice(0, -1);
}

/** RFC 9112 §6.3, in its order. */
async function readContent(incoming: Incoming, head: Head, method: string): Promise<Content> {
  const content: Content = { parts: [], length: 0, truncated: false };
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return content;
  const coding = fieldValues(head.fields, 'transfer-encoding').join(',');
  if (/(^|[,\s])chunked\s*$/i.test(coding)) await takeChunks(incoming, content);
  else if (coding !== '') await takeUntilClose(incoming, content);
  else {
    const length = declaredLength(head.fields);
    if (length === undefined) await takeUntilClose(incoming, content);
    else await take(incoming, length, content);
  }
  return content;
}

/** RFC 9110 §8.6 lets a list of identical numbers pass. */
function declaredLength(fields: readonly Field[]): number | undefined {
  const lengths = new Set(fieldValues(fields, 'content-length').flatMap((value) => value.split(',').map(trimmed)));
  const [length, ...others] = lengths;
  if (length === undefined) return undefined;
  if (others.length > 0 || !/^\d+$/.test(length)) {
    throw notHttp(`Content-Length ${quoted([...lengths].join(', '))} is not one number`);
  }
  return Number(length);
}

async function takeChunks(incoming: Incoming, content: Content): Promise<void> {
  for (;;) {
    incoming.place = `within a chunk size, after ${content.length} octets of content`;
    const line = await readLine(incoming, { left: mostHeaderSection });
    const size = /^([0-9A-Fa-f]+)[ \t]*(?:;.*)?$/.exec(line)?.[1];
    if (size === undefined) throw notHttp(`${quoted(line)} stands where the size of a chunk should`);
    const octets = Number.parseInt(size, 16);
    if (octets === 0) {
      await readFields(incoming, { left: mostHeaderSection }, 'trailer section');
      return;
    }
    await take(incoming, octets, content);
    if (content.truncated) return;
    while (incoming.pending.length < 2) await need(incoming);
    if (incoming.pending.toString('latin1', 0, 2) !== '\r\n') {
      throw notHttp(`a chunk of ${octets} octets is not followed by CRLF`);
    }
    incoming.pending = incoming.pending.subarray(2);
  }
}

async function take(incoming: Incoming, count: number, content: Content): Promise<void> {
  let left = count;
  while (left > 0 && !content.truncated) {
    incoming.place = `within the content, ${left} octets short`;
    if (incoming.pending.length === 0) await need(incoming);
    left -= takePending(incoming, left, content);
  }
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
  if (!(await incoming.more())) throw new NoResponse('dropped', `the server closed the connection ${incoming.place}`);
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
