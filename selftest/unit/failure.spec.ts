import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { failureMessage } from '../../src/report/failure.ts';
import { answered } from './exchange-setup.ts';
import type { Letter } from './failure-letter.ts';
import { letters } from './failure-letters.ts';
import { bearer, controls, recorded } from './failure-setup.ts';
import { findingsOf } from './judgement-setup.ts';

const folder = join(import.meta.dirname, 'failure-letters');
const fileOf = (name: string) => join(folder, `${name.replaceAll(' ', '-')}.txt`);

async function letterOf({ id, judge, exchange, record = controls() }: Letter): Promise<string> {
  const findings = await findingsOf(() => judge(exchange));
  const aboutIt = findings.map((finding) => ({ exchange: exchange.id, ...finding }));
  return `${failureMessage({ id, findings: aboutIt }, [...record, exchange])}\n`;
}

for (const [name, letter] of Object.entries(letters)) {
  test(`what ${name} finds is told in the agreed words`, async () => {
    const told = await letterOf(letter);
    if (process.env.UPDATE_LETTERS) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(fileOf(name), told);
    }
    expect(told, 'to take it: UPDATE_LETTERS=1').toBe(readFileSync(fileOf(name), 'utf8').replaceAll('\r\n', '\n'));
  });
}

test('every expectation and every oracle has a letter, and every letter has its file', () => {
  const judge = join(import.meta.dirname, '../../src/judge');
  const oracles = readdirSync(join(judge, 'oracles')).map((file) => join('oracles', file));
  const declared = ['expectations.ts', 'answers.ts', ...oracles].flatMap((file) =>
    [
      ...readFileSync(join(judge, file), 'utf8').matchAll(
        /^export (?:const (\w+): Oracle\b|function ((?:expect|observe)\w*))/gm,
      ),
    ].map(([, oracle, expectation]) => oracle ?? expectation ?? ''),
  );
  const told = Object.keys(letters).map((name) => name.split(' ')[0]);
  expect(
    declared.filter((name) => !told.includes(name)),
    'add a letter to failure-letters.ts',
  ).toEqual([]);
  const files = readdirSync(folder).sort();
  expect(files).toEqual(
    Object.keys(letters)
      .map((name) => `${name.replaceAll(' ', '-')}.txt`)
      .sort(),
  );
});

test('each line of a letter is indented or begins with an id, and none moves the cursor', async () => {
  for (const letter of Object.values(letters)) {
    const lines = (await letterOf(letter)).split('\n');
    expect(lines.filter((line) => line !== '' && !/^( {2}|[a-z]+\/)/.test(line))).toEqual([]);
    expect(lines.join('\n')).not.toMatch(/[^\n\P{Cc}]/u);
  }
});

test('a letter of a hundred findings about one exchange shows the exchange only once', () => {
  const exchange = recorded(answered(204), { fields: [bearer] });
  const failed = { outcome: 'failed', reason: 'was let through', exchange: exchange.id } as const;
  const findings = Array.from({ length: 100 }, (_, index) => ({ ...failed, case: `case ${index}` }));
  const skipped = { outcome: 'inconclusive', reason: 'throttled', case: 'another' } as const;
  const told = failureMessage({ id: 'auth/bad-basic', findings: [...findings, skipped] }, [exchange]);
  expect(told.match(/POST/g)).toHaveLength(2);
  expect(told).toContain('case 99');
  expect(told).toContain('besides  another: throttled (inconclusive)');
});

test('the command that judges it again names the profile, the target and the requirement', () => {
  const again = (id: 'auth/basic' | 'http/http2', flags = {}) =>
    /again {4}(.*)/.exec(failureMessage({ id, findings: [] }, [], flags))?.[1];
  expect(again('auth/basic')).toBe('npm run conformance -- --only auth/basic');
  expect(again('http/http2')).toBe('npm run conformance -- --profile certify --only http/http2');
  expect(
    again('http/http2', { NEXUS_PROFILE: 'certify', NEXUS_TARGET: 'my target', NEXUS_STRICT: 'true', NEXUS_SKIP: 'x' }),
  ).toBe("npm run conformance -- --profile certify --target 'my target' --strict --only http/http2");
});
