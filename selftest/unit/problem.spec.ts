import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { createRedactor } from '../../src/client/redaction.ts';
import { mediaTypeOf } from '../../src/judge/problem/media-type.ts';
import { problemIn, representationOf } from '../../src/judge/problem/representation.ts';
import { breachesOf } from '../../src/judge/problem/schema.ts';
import { parseXml, problemOf } from '../../src/judge/problem/xml.ts';
import { errorWith, problemXml } from './problem-setup.ts';

const familyOf = (type: string) => mediaTypeOf(errorWith({ type }).response).family;

test('each media type belongs to its family', () => {
  const families = {
    'application/json': 'json',
    'Application/JSON; Charset="UTF-8"': 'json',
    'text/json;charset=utf-8': 'json',
    'application/problem+json': 'json',
    'application/vnd.nexus.v1+json ; q=1': 'json',
    'application/xml': 'xml',
    'text/xml': 'xml',
    'application/problem+XML': 'xml',
    'text/plain': 'text',
    'text/html': 'other',
    'application/octet-stream': 'other',
    'application/json-seq': 'other',
    'application/json, text/html': 'other',
    json: 'other',
    '': 'other',
    'application/': 'other',
  };
  for (const [type, family] of Object.entries(families)) expect.soft(familyOf(type), type).toBe(family);
});

test('a response with no Content-Type, or with two different ones, belongs to no known family', () => {
  const none = { ...errorWith().response, fields: [] };
  expect(mediaTypeOf(none)).toMatchObject({ family: 'other', sent: 'no Content-Type' });
  const two = errorWith({ type: 'application/json', fields: [['content-type', 'text/html']] }).response;
  expect(mediaTypeOf(two)).toMatchObject({ family: 'other', sent: 'application/json, text/html' });
  const withParameter = errorWith({ type: 'application/json; a=b', fields: [['content-type', 'text/html']] });
  expect(mediaTypeOf(withParameter.response).family).toBe('other');
  const alike = errorWith({ type: 'text/json', fields: [['content-type', 'text/json']] }).response;
  expect(mediaTypeOf(alike).family).toBe('json');
});

test('parameters that break the grammar are seen', () => {
  const grammatical = (type: string) => mediaTypeOf(errorWith({ type }).response).grammatical;
  for (const type of ['text/json', 'text/json;a=b', 'text/json ; ; a="b;\\"c"'])
    expect.soft(grammatical(type)).toBe(true);
  for (const type of ['text/json; charset', 'text/json; a=b c', 'text/json; a="b']) {
    expect.soft(grammatical(type), type).toBe(false);
  }
});

test('a problem object of the contract is accepted', () => {
  for (const text of [
    '{}',
    '{"detail":null,"instance":null,"status":null,"title":null,"type":null}',
    '{"detail":"string","instance":"string","status":0,"title":"string","type":"string"}',
    '{"traceId":"00-1","errors":{"clientId":["required"]},"status":404.0}',
    '{"status":-2147483648}',
    '{"status":2147483647}',
  ]) {
    expect.soft(breachesOf(JSON.parse(text)), text).toEqual([]);
  }
});

test('what is no problem object of the contract is refused, and each breach is named', () => {
  const found = {
    '[]': ['the whole is an array'],
    '"no"': ['the whole is a string'],
    null: ['the whole is null'],
    '{"status":"404"}': ['status is a string'],
    '{"status":404.5}': ['status is the fraction 404.5'],
    '{"status":true}': ['status is a boolean'],
    '{"status":2147483648}': ['status is the integer 2147483648'],
    '{"status":-2147483649}': ['status is the integer -2147483649'],
    '{"status":1e400}': ['status is the fraction Infinity'],
    '{"detail":[],"title":1,"type":{},"instance":false}': [
      'detail is an array',
      'instance is a boolean',
      'title is the integer 1',
      'type is an object',
    ],
  };
  for (const [text, breaches] of Object.entries(found)) {
    expect
      .soft(
        breachesOf(JSON.parse(text)).map((breach) => breach.found),
        text,
      )
      .toEqual(breaches);
  }
});

test('the schema demands the same types as the transcribed contract', () => {
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8'));
  const own = read('problem-details.schema.json') as { properties: Record<string, { type: unknown }> };
  const contract = read('nexus.openapi.json') as {
    components: { schemas: { ProblemDetails: { properties: Record<string, { type: unknown }> } } };
  };
  const typesOf = ({ properties }: typeof own) => Object.entries(properties).map(([name, { type }]) => [name, type]);
  expect(typesOf(own)).toEqual(typesOf(contract.components.schemas.ProblemDetails));
});

test('XML is read into the object that it stands for', () => {
  const nil = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"';
  const read = {
    '<status> 404 </status><title>Not Found</title>': { status: 404, title: 'Not Found' },
    '<status/><detail></detail>': { status: null, detail: null },
    '<status>\n  </status><detail> x </detail>': { status: null, detail: ' x ' },
    [`<status ${nil}/>`]: { status: null },
    [`<status ${nil}> </status>`]: { status: null },
    [`<detail ${nil}>x</detail>`]: { detail: null },
    [`<detail ${nil.replace('true', 'false')}>x</detail>`]: { detail: 'x' },
    '<status>404.5</status>': { status: '404.5' },
    '<status>+404</status><title>404</title>': { status: 404, title: '404' },
    '<status>Not Found</status>': { status: 'Not Found' },
    '<p:title xmlns:p="urn:other">x</p:title>': { title: 'x' },
    '<title><b>x</b></title>': { title: { text: 'x' } },
    '<title>a</title><title>b</title>': { title: ['a', 'b'] },
    '<!-- none --><detail><![CDATA[a < b]]></detail>': { detail: 'a < b' },
  };
  for (const [children, value] of Object.entries(read)) {
    expect.soft(problemOf(parseXml(problemXml(children))), children).toEqual(value);
  }
});

