import { expect, test } from '@playwright/test';
import {
  labelledProblem,
  labelledProblemXml,
  operationProblem,
  operationProblemOfOtherType,
  problemXmlRoot,
  sameTitle,
  statusMatches,
  statusShouldMatch,
  titleOfBlankType,
  uriMembers,
} from '../../src/judge/oracles/member-oracles.ts';
import {
  bodyPresent,
  errorToWhoTakesJson,
  errorWithBody,
  labelledError,
  operationError,
  problemMediaType,
  problemSchema,
  representedError,
  wellFormed,
} from '../../src/judge/oracles/problem-oracles.ts';
import type { Answered } from '../../src/model/exchange.ts';
import { errorWith, problemXml } from './problem-setup.ts';

const json = (value: unknown) => ({ content: JSON.stringify(value) });
const ofRouter = { intent: { operationLevel: false } };
const empty = errorWith({ content: '' });

test('errors of a router, or with other statuses, are not judged as errors of the operation', () => {
  const looks = [
    operationError(400, 404),
    representedError(400, 404),
    errorToWhoTakesJson,
    errorWithBody,
    operationProblem,
  ];
  for (const concerned of looks) {
    expect.soft(concerned(errorWith())).toBe(true);
    expect.soft(concerned(errorWith(ofRouter))).toBe(false);
    expect.soft(concerned(errorWith({ status: 401 }))).toBe(false);
  }
});

test('an error without a body fails for that, and for nothing else', () => {
  expect(bodyPresent(empty)?.outcome).toBe('failed');
  expect(bodyPresent(errorWith())).toBeUndefined();
  for (const concerned of [errorWithBody, representedError(400), labelledError, operationProblem]) {
    expect.soft(concerned(empty)).toBe(false);
  }
});

test('an answer to a request that takes no JSON needs no body', () => {
  expect(errorToWhoTakesJson(errorWith({ accept: 'application/problem+xml' }))).toBe(false);
  for (const accept of ['', '*/*', 'application/json', 'text/html, application/problem+json;q=0.5', ', */* ;q=0.001'])
    expect.soft(errorToWhoTakesJson(errorWith({ accept })), accept).toBe(true);
  for (const accept of ['text/html', 'application/json;q=0', '*/*;q=2', '*;q=x*/*(((', 'application/json, "', 'a, */*'])
    expect.soft(errorToWhoTakesJson(errorWith({ accept })), accept).toBe(false);
});

test('who takes no JSON may be told in prose, and in no other type that holds no problem object', () => {
  const isJudged = (accept: string, type: string, content = 'Not Found') =>
    errorWithBody(errorWith({ accept, type, content }));
  expect(isJudged('text/xml', 'text/plain')).toBe(false);
  expect(isJudged('text/json', 'text/plain')).toBe(false);
  expect(isJudged('*/*', 'text/plain')).toBe(true);
  expect(isJudged('application/json;q=0.5, application/xml', 'text/plain')).toBe(true);
  expect(isJudged('text/plain', 'text/plain', '{}')).toBe(true);
  expect(isJudged('text/xml', 'text/html')).toBe(true);
});

test('a type of JSON or XML passes, plain text only with JSON in it, and other types fail', () => {
  const outcomeFor = (type: string, content = '{}') => problemMediaType(errorWith({ type, content }))?.outcome;
  for (const type of [
    'application/json',
    'text/json',
    'application/vnd.x+json',
    'text/xml',
    'application/problem+xml',
  ]) {
    expect.soft(outcomeFor(type), type).toBeUndefined();
  }
  expect.soft(outcomeFor('text/plain')).toBeUndefined();
  expect.soft(outcomeFor('text/plain', 'Not Found')).toBe('failed');
  for (const type of ['text/html', 'application/octet-stream', 'json', ''])
    expect.soft(outcomeFor(type)).toBe('failed');
  expect.soft(outcomeFor('application/json; charset')).toBe('warned');
  expect.soft(outcomeFor('application/vnd.‹NEXUS_APPLICATION_TOKEN›+json'), 'a masked word').toBeUndefined();
});

