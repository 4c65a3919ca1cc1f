import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { VariableName } from '../../config/variables.ts';
import type { Problem } from './problem.ts';
import { type ForwardProxy, proxyChoice } from './proxy.ts';
import type { Values } from './values.ts';

/** PEM, both. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** How every connection of a run is made: to the target, to the token endpoint, by whichever transport. */
export interface Network {
  /** Certificates in PEM that are trusted besides the usual ones. */
  readonly ca?: string;
  readonly clientCertificate?: ClientCertificate;
  /** Accepts any certificate. */
  readonly insecureTls: boolean;
  /** The proxy on the way to a URL, where there is one. */
  readonly proxyFor?: (target: URL) => ForwardProxy | undefined;
}

export interface NetworkReading {
  readonly network: Network;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

interface Sources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where relative files begin. */
  readonly workingFolder: string;
}

/** Reads the files that the network variables name, and finds the proxies that lead to the URLs of the run. */
export function readNetwork(values: Values, { environment, workingFolder }: Sources): NetworkReading {
  const files = readFiles(values, workingFolder);
  const choose = proxyChoice(values.NEXUS_PROXY_URL, environment);
  const urls = [values.NEXUS_BASE_URL, values.NEXUS_OAUTH_TOKEN_URL].flatMap((text) =>
    text !== undefined && URL.canParse(text) ? [new URL(text)] : [],
  );
  const choices = urls.flatMap((url) => choose(url) ?? []);
  const wrong = new Set(choices.flatMap((choice) => ('problem' in choice ? [choice.problem] : [])));
  const proxies = choices.flatMap((choice) => ('url' in choice ? [choice] : []));
  const notes = proxies.map(({ url, namedBy }) => `The way leads through the proxy ${url.host} (${namedBy}).`);
  return {
    network: {
      ...files.network,
      insecureTls: values.NEXUS_INSECURE_TLS === true,
      proxyFor(url) {
        const choice = choose(url);
        return choice !== undefined && 'url' in choice ? choice : undefined;
      },
    },
    problems: [...files.problems, ...[...wrong].map((message) => ({ message }))],
    notes: [...new Set(notes)],
  };
}

type FileVariable = Extract<VariableName, 'NEXUS_CA_FILE' | 'NEXUS_CLIENT_CERT_FILE' | 'NEXUS_CLIENT_KEY_FILE'>;

function readFiles(values: Values, workingFolder: string) {
  const problems: Problem[] = [];
  const doubt = (variable: FileVariable, what: string): void => {
    problems.push({ variable, message: `${variable} names ${what}: ${values[variable]}` });
  };
  const read = (variable: FileVariable): string | undefined => {
    const path = values[variable];
    if (path === undefined) return undefined;
    try {
      return readFileSync(resolve(workingFolder, path), 'utf8');
    } catch (error) {
      doubt(variable, `a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
      return undefined;
    }
  };
  const ca = read('NEXUS_CA_FILE');
  const cert = read('NEXUS_CLIENT_CERT_FILE');
  const key = read('NEXUS_CLIENT_KEY_FILE');
  if (ca !== undefined && !holdsCertificates(ca)) doubt('NEXUS_CA_FILE', 'a file that holds no certificates in PEM');
  if (cert !== undefined && !holdsCertificates(cert)) {
    doubt('NEXUS_CLIENT_CERT_FILE', 'a file that holds no certificate in PEM');
  } else if (cert !== undefined && key !== undefined && !belongTogether(cert, key)) {
    doubt('NEXUS_CLIENT_KEY_FILE', 'no private key in PEM, without a passphrase, that fits NEXUS_CLIENT_CERT_FILE');
  }
  return {
    problems: [...problems, ...halfAPair(values)],
    network: { ...(ca !== undefined && { ca }), ...(cert && key && { clientCertificate: { cert, key } }) },
  };
}

function halfAPair({ NEXUS_CLIENT_CERT_FILE: cert, NEXUS_CLIENT_KEY_FILE: key }: Values): Problem[] {
  if ((cert === undefined) === (key === undefined)) return [];
  const names = ['NEXUS_CLIENT_CERT_FILE', 'NEXUS_CLIENT_KEY_FILE'] as const;
  const [variable, other] = cert === undefined ? names : [names[1], names[0]];
  return [{ variable, message: `${variable} is missing: ${other} is set, and the two belong together.` }];
}

/** The certificates of a PEM text, each without its line breaks. */
export function certificatesIn(pem: string): string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => block.replace(/\s+/g, ''));
}

function holdsCertificates(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
    return blocks.length > 0;
  } catch {
    return false;
  }
}

function belongTogether(cert: string, key: string): boolean {
  try {
    createSecureContext({ cert, key });
    return true;
  } catch {
    return false;
  }
}
