import type { Field, NoAnswer, ReceivedResponse } from '../model/exchange.ts';

/** A request about to be sent: everything in clear, so it never leaves `src/client`. */
export interface PreparedRequest {
  readonly method: string;
  readonly origin: URL;
  /** Origin form: path and query (RFC 9112 §3.2.1). */
  readonly target: string;
  readonly fields: readonly Field[];
  readonly content?: Buffer;
}

/** A response as it came, nothing masked: it never leaves `src/client`. */
export interface RawResponse extends Omit<ReceivedResponse, 'content' | 'contentLength' | 'validUtf8'> {
  readonly content: Buffer;
}

/** What came of sending a request. No answer is a value, not an exception. */
export type Answer = { readonly response: RawResponse } | { readonly noAnswer: NoAnswer };

export interface Transport {
  transmit(request: PreparedRequest, timeoutMs: number): Promise<Answer>;
}

/** A response is read up to 1 MiB. */
export const mostContent = 1024 * 1024;

/** Whether an HTTP library would change the request: it merges equal field names and normalises targets. */
export function needsExactBytes({ origin, target, fields }: PreparedRequest): boolean {
  const names = new Set(fields.map(([name]) => name.toLowerCase()));
  const url = new URL(origin.origin + target);
  return names.size < fields.length || url.origin !== origin.origin || url.pathname + url.search !== target;
}
