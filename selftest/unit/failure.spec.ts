import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Exchange } from '../../src/model/exchange.ts';
import { failureMessage } from '../../src/report/failure.ts';
import { wordsOf } from '../../src/report/said.ts';
import { root } from '../../src/suite.ts';
import { answered, responseOf } from './exchange-setup.ts';
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

test('what the target says of its status is quoted, and of nothing else that is wrong with the answer', () => {
  const content = '{"title":"Unauthorized","status":401,"detail":"Unknown\\u001b[2J caller."}';
  const exchange = controls().map((control) => ({ ...control, response: responseOf(401, { content }) }))[0];
  if (!exchange) throw new Error('there is a control');
  const toldOf = (got: string) =>
    failureMessage({ id: 'auth/basic', findings: [{ outcome: 'failed', reason: '…', got, exchange: exchange.id }] }, [
      exchange,
    ]);
  expect(toldOf('401')).toContain('  says     "Unauthorized" "Unknown\\u001b[2J caller."\n');
  expect(toldOf('another title')).not.toContain('says');
});

const json = JSON.stringify;
/** Contents, and what is said in them. */
const spoken: readonly (readonly [from: string, content: string, ...words: readonly string[]])[] = [
  [
    'a problem',
    json({ type: 'about:blank', title: 'Gone', status: 400, detail: 'No such user.' }),
    'Gone',
    'No such user.',
  ],
  ['a title that says no more than the status', json({ title: 'Bad Request', detail: 'why' }), 'why'],
  [
    'ASP.NET',
    json({ errors: { clientId: ['The clientId field is required.'] } }),
    'clientId: The clientId field is required.',
  ],
  [
    'FastAPI',
    json({ detail: [{ type: 'missing', loc: ['query', 'clientId'], msg: 'Field required' }] }),
    'query.clientId: Field required',
  ],
  ['Django REST framework', json({ clientId: ['This field is required.'] }), 'clientId: This field is required.'],
  ['express-validator', json({ errors: [{ msg: 'Invalid value', path: 'clientId' }] }), 'clientId: Invalid value'],
  ['OAuth', json({ error: 'invalid_client', error_description: 'unknown' }), 'invalid_client', 'unknown'],
  ['an error in an error', json({ error: { code: 401, message: 'no' } }), 'no'],
  ['XML', '<problem xmlns="urn:ietf:rfc:7807"><title>Gone</title><detail>why</detail></problem>', 'Gone', 'why'],
  ['a page', '<!doctype html><title>403  Forbidden</title><h1>403</h1>', '403 Forbidden'],
  ['one line of text', 'Jwt is expired\n', 'Jwt is expired'],
  ['a stack trace', 'Error: x\n  at y'],
  ['JSON that was cut', '{"title":"G'],
  ['a number, null and nothing', json([1, null, {}, { title: 2 }])],
];

test('what is said is found in the contents and challenges of many stacks', () => {
  const words = (content: string, challenge: string[] = []) =>
    wordsOf({ content, reason: 'Bad Request', fields: challenge.map((value) => ['WWW-Authenticate', value]) });
  for (const [from, content, ...expected] of spoken) expect(words(content), from).toEqual(expected);
  const expired = 'Bearer error="invalid_token", error_description="The token expired"';
  expect(words('', [expired, expired])).toEqual(['The token expired']);
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