test('an error that breaks the schema fails, and the finding says how', () => {
  const finding = problemSchema(errorWith(json({ status: '400', title: 1 })));
  expect(finding).toMatchObject({
    outcome: 'failed',
    wanted: 'status: an int32 integer or null; title: a string or null',
  });
  expect(finding?.reason).toContain('status is a string; title is the integer 1');
  expect(problemSchema(errorWith(json({ status: 400 })))).toBeUndefined();
  expect(problemSchema(errorWith({ content: '{' }))?.outcome).toBe('failed');
});

test('content that is not what it declares fails', () => {
  const outcomeOf = (exchange: Answered) => wellFormed(exchange)?.outcome;
  expect.soft(outcomeOf(errorWith())).toBeUndefined();
  expect.soft(outcomeOf(errorWith({ content: '{"a":' }))).toBe('failed');
  expect.soft(outcomeOf(errorWith({ content: Buffer.from('{"a":"ä"}', 'latin1') }))).toBe('failed');
  const latin1 = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>ä</a>', 'latin1');
  expect.soft(outcomeOf(errorWith({ type: 'application/xml', content: latin1 }))).toBeUndefined();
  expect.soft(outcomeOf(errorWith({ type: 'application/xml', content: '<a>' }))).toBe('failed');
  const notAsDeclared = {
    'nothing declared': ['application/xml', '<?xml version="1.0"?><a>ä</a>'],
    'UTF-8 declared': ['application/xml', '<?xml version="1.0" encoding="UTF-8"?><a>ä</a>'],
    'in single quotes': ['text/xml', "<?xml version='1.0' encoding = 'utf-8'?><a>ä</a>"],
    'UTF-8 by its type': ['text/xml; charset=UTF-8', latin1.toString('latin1')],
    'a name that many use': ['text/xml; charset=utf8', latin1.toString('latin1')],
  } as const;
  for (const [words, [type, text]] of Object.entries(notAsDeclared)) {
    expect.soft(outcomeOf(errorWith({ type, content: Buffer.from(text, 'latin1') })), words).toBe('failed');
    expect.soft(outcomeOf(errorWith({ type, content: text })), `${words}, rightly`).toBeUndefined();
  }
  const byItsType = errorWith({ type: 'text/xml; charset=iso-8859-1', content: Buffer.from('<a>ä</a>', 'latin1') });
  expect.soft(outcomeOf(byItsType), 'Latin-1 by its type').toBeUndefined();
  const spaced = Buffer.from("<?xml version='1.0' encoding = 'ISO-8859-1'?><a>ä</a>", 'latin1');
  expect.soft(outcomeOf(errorWith({ type: 'text/xml', content: spaced })), 'with blanks').toBeUndefined();
  const json1 = { type: 'application/json; charset=iso-8859-1', content: Buffer.from('{"a":"ä"}', 'latin1') };
  expect.soft(outcomeOf(errorWith(json1)), 'JSON has no charset').toBe('failed');
  const { response, ...sent } = errorWith({ type: 'text/xml', content: '<a>ä</a>' });
  expect.soft(outcomeOf({ ...sent, response: { ...response, validUtf8: false } }), 'UTF-16').toBeUndefined();
  expect.soft(labelledError(errorWith({ ...ofRouter, status: 401 }))).toBe(true);
  expect.soft(labelledError(errorWith({ type: 'application/xml' }))).toBe(true);
  expect.soft(labelledError(errorWith({ type: 'text/html' }))).toBe(false);
  expect.soft(labelledError(errorWith({ status: 200 }))).toBe(false);
});

test('content that was not read to its end, or not decoded, is inconclusive', () => {
  for (const missing of [{ truncated: true }, { unknownCoding: 'zstd' }]) {
    const unread = (type: string) => {
      const { response, ...sent } = errorWith({ type, content: '{' });
      return { ...sent, response: { ...response, ...missing } };
    };
    expect.soft(problemSchema(unread('application/json'))?.outcome).toBe('inconclusive');
    expect.soft(wellFormed(unread('application/json'))?.outcome).toBe('inconclusive');
    expect.soft(problemMediaType(unread('text/plain'))?.outcome).toBe('inconclusive');
    expect.soft(problemMediaType(unread('application/json'))).toBeUndefined();
  }
});

