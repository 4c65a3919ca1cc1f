import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP } from 'node:net';
import type { Answer } from '../client/transport.ts';
import { fieldValues } from '../model/exchange.ts';
import { printable } from '../report/printable.ts';
import type { Run } from '../run/run.ts';
import { checkCertificate } from './certificate.ts';
import { type Check, isProblem, note, ok, problem } from './check.ts';
import type { Door } from './door.ts';

/** Whether the target can be reached, from its name to an HTTP answer. Ends with the first thing that is wrong. */
export async function checkConnection(run: Run, door: Door): Promise<readonly Check[]> {
  const steps = [
    ...(door.proxy ? [] : [checkName, checkPort]),
    ...(door.url.protocol === 'https:' ? [checkCertificate] : []),
    (to: Door) => checkHttp(run, to),
  ];
  const checks = door.proxy
    ? [ok('proxy', `the way leads through ${door.proxy.url.host} (${door.proxy.namedBy})`)]
    : [];
  for (const step of steps) {
    checks.push(await step(door));
    if (checks.some(isProblem)) break;
  }
  return checks;
}

async function checkName({ host }: Door): Promise<Check> {
  if (isIP(host) !== 0) return ok('DNS', `${host} is an address and needs no name server`);
  try {
    const addresses = await lookup(host, { all: true });
    return ok('DNS', `${host} is ${addresses.map(({ address }) => address).join(', ')}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const wayOut = 'Check NEXUS_BASE_URL; a name inside a private network is known only from within it.';
    return problem('DNS', `${host} has no address (${code})`, wayOut);
  }
}

function checkPort({ host, port, timeoutMs }: Door): Promise<Check> {
  const socket = connectTcp({ host, port });
  return new Promise<Check>((resolve) => {
    const refuse = (why: string, wayOut: string): void =>
      resolve(problem('TCP', `no connection to ${host} port ${port}: ${why}`, wayOut));
    socket.setTimeout(timeoutMs, () =>
      refuse(`nothing within ${timeoutMs / 1000} s`, 'A firewall on the way may drop what is sent; is the port right?'),
    );
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      refuse(code ?? message, 'Is the target running, and the port of NEXUS_BASE_URL right?'),
    );
    socket.once('connect', () => resolve(ok('TCP', `port ${port} is open`)));
  }).finally(() => socket.destroy());
}

/** A GET without credentials of the base URL: it does nothing anywhere, and any answer will do. */
async function checkHttp(run: Run, { url, timeoutMs }: Door): Promise<Check> {
  const connection = await run.openConnection();
  try {
    const fields = [['User-Agent', 'nexus-conformance']] as const;
    const request = { method: 'GET', origin: url, target: url.pathname, fields };
    return httpCheck(url, await connection.transmit(request, timeoutMs));
  } finally {
    connection.close();
  }
}

/** RFC 9110 §15.6.3 to §15.6.5: by these a gateway says that nothing behind it answers. */
const answersOfAGateway: readonly number[] = [502, 503, 504];

function httpCheck(url: URL, answer: Answer): Check {
  if ('noAnswer' in answer) {
    const { kind, message } = answer.noAnswer;
    // Where no connection was opened, the message itself says by whom and what may help.
    if (kind === 'unreachable') return problem('HTTP', printable(message));
    const starting =
      kind === 'timeout' ? 'It may be starting' : `Is ${url.protocol}// what it speaks? It may be starting`;
    return problem('HTTP', printable(message), `${starting}: --wait 60 waits for it.`);
  }
  const { status, fields } = answer.response;
  const [server] = fieldValues(fields, 'server');
  const says = `GET ${url.pathname} is answered ${status}${server === undefined ? '' : ` by ${printable(server)}`}`;
  if (!answersOfAGateway.includes(status)) return ok('HTTP', says);
  return note('HTTP', `${says}: a gateway speaks for a service that is not there`, 'Is the service behind it up?');
}
