import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Exchange } from '../../src/model/exchange.ts';
import { failureMessage } from '../../src/report/failure.ts';
import { root } from '../../src/suite.ts';
import { answered } from './exchange-setup.ts';
import { letterFiles, letterFolder, letters } from './failure-letters.ts';
import { bearer, controls, recorded } from './failure-setup.ts';

const files = letterFiles();

for (const [path, letter] of Object.entries(files)) {
  test(`${path} is what is told of its finding`, () => {
    const written = readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
    expect(letter, 'run: npm run docs').toBe(written);
  });
}

test('every expectation and every oracle has a letter, and every letter has its file', () => {
  const judge = join(root, 'src/judge');
  const oracles = readdirSync(join(judge, 'oracles')).map((file) => join('oracles', file));
  const declaration =
    /^export (?:const (\w+): Oracle\b|function (\w+)\([^)]*\): (?:Finding \| undefined|Finding\[\]) \{)/gm;
  const declared = ['expectations.ts', ...oracles].flatMap((file) =>
    Array.from(
      readFileSync(join(judge, file), 'utf8').matchAll(declaration),
      ([, oracle, expectation]) => oracle ?? expectation ?? '',
    ),
  );
  expect(declared).toEqual(expect.arrayContaining(['refused', 'noWayAround', 'challengePresent', 'sameTitle']));
  const told = Object.keys(letters).map((name) => name.split(' ')[0]);
  expect(
    declared.filter((name) => !told.includes(name)),
    'add a letter to failure-letters.ts',
  ).toEqual([]);
  const written = readdirSync(join(root, letterFolder)).map((file) => letterFolder + file);
  expect(written.sort(), 'run: npm run docs').toEqual(Object.keys(files).sort());
});

test('each line of a letter is indented or begins with an id, and none moves the cursor or ends with a blank', () => {
  for (const letter of Object.values(files)) {
    const lines = letter.split('\n');
    expect(lines.filter((line) => line !== '' && !/^( {2}|[a-z]+\/)/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.endsWith(' '))).toEqual([]);
    expect(lines.join('\n')).not.toMatch(/[^\n\P{Cc}]/u);
  }
});

test('a letter quotes what the exchange is found by in the logs of those who answered it, and when it was sent', () => {
  const [, control] = controls();
  const fields = [
    ['X-Request-Id', 'req-1'],
    ['Traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    ['CF-RAY', '230b030023ae2822-SJC\u001b[2J'],
    ['X-Other', 'no'],
  ] as const;
  const exchange = recorded(answered(500, { fields, content: '{"title":"x","traceId":"00-84c1fd4063c38d9f"}' }));
  const failed = { outcome: 'failed', reason: 'was answered 500', exchange: exchange.id } as const;
  const letter = failureMessage({ id: 'auth/no-credentials', findings: [failed] }, [control, exchange]);
  const told = letter.replace(/\s+/g, ' ');
  expect(told).toContain('sent 2026-11-23T12:00:00.000Z, answered after 7 ms');
  expect(told).toContain(
    'log User-Agent: nexus-conformance/1.0.0 (run 1a2b3c4d); X-Request-Id: req-1; Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01; CF-RAY: 230b030023ae2822-SJC\\u001b[2J; traceId: 00-84c1fd4063c38d9f',
  );
});

test('a letter of a hundred findings about one exchange shows the exchange only once', () => {
  const exchange = recorded(answered(204), { fields: [bearer] });
  const failed = { outcome: 'failed', reason: 'was let through', exchange: exchange.id } as const;
  const findings = Array.from({ length: 100 }, (_, index) => ({ ...failed, title: `no. ${index}` }));
  const skipped = { outcome: 'inconclusive', reason: 'throttled', case: 'auth/bad-basic#another' } as const;
  const told = failureMessage({ id: 'auth/bad-basic', findings: [...findings, skipped] }, [exchange]);
  expect(told.match(/POST/g)).toHaveLength(2);
  expect(told).toContain('no. 99');
  expect(told).toContain('besides  auth/bad-basic#another: throttled (inconclusive)');
});

test('what only says how the target behaves is not told besides a failure', () => {
  const findings = [
    { outcome: 'failed', reason: 'was let through' },
    { outcome: 'observed', reason: 'answered 204' },
    { outcome: 'not-applicable', reason: 'the target closed the connection' },
  ] as const;
  const told = failureMessage({ id: 'auth/bad-basic', findings }, []);
  expect(told).not.toContain('besides');
});

test('a usual field is shown only where the finding is about it, and not where a case is named after it', () => {
  const letterOn = (reason: string) => {
    const named = { case: 'host-same-connection', title: 'Accept and Host on the same connection' };
    const exchange = recorded(answered(204), {}, { purpose: 'auth/no-carry-over', ...named });
    const found = { outcome: 'failed', exchange: exchange.id, reason: `${reason} (first ${exchange.id})` } as const;
    return failureMessage({ id: 'auth/no-carry-over', findings: [found] }, [exchange]);
  };
  expect(letterOn('answered 204')).toContain('> (6 fields more)');
  expect(letterOn('the User-Agent decides')).toMatch(/> User-Agent: .*\n.*> \(5 fields more\)/);
});

test('what looks back names the case of the other requirement and how to see it again, and compares nothing', () => {
  const [pair] = controls();
  const exchange = recorded(
    answered(401),
    {},
    { purpose: 'auth/no-bypass', case: 'dot-segments', title: 'dot segments' },
  );
  const of = (one: Exchange) => {
    const found = { outcome: 'failed', reason: 'answered 401 without a challenge', exchange: one.id } as const;
    return failureMessage({ id: 'auth/challenge-present', findings: [found] }, [pair, one]);
  };
  const told = of(exchange);
  expect(told).toContain('  case     auth/no-bypass#dot-segments: dot segments\n');
  expect(told.replace(/\s+/g, ' ')).toContain(
    'It was sent for auth/no-bypass (dot segments); this requirement looks back at every answer of the run.',
  );
  expect(told).not.toContain('It differs');
  expect(told).toContain(`-- --only 'auth/challenge-present,auth/no-bypass#dot-segments'\n`);
  expect(of(pair)).toContain('It was sent in the opening of the run (Bearer with ApplicationToken);');
  expect(of(pair)).toContain('-- --only auth/challenge-present\n');
  const own = recorded(exchange, {}, { purpose: 'auth/challenge-present' });
  expect(of(own), 'one that it has sent itself').toContain('It differs');
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
