import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Reference, startReference } from '../../reference/serve.ts';
import { beginNow, clockFrom } from '../../src/client/clock.ts';
import { type Configuration, configurationIn, resolveConfiguration } from '../../src/configuration/resolve.ts';
import { readSources } from '../../src/configuration/sources.ts';
import { memoryLedger } from '../../src/run/ledger.ts';
import { createRun, type Run } from '../../src/run/run.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export function configurationOf(environment: Environment, now = Date.now()): Configuration {
  const places = { flags: {}, environment, workingFolder: import.meta.dirname, now };
  return configurationIn(resolveConfiguration(readSources(places)));
}

export function runOf(environment: Environment, now = Date.now(), waitSeconds = 0): Run {
  return createRun({
    configuration: configurationOf(environment, now),
    ledger: memoryLedger(),
    paceMemory: { load: () => undefined, save: () => {} },
    clock: clockFrom(beginNow()),
    runId: 'selftest',
    startedAt: Date.now() + waitSeconds * 1000,
    repeatUntil: Date.now() + waitSeconds * 1000,
  });
}

export async function withReference(look: (reference: Reference) => Promise<void>): Promise<void> {
  const reference = await startReference();
  await look(reference).finally(reference.close);
}

export async function withServer(answer: RequestListener, look: (baseUrl: string) => Promise<void>): Promise<void> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await look(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).finally(() => {
    server.close();
    server.closeAllConnections();
  });
}
