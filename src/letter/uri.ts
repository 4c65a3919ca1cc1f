import { parseUrl } from '../model/url.ts';

/** A place in a URI where a value may stand. */
export interface Part {
  /** As `query token`, `path segment 3`, `fragment`, `host`. */
  readonly where: string;
  /** What the value is called: its key, or the segment before it. May be empty. */
  readonly name: string;
  /** As it is written, and percent-decoded. */
  readonly written: string;
  readonly value: string;
}

export const schemeOf = (uri: string): string => /^[a-z][a-z0-9+.-]*(?=:)/i.exec(uri)?.[0].toLowerCase() ?? '';

/** RFC 3986 §3. What has no authority is all path; an app's own authority is as good as a segment. */
export function partsOf(uri: string): Part[] {
  const { authority, path, query, fragment } = splitUri(uri);
  const host = isWeb(uri) || authority === '' ? [] : [part('host', '', authority)];
  const [route = '', ...arguments_] = fragment.split(/[?&]/);
  const isPair = /^[\w.~-]{1,40}=/.test(route);
  const ofRoute = isPair ? pairs([route], 'fragment') : segments(route, 'fragment');
  const ofQuery = query === '' ? [] : pairs(query.split('&'), 'query');
  return [...host, ...segments(path, 'path segment'), ...ofQuery, ...ofRoute, ...pairs(arguments_, 'fragment')];
}

export function splitUri(uri: string) {
  const all = /^[^:/?#]*:(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(uri);
  const [, authority = '', path = '', query = '', fragment = ''] = all ?? [];
  return { authority, path, query, fragment };
}

export const isWeb = (uri: string): boolean => /^https?:/i.test(uri);

/** Without user name and port; of an IPv6 address without its brackets. As a browser reads it, so that `127.1` is 127.0.0.1. */
export function hostOf(uri: string): string {
  const host = parseUrl(uri)?.hostname ?? splitUri(uri).authority.split('@').at(-1) ?? '';
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}

function segments(path: string, where: 'path segment' | 'fragment'): Part[] {
  const all = path.replace(/^\//, '').split('/');
  if (path === '') return [];
  return all.map((segment, index) =>
    part(where === 'fragment' ? where : `${where} ${index + 1}`, decoded(all[index - 1] ?? ''), segment),
  );
}

function pairs(texts: readonly string[], where: 'query' | 'fragment'): Part[] {
  return texts.flatMap((text) => {
    const equals = text.indexOf('=');
    const name = decoded(text.slice(0, equals));
    // Without a name it is a value: an address may end in `?3f9c…`, with padding too.
    if (equals < 0 || !isName(name)) return text === '' ? [] : [part(where, '', text)];
    return [part(`${where} ${name}`, name, text.slice(equals + 1))];
  });
}

/** Words of a path, and no token. */
export const isWords = (text: string): boolean => text.length < 40 && /^[a-z_.-]*$/i.test(text);
/** What a parameter may be called. */
export const isName = (text: string): boolean => text.length < 16 || isWords(text);

function part(where: string, name: string, written: string): Part {
  return { where, name, written, value: decoded(written) };
}

/** Percent-decoded as far as it can be; never throws. */
export function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([2-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}

/** What a text is in Base64 or base64url (RFC 4648) of, where that is text of one line. */
export function fromBase64(text: string): string | undefined {
  if (text.length < 8 || !/^[\w+/-]+={0,2}$/.test(text)) return undefined;
  const octets = Buffer.from(text, 'base64');
  const plain = octets.toString('utf8');
  return /^[^\0-\x1f\x7f\ufffd]+$/.test(plain) ? plain : undefined;
}

/** An address that stands in another one, and the part that is nothing but it. */
interface Wrapped {
  readonly uri: string;
  readonly part?: Part;
}

/** Whoever counts clicks puts the address into one of his own: percent-encoded, in Base64, or as it is, behind a path. */
export function wrappedIn(uri: string): Wrapped | undefined {
  const host = hostOf(uri);
  const isOther = (inner: string): boolean => hostOf(inner) !== '' && hostOf(inner) !== host;
  const asItIs = /^[^?#]{1,2000}?\/(https?:\/\/.+)$/is.exec(uri.slice(0, 8000))?.[1];
  if (asItIs !== undefined && isOther(asItIs)) return { uri: asItIs };
  for (const part of partsOf(uri)) {
    const inBase64 = part.value.split('.').map((text) => fromBase64(text) ?? '');
    const whole = [part.value, decoded(part.value), ...inBase64].find((reading) => isUri.test(reading));
    if (whole !== undefined && isOther(whole)) return { uri: whole, part };
    const named = inBase64.map(urlNamedIn).find((inner) => inner !== undefined && isOther(inner));
    if (named !== undefined) return { uri: named };
  }
  return undefined;
}

const isUri = /^[a-z][a-z0-9+.-]+:\/\/\S+$/i;

/** In JSON, which may hold JSON. A claim of a token that happens to be an address is none. */
const urlNamedIn = (json: string): string | undefined =>
  /"(?:href|url|link|target)":\s*"(https?:\/\/[^"\s]+)"/i.exec(json.slice(0, 8000).replaceAll('\\', ''))?.[1];
