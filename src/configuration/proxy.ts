import { BlockList, isIP } from 'node:net';
import { isLoopback } from './address.ts';

/** A forward proxy that opens tunnels (RFC 9110 §9.3.6). */
export interface ForwardProxy {
  /** Scheme, host and port; no credentials. */
  readonly url: URL;
  readonly username: string;
  readonly password: string;
  /** The variable that names it, for people. */
  readonly namedBy: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Which proxy leads to a URL, if any, or what is wrong with the one that should. */
export type ProxyChoice = (target: URL) => ForwardProxy | undefined | { readonly problem: string };

/**
 * NEXUS_PROXY_URL for everything, else HTTPS_PROXY or HTTP_PROXY by the URL's scheme, but for the hosts of NO_PROXY.
 * Loopback is reached directly, unless NEXUS_PROXY_URL names a proxy that is on loopback itself: that one is meant.
 */
export function proxyChoice(configured: string | undefined, environment: Environment): ProxyChoice {
  const ofEnvironment = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
  return (target) => {
    const local = isLoopback(target.hostname);
    if (configured !== undefined) {
      const proxy = parsed(configured, 'NEXUS_PROXY_URL');
      return local && 'url' in proxy && !isLoopback(proxy.url.hostname) ? undefined : proxy;
    }
    const name = target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
    const text = ofEnvironment(name);
    if (text === undefined || local || isExempt(target, ofEnvironment('NO_PROXY') ?? '')) return undefined;
    return parsed(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`, name);
  };
}

/** No message shows the text: it may hold a password. */
function parsed(text: string, namedBy: string): ForwardProxy | { readonly problem: string } {
  const example = 'Example: http://proxy.example:3128';
  if (!URL.canParse(text)) return { problem: `${namedBy} is not a URL. ${example}` };
  const { protocol, host, username, password } = new URL(text);
  if (!/^https?:$/.test(protocol)) {
    return { problem: `${namedBy} must begin with http:// or https://: other kinds of proxy are not used. ${example}` };
  }
  try {
    const [user, word] = [username, password].map(decodeURIComponent);
    return { url: new URL(`${protocol}//${host}`), username: user ?? '', password: word ?? '', namedBy };
  } catch {
    return { problem: `${namedBy} has a user name or password in which "%" is not written as %25.` };
  }
}

/** NO_PROXY as curl and Go read it: hosts with their subdomains, addresses, address ranges, each with or without port, or `*`. */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const portOfTarget = port || (protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = '', onlyPort] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (name === '' || (onlyPort !== undefined && onlyPort !== portOfTarget)) return false;
    const plain = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
    return plain === '*' || host === plain || host.endsWith(`.${plain}`) || isInRange(host, plain);
  });
}

function isInRange(host: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(host);
  if (family === 0 || isIP(network) !== family || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    return false;
  }
  const ranges = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  ranges.addSubnet(network, Number(bits), type);
  return ranges.check(host, type);
}
