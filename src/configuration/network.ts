import { X509Certificate } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { createSecureContext, rootCertificates } from 'node:tls';
import { parseUrl } from '../model/url.ts';
import { mailboxesIn } from './mailbox-address.ts';
import { type Misconfiguration, type Remarks, wrong } from './misconfiguration.ts';
import type { Found } from './places.ts';
import { hostOf, isLoopback, portOf } from './shapes.ts';
import type { Values } from './values.ts';

/** PEM, both. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A forward proxy that opens tunnels (RFC 9110 §9.3.6). */
export interface ForwardProxy {
  /** Scheme, host and port, as `http://proxy.example:3128/`; no credentials. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** The variable that names it, for people. */
  readonly namedBy: string;
}

/** How every connection of a run is made: to the target, to the token endpoint, to the mailbox. Plain data. */
export interface Network {
  /** Certificates in PEM that are trusted besides the usual ones. */
  readonly ca?: string;
  readonly clientCertificate?: ClientCertificate;
  /** Shown by the suite's own mail server, where it offers TLS. */
  readonly mailboxCertificate?: ClientCertificate;
  /** Accepts any certificate. */
  readonly insecureTls: boolean;
  /** The proxies on the way to the URLs of the run, by the URL's origin; what is not listed is reached directly. */
  readonly proxies: readonly { readonly origin: string; readonly proxy: ForwardProxy }[];
}

/** Of a server of IMAP, as proxies are chosen by: a password goes there by TLS alone. */
export function imapUrl({ host, port }: { readonly host: string; readonly port: number }): URL {
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`);
}

/** The proxy on the way to a URL of the run; undefined where it is reached directly. */
export function proxyFor({ proxies }: Network, { origin }: URL): ForwardProxy | undefined {
  return proxies.find((way) => way.origin === origin)?.proxy;
}

type FileVariable = 'NEXUS_CA_FILE' | CertificateVariable;
type CertificateVariable = (typeof certificateVariables)[number][number];

/** A certificate and its key. */
export const certificateVariables = [
  ['NEXUS_CLIENT_CERT_FILE', 'NEXUS_CLIENT_KEY_FILE'],
  ['NEXUS_MAILBOX_CERT_FILE', 'NEXUS_MAILBOX_KEY_FILE'],
] as const;

/** What the variables lead to; the last one is Node's own. */
export type NetworkFiles = Readonly<Partial<Record<FileVariable | 'NODE_EXTRA_CA_CERTS', Found>>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** What the network variables, the files that they name and the proxies of the environment come to. */
export function networkOf(
  values: Values,
  files: NetworkFiles,
  environment: Environment,
): Remarks & { readonly network: Network } {
  const { trust, misconfigurations } = trustOf(values, files);
  const choose = proxyChoice(values.NEXUS_PROXY_URL, environment);
  const read = mailboxesIn(values.NEXUS_MAILBOX_URL ?? '');
  // The suite's own mail server is reached from elsewhere.
  const others = 'mailboxes' in read ? read.mailboxes.filter(({ scheme }) => scheme !== 'smtp') : [];
  const mailboxes = others.map((address) => address.url ?? imapUrl(address));
  const named = [
    values.NEXUS_BASE_URL,
    values.NEXUS_OAUTH_TOKEN_URL,
    values.NEXUS_BUILD_URL,
    values.NEXUS_MAILBOX_OAUTH_TOKEN_URL,
  ].flatMap((text) => parseUrl(text) ?? []);
  const ways = [...named, ...mailboxes].flatMap((url) => {
    const choice = choose(url);
    return choice ? [{ origin: url.origin, choice }] : [];
  });
  const proxies = ways.flatMap(({ origin, choice }) => ('url' in choice ? [{ origin, proxy: choice }] : []));
  const unusable = new Map(ways.flatMap(({ choice }) => ('url' in choice ? [] : [[choice.message, choice] as const])));
  const notes = proxies.map(
    ({ proxy }) => `The way leads through the proxy ${new URL(proxy.url).host} (${proxy.namedBy}).`,
  );
  return {
    network: { ...trust, insecureTls: values.NEXUS_INSECURE_TLS === true, proxies },
    misconfigurations: [...misconfigurations, ...unusable.values()],
    notes: [...new Set(notes)],
  };
}

function trustOf(values: Values, files: NetworkFiles) {
  const misconfigurations: Misconfiguration[] = [];
  const doubt = (name: FileVariable, what: string): void => {
    misconfigurations.push(...wrong(name, `names ${what}: ${files[name]?.place}`));
  };
  const textOf = (name: FileVariable): string | undefined => {
    const file = values[name] === undefined ? undefined : files[name];
    if (file !== undefined && 'failure' in file) doubt(name, `a file that cannot be read (${file.failure})`);
    return file !== undefined && 'text' in file ? file.text : undefined;
  };
  const ca = textOf('NEXUS_CA_FILE');
  if (ca !== undefined && !holdsCertificates(ca)) doubt('NEXUS_CA_FILE', 'a file that holds no certificates in PEM');
  const [clientCertificate, mailboxCertificate] = certificateVariables.map(([ofCert, ofKey]) => {
    const [cert, key] = [textOf(ofCert), textOf(ofKey)];
    if (cert !== undefined && !holdsCertificates(cert)) doubt(ofCert, 'a file that holds no certificate in PEM');
    else if (cert !== undefined && key !== undefined && !belongTogether(cert, key)) {
      doubt(ofKey, `no private key in PEM, without a passphrase, that fits ${ofCert}`);
    }
    return cert && key ? { cert, key } : undefined;
  });
  const authorities = new Set([...certificatesIn(ca ?? ''), ...extraAuthorities(files)]);
  const trust = {
    ...(ca !== undefined && { ca: [...authorities].join('\n') }),
    ...(clientCertificate && { clientCertificate }),
    ...(mailboxCertificate && { mailboxCertificate }),
  };
  return { trust, misconfigurations };
}

/** Those that Node was given, and a list of ours would replace. Of a file that cannot be used Node itself warns. */
function extraAuthorities({ NODE_EXTRA_CA_CERTS: file }: NetworkFiles): string[] {
  return file !== undefined && 'text' in file && holdsCertificates(file.text) ? certificatesIn(file.text) : [];
}

/** The certificates of a PEM text, each in PEM and in one spelling, so that equal ones are equal texts. */
export function certificatesIn(pem: string): string[] {
  return blocksIn(pem).filter((block) => block.startsWith('-----BEGIN CERTIFICATE-----'));
}

/**
 * A PEM text less the authorities that Node trusts anyway, and less what stands between the blocks: the bundle of an
 * operating system is too long to be handed to another process. One stays in any case, to show that there were some.
 */
export function withoutUsualAuthorities(pem: string): string {
  const usual = new Set(rootCertificates.flatMap(certificatesIn));
  const blocks = blocksIn(pem);
  const ours = blocks.filter((block) => !usual.has(block));
  return (ours.length > 0 ? ours : blocks.slice(0, 1)).join('\n');
}

function blocksIn(pem: string): string[] {
  const blocks = pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \1-----/g);
  return Array.from(blocks, ([, kind, content = '']) => {
    const lines = content.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
    return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`].join('\n');
  });
}

