import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { contentOfJsonReport, contentOfReport, leaksIn, textsBelow } from './secret-search.ts';

const secret = 'kX9+vQ2/zT7"mR4&wB1<yH6';
const secrets = { NEXUS_APPLICATION_TOKEN: secret };
const utf8 = Buffer.from(secret, 'utf8');

const planted: readonly (readonly [string, string])[] = [
  ['as it is', `token=${secret};`],
  ['in another case', secret.toUpperCase()],
  ['by eight characters of it', `...${secret.slice(5, 13)}...`],
  ['in Base64', utf8.toString('base64')],
  ['in Base64 after one octet', Buffer.from(`:${secret}`).toString('base64')],
  ['in Base64 after a user name and before something else', Buffer.from(`caller:${secret}, yes`).toString('base64')],
  ['in Base64 after two octets', Buffer.from(`a:${secret}`).toString('base64')],
  ['in base64url', utf8.toString('base64url')],
  ['escaped for a URL', encodeURIComponent(secret)],
  ['with every octet escaped for a URL', utf8.toString('hex').replace(/../g, '%$&')],
  ['escaped for JSON', JSON.stringify({ secret })],
  ['escaped for JSON within JSON', JSON.stringify(JSON.stringify({ secret }))],
  ['escaped for XML', secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')],
];

for (const [how, text] of planted) {
  test(`a secret is found ${how}`, () => {
    expect(leaksIn({ somewhere: `before ${text} after` }, secrets)).toEqual([
      expect.stringMatching(/^NEXUS_APPLICATION_TOKEN in somewhere: /),
    ]);
  });
}

test('seven characters of a secret are no leak, nor is its mask', () => {
  const texts = { short: `before ${secret.slice(3, 10)} after`, masked: 'Bearer ‹NEXUS_APPLICATION_TOKEN›', empty: '' };
  expect(leaksIn(texts, secrets)).toEqual([]);
});

test('a secret in a file of a folder, or in the data of a report, is found', () => {
  const folder = test.info().outputPath('results');
  mkdirSync(join(folder, 'allure-results'), { recursive: true });
  mkdirSync(join(folder, '.run'));
  const data = Buffer.from(JSON.stringify({ message: `got ${secret}` })).toString('base64');
  writeFileSync(join(folder, 'index.html'), `<script>d("data/a.json","${data}")</script>`);
  writeFileSync(join(folder, 'allure-results', 'a-result.json'), JSON.stringify({ secret }));
  writeFileSync(join(folder, '.run', 'hidden'), secret);
  writeFileSync(join(folder, 'statement.json'), '{}');
  const found = leaksIn(textsBelow(folder), secrets).map((leak) =>
    /^\S+ in (\S+):/.exec(leak)?.[1]?.replaceAll('\\', '/'),
  );
  expect(found.toSorted()).toEqual(['.run/hidden', 'allure-results/a-result.json', 'index.html']);
});

test('an attachment in what the JSON reporter prints is searched as text, not as Base64', () => {
  const body = Buffer.from(`got ${secret}`).toString('base64');
  expect(contentOfJsonReport(`{ "name": "a", "body": "${body}" }`)).toBe(`{ "name": "a", "body": "got ${secret}" }`);
});

test('the program of a report is not searched, and what stands beside it is', () => {
  const page = `<title>${secret}</title><script src="data:text/javascript;base64,QUJD"></script>`;
  expect(contentOfReport(page)).toBe(`<title>${secret}</title><script src=""></script>`);
});
