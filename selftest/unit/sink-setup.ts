import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { createTransport, type SendMailOptions, type SMTPTransportOptions } from 'nodemailer';
import type { Look, Mailbox } from '../../src/mailbox/mailbox.ts';
import { openSink } from '../../src/mailbox/sink.ts';
import type { SinkAddress } from '../../src/mailbox/sink-answers.ts';
import { type Sink, type SinkOptions, startSink } from '../../src/mailbox/sink-server.ts';

/** What `use` makes of a sink on a free port and of a mailbox that reads it. In the end both are closed. */
export async function withSink<T>(
  options: Partial<SinkOptions>,
  use: (sink: Sink, mailbox: Mailbox) => Promise<T>,
): Promise<T> {
  const sink = await startSink({ host: '127.0.0.1', port: 0, ...options });
  const mailbox = openSink(sink.url, '127.0.0.1');
  try {
    return await use(sink, mailbox);
  } finally {
    await mailbox.close();
    await sink.close();
  }
}

export const letter = {
  from: 'no-reply@nexus.example',
  to: 'user@nexus.example',
  subject: 'Your password',
  text: 'https://nexus.example/',
} as const satisfies SendMailOptions;

/** Sends an e-mail as mailers do. Rejects where it is refused. */
export function send(smtp: SinkAddress, mail: SendMailOptions, options: SMTPTransportOptions = {}): Promise<unknown> {
  return createTransport({ ...smtp, ...options }).sendMail(mail);
}

/** A look from the beginning on, taken over and over until it shows so many messages. */
export async function lookFor(mailbox: Mailbox, messages: number): Promise<Look> {
  let look = await mailbox.look(0);
  while (look.messages.length < messages) {
    await mailbox.wake(10_000);
    look = await mailbox.look(0);
  }
  return look;
}

/** A look without the octets of the messages: whom each of them was for, and what is in doubt. */
export function inShort({ messages, doubts }: Look) {
  return {
    recipients: messages.map(({ recipients }) => recipients.map(({ address }) => address)),
    doubts: doubts.map(({ kind, count }) => `${kind} ${count}`),
  };
}

export async function findingsOf(mailbox: Mailbox): Promise<readonly string[]> {
  const findings: string[] = [];
  for await (const { severity, words } of mailbox.check([])) findings.push(`${severity}: ${words}`);
  return findings;
}

export interface Conversation {
  readonly socket: Socket;
  /** Says this, as Latin-1, and gives the last line of the answer. */
  say(line: string): Promise<string>;
}

/** A client that says octet by octet what it is told to, once it was greeted. */
export async function converse({ host, port }: SinkAddress): Promise<Conversation> {
  const socket = connect(port, host).on('error', () => {});
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value = '' } = await lines.next();
    return value[3] === '-' ? answer() : value;
  };
  await answer();
  return {
    socket,
    say(line) {
      socket.write(`${line}\r\n`, 'latin1');
      return answer();
    },
  };
}

/** Goes on with a conversation up to where the octets of a message are awaited. */
export async function toTheData({ say }: Conversation, recipient = '<user@nexus.example>'): Promise<string> {
  await say('EHLO client.example');
  await say('MAIL FROM:<>');
  await say(`RCPT TO:${recipient}`);
  return say('DATA');
}

/** Ends a connection at once, as one that breaks does. */
export async function breakOff({ socket }: Conversation): Promise<void> {
  socket.resetAndDestroy();
  await once(socket, 'close');
}
