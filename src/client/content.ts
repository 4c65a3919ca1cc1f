import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { fieldValues } from '../model/exchange.ts';
import { mostContent } from './response-reader.ts';
import type { Answer, RawResponse } from './transport.ts';

/** What is said of content that is not coded as its Content-Encoding says. */
export const undecodable = 'the content is not coded as its Content-Encoding says';

/** RFC 9110 §8.4.1. */
const decoders: Readonly<Record<string, (octets: Buffer, options: { readonly maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/**
 * The response with its content codings undone, although the request asked for none. What decodes to more than
 * `mostContent` octets, however few came, stays as it came and counts as truncated.
 */
export function withoutCodings(response: RawResponse): Answer {
  const codings = fieldValues(response.fields, 'content-encoding')
    .flatMap((value) => value.toLowerCase().split(','))
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (response.content.length === 0 || response.truncated) return { response };
  const known = codings.flatMap((coding) => decoders[coding] ?? []);
  if (known.length < codings.length) return { response: { ...response, unknownCoding: codings.join(', ') } };
  try {
    const content = known.reduceRight(
      (octets, decode) => decode(octets, { maxOutputLength: mostContent }),
      response.content,
    );
    return { response: { ...response, content } };
  } catch (error) {
    const isTooLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    if (isTooLong) return { response: { ...response, truncated: true } };
    return { noAnswer: { kind: 'undecodable', message: undecodable } };
  }
}

/** Content as text: UTF-8, or UTF-16 where a byte order mark says so (RFC 7303 §3 for XML). */
export function textOf(content: Buffer): string {
  const mark = content.toString('hex', 0, 2);
  if (mark === 'fffe' || mark === 'feff') {
    return new TextDecoder(mark === 'fffe' ? 'utf-16le' : 'utf-16be', { ignoreBOM: true }).decode(content);
  }
  return content.toString('utf8');
}
