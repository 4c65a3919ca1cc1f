/**
 * The URL, or undefined where the text is none. By `new URL` and not by `URL.canParse`, which in Node 20 says false of every
 * text with a letter from U+0080 to U+00FF, such as `https://müller.example`, as soon as it has been compiled.
 */
export function parseUrl(text: string | undefined, base?: string): URL | undefined {
  try {
    return text === undefined ? undefined : new URL(text, base);
  } catch {
    return undefined;
  }
}

/** What two addresses are compared by: the origin of a web page, else the scheme alone, as `myapp:`. Undefined for no address. */
export function destinationOf(address: string): string | undefined {
  const url = parseUrl(address);
  if (url === undefined) return undefined;
  return isWeb(url) ? url.origin : url.protocol;
}

export const isWeb = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'http:';
