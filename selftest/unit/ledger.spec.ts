import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Exchange } from '../../src/model/exchange.ts';
import type { OutcomeRecord } from '../../src/model/finding.ts';
import { fileLedger, type Ledger, type LedgerFiles, memoryLedger, readExchanges } from '../../src/run/ledger.ts';
import { answered } from './exchange-setup.ts';

const outcome: OutcomeRecord = {
  id: 'auth/basic',
  outcome: 'failed',
  findings: [{ outcome: 'failed', reason: 'line one\nline two\u2028three' }],
  exchanges: ['opening#basic'],
  restsOn: [],
};
const warned: OutcomeRecord = { ...outcome, outcome: 'warned' };
const exchange = answered(404, { content: '{"detail":\n"ü"}\r\n', fields: [['X', 'y']] });
const another: Exchange = { ...exchange, id: `${exchange.id}~2` };

function inFiles(use: (files: LedgerFiles) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-ledger-'));
  const file = (name: string) => join(folder, `${name}.ndjson`);
  try {
    const [exchanges, intents, outcomes] = [file('exchanges'), file('intents'), file('outcomes')];
    use({ exchanges, intents, outcomes, builds: file('builds'), mail: file('mail') });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fill(ledger: Ledger): void {
  ledger.addIntent(exchange.id, exchange.intent);
  ledger.addExchange(exchange);
  ledger.addOutcome(outcome);
  ledger.addOutcome(warned);
}

function expectAll(ledger: Ledger): void {
  expect(ledger.exchanges()).toEqual([exchange]);
  expect(ledger.outcomes()).toEqual([outcome, warned]);
}

const lines = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1;

test('a process reads what another one wrote', () => {
  inFiles((files) => {
    expect(fileLedger(files).exchanges()).toEqual([]);
    fill(fileLedger(files));
    expectAll(fileLedger(files));
    expect(readExchanges(files.exchanges)).toEqual([exchange]);
  });
});

test('the ledger in memory gives back what was added to it', () => {
  const ledger = memoryLedger();
  fill(ledger);
  expectAll(ledger);
});

test('a ledger goes on where the one before it was, and reads what others add meanwhile', () => {
  inFiles((files) => {
    const first = fileLedger(files);
    fill(first);
    const second = fileLedger(files);
    second.addIntent(another.id, another.intent);
    second.addExchange(another);
    second.addOutcome(outcome);
    for (const ledger of [first, second, fileLedger(files)]) {
      expect(ledger.exchanges()).toEqual([exchange, another]);
      expect(ledger.outcomes()).toEqual([outcome, warned, outcome]);
    }
  });
});

test('what a real second process finds is what the first one wrote, a lost request included', () => {
  inFiles((files) => {
    fill(fileLedger(files));
    fileLedger(files).addIntent(another.id, another.intent);
    const script = `
      import { fileLedger } from ${JSON.stringify(new URL('../../src/run/ledger.ts', import.meta.url).href)};
      const ledger = fileLedger(${JSON.stringify(files)});
      console.log(JSON.stringify(ledger.exchanges().map(({ id, noAnswer }) => [id, noAnswer?.kind ?? 'answered'])));`;
    const tsx = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const said = execFileSync(process.execPath, tsx, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    });
    expect(JSON.parse(said)).toEqual([
      [exchange.id, 'answered'],
      [another.id, 'lost'],
    ]);
  });
});

test('what was intended and has no exchange is lost, once for all who come after', () => {
  inFiles((files) => {
    const killed = fileLedger(files);
    fill(killed);
    killed.addIntent(another.id, another.intent);
    expect(killed.exchanges(), 'still under way').toEqual([exchange]);
    const lost = {
      id: another.id,
      intent: another.intent,
      request: { method: '', origin: '', target: '', fields: [] },
      noAnswer: { kind: 'lost', message: 'the process that sent this ended before an answer was recorded' },
    };
    for (let process = 0; process < 3; process += 1) {
      expect(fileLedger(files).exchanges()).toEqual([exchange, expect.objectContaining(lost)]);
    }
    expect(lines(files.exchanges)).toBe(2);
  });
});

test('an intent whose exchange is on record is not lost', () => {
  inFiles((files) => {
    fill(fileLedger(files));
    expect(fileLedger(files).exchanges()).toEqual([exchange]);
    expect(lines(files.exchanges)).toBe(1);
  });
});

test('an exchange that was cut while it was written is lost, for its intent is whole', () => {
  inFiles((files) => {
    fileLedger(files).addIntent(exchange.id, exchange.intent);
    writeFileSync(files.exchanges, JSON.stringify(exchange).slice(0, 100));
    expect(fileLedger(files).exchanges()).toMatchObject([{ id: exchange.id, noAnswer: { kind: 'lost' } }]);
  });
});

test('an intent that was cut while it was written was not sent, and is not lost', () => {
  inFiles((files) => {
    writeFileSync(files.intents, `{"id":"${exchange.id}","intent":{"purp`);
    const ledger = fileLedger(files);
    expect(ledger.exchanges()).toEqual([]);
    ledger.addIntent(another.id, another.intent);
    expect(fileLedger(files).exchanges()).toMatchObject([{ id: another.id, noAnswer: { kind: 'lost' } }]);
  });
});

test('a line that was cut while it was written is passed over, and the others are read', () => {
  inFiles((files) => {
    fill(fileLedger(files));
    const line = JSON.stringify(outcome);
    for (const cut of ['{', line.slice(0, -1)]) {
      writeFileSync(files.outcomes, `${line}\n${JSON.stringify(warned)}\n`);
      appendFileSync(files.outcomes, cut);
      expectAll(fileLedger(files));
    }
  });
});

test('what is written after a cut line is read', () => {
  inFiles((files) => {
    writeFileSync(files.outcomes, '{"id":"auth/bas');
    const ledger = fileLedger(files);
    ledger.addOutcome(outcome);
    expect(ledger.outcomes()).toEqual([outcome]);
  });
});

test('a line that is still being written is read when it is whole', () => {
  inFiles((files) => {
    const ledger = fileLedger(files);
    const line = `${JSON.stringify(outcome)}\n`;
    const octets = Buffer.from(line);
    const middle = octets.indexOf(Buffer.from('\u2028')) + 1;
    appendFileSync(files.outcomes, octets.subarray(0, middle));
    expect(ledger.outcomes()).toEqual([]);
    appendFileSync(files.outcomes, octets.subarray(middle));
    expect(ledger.outcomes()).toEqual([outcome]);
  });
});

test('what was handed over does not change when more is added', () => {
  inFiles((files) => {
    const ledger = fileLedger(files);
    ledger.addExchange(exchange);
    const before = ledger.exchanges();
    ledger.addExchange(another);
    expect(before).toEqual([exchange]);
    expect(ledger.exchanges()).toEqual([exchange, another]);
  });
});
