import type { Readable } from 'node:stream';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { SinkStore } from './sink-store.ts';

/** Key and certificate in PEM. */
export interface SinkCertificate {
  readonly key: string;
  readonly cert: string;
}

/** Octets of the longest message. */
const longestMessage = 25 * 1024 * 1024;

/** As long as a server has to wait for its client (RFC 5321 §4.5.3.2.7). */
const patienceMs = 300_000;

/** An SMTP server that takes everything from everybody into the store, and says there what it turned away. It does not listen yet. */
export function smtpServer(store: SinkStore, certificate: SinkCertificate | undefined): SMTPServer {
  const options: SMTPServerOptions = {
    ...(certificate ?? { disabledCommands: ['STARTTLS'] }),
    name: 'nexus-conformance',
    size: longestMessage,
    rejectOversized: true,
    maxRecipients: 1000,
    lenientAddressParsing: true,
    authOptional: true,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'],
    disableReverseLookup: true,
    socketTimeout: patienceMs,
    closeTimeout: 1,
    logger: refusalLog((words) => store.refused(words)),
    onAuth: (_, __, answer) => answer(null, { user: 'anybody' }),
    onData: (stream, { envelope }, answer) => {
      const recipients = envelope.rcptTo.map(({ address }) => address);
      void receive(stream, store, recipients).then(answer);
    },
  };
  const server = new SMTPServer(options);
  // A connection that broke is its sender's affair; without a listener it would end the process.
  server.on('error', () => {});
  return server;
}

/** Takes a message in to its end, even where there is no room for it. Comes back with what the sender is told if so. */
async function receive(
  stream: Readable & { readonly sizeExceeded: boolean },
  store: SinkStore,
  recipients: readonly string[],
): Promise<Error | null> {
  const chunks: Buffer[] = [];
  let taken = 0;
  const takes = (octets: number): boolean => {
    const isTaken = store.take(octets);
    if (isTaken) taken += octets;
    return isTaken;
  };
  const drop = (): void => {
    store.giveBack(taken);
    taken = 0;
    chunks.length = 0;
  };
  let fits = takes(recipients.join('').length);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      fits &&= !stream.sizeExceeded && takes(chunk.length);
      if (fits) chunks.push(chunk);
      else drop();
    }
  } catch {
    // The connection has ended in the middle of the message, which therefore was not sent.
    drop();
    return null;
  }
  if (fits && store.keep(Buffer.concat(chunks), recipients)) return null;
  drop();
  return Object.assign(new Error('no room for any more messages'), { responseCode: 452 });
}

/** The commands by which a message is handed over. What else is turned away, such as a port scan, was none. */
const handingOver = new Set(['HELO', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA']);

/**
 * The server answers for itself where an address cannot be read or a message is too long, and says so nowhere but in its log:
 * this log tells of every refusal of what was to hand over a message, and keeps nothing else.
 */
function refusalLog(refused: (words: string) => void): NonNullable<Exclude<SMTPServerOptions['logger'], boolean>> {
  const commands = new Map<string, string>();
  return {
    debug({ tnx, cid, command }: { tnx: string; cid: string; command: string }, _: string, answer = '') {
      if (tnx === 'command') commands.set(cid, command);
      if (tnx === 'close') commands.delete(cid);
      const answered = commands.get(cid);
      // After 334 and 354 the same command goes on.
      if (tnx !== 'send' || answered === undefined || answer.startsWith('3')) return;
      commands.delete(cid);
      if (/^[45]/.test(answer) && handingOver.has(answered)) refused(`${answered}: ${answer}`);
    },
  };
}
