import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP } from 'node:net';
import { ownRequest } from '../client/request.ts';
import type { Answer } from '../client/transport.ts';
import { proxyFor } from '../configuration/network.ts';
import { hostOf, isLoopback, portOf } from '../configuration/shapes.ts';
import { fieldValues, type ReceivedResponse } from '../model/exchange.ts';
import { printable } from '../report/text.ts';
import type { Run } from '../run/run.ts';
import { checkCertificate } from './certificate.ts';
import { type Check, duration, isProblem, ok, passing } from './check.ts';

/** Whether the target can be reached, from its name to an HTTP answer. Ends with the first thing that is wrong. */
export async function checkConnection(run: Run, url: URL): Promise<readonly Check[]> {
  const proxy = proxyFor(run.configuration.network, url);
  const steps = [
    ...(proxy ? [] : [checkName, checkPort]),
    ...(url.protocol === 'https:' ? [checkCertificate] : []),
    checkHttp,
  ];
  const checks = proxy ? [ok('proxy', `the way leads through ${new URL(proxy.url).host} (${proxy.namedBy})`)] : [];
  for (const step of steps) {
    checks.push(await step(run, url));
    if (checks.some(isProblem)) break;
  }
  return checks;
}

async function checkName(_run: Run, url: URL): Promise<Check> {
  const host = hostOf(url);
  if (isIP(host) !== 0) return ok('DNS', `${host} is an address and needs no name server`);
  try {
    const addresses = await lookup(host, { all: true });
    return ok('DNS', `${host} is ${addresses.map(({ address }) => address).join(', ')}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const wayOut = 'Check NEXUS_BASE_URL; a name inside a private network is known only from within it.';
    return passing('DNS', `${host} has no address (${code})`, wayOut);
  }
}

async function checkPort({ values }: Run, url: URL): Promise<Check> {
  const [host, port, seconds] = [hostOf(url), portOf(url), values.NEXUS_TIMEOUT_SECONDS];
  const refusal = await refusalOf(host, port, seconds);
  if (refusal === undefined) return ok('TCP', `port ${port} is open`);
  const says = `no connection to ${host} port ${port}: ${refusal}`;
  const other = isLoopback(url.hostname) ? await otherLoopback(url, seconds) : undefined;
  if (other !== undefined) {
    const wayOut = `Something listens on ${other.host}: set NEXUS_BASE_URL=${other.href.replace(/\/$/, '')} where that is the target.`;
    return passing('TCP', `${says}, and the other loopback address is open`, wayOut);
  }
  const isSilent = refusal.startsWith('nothing');
  return passing('TCP', says, isSilent ? 'A firewall on the way may drop what is sent; is the port right?' : mayNotRun);
}

const mayNotRun = 'Is the target running, and the port of NEXUS_BASE_URL right?';

/** Why no connection is opened; undefined where one is. */
function refusalOf(host: string, port: number, seconds: number): Promise<string | undefined> {
  const socket = connectTcp({ host, port });
  return new Promise<string | undefined>((resolve) => {
    socket.setTimeout(seconds * 1000, () => resolve(`nothing within ${seconds} s`));
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message));
    socket.once('connect', () => resolve(undefined));
  }).finally(() => socket.destroy());
}

/** The same URL by the address of this machine that is open, in the other version of IP. */
async function otherLoopback(url: URL, seconds: number): Promise<URL | undefined> {
  for (const hostname of ['127.0.0.1', '[::1]']) {
    const other = Object.assign(new URL(url), { hostname });
    if ((await refusalOf(hostOf(other), portOf(other), seconds)) === undefined) return other;
  }
  return undefined;
}

/** A GET without credentials of the base URL: it does nothing anywhere, and any answer will do. */
async function checkHttp(run: Run, url: URL): Promise<Check> {
  const connection = await run.openConnection();
  const request = ownRequest(url, [['User-Agent', run.agent]]);
  try {
    return httpCheck(url, await connection.transmit(request, run.values.NEXUS_TIMEOUT_SECONDS * 1000));
  } finally {
    connection.close();
  }
}

/** When to come back, where an answer says so (RFC 9110 §10.2.3). */
export function laterLine({ fields }: Pick<ReceivedResponse, 'fields'>): string | undefined {
  const [value] = fieldValues(fields, 'retry-after');
  if (value === undefined) return undefined;
  return `Retry-After: ${printable(value)}${/^\d+$/.test(value) ? ` (${duration(Number(value))})` : ''}`;
}

/** RFC 9110 §15.6.3 to §15.6.5: by these a gateway says that nothing behind it answers. */
const answersOfAGateway: readonly number[] = [502, 503, 504];

function httpCheck(url: URL, answer: Answer): Check {
  if ('noAnswer' in answer) {
    const { kind, message } = answer.noAnswer;
    // Where no connection was opened, the message itself says by whom and what may help.
    if (kind === 'unreachable') return passing('HTTP', printable(message));
    const starting =
      kind === 'timeout' ? 'It may be starting' : `Is ${url.protocol}// what it speaks? It may be starting`;
    return passing('HTTP', printable(message), `${starting}: --wait 60 waits for it.`);
  }
  const { status, fields } = answer.response;
  const [server] = fieldValues(fields, 'server');
  const says = `GET ${url.pathname} is answered ${status}${server === undefined ? '' : ` by ${printable(server)}`}`;
  if (!answersOfAGateway.includes(status)) return ok('HTTP', says);
  const later = laterLine(answer.response);
  if (later === undefined) {
    return passing('HTTP', `${says}: a gateway speaks for a service that is not there`, 'Is the service behind it up?');
  }
  return passing(
    'HTTP',
    `${says}, ${later}`,
    'Is the service behind it up, or in maintenance? --wait SECONDS waits for it.',
  );
}
