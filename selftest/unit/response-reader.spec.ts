import { expect, test } from '@playwright/test';
import {
  type Incoming,
  mostContent,
  mostHead,
  type NoResponse,
  type ParsedResponse,
  readResponse,
} from '../../src/client/response-reader.ts';
import type { Field, GrammarBreach } from '../../src/model/exchange.ts';

/** The octets of a server that closes after the last of these chunks. */
function incomingOf(chunks: readonly Buffer[]): Incoming {
  const left = [...chunks];
  const incoming: Incoming = {
    pending: Buffer.alloc(0),
    place: '',
    async more() {
      const chunk = left.shift();
      if (chunk) incoming.pending = Buffer.concat([incoming.pending, chunk]);
      return chunk !== undefined;
    },
  };
  return incoming;
}

const octetsOf = (text: string) => Buffer.from(text, 'latin1');

/** What is read of a server's octets, and what is left of them. */
async function readingOf(text: string, method = 'POST'): Promise<ParsedResponse & { readonly left: string }> {
  const incoming = incomingOf([octetsOf(text)]);
  const response = await readResponse(incoming, method);
  return { ...response, left: incoming.pending.toString('latin1') };
}

const contentOf = async (text: string) => (await readingOf(text)).content.toString('latin1');

/** Why these octets are no complete response. */
async function failureOf(text: string): Promise<Pick<NoResponse, 'kind' | 'message'>> {
  return readResponse(incomingOf([octetsOf(text)]), 'POST').then(
    () => {
      throw new Error('it was read as a response');
    },
    ({ kind, message }: NoResponse) => ({ kind, message }),
  );
}

const ok = 'HTTP/1.1 200 OK\r\n';
const noContent = 'HTTP/1.1 204 No Content\r\n\r\n';
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;

test('order, case and number of field lines are kept', async () => {
  const fields = 'X-Dup: 1\r\nx-dup:\t2 \r\nSet-Cookie: a\r\nL: \xe9\r\nEmpty:\r\nContent-Length: 2\r\n';
  expect(await readingOf(`HTTP/1.1 404 Not Here\r\n${fields}\r\nok`)).toEqual({
    version: 'HTTP/1.1',
    status: 404,
    reason: 'Not Here',
    fields: [
      ['X-Dup', '1'],
      ['x-dup', '2'],
      ['Set-Cookie', 'a'],
      ['L', 'é'],
      ['Empty', ''],
      ['Content-Length', '2'],
    ],
    interim: [],
    content: Buffer.from('ok'),
    truncated: false,
    left: '',
  });
});

test('HTTP/1.0 and a status line without a reason are understood', async () => {
  expect(await readingOf('HTTP/1.0 400\r\n\r\n')).toMatchObject({ status: 400, version: 'HTTP/1.0', reason: '' });
});

test('interim responses are kept beside the final one, each with its fields', async () => {
  const early = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nlink: </b>\r\n\r\n';
  const { status, fields, interim } = await readingOf(`HTTP/1.1 100 Continue\r\n\r\n${early}${ok}A: b\r\n\r\n`);
  expect({ status, fields }).toEqual({ status: 200, fields: [['A', 'b']] });
  expect(interim).toEqual([
    { status: 100, fields: [] },
    {
      status: 103,
      fields: [
        ['Link', '</a>'],
        ['link', '</b>'],
      ],
    },
  ]);
});

