import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { SMTPServer } from 'smtp-server';
import { MailboxError } from './mailbox.ts';
import { type SinkAddress, smtpUrl } from './sink-answers.ts';
import { openToReaders } from './sink-reading.ts';
import { type SinkCertificate, smtpServer } from './sink-smtp.ts';
import { createSinkStore, type SinkRoom } from './sink-store.ts';

export interface SinkOptions {
  /** A name or address of this machine, one of IPv6 with or without brackets. `localhost` is 127.0.0.1 and ::1. */
  readonly host: string;
  /** TCP port; with 0 a free one. */
  readonly port: number;
  /** STARTTLS is offered where there is one. */
  readonly certificate?: SinkCertificate;
  /** How much is kept; what comes beyond that is refused. 2,000 messages and 256 MiB where it is left out. */
  readonly room?: SinkRoom;
}

/** An SMTP server that keeps what it gets in memory, as long as this process lives. */
export interface Sink {
  /** Where it listens. */
  readonly smtp: SinkAddress;
  /** Where the processes of this machine read what came, by `openSink`. Whoever knows it can, so it is a secret. */
  readonly url: string;
  /** Stops listening. A sender that is connected is answered 421. */
  close(): Promise<void>;
}

const usualRoom: SinkRoom = { messages: 2000, octets: 256 * 1024 * 1024 };

/** Starts a sink. Rejects with a MailboxError where it cannot listen there. */
export async function startSink({ host, port, certificate, room = usualRoom }: SinkOptions): Promise<Sink> {
  const store = createSinkStore(room);
  const asked = { host: host.replace(/^\[|\]$/g, ''), port };
  const receiving = await receiveAt(asked, () => smtpServer(store, certificate));
  const smtp = { host: asked.host, port: receiving.port };
  const reading = await openToReaders(store, smtp);
  return {
    smtp,
    url: reading.url,
    async close() {
      await Promise.all([receiving.close(), reading.close()]);
    },
  };
}

/** Listens on every address that the host stands for: a sender may try only one of them. */
async function receiveAt({ host, port }: SinkAddress, createServer: () => SMTPServer) {
  const servers: SMTPServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(resolve))));
  };
  let common = port;
  try {
    for (const address of host === 'localhost' ? ['127.0.0.1', '::1'] : [host]) {
      const server = createServer();
      try {
        common = await listening(server.listen(common, address));
        servers.push(server);
      } catch (error) {
        if (servers.length === 0 || !isAbsent(error)) throw unusable({ host: address, port: common }, error);
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { port: common, close };
}

/** Its port, once it listens. */
async function listening(server: Server): Promise<number> {
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/** A machine without IPv6 has no ::1. */
const isAbsent = (error: unknown): boolean => ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(codeOf(error));

const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another run, or another mail server, is listening there. End it, or choose another port',
  EACCES: 'this user may not. Choose another port, above 1023',
  EADDRNOTAVAIL: 'this machine has no such address. 0.0.0.0 is all that it has',
  ENOTFOUND: 'there is no such name. 127.0.0.1 is this machine, 0.0.0.0 all of its addresses',
};

function unusable(address: SinkAddress, error: unknown): MailboxError {
  const code = codeOf(error);
  const why = remedies[code] === undefined ? code : `${remedies[code]} (${code})`;
  return new MailboxError('network', `cannot listen for e-mail at ${smtpUrl(address)}: ${why}`);
}
