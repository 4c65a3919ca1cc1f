import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { fieldValues } from '../model/exchange.ts';
import { mostContent } from './response-reader.ts';
import type { RawResponse } from './transport.ts';

/** RFC 9110 §8.4.1. */
const decoders: Readonly<Record<string, (octets: Buffer, options: { readonly maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** The codings of the HTTP Content Coding Registry (RFC 9110 §16.6.1) that are not undone here. */
const registered = ['aes128gcm', 'compress', 'dcb', 'dcz', 'exi', 'pack200-gzip', 'x-compress', 'zstd'];

/**
 * The response with its content codings undone, asked for or not. What decodes to more than `mostContent` octets, however
 * few came, stays as it came and counts as truncated. Without content there is nothing to undo.
 */
export function withoutCodings(response: RawResponse): RawResponse {
  const codings = fieldValues(response.fields, 'content-encoding')
    .flatMap((value) => value.toLowerCase().split(','))
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (response.content.length === 0) return response;
  const strange = codings.find((coding) => !Object.hasOwn(decoders, coding) && !registered.includes(coding));
  if (strange !== undefined)
    return { ...response, miscoded: `${strange} is no content coding that IANA has registered` };
  if (response.truncated) return response;
  const known = codings.flatMap((coding) => decoders[coding] ?? []);
  if (known.length < codings.length) return { ...response, unknownCoding: codings.join(', ') };
  try {
    const content = known.reduceRight(
      (octets, decode) => decode(octets, { maxOutputLength: mostContent }),
      response.content,
    );
    return { ...response, content };
  } catch (error) {
    const isTooLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLong
      ? { ...response, truncated: true }
      : { ...response, miscoded: `it cannot be decoded as ${codings.join(', ')}` };
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