for (const [name, head, method] of [
  ['a 204', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', 'POST'],
  ['a chunked 204', 'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n', 'POST'],
  ['a 304', 'HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\n', 'POST'],
  ['a response to HEAD', `${ok}Content-Length: 5\r\n\r\n`, 'HEAD'],
] as const) {
  test(`octets after ${name} are not taken for content`, async () => {
    const { content, left } = await readingOf(`${head}STRAY`, method);
    expect({ octets: content.length, left }).toEqual({ octets: 0, left: 'STRAY' });
  });
}

test('what follows a response is left for the next one', async () => {
  expect((await readingOf(`${ok}Content-Length: 2\r\n\r\nok${noContent}`)).left).toBe(noContent);
  expect((await readingOf(`${chunked}2\r\nok\r\n0\r\n\r\n${noContent}`)).left).toBe(noContent);
});

test('a response reads the same when it comes octet by octet', async () => {
  const text = `${chunked}3;a="b"\r\nabc\r\nA \r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n`;
  const dripping = incomingOf([...text].map(octetsOf));
  const { left: _, ...whole } = await readingOf(text);
  expect(await readResponse(dripping, 'POST')).toEqual(whole);
  expect(whole.content.toString()).toBe('abc0123456789');
});

test('content without any framing is read to the end of the connection', async () => {
  expect(await contentOf(`${ok}\r\nuntil close`)).toBe('until close');
  expect(await contentOf(`${ok}Transfer-Encoding: gzip\r\n\r\nall of it`)).toBe('all of it');
});

test('a Content-Length that is given twice with the same value is accepted', async () => {
  const response = await readingOf(`${ok}Content-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok`);
  expect(response.content.toString()).toBe('ok');
  expect(response).not.toHaveProperty('breaches');
});

test('tabs and octets beyond ASCII in a value break nothing', async () => {
  expect(await readingOf(`${ok}A: b\tc \xff\r\n\r\n`)).not.toHaveProperty('breaches');
});

const breach = (kind: GrammarBreach['kind'], message: string): GrammarBreach => ({ kind, message });
const lineFeed = breach('line-end', 'a line ends with LF alone (RFC 9112 §2.2)');
const folded = breach('syntax', 'A is folded (RFC 9112 §5.2)');
const both = breach('framing', 'both Content-Length and Transfer-Encoding are there (RFC 9112 §6.2)');
const chunkedTwice = breach('framing', 'chunked is applied twice (RFC 9112 §6.1)');
const control = (code: string, where = 'A', section = 'RFC 9110 §5.5') =>
  breach('syntax', `${where} holds the control character ${code} (${section})`);
const noName = (name: string) =>
  breach('syntax', `"${name}" is no field name: a token, and at once its colon (RFC 9112 §5)`);
const noField = (line: string) =>
  breach('syntax', `"${line}" is no field line: a name, a colon, a value (RFC 9112 §5)`);
const interim = (status: number, name: string) =>
  breach('framing', `an interim ${status} has ${name} (RFC 9110 §8.6, RFC 9112 §6.1)`);
const noNumber = (value: string) => breach('framing', `Content-Length "${value}" is not one number (RFC 9110 §8.6)`);

interface Breaking {
  readonly octets: string;
  readonly fields?: readonly Field[];
  readonly content?: string;
  readonly left?: string;
  readonly reason?: string;
  readonly breaches: readonly GrammarBreach[];
}

const breaking: Readonly<Record<string, Breaking>> = {
  'every line ends with LF alone': {
    octets: 'HTTP/1.1 200 OK\nA: b\n\nc',
    fields: [['A', 'b']],
    content: 'c',
    breaches: [lineFeed],
  },
  'one line ends with LF alone': { octets: `${ok}A: b\n\r\n`, fields: [['A', 'b']], breaches: [lineFeed] },
  'a line of an interim response ends with LF alone': {
    octets: `HTTP/1.1 103 x\nA: b\r\n\r\n${noContent}`,
    breaches: [lineFeed],
  },
  'a value holds CR alone': { octets: `${ok}A: b\rc\r\n\r\n`, fields: [['A', 'b\rc']], breaches: [control('%x0d')] },
  'a value holds control characters': {
    octets: `${ok}A: b\0\x1b\x7f\r\n\r\n`,
    fields: [['A', 'b\0\x1b\x7f']],
    breaches: [control('%x00')],
  },
  'two fields, one of them twice, hold a control character': {
    octets: `${ok}A: \x7f\r\nB: \x7f\r\nA: \x7f\r\n\r\n`,
    breaches: [control('%x7f'), control('%x7f', 'B')],
  },
  'the reason holds NUL': {
    octets: 'HTTP/1.1 200 O\0K\r\n\r\n',
    reason: 'O\0K',
    breaches: [control('%x00', 'the reason phrase', 'RFC 9112 §4')],
  },
  'a field line is folded twice': {
    octets: `${ok}A: b\r\n  c\r\n\td\r\n\r\n`,
    fields: [['A', 'b c d']],
    breaches: [folded],
  },
  'a blank stands before a colon': {
    octets: `${ok}A : b\r\nC: d\r\n\r\n`,
    fields: [
      ['A', 'b'],
      ['C', 'd'],
    ],
    breaches: [noName('A ')],
  },
  'a field name is no token': { octets: `${ok}A[]: b\r\n\r\n`, fields: [['A[]', 'b']], breaches: [noName('A[]')] },
  'a field line has no colon': {
    octets: `${ok}no colon\r\nA: b\r\n\r\n`,
    fields: [['A', 'b']],
    breaches: [noField('no colon')],
  },
  'a field line has no name': { octets: `${ok}: b\r\n\r\n`, fields: [], breaches: [noField(': b')] },
  'a blank stands before the first field line': {
    octets: `${ok} Content-Length: 1\r\n\r\nab`,
    content: 'ab',
    breaches: [noName(' Content-Length')],
  },
  'there are two lengths': {
    octets: `${ok}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
    content: 'a',
    left: 'b',
    breaches: [noNumber('1, 2')],
  },
  'one of two lengths is a number': {
    octets: `${ok}Content-Length: x, 1\r\n\r\nab`,
    content: 'a',
    left: 'b',
    breaches: [noNumber('x, 1')],
  },
  'the length is no number': {
    octets: `${ok}Content-Length: +1\r\n\r\nab`,
    content: 'ab',
    breaches: [noNumber('+1')],
  },
  'a length stands beside chunks': {
    octets: `${ok}Content-Length: 1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n`,
    content: 'ab',
    breaches: [both],
  },
  'a length stands beside a transfer coding without chunks': {
    octets: `${ok}Transfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\nall of it`,
    content: 'all of it',
    breaches: [both],
  },
  'chunked stands in two lines': {
    octets: `${ok}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n`,
    content: 'ab',
    breaches: [chunkedTwice],
  },
  'there is less content than was declared': {
    octets: `${ok}Content-Length: 10\r\n\r\nabc`,
    content: 'abc',
    breaches: [
      { kind: 'framing', message: 'Content-Length is 10, and the connection ended after 3 octets (RFC 9112 §8)' },
    ],
  },
  'interim responses have framing fields': {
    octets: `HTTP/1.1 100 x\r\nContent-Length: 0\r\n\r\nHTTP/1.1 103 x\r\nTransfer-Encoding: chunked\r\n\r\n${noContent}`,
    breaches: [interim(100, 'Content-Length'), interim(103, 'Transfer-Encoding')],
  },
  'a chunk size and a trailer are badly written': {
    octets: `${chunked}1\na\r\n0\r\nT : x\r\n\r\n`,
    content: 'a',
    breaches: [lineFeed, noName('T ')],
  },
};

for (const [what, { octets, ...read }] of Object.entries(breaking)) {
  test(`a response is read, and its breach named, where ${what}`, async () => {
    const { content, ...others } = await readingOf(octets);
    expect({ ...others, content: content.toString('latin1') }).toMatchObject(read);
  });
}

for (const [octets, message] of [
  ['SSH-2.0-OpenSSH', /"SSH-2\.0-OpenSSH" stands where a status line/],
  ['STRAYHTTP/1.1 204 x\r\n\r\n', /"STRAYHTTP/],
  ['\r\nHTTP/1.1 204 x\r\n\r\n', /stands where a status line/],
  ['HTTP/2.0 200 OK\r\n\r\n', /status line/],
  ['HTTP/1.1 20 OK\r\n\r\n', /no status line/],
  ['HTTP/1.1 099 OK\r\n\r\n', /no status line/],
  [`${chunked}xyz\r\n`, /"xyz".*size of a chunk/],
  [`${chunked}\r\n`, /"".*size of a chunk/],
  [`${chunked}1\r\nab\r\n0\r\n\r\n`, /not followed by CRLF/],
] as const) {
  test(`what is no HTTP is refused: ${JSON.stringify(octets)}`, async () => {
    expect(await failureOf(octets)).toEqual({ kind: 'not-http', message: expect.stringMatching(message) });
  });
}

for (const [octets, message] of [
  ['', /closed the connection before the first octet/],
  ['HTTP/1.1 20', /within the status line/],
  [`${ok}A: b\r\nC`, /within the header section, after 1 field lines/],
  ['HTTP/1.1 100 Continue\r\n\r\n', /before the first octet of a final response/],
  [`${chunked}3\r\nabc\r\n`, /within a chunk size, after 3 octets/],
  [`${chunked}0\r\nT: x\r\n`, /within the trailer section, after 1 field lines/],
] as const) {
  test(`half a response is not taken for a whole one: ${JSON.stringify(octets)}`, async () => {
    expect(await failureOf(octets)).toEqual({ kind: 'dropped', message: expect.stringMatching(message) });
  });
}

test('a head of 256 KiB is read, interim responses included, and a longer one is oversized', async () => {
  const interim = 'HTTP/1.1 100 Continue\r\n\r\n';
  const around = `${interim}${ok}A: \r\n\r\n`.length;
  const headOf = (length: number) => `${interim}${ok}A: ${'a'.repeat(length - around)}\r\n\r\n`;
  const { fields } = await readingOf(headOf(mostHead));
  expect(fields[0]?.[1]).toHaveLength(mostHead - around);
  expect(await failureOf(headOf(mostHead + 1))).toMatchObject({ kind: 'oversized' });
});

for (const [what, octets, place] of [
  ['a field line without end', `${ok}A: ${'a'.repeat(mostHead)}`, 'within the header section, after 0 field lines'],
  ['many field lines', ok + 'A: b\r\n'.repeat(mostHead / 6), 'within the header section, after 43687 field lines'],
  ['interim responses without end', 'HTTP/1.1 100 x\r\n\r\n'.repeat(mostHead / 18 + 1), 'within the status line'],
  ['a chunk extension without end', `${chunked}1;${'a'.repeat(mostHead)}`, 'within a chunk size, after 0 octets'],
  ['a trailer without end', `${chunked}0\r\nA: ${'a'.repeat(mostHead)}`, 'within the trailer section, after 0 field'],
] as const) {
  test(`${what}: the response is oversized, and the limit is named`, async () => {
    const message = `more than ${mostHead} octets ${place}`;
    expect(await failureOf(octets)).toEqual({ kind: 'oversized', message: expect.stringContaining(message) });
  });
}

const framings: Readonly<Record<string, (content: string) => string>> = {
  'by its length': (content) => `${ok}Content-Length: ${content.length}\r\n\r\n${content}`,
  'in chunks': (content) =>
    `${chunked}${content
      .match(/.{1,1000000}/g)
      ?.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
      .join('')}0\r\n\r\n`,
  'by the end of the connection': (content) => `${ok}\r\n${content}`,
};

for (const [framing, framed] of Object.entries(framings)) {
  test(`content framed ${framing} is read whole up to 4 MiB, and cut beyond`, async () => {
    const whole = await readingOf(framed('x'.repeat(mostContent)));
    expect({ octets: whole.content.length, truncated: whole.truncated }).toEqual({
      octets: mostContent,
      truncated: false,
    });
    const cut = await readingOf(framed('x'.repeat(mostContent + 1)));
    expect({ octets: cut.content.length, truncated: cut.truncated }).toEqual({ octets: mostContent, truncated: true });
  });
}
