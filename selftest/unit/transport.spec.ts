import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from '@playwright/test';
import { authorization, type Credentials, noCredentials, together } from '../../src/client/credentials.ts';
import { httpTransport } from '../../src/client/http-transport.ts';
import { prepare, type Stimulus } from '../../src/client/stimulus.ts';
import { needsExactBytes, type Transport } from '../../src/client/transport.ts';
import { openConnection, wireTransport } from '../../src/client/wire-transport.ts';

const tls = { insecureTls: false };
const inCookie: Credentials = { ...noCredentials, applicationTokens: [{ in: 'cookie', value: 'to~ken' }] };
const inHeader: Credentials = { ...noCredentials, applicationTokens: [{ in: 'header', value: '' }] };
const inQuery: Credentials = { ...noCredentials, applicationTokens: [{ in: 'query', value: 'to ken&' }] };

const stimuli: readonly Stimulus[] = [
  { name: 'no credentials', credentials: noCredentials },
  { name: 'Basic', credentials: authorization('Basic bmV4dXM6Y29uZm9ybWFuY2U=', 'Basic') },
  { name: 'an empty Authorization', credentials: authorization('', 'nothing') },
  { name: 'a value of 8 kB', credentials: authorization(`Bearer ${'x'.repeat(8000)}`, 'Bearer') },
  { name: 'a value in Latin-1', credentials: authorization('Bearer caf\u00e9', 'Bearer') },
  { name: 'an empty ApplicationToken', credentials: together(authorization('Bearer t', 'Bearer'), inHeader) },
  { name: 'an ApplicationToken in a cookie', credentials: inCookie },
  { name: 'an ApplicationToken in the query', credentials: inQuery },
  { name: 'no query', credentials: noCredentials, query: '' },
  { name: 'an odd query', credentials: noCredentials, query: 'clientId=a+b%2fc&clientId[]=|^' },
  { name: 'an escape in the path', credentials: noCredentials, spelling: (path) => path.replace('users', '%75sers') },
  { name: 'a doubled slash', credentials: noCredentials, spelling: (path) => `/${path};x//` },
  {
    name: 'further fields',
    credentials: noCredentials,
    fields: [
      ['Origin', 'https://portal.example'],
      ['accept', 'application/problem+xml'],
    ],
  },
  {
    name: 'a form',
    credentials: noCredentials,
    content: { type: 'application/x-www-form-urlencoded', text: 'clientId=portal-web&x=\u00fc' },
  },
];

interface Recorder {
  readonly baseUrl: URL;
  /** Latin-1 text of each connection's octets. */
  readonly heard: readonly string[];
  close(): void;
}

/** Answers 204 to whatever comes and keeps its octets. */
async function recorder(): Promise<Recorder> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    const nth = heard.push('') - 1;
    socket.on('error', () => {});
    socket.on('data', (octets) => {
      heard[nth] += octets.toString('latin1');
      if (isWhole(heard[nth] ?? '')) socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { baseUrl: new URL(`http://127.0.0.1:${port}/nexus/`), heard, close: () => server.close() };
}

function isWhole(octets: string): boolean {
  const [head = '', content] = octets.split('\r\n\r\n');
  return content !== undefined && content.length >= Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
}

/** What a recorded request says: everything but the order of its fields and whether the connection stays. */
function saidBy(octets: string) {
  const [head = '', content] = octets.split('\r\n\r\n');
  const [requestLine, ...lines] = head.split('\r\n');
  const fields = lines.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase()));
  return { requestLine, fields: fields.filter((line) => !line.startsWith('connection:')).toSorted(), content };
}

async function octetsOf(transport: Transport, stimulus: Stimulus, { baseUrl, heard }: Recorder): Promise<string> {
  const address = { baseUrl, userId: () => 'a user', clientId: 'portal-web', applicationTokenName: 'ApplicationToken' };
  const request = prepare(stimulus, address);
  expect(needsExactBytes(request), 'the library is trusted with it').toBe(false);
  const answer = await transport.transmit(request, 5000);
  expect(answer).toMatchObject({ response: { status: 204 } });
  return heard.at(-1) ?? '';
}

for (const stimulus of stimuli) {
  test(`${stimulus.name}: a server hears the same by both transports`, async () => {
    const server = await recorder();
    try {
      const byLibrary = saidBy(await octetsOf(httpTransport(tls), stimulus, server));
      const byWire = saidBy(await octetsOf(wireTransport(tls), stimulus, server));
      expect(byWire).toEqual(byLibrary);
      expect(byWire.requestLine).toMatch(/^POST \/nexus\/\S* HTTP\/1\.1$/);
    } finally {
      server.close();
    }
  });
}

test('a connection that stays open says keep-alive and is used again, and any other says close', async () => {
  const server = await recorder();
  const [stimulus] = stimuli;
  if (!stimulus) throw new Error('there is no stimulus');
  const connection = await openConnection(server.baseUrl, 1000, tls);
  await octetsOf(connection, stimulus, server);
  const twice = await octetsOf(connection, stimulus, server);
  expect(twice.match(/Connection: keep-alive\r\n/g)).toHaveLength(2);
  expect(server.heard).toHaveLength(1);
  const alone = await octetsOf(wireTransport(tls), stimulus, server);
  expect(alone).toContain('Connection: close\r\n');
  connection.close();
  server.close();
});
