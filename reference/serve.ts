import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { nexusApp } from './app.ts';
import { type Environment, environmentOf } from './environment.ts';
import { faults } from './faults/index.ts';
import { conformingNexus, type Nexus } from './nexus.ts';
import type { Smtp } from './post.ts';
import { isPage, resetPages } from './reset-page.ts';
import { variants } from './variants/index.ts';
import { createWorld, type Mail, type World } from './world.ts';

export interface ReferenceOptions {
  /** Name of the fault that it is to have. */
  readonly fault?: string;
  /** Name of the variant that it is to be. */
  readonly variant?: string;
  /** TCP port on 127.0.0.1; a free one where it is left out. */
  readonly port?: number;
  /** What is neither fault nor variant. */
  readonly change?: (nexus: Nexus) => Nexus;
  /**
   * Where its e-mails are sent; they stay in its outbox where this is left out. Whoever gives it adds NEXUS_MAILBOX_URL to
   * the environment of the reference, which then has none.
   */
  readonly smtp?: Smtp;
  /** By which its limits are counted; the system's clock where it is left out. */
  readonly now?: World['now'];
}

export interface Reference {
  readonly baseUrl: string;
  /** The configuration for a run against it, by variable: whole, where it sends no e-mail by SMTP. It holds secrets. */
  readonly environment: Environment;
  /** The e-mails so far, oldest first. */
  readonly outbox: readonly Mail[];
  /** Stops listening and ends every connection at once. An e-mail that is under way has a second to get there. */
  close(): Promise<void>;
}

/** Starts a reference on 127.0.0.1. Rejects where the fault or variant is unknown or the port cannot be had. */
export async function startReference({
  fault,
  variant,
  change,
  port = 0,
  smtp,
  now,
}: ReferenceOptions = {}): Promise<Reference> {
  const differences = [chosen('variant', variants, variant), chosen('fault', faults, fault)];
  let nexus: Nexus = conformingNexus(await createWorld(now));
  for (const difference of differences) nexus = (await difference?.change(nexus)) ?? nexus;
  nexus = change?.(nexus) ?? nexus;

  const server = serverOf(nexus);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  const own = (server.address() as AddressInfo).port;
  const door = await nexus.door?.(own);
  const baseUrl = `${door?.scheme ?? 'http'}://127.0.0.1:${door?.port ?? own}${nexus.basePath}`;
  // What speaks SMTP takes longer to load than all the rest.
  const post = smtp && (await import('./post.ts')).openPost(nexus, new URL(baseUrl).origin, smtp);
  // No answer waits for an e-mail.
  if (post) server.on('request', (_, outgoing) => outgoing.once('close', post.collect));
  let environment: Environment = { ...environmentOf(nexus, baseUrl, smtp), ...door?.environment };
  for (const difference of differences) environment = difference?.environment?.(environment) ?? environment;
  return {
    baseUrl,
    environment,
    outbox: nexus.world.outbox,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      door?.close();
      await closed;
      await post?.close();
    },
  };
}

/** It does not listen yet. */
function serverOf(nexus: Nexus): Server {
  // Kept open for longer than any pause of a run: a connection that ends under a request would look like a refusal.
  const keepAliveTimeout = 120_000;
  // Longer than the longest target, of which the application says that it is too long.
  const options = { keepAliveTimeout, maxHeaderSize: 262_144 };
  // Hono would replace the Request and Response of the whole process, which is not only ours.
  const own = { overrideGlobalObjects: false };
  const api = getRequestListener(nexusApp(nexus).fetch, own);
  const pages = getRequestListener(resetPages(nexus).fetch, own);
  const server = createServer(options, (incoming, outgoing) => {
    void (isPage(incoming.url) ? pages : api)(incoming, outgoing);
  });
  nexus.prepares(server);
  return server;
}

function chosen<T>(kind: string, known: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
  if (name === undefined) return undefined;
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found) return found;
  throw new RangeError(`There is no ${kind} '${name}'. Known are: ${Object.keys(known).join(', ')}.`);
}
