import { isLoopback } from '../configuration/shapes.ts';
import { destinationOf, isWeb, parseUrl } from '../model/url.ts';

/** Where the flow may lead. Written as origins, or as schemes of apps. */
export interface Places {
  /** The base URL's origin and those of NEXUS_RESET_ORIGINS. */
  readonly allowedOrigins: readonly string[];
  /** Those of the registered applications; an app's scheme too, as `myapp:`. */
  readonly clientOrigins: readonly string[];
}

/** `app`: another program of the machine would be asked; a browser loads nothing. */
export type Standing = 'allowed' | 'client' | 'app' | 'refused';

export function standingOf(address: string, { allowedOrigins, clientOrigins }: Places): Standing {
  const destination = destinationOf(address);
  const isOneOf = (origins: readonly string[]) => origins.some((origin) => destinationOf(origin) === destination);
  if (destination === undefined) return 'refused';
  if (isOneOf(clientOrigins)) return 'client';
  if (isOneOf(allowedOrigins)) return 'allowed';
  return /^https?:/.test(destination) ? 'refused' : 'app';
}

/** A link that is not opened. */
export interface RefusedLink {
  readonly kind: 'refused-link';
  /** With its port; empty where the link has none. */
  readonly host: string;
  readonly reason: 'plain http' | 'undeclared' | 'no web page';
  /** For a person; it holds nothing of the link but its scheme and host. */
  readonly words: string;
}

/** Why a link is not opened; undefined where it may be. */
export function refusalOf(link: string, places: Places): RefusedLink | undefined {
  const url = parseUrl(link);
  if (url === undefined || !isWeb(url)) {
    const what = url === undefined ? 'is no address' : `begins with ${url.protocol}`;
    return refused('', 'no web page', `the link ${what}, which a browser cannot open`);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    const words = `the link leads to http://${url.host}, over plain http: whoever is on the way can read it and reset the password`;
    return refused(url.host, 'plain http', words);
  }
  if (['allowed', 'client'].includes(standingOf(link, places))) return undefined;
  const words = `the link leads to ${url.host}, which is not declared: where it is right, add ${url.origin} to NEXUS_RESET_ORIGINS`;
  return refused(url.host, 'undeclared', words);
}

const refused = (host: string, reason: RefusedLink['reason'], words: string): RefusedLink => ({
  kind: 'refused-link',
  host,
  reason,
  words,
});
