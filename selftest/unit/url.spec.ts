import { expect, test } from '@playwright/test';
import { parseUrl } from '../../src/model/url.ts';

test('a text is read as a URL however often it is: Node 20 takes another way from some thousandth time on', () => {
  const address = 'https://müller.example/zurück';
  const hosts = Array.from({ length: 50_000 }, () => parseUrl(address)?.host);
  expect([...new Set(hosts)]).toEqual(['xn--mller-kva.example']);
});

test('what is no URL is none, and a reference needs its base', () => {
  for (const text of [undefined, '', 'staging.example', '//staging.example', 'https://', 'https://[::1']) {
    expect(parseUrl(text), text).toBeUndefined();
  }
  expect(parseUrl('/rück', 'https://staging.example/x')?.href).toBe('https://staging.example/r%C3%BCck');
  expect(parseUrl('//other.example', 'https://staging.example')?.host).toBe('other.example');
});
