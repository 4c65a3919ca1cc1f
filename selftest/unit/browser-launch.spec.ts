import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { causeOfFailure, maskingOf, secretParts } from '../../src/browser/failure.ts';
import { findBrowser, type Machine } from '../../src/browser/find.ts';
import { isOverheard, waysOut } from '../../src/browser/launch.ts';

const machine = (platform: NodeJS.Platform, programs: readonly string[], environment = {}): Machine => ({
  platform,
  environment,
  ofPlaywright: '/cache/chromium',
  isProgram: (path) => programs.includes(path),
});

test('the browser that is configured is taken, and told where it is none', () => {
  const own = machine('linux', ['/opt/mine', '/usr/bin/chromium']);
  expect(findBrowser('/opt/mine', own)).toEqual({ path: '/opt/mine' });
  expect(findBrowser('/opt/none', own)).toEqual({
    missing: expect.stringMatching(/^NEXUS_BROWSER_PATH names no program/),
  });
});

test('without one, that of the system is found, then that of Playwright', () => {
  const inPath = join('/somewhere', 'google-chrome');
  expect(findBrowser(undefined, machine('linux', [inPath], { PATH: '/somewhere' }))).toEqual({ path: inPath });
  const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
  const folders = { 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' };
  expect(findBrowser(undefined, machine('win32', [edge], folders))).toEqual({ path: edge });
  const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  expect(findBrowser(undefined, machine('darwin', [chrome, '/cache/chromium']))).toEqual({ path: chrome });
  expect(findBrowser(undefined, machine('darwin', ['/cache/chromium']))).toEqual({ path: '/cache/chromium' });
});

test('where there is none, the command that installs one is told', () => {
  expect(findBrowser(undefined, machine('linux', []))).toEqual({
    missing: expect.stringContaining('"npx playwright install chromium"'),
  });
});

for (const [debug, heard] of [
  ['pw:*', true],
  ['*', true],
  ['p*', true],
  ['express,pw:api', true],
  ['express:*', false],
  ['-pw:api', false],
  ['', false],
  [undefined, false],
] as const) {
  test(`DEBUG=${debug} ${heard ? 'switches' : 'does not switch'} Playwright's log on`, () => {
    expect(isOverheard(debug)).toBe(heard);
  });
}

const proxy = { url: 'http://proxy.example:3128/', username: 'me', password: 'word', namedBy: 'HTTPS_PROXY' };

test('all goes directly, or by the proxy of the places less those that are reached directly', () => {
  const places = ['https://a.example', 'https://b.example:8443', 'myapp:'];
  expect(waysOut({ insecureTls: false, proxies: [] }, places, []).args).toContain('--no-proxy-server');
  const { args, proxy: way } = waysOut(
    { insecureTls: false, proxies: [{ origin: 'https://a.example', proxy }] },
    places,
    [],
  );
  expect(args).not.toContain('--no-proxy-server');
  expect(way).toEqual({
    server: 'http://proxy.example:3128',
    bypass: '<-loopback>,b.example:8443,localhost,127.0.0.1,[::1]',
    username: 'me',
    password: 'word',
  });
});

test('a proxy on loopback is asked for loopback too, where it is the way there', () => {
  const local = { ...proxy, url: 'http://127.0.0.1:3128/', username: '' };
  const origin = 'http://127.0.0.1:8080';
  expect(waysOut({ insecureTls: false, proxies: [{ origin, proxy: local }] }, [origin], []).proxy).toEqual({
    server: 'http://127.0.0.1:3128',
    bypass: '<-loopback>',
  });
});

test('what Playwright says of a failure is told without what it quotes', () => {
  const quoted = 'page.goto: net::ERR_CERT_AUTHORITY_INVALID at https://a.example/?token=secret\nCall log: …';
  expect(causeOfFailure(new Error(quoted))).toMatch(/^ERR_CERT_AUTHORITY_INVALID; NEXUS_CA_FILE/);
  expect(causeOfFailure(new Error('locator.fill: Timeout 5 ms exceeded. fill("secret")'))).toBe('it took too long');
  expect(causeOfFailure(new Error('Target page, context or browser has been closed'))).toBe('the browser ended');
  expect(causeOfFailure('secret')).toBe('the browser could not go on');
});

test('the parts of a link that let its holder in are known in every spelling', () => {
  expect(secretParts('https://a.example/reset/AbCdEfGh12?to=x&key=a%2Fbcdefgh&s=1#token=0123456789')).toEqual([
    'AbCdEfGh12',
    'a%2Fbcdefgh',
    'a/bcdefgh',
    '0123456789',
  ]);
});

test('words are masked, made one line and cut', () => {
  const mask = maskingOf({ password: 'open-sesame', 'part of the link': ['0123456789'] });
  expect(mask('no\u0007 open-sesame\n at https://a.example:1/0123456789?x=1 (0123456789)')).toBe(
    'no ‹password› at https://a.example:1 (‹part of the link›)',
  );
  expect(mask('long '.repeat(90))).toHaveLength(201);
});
