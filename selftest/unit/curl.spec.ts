import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { startReference } from '../../reference/serve.ts';
import { type Framing, framed, octetsOf } from '../../src/client/request.ts';
import { configurationIn, resolveConfiguration } from '../../src/configuration/resolve.ts';
import { readSources } from '../../src/configuration/sources.ts';
import type { Exchange, Field } from '../../src/model/exchange.ts';
import { curl } from '../../src/report/curl.ts';
import { assignment, loadingLines } from '../../src/report/loading.ts';
import { shellWord } from '../../src/report/shell.ts';
import { judgeFully } from '../proof/judge.ts';
import { configurationOf } from './doctor-setup.ts';
import { answered } from './exchange-setup.ts';
import { applicationToken, basic, bearer, origin, recorded, target } from './failure-setup.ts';

const run = promisify(execFile);

function has(program: string): boolean {
  try {
    execFileSync(program, ['-c', ':'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** What the shell makes of the words, each followed by the delimiter. */
function inShell(words: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const env = { ...process.env, ...environment };
  return execFileSync('sh', ['-c', `printf '%s\\001' ${words.join(' ')}`], { env }).toString('utf8');
}

test('the shell passes every value on unchanged', () => {
  test.skip(!has('sh'), 'there is no sh here');
  // Anything but the delimiter of this test.
  const nasty = fc.constantFrom(
    '\\',
    '"',
    "'",
    '$',
    '`',
    '!',
    ' ',
    '\n',
    '*',
    '~',
    '#',
    '-',
    '$(id)',
    '$HOME',
    '\t',
    '\x1b',
  );
  const text = fc.string({ unit: fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 1 })) });
  const value = text.map((generated) => generated.replaceAll('\x01', ''));
  const values = fc.array(fc.tuple(value, value), { minLength: 20, maxLength: 40 });
  fc.assert(
    fc.property(values, value, (pairs, held) => {
      const secret = held.replaceAll('\0', '');
      const words = pairs.flatMap(([a, b]) => [shellWord(a), shellWord(a, { expansion: '$NEXUS_HELD' }, b)]);
      const wanted = pairs.flatMap(([a, b]) => [a, a + secret + b]).map((word) => `${word.replaceAll('\0', '')}\x01`);
      expect(inShell(words, { NEXUS_HELD: secret })).toBe(wanted.join(''));
    }),
    { seed: 20_260_101, numRuns: 12 },
  );
});

const length = "-H 'Content-Length: 0'";

test('a secret becomes its variable, and a value that is not stored gets a place to fill in', () => {
  const line = (exchange: Exchange) =>
    curl(exchange)
      .replace(/^curl -i -X POST \S+/, '')
      .replace(` ${length}`, '')
      .trimStart();
  const of = (fields: Exchange['request']['fields'], intent: Partial<Exchange['intent']> = {}) =>
    line(recorded(answered(204), { fields }, intent));
  expect(of([bearer, applicationToken])).toBe(
    '-H "Authorization: Bearer $NEXUS_BEARER_TOKEN" -H "ApplicationToken: $NEXUS_APPLICATION_TOKEN"',
  );
  expect(of([basic])).toBe('-u "$NEXUS_BASIC_USERNAME:$NEXUS_BASIC_PASSWORD"');
  expect(of([basic], { title: 'Basic caller-x with NEXUS_BASIC_PASSWORD' }), 'a title is prose').toBe(of([basic]));
  expect(of([basic], { purpose: 'auth/near-miss', case: 'basic-another-user' })).toBe(
    '-u "$NEXUS_BASIC_USERNAME-nexus-conformance:$NEXUS_BASIC_PASSWORD"',
  );
  expect(of([basic], { purpose: 'auth/near-miss', case: 'basic-empty-user' })).toBe('-u ":$NEXUS_BASIC_PASSWORD"');
  expect(of([['Authorization', 'Basic ‹user name run together with NEXUS_BASIC_PASSWORD›']])).toBe(
    `-H "Authorization: Basic $(printf %s "$NEXUS_BASIC_USERNAME$NEXUS_BASIC_PASSWORD" | base64 | tr -d '\\n')"`,
  );
  expect(of([['Authorization', 'Basic ‹user name and NEXUS_COLON_BASIC_PASSWORD›']])).toBe(
    '-u "$NEXUS_COLON_BASIC_USERNAME:$NEXUS_COLON_BASIC_PASSWORD"',
  );
  const yourOwn = 'put a value of your own there; the one that was sent is not stored';
  expect(of([['Authorization', 'Bearer ‹a Bearer token that was never issued›']])).toBe(
    `-H 'Authorization: Bearer a-bearer-token-that-was-never-issued'\n# a-bearer-token-that-was-never-issued: ${yourOwn}`,
  );
  expect(of([['Authorization', 'Bearer ‹masked›']], { case: 'long-value' }), 'its case says more than its mark').toBe(
    `-H 'Authorization: Bearer long-value'\n# long-value: ${yourOwn}`,
  );
  expect(of([['ApplicationToken', '']])).toBe("-H 'ApplicationToken;'");
});

test('a value near a secret is made from the variable of the secret', () => {
  test.skip(!has('sh'), 'there is no sh here');
  const hows = ['last character dropped', '4 characters appended', 'a fourth segment appended', 'letter case swapped'];
  const words = hows.map((how) =>
    curl(recorded(answered(401), { fields: [['Authorization', `Bearer ‹NEXUS_BEARER_TOKEN, ${how}›`]] })),
  );
  const headers = words.map((word) => /-H ("Authorization.*?")( -H|$)/.exec(word)?.[1] ?? '');
  const sentWith = (token: string) => inShell(headers, { NEXUS_BEARER_TOKEN: token });
  const sent = (values: readonly string[]) => values.map((value) => `Authorization: Bearer ${value}\x01`).join('');
  expect(sentWith('aBc.1')).toBe(sent(['aBc.', 'aBc.12222', 'aBc.1.2222', 'AbC.1']));
  expect(sentWith('aBc1=='), 'before the padding').toBe(sent(['aBc==', 'aBc12222==', 'aBc1==.2222', 'AbC1==']));
  const parts = ['up to its colon', 'after its colon'].map((how) =>
    curl(recorded(answered(401), { fields: [['Authorization', `Basic ‹user name and NEXUS_BASIC_PASSWORD ${how}›`]] })),
  );
  const accounts = parts.map((word) => /-u (".*?") -H/.exec(word)?.[1] ?? '');
  expect(inShell(accounts, { NEXUS_BASIC_USERNAME: 'me', NEXUS_BASIC_PASSWORD: 'a:b:c' })).toBe('me:a\x01me:b:c\x01');
});

test('curl gets the options that keep it from changing the target', () => {
  const at = (path: string) =>
    curl(recorded(answered(404), { target: path.startsWith('/') ? `/nexus${path}` : path })).replace(/ -H .*/s, '');
  const base = `"\${NEXUS_BASE_URL%/}`;
  expect(at('/v1/users/../users/1/password-reset')).toBe(
    `curl -i -X POST ${base}/v1/users/../users/1/password-reset" --path-as-is`,
  );
  expect(at('/v1/users/%2e%2E/password-reset')).toContain('--path-as-is');
  expect(at('/v1//users/1/password-reset?clientId')).toBe(
    `curl -i -X POST ${base}/v1//users/1/password-reset?clientId"`,
  );
  expect(at('/v1/users/1/password-reset?clientId[]=x')).toContain('--globoff');
  expect(at('/v1/users/a b/password-reset')).toBe(
    `curl -i -X POST --request-target '/nexus/v1/users/a b/password-reset' ${base}"`,
  );
  expect(at('/v1/users/1/password-reset?clientId=x&token=‹NEXUS_APPLICATION_TOKEN›')).toBe(
    `curl -i -X POST ${base}/v1/users/1/password-reset?clientId=x" --get --data-urlencode "token=$NEXUS_APPLICATION_TOKEN"`,
  );
  expect(at('https://staging.example/v1/users/1/password-reset?token=‹NEXUS_APPLICATION_TOKEN›')).toBe(
    `curl -i -X POST --request-target "https://staging.example/v1/users/1/password-reset?token=$NEXUS_APPLICATION_TOKEN" ${base}"`,
  );
});

/** A configuration from a file with quoted values, a secret alone in another file, and a flag. */
function writtenConfiguration() {
  const folder = test.info().outputPath("a folder's");
  mkdirSync(folder, { recursive: true });
  const values = {
    NEXUS_BASE_URL: 'https://staging.example/nexus',
    NEXUS_BASIC_USERNAME: 'conformance',
    NEXUS_BASIC_PASSWORD: 'pa$$ w"ord`0123',
    NEXUS_BEARER_TOKEN: 'a-bearer-0123456789',
    NEXUS_APPLICATION_TOKEN: 'an-application-0123456789',
    NEXUS_USER_ID: 'somebody',
    NEXUS_CLIENT_ID: 'portal-web',
  };
  const { NEXUS_BEARER_TOKEN: token, NEXUS_BASIC_PASSWORD: password, ...plain } = values;
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${token}\n`);
  const quoted = Object.entries(plain).map(([name, value]) => `export ${name}="${value}"`);
  const file = [
    '# NEXUS_',
    ...quoted,
    `NEXUS_BASIC_PASSWORD='${password}' # one`,
    `NEXUS_BEARER_TOKEN_FILE="${tokenFile}"`,
  ];
  writeFileSync(join(folder, 'nexus.env'), file.join('\n'));
  const flags = { NEXUS_ENV_FILE: 'nexus.env', NEXUS_BASE_URL: 'https://other.example/a' };
  const sources = readSources({ flags, environment: {}, workingFolder: folder, now: Date.now() });
  return {
    configuration: configurationIn(resolveConfiguration(sources)),
    values: { ...values, NEXUS_BASE_URL: flags.NEXUS_BASE_URL },
    file,
  };
}

