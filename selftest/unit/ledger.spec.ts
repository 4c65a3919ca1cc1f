import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { OutcomeRecord } from '../../src/model/outcome-record.ts';
import { fileLedger, type Ledger, memoryLedger } from '../../src/run/ledger.ts';
import { answered } from './exchange-setup.ts';

const outcome: OutcomeRecord = {
  id: 'auth/basic',
  outcome: 'failed',
  findings: [{ outcome: 'failed', reason: 'line one\nline two\u2028three' }],
  exchanges: ['opening#1'],
  restsOn: [],
};
const exchange = answered(404, { content: '{"detail":\n"ü"}\r\n', fields: [['X', 'y']] });

interface Files {
  readonly exchanges: string;
  readonly outcomes: string;
}

function inFiles(use: (files: Files) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-ledger-'));
  try {
    use({ exchanges: join(folder, 'exchanges.ndjson'), outcomes: join(folder, 'outcomes.ndjson') });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fill(ledger: Ledger): void {
  ledger.addExchange(exchange);
  ledger.addOutcome(outcome);
  ledger.addOutcome({ ...outcome, outcome: 'warned' });
}

function expectAll(ledger: Ledger): void {
  expect(ledger.exchanges()).toEqual([exchange]);
  expect(ledger.outcomes()).toEqual([outcome, { ...outcome, outcome: 'warned' }]);
}

test('a process reads what another one wrote', () => {
  inFiles(({ exchanges, outcomes }) => {
    expect(fileLedger(exchanges, outcomes).exchanges()).toEqual([]);
    fill(fileLedger(exchanges, outcomes));
    expectAll(fileLedger(exchanges, outcomes));
  });
});

test('the ledger in memory gives back what was added to it', () => {
  const ledger = memoryLedger();
  fill(ledger);
  expectAll(ledger);
});

test('a line that was cut while it was written is passed over, and the others are read', () => {
  inFiles(({ exchanges, outcomes }) => {
    fill(fileLedger(exchanges, outcomes));
    const line = JSON.stringify(outcome);
    for (const cut of ['{', line.slice(0, -1)]) {
      writeFileSync(outcomes, `${line}\n${JSON.stringify({ ...outcome, outcome: 'warned' })}\n`);
      appendFileSync(outcomes, cut);
      expectAll(fileLedger(exchanges, outcomes));
    }
  });
});

test('what is written after a cut line is read', () => {
  inFiles(({ exchanges, outcomes }) => {
    writeFileSync(outcomes, '{"id":"auth/bas');
    const ledger = fileLedger(exchanges, outcomes);
    ledger.addOutcome(outcome);
    expect(ledger.outcomes()).toEqual([outcome]);
  });
});
