import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
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

/** An archive of these files, each deflated or as it is; its checksums are wrong, which nobody looks at here. */
function zipOf(files: readonly (readonly [name: string, text: string, deflated: boolean])[]): Buffer {
  let at = 0;
  const entries = files.map(([name, text, deflated]) => {
    const packed = deflated ? deflateRawSync(text) : Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(deflated ? 8 : 0, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), packed]);
    const central = Buffer.concat([Buffer.from('PK\u0001\u0002\0\0'), common, Buffer.alloc(14), Buffer.from(name)]);
    central.writeUInt32LE(at, 42);
    at += local.length;
    return { local, central };
  });
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...entries.map(({ local }) => local), ...entries.map(({ central }) => central), end]);
}

test('a secret is found in an archive, and in one that a page carries', () => {
  const folder = test.info().outputPath('results');
  mkdirSync(folder);
  const archive = zipOf([
    ['first.txt', 'nothing', false],
    ['0-trace.trace', `got ${secret}`, true],
    ['last.txt', secret, false],
  ]);
  writeFileSync(join(folder, 'trace.zip'), archive);
  writeFileSync(join(folder, 'index.html'), `<p>data:application/zip;base64,${archive.toString('base64')}</p>`);
  writeFileSync(join(folder, 'other.zip'), zipOf([['first.txt', 'nothing', true]]));
  const found = leaksIn(textsBelow(folder), secrets).map((leak) => /^\S+ in (\S+):/.exec(leak)?.[1]);
  expect(found.toSorted()).toEqual(['index.html', 'trace.zip']);
});