test('what is said about loading gives a shell every value that a line names, quoted addresses included', () => {
  test.skip(!has('sh'), 'there is no sh here');
  const { configuration, values } = writtenConfiguration();
  const lines = loadingLines(configuration);
  const ofShell = lines
    .slice(
      1,
      lines.findIndex((line) => line.startsWith('in PowerShell')),
    )
    .join('\n');
  const print = Object.keys(values).map((name) => `"$${name}"`);
  const script = `${ofShell}\nprintf '%s\\001' ${print.join(' ')}`;
  const printed = execFileSync('sh', ['-c', script], { env: { PATH: process.env.PATH }, cwd: '/' }).toString();
  expect(printed.split('\x01').slice(0, -1)).toEqual(Object.values(values));
});

test('the pattern that PowerShell reads a file with finds names and values without their quotation marks', () => {
  const { file, values } = writtenConfiguration();
  const read = file.flatMap((line) => {
    const [, name = '', , value] = new RegExp(assignment).exec(line) ?? [];
    return name === '' ? [] : [[name, value]];
  });
  const { NEXUS_BEARER_TOKEN: _, NEXUS_BASE_URL: __, ...others } = values;
  expect(Object.fromEntries(read)).toMatchObject({ ...others, NEXUS_BASE_URL: 'https://staging.example/nexus' });
});

