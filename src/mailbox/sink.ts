import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { isLoopback } from '../configuration/shapes.ts';
import { type Mailbox, MailboxError, type MailboxFinding, type Message } from './mailbox.ts';
import { type SinkAddress, type SinkAnswers, type SinkEntry, type SunkMessage, smtpUrl } from './sink-answers.ts';

const name = "the suite's own SMTP server";

/** A connection on this machine that takes longer is none. */
const deadlineMs = 30_000;

/**
 * The suite's own SMTP server, read from any process of this machine by the URL of a `Sink`. `targetHost`: of whoever is to send
 * e-mail to it, as `URL.hostname` writes it.
 */
export function openSink(url: string, targetHost: string): Mailbox {
  const closed = new AbortController();
  const known: SinkEntry<Buffer>[] = [];
  /** The number up to which somebody here was told that something came. */
  let seen = 0;
  const lastKnown = (): number => known.at(-1)?.number ?? 0;
  const ask = <Path extends keyof SinkAnswers>(path: Path, parameters = {}, timeoutMs = deadlineMs) =>
    answerTo<SinkAnswers[Path]>(new URL(`${path}?${new URLSearchParams(parameters)}`, url), timeoutMs, closed.signal);
  return {
    kind: name,
    seesAllRecipients: true,
    isSink: true,
    dropsDuplicates: false,
    async mark() {
      ({ last: seen } = await ask('state'));
      return seen;
    },
    async look(since) {
      if (typeof since !== 'number') throw new MailboxError('other mailbox', `${since} is no mark of the sink`);
      let more = true;
      while (more) {
        const page = await ask('entries', { after: lastKnown() });
        // Two looks at once are told the same.
        known.push(...page.entries.filter(({ number }) => number > lastKnown()).map(inOctets));
        ({ more } = page);
      }
      seen = Math.max(seen, lastKnown());
      return lookedAt(known.filter(({ number }) => number > since));
    },
    async wake(milliseconds) {
      try {
        ({ last: seen } = await ask('next', { after: seen, milliseconds }, milliseconds + deadlineMs));
      } catch {
        // What is wrong with it the next look says, which is not to come at once, and again and again.
        await delay(milliseconds, undefined, { signal: closed.signal }).catch(() => {});
      }
    },
    async *check() {
      try {
        const { smtp } = await ask('state');
        yield* findingsAbout(smtp, targetHost);
      } catch (error) {
        yield { severity: 'problem', words: (error as MailboxError).message };
      }
    },
    async close() {
      closed.abort();
    },
  };
}

function inOctets(entry: SinkEntry<string>): SinkEntry<Buffer> {
  return entry.kind === 'refusal' ? entry : { ...entry, raw: Buffer.from(entry.raw, 'base64') };
}

function lookedAt(entries: readonly SinkEntry<Buffer>[]): Awaited<ReturnType<Mailbox['look']>> {
  const refusals = entries.filter((entry) => entry.kind === 'refusal');
  const [first] = refusals;
  const words = `${name} turned a sender away (${first?.words})`;
  return {
    messages: entries.filter((entry) => entry.kind === 'message').map(asMessage),
    doubts: first === undefined ? [] : [{ kind: 'refused', count: refusals.length, words }],
  };
}

/** Each was handed over by itself: equal octets came twice. */
function asMessage({ number, raw, recipients }: SunkMessage<Buffer>): Message {
  return {
    id: String(number),
    sameAs: String(number),
    folder: 'INBOX',
    junk: false,
    raw,
    recipients: recipients.map((address) => ({ address, from: 'envelope' })),
  };
}

function* findingsAbout(smtp: SinkAddress, targetHost: string): Generator<MailboxFinding> {
  const where = smtpUrl(smtp);
  yield {
    severity: 'note',
    words: `${where} is listened at by the suite itself: the target has to hand its e-mail over there`,
  };
  if (!isLoopback(new URL(where).hostname) || isLoopback(targetHost)) return;
  const words = `${smtp.host} is this machine alone, and ${targetHost} is not on it: to be reached, listen at an address that it knows, or at smtp://0.0.0.0:${smtp.port}`;
  yield { severity: 'note', words };
}

/** The JSON of an answer of the sink. The URL is a secret: no message names it. */
function answerTo<T>(url: URL, timeoutMs: number, closed: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (what: string): void =>
      reject(new MailboxError('network', `${name} cannot be asked (${what}): it ends with the run that started it`));
    const failFor = (error: NodeJS.ErrnoException): void => fail(error.code ?? error.message);
    // An agent of its own knows of no proxy.
    const asked = request(url, { agent: false, signal: closed, timeout: timeoutMs }, (response) => {
      if (response.statusCode !== 200) return fail(`it answers ${response.statusCode}`);
      json(response).then((content) => resolve(content as T), failFor);
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    asked.on('error', failFor);
    asked.end();
  });
}
