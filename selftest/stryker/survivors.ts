/** A mutant that no test noticed. */
export interface Survivor {
  /** `src/judge/file.ts:12`. */
  readonly place: string;
  /** Stryker's name of what it does. */
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
}

interface Kind {
  readonly because: string;
  readonly holds: (survivor: Survivor) => boolean;
}

/** Whole kinds of mutants that no test should have to kill. */
const kinds: readonly Kind[] = [
  {
    because: 'words of a message, or what joins or cuts them: no test spells them out, and the finding is the same',
    holds: ({ mutator, original }) =>
      (mutator === 'StringLiteral' && /\s|\$\{|^'[,;]?'$/.test(original)) || /\.slice\(|at \+ 40/.test(original),
  },
  {
    because: 'the type admits that it is absent, and who asks an oracle has seen that it is not',
    holds: ({ mutator, place }) => mutator === 'OptionalChaining' && place.startsWith('src/judge/oracles/'),
  },
];

/** Single mutants, by what stood there, and why the judge is the same with them. */
const equivalents: Readonly<Record<string, string>> = {
  'scheme === undefined': 'what begins no token is no blank and no comma, so the other half of the condition holds too',
  'cursor.at > before': 'without a blank a comma or the end follows, and no token68 begins there',
  '!first': 'each reason is that of a finding',
  '[]': 'no status is a text, and Ajv always says what is wrong',
  'lines.length === 0': 'it only chooses the words of what came',
  "'www-authenticate'": 'it only finds the words of what came',
  "phrase ?? ''": 'it only chooses the words of what was wanted',
  "noAnswer?.message ?? ''": 'an undecodable answer always has a message',
  'namespaceURI === null': 'it only chooses the words of what came',
  "representation.kind === 'none'": 'what has no representation does not concern this oracle',
  "'none'": 'what has no representation does not concern this oracle',
  "family === 'json'": 'it only chooses the words of what was wanted',
  "'UTF-8'": 'a word of what was wanted',
  '/^\\ufeff/': 'a mark elsewhere changes no member that is judged',
  '!root': 'the parser throws where there is no root element',
  '/^bearer /i': 'the Base64 of Basic holds no blank',
  'exchanges.indexOf(exchange) < last': 'the last good request is good itself, and that is asked first',
  'exchange.response?.status': 'what stands, or is a 400 or 404, was answered',
  'declared === undefined': 'a member that is undefined is not written down',
  'status >= 400': '400 is in every table of what passes, and is answered before',
  "'Judgement'": 'the name of an error, which only a stack shows',
  'satisfied < 1': 'what is not satisfied is not clean either, and what is not clean is open as well',
  "json.kind === 'value'": 'what is malformed has no value, and so no object',
  "representation.kind === 'value'": 'what is malformed has no value, and so no object',
};

/** Why nobody can notice it, where that was found out. */
export function becauseOf(survivor: Survivor): string | undefined {
  return kinds.find(({ holds }) => holds(survivor))?.because ?? equivalents[survivor.original];
}
