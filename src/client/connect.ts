import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  rootCertificates,
  type SecureContext,
} from 'node:tls';
import type { ClientCertificate, ForwardProxy, Route } from '../configuration/network.ts';
import { hostOf, portOf } from '../configuration/shapes.ts';
import type { NoAnswer } from '../model/exchange.ts';

/** Opens a connection, never rejects. What a proxy itself says is no answer of the server: it is told as the proxy's. */
export async function connect(route: Route): Promise<Socket | NoAnswer> {
  const until = performance.now() + route.connectTimeoutMs;
  const timeLeft = (): number => Math.max(1, until - performance.now());
  if (!route.proxy) return opened(dial(route), route, timeLeft());
  const tunnel = await tunnelThrough(route.proxy, route, timeLeft());
  if ('message' in tunnel) return tunnel;
  if (route.url.protocol === 'http:') return tunnel;
  return opened(connectTls({ ...tlsOptions(route), socket: tunnel }), route, timeLeft());
}

function dial(route: Route): Socket {
  const address = { host: hostOf(route.url), port: portOf(route.url) };
  return route.url.protocol === 'https:' ? connectTls({ ...address, ...tlsOptions(route) }) : connectTcp(address);
}

function tlsOptions({ url, ca, insecure, clientCertificate, protocols = ['http/1.1'] }: Route): ConnectionOptions {
  const host = hostOf(url);
  return {
    ALPNProtocols: [...protocols],
    rejectUnauthorized: insecure !== true,
    ...(ca === undefined ? clientCertificate : { secureContext: trusting(ca, clientCertificate) }),
    ...(isIP(host) === 0 ? { servername: host } : {}),
  };
}

const contexts: {
  readonly ca: string;
  readonly shown: ClientCertificate | undefined;
  readonly context: SecureContext;
}[] = [];

/** Made once: reading all the usual authorities takes longer than a connection. */
function trusting(ca: string, shown: ClientCertificate | undefined): SecureContext {
  const known = contexts.find(
    (one) => one.ca === ca && one.shown?.cert === shown?.cert && one.shown?.key === shown?.key,
  );
  if (known) return known.context;
  const context = createSecureContext({ ...shown, ca: [...rootCertificates, ca] });
  contexts.push({ ca, shown, context });
  return context;
}

function opened(socket: Socket, { url, connectTimeoutMs }: Route, timeoutMs: number): Promise<Socket | NoAnswer> {
  socket.setNoDelay(true);
  return new Promise((resolve) => {
    const settle = (result: Socket | NoAnswer): void => {
      clearTimeout(timer);
      if (result !== socket) socket.destroy();
      resolve(result);
    };
    const refuse = (cause: string, lasting = false): void =>
      settle({ kind: 'unreachable', message: `cannot connect to ${url.host}: ${cause}`, ...(lasting && { lasting }) });
    const timer = setTimeout(() => refuse(`no connection within ${connectTimeoutMs} ms`), timeoutMs);
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => settle(socket));
    // It stays for the socket's life: an error without a listener would end the process.
    socket.on('error', (error: NodeJS.ErrnoException) => refuse(causeOf(error), isAboutTrust(error.code)));
  });
}

/** RFC 9110 §9.3.6: any 2xx opens the tunnel; everything else is the proxy's own answer. */
function tunnelThrough(proxy: ForwardProxy, route: Route, timeoutMs: number): Promise<Socket | NoAnswer> {
  const authority = `${route.url.hostname}:${portOf(route.url)}`;
  const url = new URL(proxy.url);
  return new Promise((resolve) => {
    const asked = (url.protocol === 'https:' ? httpsRequest : httpRequest)({
      ...tlsOptions({ url, connectTimeoutMs: timeoutMs, ...(route.ca !== undefined && { ca: route.ca }) }),
      host: hostOf(url),
      port: portOf(url),
      method: 'CONNECT',
      path: authority,
      headers: { Host: authority, ...authorizationFor(proxy) },
      agent: false,
    });
    const refuse = (cause: string, lasting = false): void => {
      clearTimeout(timer);
      asked.destroy();
      const message = `the proxy ${url.host} (${proxy.namedBy}) ${cause}`;
      resolve({ kind: 'unreachable', message, ...(lasting && { lasting }) });
    };
    const timer = setTimeout(() => refuse(`opened no connection within ${route.connectTimeoutMs} ms`), timeoutMs);
    asked.on('error', (error) => refuse(`cannot be used: ${causeOf(error)}`));
    asked.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        refuse(refusal(statusCode, proxy), statusCode < 500);
        return;
      }
      clearTimeout(timer);
      socket.setNoDelay(true);
      // Without a listener an error would end the process; whoever uses the socket hears of it by its own.
      socket.on('error', () => {});
      resolve(socket);
    });
    asked.end();
  });
}

/** The value of Proxy-Authorization (RFC 9110 §11.7.2), by Basic. */
function authorizationFor({ username, password }: ForwardProxy): Readonly<Record<string, string>> {
  if (username === '') return {};
  return { 'Proxy-Authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

function refusal(status: number, { username, namedBy }: ForwardProxy): string {
  const said = `answered ${status} itself, and did not ask the target`;
  if (status !== 407) return said;
  return `${said}: ${namedBy} needs ${username === '' ? 'a user name and password' : 'another user name or password'}`;
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The server's alerts about the client's certificate (RFC 8446 §6.2): none was shown, or not one that it trusts. */
function isAboutTheClient(code: string): boolean {
  return /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|CERTIFICATE_UNKNOWN)/.test(code);
}

const isAboutTrust = (code = ''): boolean => untrusted.has(code) || isAboutTheClient(code);

const clientCertificateMayHelp = 'where the server asks for a client certificate, NEXUS_CLIENT_CERT_FILE may help';

/** A network error in one line. Where a name has several addresses, Node's error has a code and no message. */
export function causeOf(error: NodeJS.ErrnoException): string {
  const code = error.code ?? error.name;
  const message = error.message.trim().replace(/\s*\n\s*/g, ' ');
  const cause = message === '' || message.includes(code) ? message || code : `${message} (${code})`;
  if (isAboutTheClient(code)) return `${cause}; ${clientCertificateMayHelp}`;
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT') return `${cause}; this certificate itself can be NEXUS_CA_FILE`;
  if (!untrusted.has(code)) return cause;
  return `${cause}; where a private authority signs the certificate, NEXUS_CA_FILE may help`;
}
