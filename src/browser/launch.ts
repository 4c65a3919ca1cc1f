import { type BrowserContext, chromium, type LaunchOptions } from '@playwright/test';
import { type Network, proxyFor } from '../configuration/network.ts';
import { hostOf, isLoopback } from '../configuration/shapes.ts';
import { causeOfFailure } from './failure.ts';
import { findBrowser, isProgram } from './find.ts';
import { trustedKeys } from './trust.ts';

/** A real browser, headless, that keeps nothing between two contexts. */
export interface ResetBrowser {
  /** For people, as in `Chromium 156.0.8078.108`. */
  readonly kind: string;
  /** Empty: no cookie, no storage, nothing recorded, no download. */
  newContext(): Promise<BrowserContext>;
  close(): Promise<void>;
}

export interface BrowserOptions {
  /** NEXUS_BROWSER_PATH. */
  readonly path?: string;
  readonly network: Network;
  /** Where the pages may be: the base URL's origin, declared reset origins, clients'. The proxy and the trust hold for them. */
  readonly origins: readonly string[];
  /** For the start, and for a look at the certificate of each origin. */
  readonly timeoutMs: number;
}

/** The browser, or why there is none: a sentence for a person, which makes what needs it inconclusive. */
export type OpenedBrowser = { readonly browser: ResetBrowser } | { readonly unusable: string };

/** Never rejects. */
export async function openBrowser(options: BrowserOptions): Promise<OpenedBrowser> {
  const { network, origins, timeoutMs } = options;
  if (isOverheard(process.env.DEBUG)) {
    return { unusable: 'DEBUG lets Playwright log what is filled in, passwords too: unset it, and start anew' };
  }
  const found = findBrowser(options.path, {
    platform: process.platform,
    environment: process.env,
    ofPlaywright: ownPath(),
    isProgram,
  });
  if ('missing' in found) return { unusable: found.missing };
  const keys = await trustedKeys(origins, network, timeoutMs);
  try {
    const browser = await chromium.launch({
      executablePath: found.path,
      headless: true,
      chromiumSandbox: process.getuid?.() !== 0,
      timeout: timeoutMs,
      env: ownEnvironment(process.env),
      ...waysOut(network, origins, keys),
    });
    return {
      browser: {
        kind: `Chromium ${browser.version()}`,
        newContext: () =>
          browser.newContext({
            acceptDownloads: false,
            ignoreHTTPSErrors: network.insecureTls,
            // They could answer in a navigation's place.
            serviceWorkers: 'block',
            // What a page says is then more often in words that are known.
            locale: 'en-US',
          }),
        close: () => browser.close(),
      },
    };
  } catch (error) {
    const cause = causeOfFailure(error);
    return {
      unusable: `${found.path} cannot be started as a browser (${cause}); NEXUS_BROWSER_PATH can name another one${sandboxHint(error)}`,
    };
  }
}

/** Whether the variable DEBUG switches one of Playwright's own logs on. */
export function isOverheard(debug = ''): boolean {
  return debug.split(/[\s,]+/).some((name) => {
    const [beginning = ''] = name.split('*');
    return name !== '' && !name.startsWith('-') && (name.startsWith('pw') || 'pw:'.startsWith(beginning));
  });
}

function ownPath(): string | undefined {
  try {
    return chromium.executablePath();
  } catch {
    return undefined;
  }
}

/**
 * Nothing of the suite's own variables goes to another program: secrets are among them. Nor does the folder that a run has for its
 * temporary files: where it lies deep Chromium cannot open a socket in it, whose path has 108 octets at most.
 */
function ownEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || name.startsWith('NEXUS_') || name === 'TMPDIR' ? [] : [[name, value]],
    ),
  );
}

function sandboxHint(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return /sandbox/i.test(message) ? '; its sandbox may not be allowed here (user namespaces, seccomp)' : '';
}

/** Flags and proxy. Chromium itself would read the proxies of the environment and of the desktop: all ways are those of `network`. */
export function waysOut(
  network: Network,
  origins: readonly string[],
  keys: readonly string[],
): Pick<LaunchOptions, 'args' | 'proxy'> {
  const urls = origins.flatMap((origin) => (/^https?:/.test(origin) ? [new URL(origin)] : []));
  const proxy = urls.map((url) => proxyFor(network, url)).find((way) => way !== undefined);
  const args = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--disable-quic',
    ...(keys.length > 0 ? [`--ignore-certificate-errors-spki-list=${keys.join(',')}`] : []),
  ];
  if (proxy === undefined) return { args: [...args, '--no-proxy-server'] };
  const direct = urls.filter((url) => proxyFor(network, url) === undefined).map((url) => url.host);
  const isLocal = isLoopback(new URL(proxy.url).hostname) && urls.some((url) => isLoopback(hostOf(url)));
  // Later rules win. Without the first one Chromium would never take a proxy to loopback.
  const bypass = ['<-loopback>', ...direct, ...(isLocal ? [] : ['localhost', '127.0.0.1', '[::1]'])].join(',');
  const { username, password } = proxy;
  return {
    args,
    proxy: {
      server: new URL(proxy.url).origin,
      bypass,
      ...(username !== '' && { username, password }),
    },
  };
}