test('nothing is said about loading where the environment has all, and of the reference that it has ended', () => {
  const variables = { NEXUS_BASE_URL: 'https://staging.example', NEXUS_USER_ID: 'somebody', NEXUS_CLIENT_ID: 'portal' };
  const environment = { ...variables, NEXUS_BASIC_USERNAME: 'conformance', NEXUS_BASIC_PASSWORD: 'a-password-0123' };
  expect(loadingLines(configurationOf(environment))).toEqual([]);
  expect(loadingLines(configurationOf({ NEXUS_TARGET: 'reference' }))).toEqual([expect.stringContaining('has ended')]);
});

/** A request as the suite would send it and as it would record it, and the octets that it is. */
function prepared(fields: readonly Field[], text: string | undefined, framing: Framing) {
  const content = Buffer.from(text ?? '');
  const { fields: ofFraming, body } = framed(content, framing);
  const all = [...fields, ...(ofFraming as readonly Field[])];
  const octets = octetsOf({
    method: 'POST',
    origin: new URL(origin),
    target,
    version: 'HTTP/1.1',
    fields: all,
    content,
    body,
  });
  const exchange = recorded(answered(400), text === undefined ? {} : { content: text });
  return {
    octets: Buffer.concat(octets),
    exchange: { ...exchange, request: { ...exchange.request, fields: all } },
  };
}

