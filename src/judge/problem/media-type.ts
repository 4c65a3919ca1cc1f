import { MIMEType } from 'whatwg-mimetype';
import { fieldValues, type ReceivedResponse, withoutMarks } from '../../model/exchange.ts';

/** How content of a media type is written; `text` is text/plain, `other` whatever can hold no problem object. */
type Family = 'json' | 'xml' | 'text' | 'other';

export interface MediaType {
  readonly family: Family;
  /** Type and subtype in lower case, without parameters (RFC 9110 §8.3.1); empty where there is none or it cannot be read. */
  readonly essence: string;
  /** The field's value as it was sent, for a message. */
  readonly sent: string;
  /** The charset parameter, in lower case. */
  readonly charset: string | undefined;
  /** Whether it keeps to the grammar of RFC 9110 §8.3.1, parameters included. */
  readonly grammatical: boolean;
}

/** The document shows seven representations of one schema and has lost their types: those that ASP.NET's formatters and problem writers know. */
export const documentedTypes: readonly string[] = [
  'application/json',
  'application/problem+json',
  'text/json',
  'application/xml',
  'application/problem+xml',
  'text/xml',
  'text/plain',
];

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const parameter = `${token}=(?:${token}|"(?:[^"\\\\]|\\\\.)*")`;
const grammar = new RegExp(`^${token}/${token}(?:[ \\t]*;[ \\t]*(?:${parameter})?)*$`);

/** What the Content-Type says. Two lines of it that are not alike say nothing (RFC 9110 §5.3: it is no list). */
export function mediaTypeOf({ fields }: ReceivedResponse): MediaType {
  const lines = [...new Set(fieldValues(fields, 'content-type'))];
  const sent = lines.join(', ') || 'no Content-Type';
  const readable = withoutMarks(sent, 'x');
  const type = lines.length === 1 ? MIMEType.parse(readable) : null;
  const essence = type?.essence ?? '';
  return {
    family: familyOf(essence),
    essence,
    sent,
    charset: type?.parameters.get('charset')?.toLowerCase(),
    grammatical: grammar.test(readable),
  };
}

function familyOf(essence: string): Family {
  if (essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json')) return 'json';
  if (essence === 'application/xml' || essence === 'text/xml' || essence.endsWith('+xml')) return 'xml';
  return essence === 'text/plain' ? 'text' : 'other';
}

/** What an Accept that takes JSON may name. */
const rangesOfJson = ['application/json', 'application/problem+json', '*/*'];
/** RFC 9110 §12.4.2: 0 takes nothing. */
const weight = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Whether an Accept takes JSON (RFC 9110 §12.5.1). One that breaks its grammar says nothing of the kind, whatever stands in it: a
 * server may refuse it whole.
 */
export function acceptsJson(accept: string): boolean {
  const ranges = accept.split(',').flatMap((part) => part.trim() || []);
  const known = ranges.filter((range) => grammar.test(range)).flatMap((range) => MIMEType.parse(range) ?? []);
  const read = known.map(({ essence, parameters }) => ({ essence, q: parameters.get('q') ?? '1' }));
  if (read.length < ranges.length || !read.every(({ q }) => weight.test(q))) return false;
  return read.length === 0 || read.some(({ essence, q }) => rangesOfJson.includes(essence) && Number(q) > 0);
}

/** The media types of RFC 9457: only in these do its demands hold. */
export const isProblemType = ({ essence }: MediaType): boolean =>
  essence === 'application/problem+json' || essence === 'application/problem+xml';
