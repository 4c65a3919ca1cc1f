/**
 * Hostile input by grammar: what parsers, decoders and look-ups have been broken with, put together at random. Pure, and alike for
 * the same seed and version: a build can be asked the very same again.
 */
import {
  type Arbitrary,
  array,
  asyncProperty,
  boolean,
  check,
  constant,
  constantFrom,
  integer,
  json,
  oneof,
  sample,
  tuple,
} from 'fast-check';
import { probeField } from '../judge/survival.ts';
import { contract } from '../model/contract.ts';
import { nobody } from './row-credentials.ts';
import type { Content } from './stimulus.ts';

/** What a generated request changes in a good one: one of these. As it stands on the wire. */
export interface Generated {
  readonly userId?: string;
  readonly query?: string;
  readonly field?: readonly [name: string, value: string];
  readonly content?: Content;
  readonly framing?: 'chunked';
}

/** In octets; a request-line or a field of 8000 is to be taken (RFC 9112 §3), and the rest of the request needs some. */
const longest = 6000;

const joined = (piece: Arbitrary<string>, maxLength = 6): Arbitrary<string> =>
  array(piece, { minLength: 1, maxLength }).map((pieces) => pieces.join('').slice(0, longest));

const octet = tuple(integer({ min: 0, max: 255 }), boolean()).map(([value, upperCase]) => {
  const hex = value.toString(16).padStart(2, '0');
  return `%${upperCase ? hex.toUpperCase() : hex}`;
});
/** Escapes that are none, are escaped twice, or hold what is no UTF-8: overlong, cut off, half a pair, beyond the last plane. */
const oddEscape = constantFrom(
  ...['%', '%2', '%zz', '%25xy', '%2525', '%252F', '%u0041', '%uD800', '%+1', '%00', '%FF', '%C0%AF', '%E2%82'],
  ...['%ED%A0%80', '%F4%90%80%80', '%0D%0A', '%7F', '%C2%85', '%5B', '%7B%7D', '%22', '%5C', '%3Cx%3E'],
);
/** One of a class each: astral, combining, joined, right to left, full width, of several cases, no character, byte order mark. */
const character = oneof(
  constantFrom(
    '😀',
    'e\u0301',
    '👩‍👩‍👧',
    '\u202eabc',
    'ﬀ',
    'ı',
    'ſ',
    'K',
    'ß',
    '\uffff',
    '\u{10ffff}',
    '\ufeff',
    '\u200b',
    '\u2028',
    '\u0085',
  ),
  integer({ min: 0, max: 0x10f7ff }).map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800)),
);
/** Numbers and words that languages take for something else than text. */
const word = constantFrom(
  ...['0', '-1', '1e309', '0x1F', '9223372036854775808', 'NaN', 'null', 'undefined', 'true', '[object Object]'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '*',
    '?',
    '.',
    '~',
    '!',
    '@',
    "'",
    '"',
    '`',
    '\\',
    '|',
    ';',
    ':',
  ],
);
/** Each would select somebody where it is not taken for text, and do nothing else. */
const payload = constantFrom(
  ...["' OR '1'='1", "' OR 1=1 -- ", '" OR ""="', "') OR ('1'='1", "' UNION SELECT id FROM users -- ", '1 OR 1=1'],
  ...['{"$ne":null}', '[$ne]=', '{"$gt":""}', "' || '1'=='1", '*)(uid=*))(|(uid=*', '*)(|(objectClass=*)', ')(&'],
  ...[
    '{{7*7}}',
    '\x24{7*7}',
    '#{7*7}',
    '<%= 7*7 %>',
    '{0}',
    '%s%n%x',
    '{{constructor}}',
    '\x24{jndi:x}',
    '[[\x24{7*7}]]',
  ],
  ...[
    '../users/',
    '..\\',
    '....//',
    '/etc/passwd',
    '~root',
    'C:\\',
    'file:///',
    '//example.invalid/',
    '$(id)',
    '`id`',
    '|id',
    '&&id',
  ],
);
/** Lengths around a power of two: 2^n and one to either side. */
const long = (most: number, units: readonly string[]): Arbitrary<string> =>
  tuple(integer({ min: 4, max: most }), integer({ min: -1, max: 1 }), constantFrom(...units)).map(
    ([power, more, unit]) => unit.repeat(2 ** power + more),
  );

const encoded = (text: Arbitrary<string>): Arbitrary<string> => text.map(encodeURIComponent);
const inTarget = oneof(
  octet,
  oddEscape,
  encoded(character),
  encoded(word),
  encoded(payload),
  long(11, ['x', '.', '%78']),
);

/** What of a path segment may be another segment, or a parameter of one. */
const ofPath = constantFrom(
  '/',
  '//',
  '/.',
  '/..',
  '/%2e%2e',
  '%2F',
  '%2f..%2f',
  '%5C',
  ';',
  ';x=y',
  '..;/',
  '/../',
  ':',
  '@',
  '+',
  '(',
  "'",
  '*',
  ',',
  '=',
  '$',
);
/** It begins with the mark: whoever cuts it off somewhere, or reads a number from it, is still with nobody. */
const userIds = joined(oneof({ arbitrary: inTarget, weight: 4 }, ofPath)).map(
  (rest): Generated => ({ userId: nobody + rest }),
);

