import { expect, type TestInfo, test } from '@playwright/test';
import { type Reference, startReference } from '../../reference/serve.ts';
import type { PreparedRequest } from '../../src/client/request.ts';
import { type Answer, connectionEach, openConnection, type Transport } from '../../src/client/transport.ts';
import type { ForwardProxy, Network } from '../../src/configuration/network.ts';
import { judgeFully } from '../proof/judge.ts';
import { type Certificates, forwardProxy, makeCertificates, tlsFront, tokenServer } from './network-setup.ts';

const portOf = ({ baseUrl }: Reference): number => Number(new URL(baseUrl).port);

const requestTo = (origin: string): PreparedRequest => ({
  method: 'POST',
  origin: new URL(origin),
  target: '/v1/users/1/password-reset?clientId=x',
  version: 'HTTP/1.1',
  fields: [
    ['Host', new URL(origin).host],
    ['Content-Length', '0'],
  ],
  content: Buffer.alloc(0),
  body: Buffer.alloc(0),
});

const inShort = (answer: Answer): string =>
  'response' in answer ? `${answer.response.status}` : `${answer.noAnswer.kind}: ${answer.noAnswer.message}`;

async function ask(transport: Transport, origin: string): Promise<string> {
  return inShort(await transport.transmit(requestTo(origin), 3000));
}

async function withReference(use: (reference: Reference) => Promise<void>): Promise<void> {
  const reference = await startReference();
  try {
    await use(reference);
  } finally {
    await reference.close();
  }
}

function certificatesOrSkip(info: TestInfo): Certificates {
  const certificates = makeCertificates(info.outputPath('certificates'));
  test.skip(certificates === undefined, 'the command openssl is missing');
  if (!certificates) throw new Error('skipped');
  return certificates;
}

// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
test('a client certificate is shown, and where it is missing the message names the variable', async ({}, info) => {
  const made = certificatesOrSkip(info);
  const { cert, key } = made.client;
  await withReference(async (reference) => {
    const front = await tlsFront(portOf(reference), made, true);
    const origin = `https://127.0.0.1:${front.port}`;
    const without: Network = { ca: made.authority.cert, insecureTls: true, proxies: [] };
    const asked = async (network: Network): Promise<string[]> => {
      const staying = await openConnection(new URL(origin), 3000, network);
      const said = [await ask(connectionEach(network), origin), await ask(staying, origin)];
      staying.close();
      return said;
    };
    const refused = [expect.stringMatching(/^dropped|^unre/), expect.stringMatching(/^dropped|^unre/)];
    const named = expect.stringContaining('NEXUS_CLIENT_CERT_FILE');
    expect(await asked({ ...without, clientCertificate: { cert, key } })).toEqual(['401', '401']);
    expect(await asked({ ...without, clientCertificate: made.stranger })).toEqual(refused);
    expect(await asked(without)).toEqual([named, named]);
    front.close();
  });
});

// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
test('a run passes behind a proxy, with a private authority and a client certificate', async ({}, info) => {
  const made = certificatesOrSkip(info);
  await withReference(async (reference) => {
    const front = await tlsFront(portOf(reference), made, true);
    const proxy = await forwardProxy('someone:proxy-password/0123');
    const endpoint = await tokenServer(async () => ({
      body: { access_token: reference.environment.NEXUS_BEARER_TOKEN, token_type: 'Bearer' },
    }));
    const { NEXUS_BEARER_TOKEN: _, ...environment } = reference.environment;
    const { statement, exchanges } = await judgeFully({
      ...environment,
      NEXUS_BASE_URL: `https://localhost:${front.port}`,
      NEXUS_PROFILE: 'smoke',
      NEXUS_CA_FILE: made.authority.certFile,
      NEXUS_CLIENT_CERT_FILE: made.client.certFile,
      NEXUS_CLIENT_KEY_FILE: made.client.keyFile,
      NEXUS_PROXY_URL: `http://someone:proxy-password%2F0123@127.0.0.1:${proxy.port}`,
      NEXUS_OAUTH_TOKEN_URL: endpoint.url,
      NEXUS_OAUTH_CLIENT_ID: 'a',
      NEXUS_OAUTH_CLIENT_SECRET: 'client-secret-0123456789',
    });
    for (const server of [front, proxy, endpoint]) server.close();
    expect(statement.verdict, statement.reason).toBe('pass');
    expect(new Set(proxy.tunnels)).toEqual(new Set([`localhost:${front.port}`, `127.0.0.1:${endpoint.port}`]));
    expect(proxy.tunnels.length, 'a tunnel a request').toBeGreaterThanOrEqual(exchanges.length);
    expect(JSON.stringify(exchanges)).not.toContain('proxy-password');
  });
});

// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
test('a private authority that nobody named is not trusted, and the reason names NEXUS_CA_FILE', async ({}, info) => {
  const made = certificatesOrSkip(info);
  await withReference(async (reference) => {
    const front = await tlsFront(portOf(reference), made, false);
    const NEXUS_BASE_URL = `https://127.0.0.1:${front.port}`;
    const { statement, exchanges } = await judgeFully({
      ...reference.environment,
      NEXUS_BASE_URL,
      NEXUS_PROFILE: 'gate',
    });
    front.close();
    expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
    for (const id of ['auth/basic', 'auth/no-bypass']) {
      expect(statement.requirements.find((result) => result.id === id)?.reason).toMatch(
        /cannot connect to 127\.0\.0\.1:\d+: .*certificate.*; where a private authority signs .* NEXUS_CA_FILE may help/,
      );
    }
    expect(exchanges.filter(({ response }) => response)).toEqual([]);
  });
});

function through(target: string, port: number, more: Partial<ForwardProxy> = {}): Network {
  const url = `http://127.0.0.1:${port}/`;
  const credentials = { username: 'someone', password: 'proxy-password-0123' };
  const proxy = { url, namedBy: 'NEXUS_PROXY_URL', ...credentials, ...more };
  return { insecureTls: false, proxies: [{ origin: new URL(target).origin, proxy }] };
}

test('where a proxy answers by itself, the target is unreachable', async () => {
  await withReference(async ({ baseUrl }) => {
    const proxy = await forwardProxy('someone:proxy-password-0123');
    expect(await ask(connectionEach(through(baseUrl, proxy.port)), baseUrl)).toBe('401');
    for (const credentials of [
      { username: '', password: '' },
      { username: 'nobody', password: 'wrong-password-0123' },
    ]) {
      const refused = await ask(connectionEach(through(baseUrl, proxy.port, credentials)), baseUrl);
      expect(refused).toMatch(/^unreachable: the proxy 127.*\(NEXUS_PROXY_URL\) answered 407 itself.*user name/);
      expect(refused).not.toContain('wrong-password');
    }
    proxy.close();
    for (const status of [403, 404, 502]) {
      const refusing = await forwardProxy('someone:proxy-password-0123', status);
      const said = await ask(connectionEach(through(baseUrl, refusing.port)), baseUrl);
      expect(said).toMatch(new RegExp(`^unreachable: the proxy .* answered ${status} itself`));
      refusing.close();
    }
    expect(await ask(connectionEach(through(baseUrl, proxy.port)), baseUrl), 'closed').toMatch(
      /^unreachable: the proxy .*REFUSED/,
    );
  });
});

test('a run behind a proxy that refuses is incomplete, and fails no requirement', async () => {
  await withReference(async ({ environment }) => {
    const proxy = await forwardProxy('someone:proxy-password-0123', 403);
    const NEXUS_PROXY_URL = `http://someone:proxy-password-0123@127.0.0.1:${proxy.port}`;
    const { statement } = await judgeFully({ ...environment, NEXUS_PROXY_URL, NEXUS_PROFILE: 'smoke' });
    proxy.close();
    expect(statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
    expect(statement.requirements.map(({ outcome }) => outcome)).not.toContain('failed');
    expect(statement.requirements[0]?.reason).toContain('answered 403 itself');
    expect(JSON.stringify(statement)).not.toContain('proxy-password');
  });
});
