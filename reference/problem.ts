import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** What an error says (RFC 9457 §3.1). */
export interface ProblemObject {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
}

declare module 'hono' {
  interface ContextVariableMap {
    /** What the answer says, if it is an error: for whoever writes it in another way. */
    problem?: ProblemObject;
  }
}

/** The media types of an error; where a client prefers none, the first. */
const types = [
  'application/problem+json',
  'application/json',
  'text/json',
  'text/plain',
  'application/problem+xml',
  'application/xml',
  'text/xml',
];

/**
 * An error, as Accept asks for it, with extension members (RFC 9457 §3.2) where there are any. Its type is `about:blank`, so its
 * title is the status phrase (§4.2.1).
 */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  detail: string,
  extensions: Readonly<Record<string, string>> = {},
): Response {
  const title = STATUS_CODES[status] ?? '';
  const object = { type: 'about:blank', title, status, detail, instance: `urn:uuid:${randomUUID()}`, ...extensions };
  c.set('problem', object);
  const type = preferredType(c);
  const content = type.endsWith('xml') ? inXml(object) : JSON.stringify(object);
  return c.body(content, status, { 'Content-Type': type });
}

/** RFC 9110 §12.5.1: of the types the one of the highest quality, which the most specific range that takes it gives. */
function preferredType(c: Context): string {
  return accepts(c, {
    header: 'Accept',
    supports: types,
    default: 'application/problem+json',
    match(ranges, { supports, default: usual }) {
      const qualityOf = (type: string): number => {
        const takers = [type, type.replace(/\/.*/, '/*'), '*/*'];
        const [quality = 0] = takers.flatMap(
          (taker) => ranges.find((range) => range.type.toLowerCase() === taker)?.q ?? [],
        );
        return quality;
      };
      const [best = usual] = supports.filter(qualityOf).toSorted((a, b) => qualityOf(b) - qualityOf(a));
      return best;
    },
  });
}

const text = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** RFC 9457 Appendix B. */
function inXml(object: ProblemObject): string {
  const escaped = (value: unknown) => text(value).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  const members = Object.entries(object).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<problem xmlns="urn:ietf:rfc:7807">${members.join('')}</problem>`;
}