test('content that is not coded as it says fails for that, whatever its type, and is judged as it stands', () => {
  const { response, ...sent } = errorWith({ type: 'text/html', status: 401 });
  const miscoded = { ...sent, response: { ...response, miscoded: 'utf-8 is no content coding' } };
  expect(labelledError(miscoded)).toBe(true);
  expect(wellFormed(miscoded)).toMatchObject({ outcome: 'failed', got: 'utf-8 is no content coding' });
  const legible = errorWith();
  expect(problemSchema({ ...legible, response: { ...legible.response, miscoded: 'x' } })).toBeUndefined();
});

test('XML in UTF-8 that declares UTF-16 is not well-formed, unless its type says UTF-8', () => {
  const content = '<?xml version="1.0" encoding="utf-16"?><a>ä</a>';
  const outcomeFor = (type: string, octets: string | Buffer = content) =>
    wellFormed(errorWith({ type, content: octets }))?.outcome;
  for (const type of ['application/xml', 'application/problem+xml; charset=UTF-16', 'text/xml; charset=utf-16le']) {
    expect.soft(outcomeFor(type), type).toBe('failed');
  }
  expect.soft(outcomeFor('text/xml; charset=utf-8')).toBeUndefined();
  expect.soft(outcomeFor('text/xml', Buffer.from(content, 'latin1')), 'Latin-1').toBe('failed');
  const { response, ...sent } = errorWith({ type: 'text/xml', content: `\ufeff${content}` });
  expect.soft(wellFormed({ ...sent, response: { ...response, validUtf8: false } }), 'UTF-16').toBeUndefined();
});

test('a member that stands twice with unlike values gets a warning, and with equal ones none', () => {
  const outcomeFor = (content: string) => statusMatches(errorWith({ content }))?.outcome;
  for (const content of [
    '{"status":500,"status":400}',
    '\ufeff{"a":{"b":1},"a":{"b":2}}',
    '{"title":"a","t\\u0069tle":"b"}',
    '{"code":‹part of NEXUS_BASIC_PASSWORD›,"status":1,"status":400}',
  ]) {
    expect.soft(outcomeFor(content), content).toBe('warned');
  }
  for (const content of [
    '{"status":400,"status": 400.0}',
    '{"a":[1,{"b":":,}"}],"a":[1, {"b":":,}"}],"c":"\\"d"}',
    '{"a":{"status":1,"status":2},"b":[]}',
    '{"status":400,"Status":500}',
    '{}',
  ]) {
    expect.soft(outcomeFor(content), content).toBeUndefined();
  }
  expect(outcomeFor('{"status":400,"status":500}'), 'the one that counts is wrong').toBe('failed');
  const inXml = errorWith({ type: 'application/problem+xml', content: problemXml('<a>1</a><a>2</a>') });
  expect(statusMatches(inXml), 'the schema judges it').toBeUndefined();
});

test('members of JSON that differ from those of the schema in letter case get a warning', () => {
  const capitals = json({ Title: 'a', Status: 400, traceId: '1' });
  expect(problemSchema(errorWith(capitals))).toMatchObject({ outcome: 'warned', wanted: 'title, status' });
  expect(problemSchema(errorWith(json({ status: 400, Status: 500 }))), 'the right one is there').toBeUndefined();
  const inXml = errorWith({ type: 'application/xml', content: '<ProblemDetails><Title>a</Title></ProblemDetails>' });
  expect(problemSchema(inXml)).toBeUndefined();
});

