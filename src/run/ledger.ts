import { appendFileSync, closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Exchange } from '../model/exchange.ts';
import type { OutcomeRecord } from '../model/outcome-record.ts';

/**
 * The record of a run: what was sent, what came back, what it was judged to be. It only grows. Nothing else is kept
 * between the phases of a run, because Playwright ends the worker process after every failed test.
 */
export interface Ledger {
  addExchange(exchange: Exchange): void;
  addOutcome(outcome: OutcomeRecord): void;
  exchanges(): readonly Exchange[];
  outcomes(): readonly OutcomeRecord[];
}

/** A ledger for a run within one process. */
export function memoryLedger(): Ledger {
  const exchanges: Exchange[] = [];
  const outcomes: OutcomeRecord[] = [];
  return {
    addExchange: (exchange) => void exchanges.push(exchange),
    addOutcome: (outcome) => void outcomes.push(outcome),
    exchanges: () => exchanges,
    outcomes: () => outcomes,
  };
}

/** A ledger in two append-only files of JSON lines, shared by the processes of a run. */
export function fileLedger(exchangesFile: string, outcomesFile: string): Ledger {
  for (const file of [exchangesFile, outcomesFile]) endLastLine(file);
  return {
    addExchange: (exchange) => appendLine(exchangesFile, exchange),
    addOutcome: (outcome) => appendLine(outcomesFile, outcome),
    exchanges: growingLines<Exchange>(exchangesFile),
    outcomes: growingLines<OutcomeRecord>(outcomesFile),
  };
}

function appendLine(file: string, value: unknown): void {
  appendFileSync(file, `${JSON.stringify(value)}\n`);
}

/** What a killed process left of a line must not swallow the line that comes after it. */
function endLastLine(file: string): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
}

/** Reads a file that only grows, each octet once: whoever judges asks for the whole record again and again. */
function growingLines<T>(file: string): () => readonly T[] {
  let read = 0;
  let lines: readonly T[] = [];
  return () => {
    const added = octetsFrom(file, read);
    const whole = added.subarray(0, added.lastIndexOf('\n') + 1);
    read += whole.length;
    if (whole.length > 0)
      lines = [
        ...lines,
        ...whole
          .toString('utf8')
          .split('\n')
          .slice(0, -1)
          .flatMap(parsed<T>),
      ];
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
