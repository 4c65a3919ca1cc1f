import { expect, test } from '@playwright/test';
import { proxyChoice } from '../../src/configuration/network.ts';

const environment = { HTTPS_PROXY: 'http://secure.example:3128', HTTP_PROXY: 'plain.example:3128' };

/** Host of the proxy, `directly`, or what is wrong with it. */
function way(url: string, configured?: string, variables: Readonly<Record<string, string>> = environment): string {
  const choice = proxyChoice(configured, variables)(new URL(url));
  if (choice === undefined) return 'directly';
  return 'message' in choice ? choice.message : new URL(choice.url).host;
}

test('the proxy of the scheme is taken from the environment, unless we have one of our own', () => {
  expect(way('https://a.example')).toBe('secure.example:3128');
  expect(way('http://a.example')).toBe('plain.example:3128');
  expect(way('https://a.example', undefined, { https_proxy: 'http://small.example:1', ...environment })).toBe(
    'small.example:1',
  );
  expect(way('https://a.example', 'http://mine.example:8080')).toBe('mine.example:8080');
  expect(way('https://a.example', undefined, { HTTPS_PROXY: '' })).toBe('directly');
});

test('loopback is reached directly, unless our own proxy is on loopback itself', () => {
  for (const url of ['http://127.0.0.1:8080', 'https://localhost', 'http://[::1]:1']) {
    expect(way(url), url).toBe('directly');
    expect(way(url, 'http://proxy.example:3128'), url).toBe('directly');
    expect(way(url, undefined, { HTTP_PROXY: 'http://127.0.0.1:3128', HTTPS_PROXY: 'http://127.0.0.1:3128' })).toBe(
      'directly',
    );
    expect(way(url, 'http://127.0.0.1:3128'), url).toBe('127.0.0.1:3128');
  }
});

const exemptions: readonly (readonly [list: string, url: string, expected: 'directly' | 'by proxy'])[] = [
  ['a.example', 'https://a.example', 'directly'],
  ['other.example, .a.example', 'https://b.a.example:8443', 'directly'],
  ['*.a.example', 'https://b.a.example', 'directly'],
  ['A.Example', 'https://b.a.example', 'directly'],
  ['a.example', 'https://ba.example', 'by proxy'],
  ['a.example:443', 'https://a.example', 'directly'],
  ['a.example:8443', 'https://a.example', 'by proxy'],
  ['*', 'https://a.example', 'directly'],
  ['', 'https://a.example', 'by proxy'],
  ['10.0.0.0/8', 'https://10.20.30.40', 'directly'],
  ['10.0.0.0/8', 'https://11.20.30.40', 'by proxy'],
  ['10.20.30.40', 'https://10.20.30.40', 'directly'],
  ['fd00::/8', 'https://[fd00::1]:8443', 'directly'],
  ['[fd00::1]:8443', 'https://[fd00::1]:8443', 'directly'],
  ['fd00::1', 'https://[fd00::1]:8443', 'directly'],
  ['10.0.0.0/99', 'https://10.0.0.1', 'by proxy'],
];
for (const [NO_PROXY, url, expected] of exemptions) {
  test(`NO_PROXY=${NO_PROXY} means ${expected} to ${url}`, () => {
    const direct = expected === 'directly';
    expect(way(url, undefined, { ...environment, NO_PROXY })).toBe(direct ? 'directly' : 'secure.example:3128');
    expect(way(url, 'http://mine.example:1', { NO_PROXY }), 'the variable of our own is meant').toBe('mine.example:1');
  });
}

test('the credentials of a proxy are decoded, and not left in its address', () => {
  const choice = proxyChoice('http://some%40one:p%2Fass@proxy.example:3128/', {})(new URL('https://a.example'));
  expect(choice).toMatchObject({ username: 'some@one', password: 'p/ass', namedBy: 'NEXUS_PROXY_URL' });
  expect(JSON.stringify(choice && 'url' in choice && choice.url)).toBe('"http://proxy.example:3128/"');
});

test('a proxy that cannot be used is refused, without its password', () => {
  for (const [wrong, about] of [
    ['socks5://user:proxy-password@proxy.example', 'must begin with http://'],
    ['http://user:proxy-password%zz@proxy.example', 'not written as %25'],
    ['http://user:proxy-password@proxy example', 'is not a URL'],
  ] as const) {
    for (const said of [way('https://a.example', wrong), way('https://a.example', undefined, { HTTPS_PROXY: wrong })]) {
      expect(said).toContain(about);
      expect(said).not.toContain('proxy-password');
    }
  }
});
