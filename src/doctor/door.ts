import type { Route } from '../client/connect.ts';
import type { Network } from '../configuration/network.ts';
import type { Configuration } from '../configuration/resolve.ts';

/** Where the target is asked, and how connections to it are made. */
export interface Door {
  readonly url: URL;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly network: Network;
  /** What every connection goes through, where there is one. */
  readonly proxy: Route['proxy'] | undefined;
}

export function doorOf({ values, network }: Pick<Configuration, 'values' | 'network'>): Door {
  const url = new URL(values.NEXUS_BASE_URL ?? '');
  return {
    url,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    timeoutMs: values.NEXUS_TIMEOUT_SECONDS * 1000,
    network,
    proxy: network.proxyFor?.(url),
  };
}