const host: Field = ['Host', 'staging.example'];
const smuggled = 'GET /nexus HTTP/1.1\r\nHost: x\r\n\r\n';
const asLong = `0\r\n\r\n${smuggled}`;

for (const [what, fields, text, framing] of [
  ['two Host lines', [host, ['Host', 'another.example']], undefined, 'content-length'],
  ['no Host', [['Accept', "it's 100 % \\ \\n $HOME `id` !"]], undefined, 'content-length'],
  ['a blank before a colon', [host, ['X-Nexus ', 'x']], undefined, 'content-length'],
  ['a folded line', [host, ['X-Nexus', 'x\r\n Host: y']], undefined, 'content-length'],
  ['a bare LF, a bare CR and NUL', [host, ['X-Nexus', 'x\ny\rz\0']], undefined, 'content-length'],
  ['octets beyond ASCII', [host, host, ['X-Nexus', '\xe9\xff']], undefined, 'content-length'],
  ['a length that is none', [host, ['Content-Length', 'abc']], undefined, 'none'],
  ['chunks that end before the length', [host, ['Transfer-Encoding', 'chunked']], asLong, 'content-length'],
  ['a length that ends before the chunks', [host, ['Content-Length', '4']], smuggled, 'chunked'],
] as const) {
  test(`what curl cannot send is printed octet by octet: ${what}`, () => {
    test.skip(!has('sh'), 'there is no sh here');
    const { octets, exchange } = prepared(fields, text, framing);
    const [line = '', note] = curl(exchange).split('\n');
    const connection = ' | openssl s_client -quiet -connect staging.example:443 -servername staging.example';
    expect(line.endsWith(connection), line).toBe(true);
    expect(note).toBe('# octet by octet, because curl cannot send this request as it was');
    const printed = execFileSync('sh', ['-c', line.slice(0, -connection.length)]);
    expect(printed.toString('latin1')).toBe(octets.toString('latin1'));
    const inClear = curl({ ...exchange, request: { ...exchange.request, origin: 'http://[::1]:8080' } });
    expect(inClear).toContain(' | nc ::1 8080\n');
  });
}

test('secrets among such octets come from their variables', () => {
  test.skip(!has('sh'), 'there is no sh here');
  const exchange = recorded(answered(400), { fields: [host, bearer, basic] });
  const [line = ''] = curl(exchange).split('\n');
  const env = {
    PATH: process.env.PATH,
    NEXUS_BEARER_TOKEN: 'a%s\\n',
    NEXUS_BASIC_USERNAME: 'me',
    NEXUS_BASIC_PASSWORD: 'p',
  };
  const printed = execFileSync('sh', ['-c', line.replace(/ \| openssl s_client .*$/, '')], { env }).toString();
  expect(printed).toContain('\r\nAuthorization: Bearer a%s\\n\r\nAuthorization: Basic bWU6cA==\r\n');
});

// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
test('each command line gets the status that its request got', async ({}, info) => {
  test.skip(!has('sh') || !has('curl'), 'there is no sh or no curl here');
  const reference = await startReference();
  try {
    const { exchanges } = await judgeFully({ ...reference.environment, NEXUS_PROFILE: 'gate' });
    const commands = new Map(exchanges.map((exchange) => [curl(exchange), exchange]));
    const printsStatus = "curl -s -o /dev/null -w '%{http_code}\\n'";
    const script = [...commands.keys()].map((command) => command.replace(/^curl -i/, printsStatus)).join('\n');
    // All of them are more than one argument may be.
    const file = info.outputPath('commands.sh');
    writeFileSync(file, script);
    const { stdout } = await run('sh', [file], { env: { ...process.env, ...reference.environment } });
    const statuses = stdout.trimEnd().split('\n');
    const differing = [...commands].flatMap(([command, { id, response }], index) =>
      statuses[index] === `${response?.status}`
        ? []
        : [`${id}: ${response?.status}, now ${statuses[index]}: ${command}`],
    );
    expect(differing).toEqual([]);
    expect(commands.size).toBeGreaterThan(60);
  } finally {
    await reference.close();
  }
});