test('a wrong status member fails in a problem document, and gets a warning in other JSON', () => {
  const lying = json({ status: 0 });
  expect(statusMatches(errorWith(lying))).toMatchObject({ outcome: 'failed', got: '0' });
  expect(statusShouldMatch(errorWith({ ...lying, type: 'application/json' }))?.outcome).toBe('warned');
  for (const value of [{}, { status: null }, { status: 400 }, { status: '0' }]) {
    expect.soft(statusMatches(errorWith(json(value)))).toBeUndefined();
  }
  expect.soft(labelledProblem(errorWith({ ...ofRouter, status: 401 }))).toBe(true);
  expect.soft(labelledProblem(errorWith({ type: 'application/json' }))).toBe(false);
  expect.soft(operationProblemOfOtherType(errorWith({ type: 'text/json' }))).toBe(true);
  expect.soft(operationProblemOfOtherType(errorWith())).toBe(false);
});

test('a URI reference passes, and any other text gets a warning', () => {
  const outcomeFor = (value: unknown) => uriMembers(errorWith(json({ instance: value })))?.outcome;
  expect.soft(uriMembers(errorWith(json({ type: 'a b' })))?.reason).toBe('type is no URI reference');
  for (const uri of [
    '',
    'string',
    'about:blank',
    '/a/b?c=d#e',
    '../x',
    'tag:a@b.example,2026:c',
    'urn:uuid:1',
    '//host/x',
    './a:b',
    'a/b:c',
    '?a:b',
    '#a:b',
    'X+1.-:b',
    '‹part of NEXUS_BASIC_PASSWORD›:a',
    null,
    4,
  ]) {
    expect.soft(outcomeFor(uri), String(uri)).toBeUndefined();
  }
  for (const other of [
    'POST /v1/users',
    'a b',
    '<x>',
    '%zz',
    'https://ä.example/',
    'a\\b',
    '0H:1',
    '1a:b/c',
    'a_b:c',
  ]) {
    expect.soft(outcomeFor(other), other).toBe('warned');
  }
});

test('problem+xml with another root element fails', () => {
  const rootOf = (content: string) => problemXmlRoot(errorWith({ type: 'application/problem+xml', content }))?.outcome;
  expect.soft(rootOf(problemXml('<title>x</title>'))).toBeUndefined();
  expect.soft(rootOf('<p:problem xmlns:p="urn:ietf:rfc:7807"/>')).toBeUndefined();
  expect.soft(rootOf(problemXml('', 'urn:ietf:rfc:9457'))).toBe('failed');
  expect.soft(rootOf('<problem/>')).toBe('failed');
  expect.soft(rootOf('<error xmlns="urn:ietf:rfc:7807"/>')).toBe('failed');
  expect.soft(rootOf('<problem xmlns="urn:ietf:rfc:7807">')).toBe('failed');
  expect.soft(labelledProblemXml(errorWith({ type: 'application/xml' }))).toBe(false);
  expect.soft(labelledProblemXml(errorWith({ type: 'application/problem+xml', content: '' }))).toBe(false);
});

test('a title that changes, or that does not belong to a blank type, gets a warning', () => {
  const titled = (title: unknown, more: object = {}) => errorWith(json({ title, ...more }));
  expect.soft(titleOfBlankType(titled('Bad Request'))).toBeUndefined();
  expect.soft(titleOfBlankType(titled(null))).toBeUndefined();
  expect.soft(titleOfBlankType(titled('Oh dear', { type: '/problems/1' }))).toBeUndefined();
  expect.soft(titleOfBlankType(titled('Oh dear', { type: 'about:blank' }))?.outcome).toBe('warned');
  expect.soft(titleOfBlankType(titled('Oh dear'))?.outcome, 'an absent type').toBe('warned');
  const british = errorWith({ ...json({ title: 'Oh dear' }), fields: [['Content-Language', 'EN-gb']] });
  expect.soft(titleOfBlankType(british)?.outcome, 'no translation').toBe('warned');
  for (const language of ['de-CH', 'de, en']) {
    const german = errorWith({ ...json({ title: 'Ungültig' }), fields: [['Content-Language', language]] });
    expect.soft(titleOfBlankType(german), language).toBeUndefined();
  }
  expect.soft(sameTitle(titled('a'), titled('a'))).toBeUndefined();
  expect.soft(sameTitle(titled('a'), titled('b'))?.outcome).toBe('warned');
  expect.soft(sameTitle(titled('a', { type: '1' }), titled('b', { type: '2' }))).toBeUndefined();
});
