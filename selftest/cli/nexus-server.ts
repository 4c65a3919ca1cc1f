import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { nexusApp } from '../../reference/app.ts';
import { type Environment, environmentOf } from '../../reference/environment.ts';
import { conformingNexus, type Nexus } from '../../reference/nexus.ts';
import { createWorld, type World } from '../../reference/world.ts';

export interface NexusServer {
  readonly environment: Environment;
  close(): void;
}

/** A Nexus on loopback that is changed in a way for which there is no fault and no variant. */
export async function nexusServer(
  change: (nexus: Nexus) => Nexus,
  secrets: (world: World) => World = (world) => world,
): Promise<NexusServer> {
  const nexus = change(conformingNexus(secrets(await createWorld())));
  const listener = getRequestListener(nexusApp(nexus).fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    environment: environmentOf(nexus, `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
