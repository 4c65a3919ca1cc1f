import { createHash, X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { connect } from '../client/connect.ts';
import { routeTo } from '../client/transport.ts';
import type { Network } from '../configuration/network.ts';

/**
 * SHA-256 of the public keys that these origins show, in Base64, of those alone whose certificates a private authority
 * (NEXUS_CA_FILE) makes trusted. Chromium takes no authority by flag, but keys it does: who signed them, for whom and until
 * when is looked at here, since for such a key Chromium looks at nothing more.
 */
export async function trustedKeys(origins: readonly string[], network: Network, timeoutMs: number): Promise<string[]> {
  if (network.ca === undefined || network.insecureTls) return [];
  const secure = [...new Set(origins)].filter((origin) => origin.startsWith('https:'));
  const keys = await Promise.all(secure.map((origin) => trustedKey(new URL(origin), network, timeoutMs)));
  return [...new Set(keys.flatMap((key) => key ?? []))];
}

/** Undefined where it cannot be reached or is not to be trusted: the browser then says so where it goes there. */
async function trustedKey(url: URL, network: Network, timeoutMs: number): Promise<string | undefined> {
  const socket = await connect(routeTo(url, timeoutMs, network));
  if (!(socket instanceof TLSSocket)) {
    if (!('message' in socket)) socket.destroy();
    return undefined;
  }
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  const key = new X509Certificate(raw).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}
