import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { BuildAnswer } from '../client/build.ts';
import type { Exchange, ExchangeLog, Intent } from '../model/exchange.ts';
import type { OutcomeRecord } from '../model/finding.ts';
import type { MailRecord } from '../model/mail.ts';
import { appendFile, writeFile } from './disk.ts';

/**
 * The record of a run: what was sent, what came back, what it was judged to be. It only grows. Nothing else is kept while a
 * run goes on, because Playwright ends the worker process after every failed test.
 */
export interface Ledger extends ExchangeLog {
  addOutcome(outcome: OutcomeRecord): void;
  outcomes(): readonly OutcomeRecord[];
  /** Which build answered, where one is expected. */
  addBuild(build: BuildSeen): void;
  builds(): readonly BuildSeen[];
  /** What the mailboxes showed. */
  addMail(mail: MailRecord): void;
  mail(): readonly MailRecord[];
  /** Masks in what is recorded already what has become known as a secret since, such as the link of an e-mail. */
  mask(masked: (exchange: Exchange) => Exchange): void;
}

export type BuildSeen = BuildAnswer & { readonly at: 'opening' | 'closing' };

/** A ledger for a run within one process. */
export function memoryLedger(): Ledger {
  const exchanges: Exchange[] = [];
  const outcomes: OutcomeRecord[] = [];
  const builds: BuildSeen[] = [];
  const mail: MailRecord[] = [];
  return {
    addIntent: () => {},
    addExchange: (exchange) => void exchanges.push(exchange),
    addOutcome: (outcome) => void outcomes.push(outcome),
    exchanges: () => exchanges,
    outcomes: () => outcomes,
    addBuild: (build) => void builds.push(build),
    builds: () => builds,
    addMail: (seen) => void mail.push(seen),
    mail: () => mail,
    mask: (masked) => void exchanges.splice(0, exchanges.length, ...exchanges.map(masked)),
  };
}

/** Every exchange that a run has recorded. */
export const readExchanges = (file: string): readonly Exchange[] => growingLines<Exchange>(file)();

/** The append-only files of JSON lines that the processes of a run share. */
export interface LedgerFiles {
  readonly exchanges: string;
  readonly intents: string;
  readonly outcomes: string;
  readonly builds: string;
  readonly mail: string;
}

interface Intended {
  readonly id: string;
  readonly intent: Intent;
}

/** What an earlier process had begun to send, and of which it recorded no answer, is part of the exchanges from the start. */
export function fileLedger(files: LedgerFiles): Ledger {
  for (const file of [files.exchanges, files.intents, files.outcomes, files.builds, files.mail]) endLastLine(file);
  let recorded = growingLines<Exchange>(files.exchanges);
  const known = new Set(recorded().map(({ id }) => id));
  const lost = growingLines<Intended>(files.intents)().filter(({ id }) => !known.has(id));
  for (const intended of lost) appendLine(files.exchanges, withoutAnswer(intended));
  return {
    addIntent: (id, intent) => appendLine(files.intents, { id, intent } satisfies Intended),
    addExchange: (exchange) => appendLine(files.exchanges, exchange),
    addOutcome: (outcome) => appendLine(files.outcomes, outcome),
    exchanges: () => recorded(),
    outcomes: growingLines<OutcomeRecord>(files.outcomes),
    addBuild: (build) => appendLine(files.builds, build),
    builds: growingLines<BuildSeen>(files.builds),
    addMail: (seen) => appendLine(files.mail, seen),
    mail: growingLines<MailRecord>(files.mail),
    mask(masked) {
      const before = recorded();
      const after = before.map(masked);
      if (after.every((exchange, at) => exchange === before[at])) return;
      writeFile(files.exchanges, after.map((exchange) => `${JSON.stringify(exchange)}\n`).join(''));
      recorded = growingLines<Exchange>(files.exchanges);
    },
  };
}

/** Of the request nothing else was recorded. */
function withoutAnswer({ id, intent }: Intended): Exchange {
  return {
    id,
    intent,
    request: { method: '', origin: '', target: '', fields: [] },
    sentAt: new Date(0).toISOString(),
    milliseconds: 0,
    noAnswer: { kind: 'lost', message: 'the process that sent this ended before an answer was recorded' },
  };
}

function appendLine(file: string, value: unknown): void {
  appendFile(file, `${JSON.stringify(value)}\n`);
}

/** What a killed process left of a line must not swallow the line that comes after it. */
function endLastLine(file: string): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text !== '' && !text.endsWith('\n')) appendFile(file, '\n');
}

/** Reads a file that only grows, each octet once: whoever judges asks for the whole record again and again. */
function growingLines<T>(file: string): () => readonly T[] {
  let read = 0;
  let lines: readonly T[] = [];
  return () => {
    const added = octetsFrom(file, read);
    const whole = added.subarray(0, added.lastIndexOf('\n') + 1);
    read += whole.length;
    if (whole.length > 0) {
      const texts = whole.toString('utf8').split('\n').slice(0, -1);
      lines = [...lines, ...texts.flatMap(parsed<T>)];
    }
    return lines;
  };
}

function octetsFrom(file: string, position: number): Buffer {
  if (!existsSync(file)) return Buffer.alloc(0);
  const octets = Buffer.alloc(Math.max(0, statSync(file).size - position));
  const handle = openSync(file, 'r');
  try {
    readSync(handle, octets, 0, octets.length, position);
    return octets;
  } finally {
    closeSync(handle);
  }
}

/** A line that was cut by a killed process says nothing. */
function parsed<T>(line: string): readonly T[] {
  try {
    return [JSON.parse(line) as T];
  } catch {
    return [];
  }
}
