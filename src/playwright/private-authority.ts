import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { certificatesIn } from '../configuration/network.ts';
import type { Configuration } from '../configuration/resolve.ts';

/** The certificates (PEM) that NODE_EXTRA_CA_CERTS names; none where it cannot be read, of which Node itself warns. */
export function namedAuthorities(): string {
  try {
    return readFileSync(process.env.NODE_EXTRA_CA_CERTS ?? '', 'utf8');
  } catch {
    return '';
  }
}

/**
 * Playwright's client trusts a private authority through NODE_EXTRA_CA_CERTS alone, which Node reads when it starts. The
 * command line sets it; whoever starts Playwright is told the line to type. Throws it.
 */
export function demandPrivateAuthority({ values, network }: Configuration): void {
  const { NEXUS_CA_FILE: file, NEXUS_BASE_URL: url = '' } = values;
  if (file === undefined || !/^https:/i.test(url)) return;
  const named = certificatesIn(namedAuthorities());
  if (certificatesIn(network.ca ?? '').every((certificate) => named.includes(certificate))) return;
  const others = named.length > 0 ? ', and joins it with the authorities that the variable names now' : '';
  throw new Error(
    [
      'Node does not know the private authority of NEXUS_CA_FILE: it reads NODE_EXTRA_CA_CERTS when it starts. Type',
      `  ${lineToType(resolve(file))}`,
      `or npm run conformance, which sets it by itself${others}.`,
    ].join('\n'),
  );
}

function lineToType(file: string): string {
  if (process.platform === 'win32') {
    return `$env:NODE_EXTRA_CA_CERTS='${file.replaceAll("'", "''")}'; npx playwright test`;
  }
  return `NODE_EXTRA_CA_CERTS='${file.replaceAll("'", "'\\''")}' npx playwright test`;
}
