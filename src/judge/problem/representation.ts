import { type ReceivedResponse, withoutMarks } from '../../model/exchange.ts';
import { mediaTypeOf } from './media-type.ts';
import { parseXml, problemOf } from './xml.ts';

/** What a response's content represents, read as its Content-Type declares. */
export type Representation =
  /** No content, or of a type that is not read. */
  | { readonly kind: 'none' }
  /** Not read to its end, or in a content coding that is not known. */
  | { readonly kind: 'unread'; readonly why: string }
  /** Not what its type declares; `why` completes "is no JSON: …". */
  | { readonly kind: 'malformed'; readonly why: string }
  /** Any JSON value, or the object that XML stands for. */
  | { readonly kind: 'value'; readonly value: unknown };

/**
 * Reads JSON (a byte order mark may stand before it: RFC 8259 §8.1), XML, and text/plain that holds a JSON object; other
 * text/plain is prose.
 */
export function representationOf(response: ReceivedResponse): Representation {
  const { content, contentLength, truncated, unknownCoding } = response;
  const { family } = mediaTypeOf(response);
  if (contentLength === 0 || family === 'other') return { kind: 'none' };
  if (truncated) return { kind: 'unread', why: 'the content is longer than the 4 MiB that are read' };
  if (unknownCoding !== undefined) return { kind: 'unread', why: `the content coding ${unknownCoding} is not known` };
  if (family === 'xml') return read(content, (text) => problemOf(parseXml(text)), 'x');
  const json = read(content.replace(/^\ufeff/, ''), JSON.parse, '1');
  const isProse = family === 'text' && !(json.kind === 'value' && isObject(json.value));
  return isProse ? { kind: 'none' } : json;
}

/** `standIn` is put where a secret was masked, if the text cannot be read as it is recorded. */
function read(text: string, parse: (text: string) => unknown, standIn: string): Representation {
  try {
    return { kind: 'value', value: parse(text) };
  } catch (error) {
    const readable = withoutMarks(text, standIn);
    if (readable !== text) return read(readable, parse, standIn);
    return { kind: 'malformed', why: (error as Error).message };
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of the problem object that a response represents; `undefined` where it represents none. */
export function problemIn(response: ReceivedResponse): Readonly<Record<string, unknown>> | undefined {
  const representation = representationOf(response);
  return representation.kind === 'value' && isObject(representation.value) ? representation.value : undefined;
}
