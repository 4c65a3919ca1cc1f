import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { type Challenge, parseChallenges } from '../../src/judge/challenges.ts';

const seed = { seed: 20_260_102, numRuns: 1000 };

type Expected = readonly [scheme: string, data?: string | Readonly<Record<string, string>>];

function challenge([scheme, data = {}]: Expected): Challenge {
  return typeof data === 'string'
    ? { scheme, token68: data, parameters: new Map() }
    : { scheme, parameters: new Map(Object.entries(data)) };
}

const wellFormed: readonly (readonly [lines: readonly string[], expected: readonly Expected[]])[] = [
  [['Basic'], [['Basic']]],
  [['basic realm=""'], [['basic', { realm: '' }]]],
  [['Basic realm="a, \\"b\\" c=d", charset=UTF-8'], [['Basic', { realm: 'a, "b" c=d', charset: 'UTF-8' }]]],
  [['Bearer REALM=x ,\terror="y" '], [['Bearer', { realm: 'x', error: 'y' }]]],
  [['Negotiate YIIabc/+-._~=='], [['Negotiate', 'YIIabc/+-._~==']]],
  [['Bearer, Basic realm="x"'], [['Bearer'], ['Basic', { realm: 'x' }]]],
  [['Basic realm="x", Bearer'], [['Basic', { realm: 'x' }], ['Bearer']]],
  [
    ['Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"'],
    [
      ['Newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
      ['Basic', { realm: 'simple' }],
    ],
  ],
  [
    ['Bearer realm="x", Negotiate abc=, NTLM', 'Basic   realm="é"'],
    [['Bearer', { realm: 'x' }], ['Negotiate', 'abc='], ['NTLM'], ['Basic', { realm: 'é' }]],
  ],
];

for (const [lines, expected] of wellFormed) {
  test(`a challenge by the grammar is read without a problem: ${lines.join(' ¶ ')}`, () => {
    expect(parseChallenges(lines)).toEqual({ challenges: expected.map(challenge), problems: [] });
  });
}

const sloppy: readonly (readonly [line: string, expected: readonly Expected[], problem: RegExp])[] = [
  ['Bearer scope="" error="x"', [['Bearer', { scope: '', error: 'x' }]], /no comma before the parameter "error=/],
  ['Bearer a="x"b=y', [['Bearer', { a: 'x', b: 'y' }]], /no comma/],
  [
    'Bearer a=x Basic realm="y"',
    [
      ['Bearer', { a: 'x' }],
      ['Basic', { realm: 'y' }],
    ],
    /no comma before the challenge "Basic/,
  ],
  ['Basic realm ="x"', [['Basic', { realm: 'x' }]], /white space around the =/],
  ['Basic realm= "x"', [['Basic', { realm: 'x' }]], /white space around the =/],
  ['Basic abc= "x, y", Bearer', [['Basic', { abc: 'x, y' }], ['Bearer']], /white space around the =/],
  ['Basic = "x, y", Bearer', [['Bearer']], /without an auth-scheme/],
  ['Bearer Basic realm="y"', [['Bearer']], /"Basic realm.* neither a parameter nor/],
  ['Bearer ;x Basic realm="y"', [['Bearer']], /";x Basic.* neither a parameter nor/],
  [
    'Bearer a=x Basic  realm ="y"',
    [
      ['Bearer', { a: 'x' }],
      ['Basic', { realm: 'y' }],
    ],
    /no comma before the challenge/,
  ],
  ['Bearer, realm="x"', [['Bearer', { realm: 'x' }]], /empty list element before the parameter "realm/],
  ['Bearer a=b,, c=d', [['Bearer', { a: 'b', c: 'd' }]], /empty list element/],
  [', Basic', [['Basic']], /begins with an empty list element/],
  ['Basic ,, Bearer', [['Basic'], ['Bearer']], /empty list element/],
  ['Basic realm=x,', [['Basic', { realm: 'x' }]], /empty list element/],
  ['Bearer realm=https://h/a?b', [['Bearer', { realm: 'https://h/a?b' }]], /neither a token nor a quoted-string/],
  ['Bearer a=x, realm=', [['Bearer', { a: 'x', realm: '' }]], /neither a token nor a quoted-string/],
  [
    'Basic realm=My Realm, charset=UTF-8',
    [['Basic', { realm: 'My', charset: 'UTF-8' }]],
    /"Realm,.* neither a parameter nor/,
  ],
  ['Basic realm="x', [['Basic', { realm: 'x' }]], /no closing quote/],
  ['Basic realm="x\\', [['Basic', { realm: 'x' }]], /no closing quote/],
  ['Basic realm=x, Realm=y', [['Basic', { realm: 'x' }]], /a second parameter realm/],
  ['Bearer "a, Digest b" , Basic', [['Bearer'], ['Basic']], /neither a parameter nor a challenge/],
  ['Negotiate abc=, realm="x"', [['Negotiate', 'abc=']], /"realm=.* without an auth-scheme/],
  ['realm="a, b", Basic', [['Basic']], /"realm=.* without an auth-scheme/],
  ['error = x', [], /without an auth-scheme/],
  ['"Bearer" realm="x"', [], /does not begin with an auth-scheme/],
  ['Bearer: realm="x", Basic', [['Basic']], /does not begin with an auth-scheme/],
  ['', [], /^challenge line 1: no challenge at all$/],
  [' \t', [], /no challenge at all/],
];

for (const [line, expected, problem] of sloppy) {
  test(`of a sloppy challenge all is read that can be, and the problem is named: ${line}`, () => {
    const { challenges, problems } = parseChallenges([line]);
    expect(challenges).toEqual(expected.map(challenge));
    expect(problems).toContainEqual(expect.stringMatching(problem));
  });
}

test('a problem says in which line it is', () => {
  expect(parseChallenges(['Basic', '=']).problems).toEqual([
    'challenge line 2: "=" does not begin with an auth-scheme',
  ]);
  expect(parseChallenges([])).toEqual({ challenges: [], problems: [] });
});

test('a hostile field does not make the parser throw', () => {
  const bits = fc.constantFrom('Basic', 'realm', '"', '\\', '=', ',', ' ', '\t', 'é', '\n', ';', ':', 'x=y', '==');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(bits, { maxLength: 40 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fc.array(text), (lines) => {
      parseChallenges(lines);
    }),
    seed,
  );
  for (const part of ['"', 'a', 'a ', 'a=', 'a,', ',', '\\', ' ', 'a="b" ', 'a=b c ']) {
    parseChallenges([`Bearer ${part.repeat(60_000 / part.length)}!`]);
  }
});

const tokens = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,8}$/);
const challenges = fc.array(
  fc.oneof(
    fc.record({
      scheme: tokens,
      token68: fc.stringMatching(/^[A-Za-z0-9._~+/-]{1,8}={0,2}$/),
      parameters: fc.constant(new Map()),
    }),
    fc.record({
      scheme: tokens,
      parameters: fc
        .uniqueArray(
          fc.tuple(
            tokens.map((name) => name.toLowerCase()),
            fc.string(),
          ),
          { selector: ([name]) => name },
        )
        .map((entries) => new Map(entries)),
    }),
  ),
  { minLength: 1, maxLength: 4 },
);

function serialised({ scheme, token68, parameters }: Challenge, isQuoted: boolean): string {
  const shown = [...parameters].map(([name, value]) => {
    const isToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value);
    return `${name}=${isToken && !isQuoted ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`;
  });
  return [scheme, token68 ?? shown.join(' , ')].filter((part) => part !== '').join(' ');
}

test('challenges are read back as a server meant them', () => {
  fc.assert(
    fc.property(challenges, fc.boolean(), fc.constantFrom(',', ', ', '\t ,'), (meant, isQuoted, comma) => {
      const written = meant.map((each) => serialised(each, isQuoted));
      expect(parseChallenges([written.join(comma)])).toEqual({ challenges: meant, problems: [] });
      expect(parseChallenges(written)).toEqual({ challenges: meant, problems: [] });
    }),
    { ...seed, numRuns: 200 },
  );
});
