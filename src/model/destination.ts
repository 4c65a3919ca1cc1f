/** What two addresses are compared by: the origin of a web page, else the scheme alone, as `myapp:`. Undefined for no address. */
export function destinationOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return isWeb(url) ? url.origin : url.protocol;
}

export const isWeb = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'http:';
