import { type APIResponse, request as playwright } from '@playwright/test';
import type { ClientCertificate, Network } from '../configuration/network.ts';
import { type Field, fieldValues, type NoAnswer, type NoAnswerKind } from '../model/exchange.ts';
import { undecodable, withoutCodings } from './content.ts';
import { clientCertificateMayHelp, isAboutTheClient } from './network-error.ts';
import { type Answer, mostContent, type RawResponse, type Transport } from './transport.ts';

/**
 * Playwright's APIRequestContext. A fresh context a request: no cookie, connection or credential of one request can
 * reach another. Redirects are not followed: what a client finds behind one is not the operation's answer. A private CA
 * comes from NODE_EXTRA_CA_CERTS alone. Not for the way through a proxy: the library would show the proxy's own refusal of
 * a tunnel as an answer of the target.
 */
export function httpTransport({
  insecureTls,
  clientCertificate,
}: Pick<Network, 'insecureTls' | 'clientCertificate'>): Transport {
  return {
    async transmit(prepared, timeoutMs) {
      const context = await playwright.newContext({
        maxRedirects: 0,
        ignoreHTTPSErrors: insecureTls,
        ...(clientCertificate && { clientCertificates: [shownTo(prepared.origin, clientCertificate)] }),
      });
      try {
        const { method, origin, target, fields, content } = prepared;
        const headers = Object.fromEntries(fields);
        // A whole URL: the library resolves relative ones against another base than we mean, and `//x` against another host.
        const url = origin.origin + target;
        const data = content && { data: content };
        return await received(
          await context.fetch(url, { method, headers, ...data, timeout: timeoutMs, maxRedirects: 0 }),
        );
      } catch (error) {
        return { noAnswer: noAnswerOf(error as Error & { code?: string }, prepared.origin) };
      } finally {
        await context.dispose();
      }
    },
  };
}

/** To this very origin and no other. */
function shownTo({ origin }: URL, { cert, key }: ClientCertificate) {
  return { origin, cert: Buffer.from(cert), key: Buffer.from(key) };
}

async function received(response: APIResponse): Promise<Answer> {
  const content = await response.body();
  const fields = response.headersArray().map(({ name, value }) => [name, value] as const);
  const answer: RawResponse = {
    status: response.status(),
    fields,
    content: content.subarray(0, mostContent),
    truncated: content.length > mostContent,
  };
  return isDecodedByLibrary(fields) ? { response: answer } : withoutCodings(answer);
}

/** The library undoes these where they stand alone. */
function isDecodedByLibrary(fields: readonly Field[]): boolean {
  const codings = fieldValues(fields, 'content-encoding').join(', ').toLowerCase();
  return ['gzip', 'x-gzip', 'br', 'deflate'].includes(codings);
}

const unopened = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EPROTO'];

function noAnswerOf({ name, code = '', message }: Error & { code?: string }, { host }: URL): NoAnswer {
  // Everything after the first line is a log of the request, credentials included.
  const [firstLine = ''] = message.split('\n');
  const cause = firstLine.replace(/^apiRequestContext\.fetch:\s*/, '');
  // Refused before it left: it says nothing of the target.
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN') throw new Error(cause);
  if (name === 'TimeoutError') return { kind: 'timeout', message: `${host} sent no complete response in time` };
  if (/failed to decompress/.test(cause)) return { kind: 'undecodable', message: undecodable };
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { kind: 'oversized', message: `${host} sent a header section of more than 16 KiB, which is not read` };
  }
  if (code.startsWith('HPE_')) return { kind: 'not-http', message: `${host} sent what is no HTTP response (${code})` };
  if (isAboutTheClient(code)) return { kind: 'unreachable', message: `${host}: ${code}; ${clientCertificateMayHelp}` };
  if (/CERT|TLS|SSL|VERIFY|SELF_SIGNED/.test(code)) {
    return {
      kind: 'unreachable',
      message: `the certificate of ${host} is not trusted (${code}): NEXUS_CA_FILE names a private CA`,
    };
  }
  const kind: NoAnswerKind = unopened.includes(code) ? 'unreachable' : 'dropped';
  return { kind, message: `${host}: ${cause}` };
}
