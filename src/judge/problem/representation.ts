import { type ReceivedResponse, withoutMarks } from '../../model/exchange.ts';
import { mediaTypeOf } from './media-type.ts';
import { unlikeMembers } from './unlike-members.ts';
import { parseXml, problemOf } from './xml.ts';

/** A text that was read, or why it could not be; `why` completes "is no JSON: …". */
type Reading<T> = { readonly kind: 'value'; readonly value: T } | { readonly kind: 'malformed'; readonly why: string };

/** What a response's content represents, read as its Content-Type declares: any JSON value, or the object that XML stands for. */
export type Representation =
  /** No content, or of a type that is not read. */
  | { readonly kind: 'none' }
  /** Not read to its end, or in a content coding that cannot be undone. */
  | { readonly kind: 'unread'; readonly why: string }
  | Reading<unknown>;

/**
 * Reads JSON (a byte order mark may stand before it: RFC 8259 §8.1), XML, and text/plain that holds a JSON object; other
 * text/plain is prose.
 */
export function representationOf(response: ReceivedResponse): Representation {
  const { content, contentLength, truncated, unknownCoding } = response;
  const { family } = mediaTypeOf(response);
  if (contentLength === 0 || family === 'other') return { kind: 'none' };
  if (truncated) return { kind: 'unread', why: "the content is longer than 4 MiB, the suite's own limit" };
  if (unknownCoding !== undefined)
    return { kind: 'unread', why: `the suite cannot undo the content coding ${unknownCoding}` };
  if (family === 'xml') return read(content, (text) => problemOf(parseXml(text)), 'x');
  const json = read<unknown>(withoutMark(content), JSON.parse, '1');
  const isProse = family === 'text' && !(json.kind === 'value' && isObject(json.value));
  return isProse ? { kind: 'none' } : json;
}

/** `standIn` is put where a secret was masked, if the text cannot be read as it is recorded. */
function read<T>(text: string, parse: (text: string) => T, standIn: string): Reading<T> {
  try {
    return { kind: 'value', value: parse(text) };
  } catch (error) {
    const readable = withoutMarks(text, standIn);
    if (readable !== text) return read(readable, parse, standIn);
    return { kind: 'malformed', why: (error as Error).message };
  }
}

const withoutMark = (text: string): string => text.replace(/^\ufeff/, '');

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of the problem object that a response represents; `undefined` where it represents none. */
export function problemIn(response: ReceivedResponse): Readonly<Record<string, unknown>> | undefined {
  const representation = representationOf(response);
  return representation.kind === 'value' && isObject(representation.value) ? representation.value : undefined;
}

/** The members that stand more than once in the JSON of a problem object, with unlike values. */
export function unlikeMembersIn(response: ReceivedResponse): readonly string[] {
  if (mediaTypeOf(response).family === 'xml' || problemIn(response) === undefined) return [];
  const found = read(withoutMark(response.content), unlikeMembers, '1');
  return found.kind === 'value' ? found.value : [];
}