test('what is no well-formed XML is refused', () => {
  for (const text of [
    '',
    '{}',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>text',
    '<a b=1/>',
    '<a b="1" b="2"/>',
    '<a>&nbsp;</a>',
    '<p:a/>',
    '<a>\u0001</a>',
    '<a b="<"/>',
    '<a>b & c</a>',
    '<a>b &c</a>',
    '<a b="c&d"/>',
    '<a>&#0;</a>',
    '<a>&#x1F;</a>',
    '<a>&#xFFFE;</a>',
    '<a>&#x110000;</a>',
    '<a>&#1114112;</a>',
    '<!-- & --><a>&</a>',
    '<a>b ]]> c</a>',
    '<a><![CDATA[b]]>]]></a>',
    '<!doctype html><title>Not Found</title><p>',
  ]) {
    expect.soft(() => parseXml(text), JSON.stringify(text)).toThrow();
  }
});

test('XML with a byte order mark, an entity, a comment or a namespace prefix is read', () => {
  for (const text of [
    '\ufeff<a/>',
    '<a>&amp;&#228;</a>',
    '<p:a xmlns:p="urn:x"/>',
    '<?xml version="1.0"?>\n<!-- x --><a/>',
    '<!-- a & b --><a><?b & c?><![CDATA[&]]>&lt;&#9;&#x10FFFF;&#x1F600;</a>',
    '<a>\n<!-- a\n& b\n--><![CDATA[\n&\n]]><?b\n&?></a>',
    `<a b="c ]]> d" e=']]>'>]] ></a>`,
  ]) {
    expect.soft(() => parseXml(text), text).not.toThrow();
  }
});

test('content is read as its type declares', () => {
  const kindOf = (type: string, content: string) => representationOf(errorWith({ type, content }).response).kind;
  expect(kindOf('application/json', '\ufeff{"title":"ä"}')).toBe('value');
  expect(kindOf('application/json', '{"title":')).toBe('malformed');
  expect(kindOf('application/json', '')).toBe('none');
  expect(kindOf('application/json', '<problem/>')).toBe('malformed');
  expect(kindOf('application/xml', '{}')).toBe('malformed');
  expect(kindOf('text/plain', '{"title":"a"}')).toBe('value');
  for (const prose of ['Not found', '404', '"x"', '[]']) expect(kindOf('text/plain', prose)).toBe('none');
  expect(kindOf('text/html', '{}')).toBe('none');
});

test('content that was not read to its end, or not decoded, counts as unread', () => {
  const { response } = errorWith({ content: '{' });
  expect(representationOf({ ...response, truncated: true }).kind).toBe('unread');
  expect(representationOf({ ...response, unknownCoding: 'zstd' }).kind).toBe('unread');
});

test('an answer with a masked word in it can still be read', () => {
  const readAs = (type: string, content: string) => representationOf(errorWith({ type, content }).response);
  const mark = '‹part of NEXUS_BASIC_PASSWORD›';
  expect(readAs('application/json', `{"code":${mark},"at":20${mark}00,"title":"${mark}"}`)).toEqual({
    kind: 'value',
    value: { code: 1, at: 20_100, title: '1' },
  });
  expect(readAs('application/json', `{"title":"${mark}"}`)).toEqual({ kind: 'value', value: { title: mark } });
  expect(readAs('application/json', `{"code":${mark}`).kind, 'unreadable all the same').toBe('malformed');
  expect(readAs('application/xml', `<${mark}><title>a</title></${mark}>`)).toEqual({
    kind: 'value',
    value: { title: 'a' },
  });
  expect(mediaTypeOf(errorWith({ type: `application/vnd.${mark}+json; charset=UTF-8` }).response)).toMatchObject({
    family: 'json',
    charset: 'utf-8',
    grammatical: true,
  });
  expect(mediaTypeOf(errorWith({ type: 'text/json' }).response).charset).toBeUndefined();
  expect(mediaTypeOf(errorWith({ type: `application/${mark}` }).response).grammatical).toBe(true);
});

test('masked JSON can still be read, and keeps to the schema', () => {
  const redactor = createRedactor();
  const [token, password] = ['eyJhbGciOi.J9-secret/part', 'pä"ss\\word-of-12'];
  redactor.register(token, 'NEXUS_BEARER_TOKEN');
  redactor.register(password, 'NEXUS_BASIC_PASSWORD');
  const body = {
    detail: `Token ${token} or\n${password} is wrong`,
    instance: token.slice(2),
    status: 400,
    title: password,
  };
  const content = redactor.redact(JSON.stringify(body));
  expect(content).not.toContain('secret');
  expect(content).not.toContain('word');
  const masked = problemIn(errorWith({ content }).response);
  expect(masked).toMatchObject({ status: 400, title: '‹NEXUS_BASIC_PASSWORD›' });
  expect(breachesOf(masked)).toEqual([]);
});