const { queryParameter } = contract;
const names = ['', '[]', '[0]', '[$ne]', '[a][b]', '[constructor]', '%00', '.x', '%5B%5D', '[', ']', '%', ';'].map(
  (suffix) => queryParameter + suffix,
);
const injection = constantFrom(
  ...[
    `%0D%0A${probeField}:1`,
    `%0A${probeField}:1`,
    `%0D%0A%0D%0A${probeField}:1`,
    `%E5%98%8D%E5%98%8A${probeField}:1`,
  ],
);
const ofQuery = constantFrom('&', ';', '=', '+', '&&', `&${queryParameter}=`, '%23', '[', ']', '/', '?');
const queries = array(
  tuple(
    oneof(constant(queryParameter), constantFrom(...names, '__proto__[x]')),
    joined(oneof({ arbitrary: inTarget, weight: 4 }, injection, ofQuery), 4),
  ).map(([name, value]) => `${name}=${value}`),
  { minLength: 1, maxLength: 3 },
).map((pairs): Generated => ({ query: pairs.join('&').slice(0, longest) }));

/** A field's value holds visible characters, blanks and octets beyond ASCII (RFC 9110 §5.5). */
const ofField = oneof(
  constantFrom(
    ...[',', ';', '=', '"', '\\"', '(', ')', '/', '*/*', ';q=', ';q=2', ';q=-1', ';q=0.0001', ' ', '\t', '-', '_'],
  ),
  constantFrom(
    ...[
      'en_AE',
      'x-',
      'zz-ZZ-ZZ-',
      '*;q=',
      'application/json',
      'gzip',
      'bytes=0-',
      'charset=',
      'boundary=',
      'e30.e30.',
      'Basic',
      'Bearer',
    ],
  ),
  integer({ min: 0xa0, max: 0xff }).map((code) => String.fromCharCode(code)),
  word,
  payload,
  octet,
  long(12, ['x', ',', '(', 'x=y;', 'x, ']),
);
const fieldNames = [
  ...['Accept', 'Accept-Language', 'Accept-Encoding', 'Accept-Charset', 'Content-Type', 'Content-Language', 'Cookie'],
  ...['Authorization', 'Origin', 'Referer', 'Range', 'If-None-Match', 'If-Modified-Since', 'Cache-Control', 'Prefer'],
  ...['traceparent', 'X-Request-Id', 'X-Forwarded-For', 'X-Nexus-Conformance'],
];
const fields = tuple(constantFrom(...fieldNames), joined(ofField)).map((field): Generated => ({ field }));

const jsonToken = constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '""',
    `"${queryParameter}"`,
    `"${contract.pathParameter}"`,
    '"\\ud800"',
    '"\\u0000"',
    '"\\x"',
  ],
  ...['null', 'nul', '-', '1e999', '-0', '1.', '01', '/**/', '\ufeff', '"__proto__"', '{"a":1,"a":2}', ' ', '\n'],
);
const formToken = constantFrom(
  ...[
    '[=',
    '=',
    '&',
    '&&',
    '%',
    '%zz',
    '%00',
    '+',
    'a[]=',
    'a[b',
    'a]=',
    '[]=',
    'a[b][c][d]=',
    '__proto__[x]=1',
    'a=b',
    ';',
  ],
  `${queryParameter}=`,
  `${contract.pathParameter}=`,
);
const multipartToken = constantFrom(
  '--',
  'x',
  '\r\n',
  '\r\n\r\n',
  '--x--',
  'Content-Disposition: form-data',
  '; name="a"',
  '; filename=',
  '"',
);
const xmlToken = constantFrom(
  '<',
  '>',
  '<a>',
  '</a>',
  '<?xml version="1.0" encoding="x"?>',
  '<!DOCTYPE a>',
  '&x;',
  '&#0;',
  ']]>',
  '<![CDATA[',
  ' a=',
);
const deep = (open: string): Arbitrary<string> => long(11, [open]);
const contents = oneof(
  ...[
    {
      types: ['application/json', 'application/json; charset=nexus', 'application/merge-patch+json', 'text/json'],
      text: oneof(json(), joined(jsonToken, 8), deep('['), deep('{"x":')),
    },
    {
      types: ['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=utf-16'],
      text: oneof(joined(formToken, 8), deep('x&'), deep('x[')),
    },
    {
      types: ['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=x'],
      text: joined(multipartToken, 8),
    },
    { types: ['application/xml', 'text/xml'], text: oneof(joined(xmlToken, 8), deep('<x>')) },
    {
      types: ['text/plain', 'application/octet-stream', 'a', '*/*', 'application/', ''],
      text: oneof(character, payload, word),
    },
  ].map(({ types, text }) => tuple(constantFrom(...types), text)),
);
const bodies = tuple(contents, oneof({ arbitrary: constant(false), weight: 3 }, constant(true))).map(
  ([[type, text], chunked]): Generated => ({ content: { type, text }, ...(chunked && { framing: 'chunked' }) }),
);

const grammars = { 'user-id': userIds, 'client-id': queries, headers: fields, body: bodies } as const;
export type GeneratedKind = keyof typeof grammars;
export const generatedKinds = Object.keys(grammars) as readonly GeneratedKind[];

/** The first of the list that a seed gives. */
export function generated(kind: GeneratedKind, seed: number, count: number): readonly Generated[] {
  return sample(grammars[kind], { seed, numRuns: count });
}

/**
 * Asks of the one at that place, which is the first, and then of smaller and smaller ones, whether they are wrong. All that it asks
 * about are of the same grammar.
 */
export async function shrink(
  kind: GeneratedKind,
  { seed, place }: { readonly seed: number; readonly place: number },
  isWrong: (one: Generated, isFirst: boolean) => Promise<boolean>,
): Promise<void> {
  let isFirst = true;
  const property = asyncProperty(grammars[kind] as Arbitrary<Generated>, async (one) => {
    const answer = isWrong(one, isFirst);
    isFirst = false;
    return !(await answer);
  });
  await check(property, { seed, path: `${place}`, numRuns: 1 });
}
