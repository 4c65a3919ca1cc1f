import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/**
 * An answer in application/problem+json (RFC 9457 §3), with extension members (§3.2) where there are any. Its type is
 * `about:blank`, so its title is the status phrase (§4.2.1).
 */
export function problem(c: Context, status: ContentfulStatusCode, detail: string, extensions: object = {}): Response {
  const title = STATUS_CODES[status];
  const content = { type: 'about:blank', title, status, detail, instance: `urn:uuid:${randomUUID()}`, ...extensions };
  return c.json(content, status, { 'Content-Type': 'application/problem+json' });
}
