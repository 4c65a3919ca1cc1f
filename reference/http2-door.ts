import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createServer as createHttp2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex, Transform } from 'node:stream';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { selfSigned } from './certificate.ts';
import { type Door, listening } from './door.ts';

/** One frame of HTTP/2 (RFC 9113 §4.1). */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export const frameTypes = { data: 0, headers: 1 } as const;
export const endOfStream = 1;

/** What is sent in place of a frame. */
export type Reframing = (frame: Frame) => readonly Frame[];

/** A door that ends TLS and offers HTTP/2 besides HTTP/1.1 (RFC 7301), and asks the server behind it by HTTP/1.1. */
export const http2Door =
  (reframe?: Reframing) =>
  async (behind: number): Promise<Door> => {
    const sockets = new Set<Socket>();
    const { key, cert } = selfSigned();
    const folder = mkdtempSync(join(tmpdir(), 'nexus-reference-'));
    const NEXUS_CA_FILE = join(folder, 'certificate.pem');
    writeFileSync(NEXUS_CA_FILE, cert);
    const http2 = createHttp2Server();
    http2.on('stream', (stream, headers) => void ask(behind, stream, headers));
    const door = createTlsServer({ key, cert, ALPNProtocols: ['h2', 'http/1.1'] }, (client) => {
      sockets.add(client);
      client.on('error', () => client.destroy());
      if (client.alpnProtocol !== 'h2') return pipeTo(client, behind);
      http2.emit('connection', reframe ? reframed(client, reframe) : client);
    });
    door.on('tlsClientError', () => {});
    const opened = await listening(door, 'https', sockets);
    return {
      ...opened,
      environment: { NEXUS_CA_FILE },
      close() {
        opened.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  };

function pipeTo(client: TLSSocket, port: number): void {
  const server = connect(port, '127.0.0.1');
  server.on('error', () => client.destroy());
  client.on('close', () => server.destroy());
  client.pipe(server).pipe(client);
}

/** Names of fields that are about one connection (RFC 9113 §8.2.2). */
const aboutTheConnection = ['connection', 'keep-alive', 'transfer-encoding'];

function ask(port: number, stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  const { ':method': method = '', ':path': path = '', ':authority': host = '' } = headers;
  const fields = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
  stream.on('error', () => {});
  const asked = request({
    port,
    method,
    path,
    headers: { ...Object.fromEntries(fields), host, 'x-http-version': '2' },
  });
  asked.on('error', () => stream.destroy());
  asked.on('response', (answer: IncomingMessage) => {
    const kept = Object.entries(answer.headers).filter(([name]) => !aboutTheConnection.includes(name));
    const endStream = answer.statusCode === 204;
    stream.respond({ ...Object.fromEntries(kept), ':status': answer.statusCode }, { endStream });
    if (endStream) answer.resume();
    else answer.pipe(stream);
  });
  stream.pipe(asked);
}

/** The same connection, but other frames go out on it. */
function reframed(client: TLSSocket, reframe: Reframing): Duplex {
  let pending = Buffer.alloc(0);
  const outgoing = new Transform({
    transform(octets: Buffer, _encoding, done) {
      pending = Buffer.concat([pending, octets]);
      const whole: Buffer[] = [];
      for (let end = endOfFrame(pending); end !== undefined && end <= pending.length; end = endOfFrame(pending)) {
        whole.push(...reframe(frameIn(pending.subarray(0, end))).map(octetsOf));
        pending = pending.subarray(end);
      }
      done(null, Buffer.concat(whole));
    },
  });
  outgoing.pipe(client);
  return Duplex.from({ readable: client, writable: outgoing });
}

const endOfFrame = (octets: Buffer): number | undefined =>
  octets.length < 9 ? undefined : 9 + octets.readUIntBE(0, 3);

function frameIn(octets: Buffer): Frame {
  const [type = 0, flags = 0] = octets.subarray(3, 5);
  return { type, flags, stream: octets.readUInt32BE(5), payload: octets.subarray(9) };
}

function octetsOf({ type, flags, stream, payload }: Frame): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.set([type, flags], 3);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}
