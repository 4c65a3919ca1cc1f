import { expect, test } from '@playwright/test';
import { profiles } from '../../requirements/types.ts';
import { fullTable, rowsOf, verdictOf } from '../../src/judge/truth-table.ts';
import { contract } from '../../src/model/contract.ts';

const undeclared = { requiredScope: false };
const count = (rows: readonly { verdict: string }[]) =>
  Object.fromEntries(['accept', 'reject', 'open'].map((v) => [v, rows.filter((r) => r.verdict === v).length]));

test('the security rule is that of the contract, and another rule gives another verdict', () => {
  expect(contract.security).toEqual([['Bearer', 'ApplicationToken'], ['Basic']]);
  const bearerAlone = { Bearer: 'valid', ApplicationToken: 'absent', Basic: 'absent' } as const;
  expect(verdictOf(bearerAlone, undeclared)).toBe('reject');
  expect(verdictOf(bearerAlone, undeclared, [['Bearer'], ['ApplicationToken'], ['Basic']])).toBe('accept');
});

test('the full table has its number of rows to accept, to reject and left open', () => {
  const table = fullTable(undeclared);
  expect(count(table)).toEqual({ accept: 5, reject: 252, open: 127 });
  expect(count(table.filter((r) => r.authorizationLines <= 1))).toEqual({ accept: 5, reject: 72, open: 13 });
  expect(count(table.filter((r) => r.authorizationLines === 2))).toEqual({ accept: 0, reject: 180, open: 114 });
});

test('each profile sends its number of rows to accept, to reject and left open', () => {
  expect(profiles.map((p) => [p, rowsOf(p, undeclared).length, count(rowsOf(p, undeclared))])).toEqual([
    ['smoke', 7, { accept: 2, reject: 5, open: 0 }],
    ['gate', 27, { accept: 4, reject: 16, open: 7 }],
    ['certify', 104, { accept: 5, reject: 72, open: 27 }],
  ]);
});

test('a declared scope makes a Bearer without it a rejection', () => {
  const states = { Bearer: 'wrong-scope', ApplicationToken: 'valid', Basic: 'absent' } as const;
  expect(verdictOf(states, undeclared)).toBe('open');
  expect(verdictOf(states, { requiredScope: true })).toBe('reject');
});
