import { randomUUID } from 'node:crypto';
import type { PreparedRequest } from '../client/request.ts';
import { type Answer, connectionEach, openConnection } from '../client/transport.ts';
import { type HttpMailbox, isRecord, type MailboxParts, parsed, unanswered } from './http.ts';
import { MailboxError } from './mailbox.ts';

/** What a server told on its own: the event's name, and the first thing that came with it. */
export interface ServerEvent {
  readonly name: string;
  readonly value: unknown;
}

/** Events that were listened for without a break. */
export interface Listening {
  /** No other one has it, in no process. */
  readonly token: string;
  readonly events: readonly ServerEvent[];
  /** It broke off: what came after that was not heard. */
  readonly isBroken: () => boolean;
  /** Resolves once every event of before the call is among `events`, or it has broken off. */
  caughtUp(): Promise<void>;
  /** Resolves with the next event, when it breaks off, or after so many milliseconds. */
  next(milliseconds: number): Promise<void>;
  close(): void;
}

/** Without a word from the server for so long it is gone: it sends a ping every 25 s, unless it says otherwise. */
const silenceMs = 60_000;
const separator = '\x1e';

/**
 * Listens to a server of Socket.IO 4 (protocol 5 over Engine.IO's 4) by HTTP long-polling: no WebSocket has to come through.
 * Throws MailboxError where nobody answers so.
 */
export async function listen(http: HttpMailbox, { network, timeoutMs, clock }: MailboxParts): Promise<Listening> {
  const path = '/socket.io/?EIO=4&transport=polling';
  const posts = connectionEach(network);
  let polling = openConnection(http.root, timeoutMs, network);
  const events: ServerEvent[] = [];
  const waiting = new Set<() => void>();
  const answered = new Set<string>();
  let broken: MailboxError | undefined;
  let asked = 0;

  const wake = () => {
    for (const resume of waiting) resume();
  };
  function breakOff(error: MailboxError): void {
    broken ??= error;
    polling.close();
    wake();
  }

  /** On a connection of its own, as the server ends each, which can be cut while nothing has come. */
  async function answerOn(request: PreparedRequest, answeredWithinMs: number): Promise<readonly string[]> {
    polling = openConnection(http.root, timeoutMs, network);
    const answer = await polling.transmit(request, answeredWithinMs);
    polling.close();
    return packetsOf(answer);
  }

  const opening = await answerOn(http.request(path), timeoutMs);
  const session = parsed(opening[0]?.slice(1) ?? '');
  if (!isRecord(session) || typeof session.sid !== 'string') throw noSocket(http);
  const own = `${path}&sid=${encodeURIComponent(session.sid)}`;

  async function packetsOf(answer: Answer): Promise<readonly string[]> {
    if ('noAnswer' in answer) throw unanswered(http.place, answer.noAnswer);
    const { status, content, truncated } = answer.response;
    if (status !== 200 || truncated) throw noSocket(http);
    return content.toString('utf8').split(separator);
  }

  async function send(packet: string): Promise<void> {
    try {
      await packetsOf(await posts.transmit(http.request(own, 'POST', packet), timeoutMs));
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
      breakOff(error);
    }
  }

  /** Engine.IO: 1 closes, 2 is a ping, 4 a message; Socket.IO in it: 40 connects, 41 disconnects, 42 is an event, 44 refuses. */
  function take(packet: string): void {
    if (packet === '2') void send('3');
    else if (packet === '1' || packet === '41') breakOff(noSocket(http));
    else if (packet.startsWith('42')) {
      const event = parsed(packet.slice(2));
      if (Array.isArray(event)) events.push({ name: String(event[0]), value: event[1] });
    } else if (/^4[04]/.test(packet)) answered.add(/^4[04](\/[^,]*)?/.exec(packet)?.[1] ?? '/');
    wake();
  }

  async function poll(): Promise<void> {
    try {
      while (!broken) for (const packet of await answerOn(http.request(own), silenceMs)) take(packet);
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
      breakOff(error);
    }
  }

  async function until(isDone: () => boolean, milliseconds: number): Promise<void> {
    const end = clock.now() + milliseconds;
    while (!isDone() && !broken && clock.now() < end) {
      await new Promise<void>((resolve) => {
        const resume = () => {
          clearTimeout(timer);
          waiting.delete(resume);
          resolve();
        };
        const timer = setTimeout(resume, Math.max(1, end - clock.now()));
        waiting.add(resume);
      });
    }
  }

  /** The server answers in the order of its events, so that what is before its answer has come with it. */
  async function answerTo(namespace: string): Promise<void> {
    await send(namespace === '/' ? '40' : `40${namespace},`);
    await until(() => answered.has(namespace), timeoutMs);
    if (!answered.has(namespace)) breakOff(noSocket(http));
  }

  void poll();
  await answerTo('/');
  if (broken) throw broken;
  return {
    token: randomUUID(),
    events,
    isBroken: () => broken !== undefined,
    async caughtUp() {
      asked += 1;
      // There is no such namespace, which the server has to say.
      if (!broken) await answerTo(`/caught-up-${asked}`);
    },
    async next(milliseconds) {
      const heard = events.length;
      await until(() => events.length > heard, milliseconds);
    },
    close: () => breakOff(noSocket(http)),
  };
}

const noSocket = ({ place }: HttpMailbox): MailboxError =>
  new MailboxError('other mailbox', `${place} does not tell its events at /socket.io/, or has stopped doing so`);
