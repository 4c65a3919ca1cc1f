import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';

interface Certificate {
  readonly certificateFile: string;
  readonly cert: string;
  readonly key: string;
}

const subject = ['-subj', '/CN=a throw-away of the self-test', '-addext', 'subjectAltName=IP:127.0.0.1'];

/** A certificate for 127.0.0.1 that signs itself; `undefined` where the command openssl is missing. */
export function selfSigned(folder: string): Certificate | undefined {
  const [certificateFile, keyFile] = [join(folder, 'ca.pem'), join(folder, 'ca.key')];
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile];
  try {
    execFileSync('openssl', ['req', '-x509', ...key, '-out', certificateFile, '-days', '2', ...subject], {
      stdio: 'pipe',
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return { certificateFile, cert: readFileSync(certificateFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

/** An https server on loopback that passes everything on to the server behind it. */
export async function tlsFront({ cert, key }: Certificate, behind: URL): Promise<{ baseUrl: string; close(): void }> {
  const front = createServer({ cert, key }, (secure) => {
    const passedOn = connect(Number(behind.port), '127.0.0.1');
    secure.on('error', () => passedOn.destroy());
    passedOn.on('error', () => secure.destroy());
    secure.pipe(passedOn).pipe(secure);
  });
  front.on('tlsClientError', () => {});
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return { baseUrl: `https://127.0.0.1:${(front.address() as AddressInfo).port}`, close: () => void front.close() };
}
