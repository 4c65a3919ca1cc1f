import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Exchange } from './exchange.ts';
import type { OutcomeRecord } from './judge/outcome-record.ts';

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
    exchanges: () => readLines<Exchange>(exchangesFile),
    outcomes: () => readLines<OutcomeRecord>(outcomesFile),
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

/** A line that was cut by a killed process says nothing. */
function readLines<T>(file: string): readonly T[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap(parsed<T>);
}

function parsed<T>(line: string): readonly T[] {
  try {
    return [JSON.parse(line) as T];
  } catch {
    return [];
  }
}