function holdsCertificates(pem: string): boolean {
  const certificates = certificatesIn(pem);
  return certificates.length > 0 && certificates.every((block) => isAccepted(() => new X509Certificate(block)));
}

function belongTogether(cert: string, key: string): boolean {
  return isAccepted(() => createSecureContext({ cert, key }));
}

function isAccepted(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** Which proxy leads to a URL, if any, or what is wrong with the one that should. */
export type ProxyChoice = (target: URL) => ForwardProxy | undefined | Misconfiguration;

/**
 * NEXUS_PROXY_URL for everything, else HTTPS_PROXY or HTTP_PROXY by the URL's scheme, but for the hosts of NO_PROXY.
 * Loopback is reached directly, unless NEXUS_PROXY_URL names a proxy that is on loopback itself: that one is meant.
 */
export function proxyChoice(configured: string | undefined, environment: Environment): ProxyChoice {
  const ofEnvironment = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
  return (target) => {
    const local = isLoopback(target.hostname);
    if (configured !== undefined) {
      const proxy = parsedProxy(configured, 'NEXUS_PROXY_URL');
      return local && 'url' in proxy && !isLoopback(new URL(proxy.url).hostname) ? undefined : proxy;
    }
    const name = target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
    const text = ofEnvironment(name);
    if (text === undefined || local || isExempt(target, ofEnvironment('NO_PROXY') ?? '')) return undefined;
    return parsedProxy(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`, name);
  };
}

/** No message shows the text: it may hold a password. */
function parsedProxy(text: string, namedBy: string): ForwardProxy | Misconfiguration {
  const example = 'Example: http://proxy.example:3128';
  const unusable = (what: string): Misconfiguration => ({ variable: namedBy, message: `${namedBy} ${what}` });
  const parsed = parseUrl(text);
  if (parsed === undefined) return unusable(`is not a URL. ${example}`);
  const { protocol, host, username, password } = parsed;
  if (!/^https?:$/.test(protocol)) {
    return unusable(`must begin with http:// or https://: other kinds of proxy are not used. ${example}`);
  }
  try {
    const [user = '', word = ''] = [username, password].map(decodeURIComponent);
    return { url: `${protocol}//${host}/`, username: user, password: word, namedBy };
  } catch {
    return unusable('has a user name or password in which "%" is not written as %25.');
  }
}

/** NO_PROXY as curl and Go read it: hosts with their subdomains, addresses, address ranges, each with or without port, or `*`. */
function isExempt(target: URL, list: string): boolean {
  const host = hostOf(target).toLowerCase();
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = '', onlyPort] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (name === '' || (onlyPort !== undefined && Number(onlyPort) !== portOf(target))) return false;
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

/** The way to a server. */
export interface Route {
  /** Only scheme, host and port matter. */
  readonly url: URL;
  /** Certificates in PEM that are trusted besides the usual ones. */
  readonly ca?: string;
  /** Accepts any certificate. */
  readonly insecure?: boolean;
  /** Shown to the server, where it asks for one. */
  readonly clientCertificate?: ClientCertificate;
  /** The way leads through it. */
  readonly proxy?: ForwardProxy;
  /** What TLS offers to speak (RFC 7301), the best first; HTTP/1.1 alone where absent. */
  readonly protocols?: readonly string[];
  /** For all of it together: the tunnel, TCP and TLS. */
  readonly connectTimeoutMs: number;
}
