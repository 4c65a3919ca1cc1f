import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

/** A certificate and its key, as files and as PEM. */
export interface Pair {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** A private authority, a server certificate of it for 127.0.0.1, a client certificate of it, and a stranger's. */
export interface Certificates {
  readonly authority: Pair;
  readonly server: Pair;
  readonly client: Pair;
  readonly stranger: Pair;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Made by the command openssl; `undefined` where it is missing. */
export function makeCertificates(folder: string): Certificates | undefined {
  mkdirSync(folder, { recursive: true });
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const pair = (name: string): Pair => {
    const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  };
  const selfSigned = (name: string): Pair => {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
    openssl('req', '-x509', ...newKey, ...files, '-days', '2', '-subj', `/CN=${name}`);
    return pair(name);
  };
  const signed = (name: string): Pair => {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.csr`];
    openssl('req', ...newKey, ...files, '-subj', `/CN=${name}`);
    writeFileSync(join(folder, 'names.cnf'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
    const by = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial'];
    openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.pem`, '-days', '2', '-extfile', 'names.cnf');
    return pair(name);
  };
  try {
    const authority = selfSigned('authority');
    return { authority, server: signed('server'), client: signed('client'), stranger: selfSigned('stranger') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export interface Listening {
  /** On 127.0.0.1. */
  readonly port: number;
  close(): void;
}

async function listening(server: Server, sockets: ReadonlySet<Socket>): Promise<Listening> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function piped(one: Socket, other: Socket): void {
  one.on('error', () => other.destroy());
  other.on('error', () => one.destroy());
  one.pipe(other).pipe(one);
}

/** Ends TLS before a server that speaks none; asks for a certificate of the authority where `asks` is true. */
export function tlsFront(behind: number, { server, authority }: Certificates, asks: boolean): Promise<Listening> {
  const sockets = new Set<Socket>();
  const options = {
    cert: server.cert,
    key: server.key,
    ca: authority.cert,
    requestCert: asks,
    rejectUnauthorized: asks,
  };
  const front = createTlsServer(options, (secure) => {
    sockets.add(secure);
    piped(secure, connect(behind, '127.0.0.1'));
  });
  front.on('tlsClientError', () => {});
  return listening(front, sockets);
}

export interface TunnelProxy extends Listening {
  /** The authorities to which tunnels were opened. */
  readonly tunnels: readonly string[];
}

/** A proxy that opens tunnels for who knows its user name and password, and answers 407 to all others. */
export async function forwardProxy(credentials: string, refusal?: number): Promise<TunnelProxy> {
  const sockets = new Set<Socket>();
  const tunnels: string[] = [];
  const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const proxy = createHttpServer((_request, response) => void response.writeHead(500).end());
  proxy.on('connect', (request: IncomingMessage, client: Socket) => {
    sockets.add(client);
    client.on('error', () => {});
    const status = request.headers['proxy-authorization'] === expected ? (refusal ?? 200) : 407;
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    tunnels.push(request.url ?? '');
    const server = connect(Number(port), host, () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    sockets.add(server);
    piped(client, server);
  });
  return { ...(await listening(proxy, sockets)), tunnels };
}

export interface Asked {
  readonly fields: IncomingMessage['headers'];
  readonly form: URLSearchParams;
}

export interface TokenEndpointServer extends Listening {
  readonly url: string;
  readonly asked: readonly Asked[];
}

/** A token endpoint that answers JSON. */
export async function tokenServer(
  answer: () => Promise<{ readonly status?: number; readonly body: object }>,
): Promise<TokenEndpointServer> {
  const asked: Asked[] = [];
  const server = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({ fields: request.headers, form: new URLSearchParams(Buffer.concat(chunks).toString()) });
    const { status = 200, body } = await answer();
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  const begun = await listening(server, new Set());
  return { ...begun, url: `http://127.0.0.1:${begun.port}/token`, asked };
}
