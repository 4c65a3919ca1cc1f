/** RFC 9110 §11.6.1 and §11.3. */
export interface Challenge {
  /** As sent; compares without case. */
  readonly scheme: string;
  readonly token68?: string;
  /** By lower-cased name; quoted values without their quotes and escapes. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A place in one field value, moved on as it is read. */
interface Cursor {
  readonly text: string;
  at: number;
  readonly report: (problem: string) => void;
}

/**
 * The challenges of all WWW-Authenticate (or Proxy-Authenticate) field values, in order. Each value is read by itself.
 * What the grammar forbids and yet is clear, such as parameters without commas between them, is read and reported as a
 * problem; what has no auth-scheme is reported and passed over. Never throws.
 */
export function parseChallenges(fieldValues: readonly string[]): {
  readonly challenges: readonly Challenge[];
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const challenges = fieldValues.flatMap((text, index) => {
    const report = (problem: string) => problems.push(`challenge line ${index + 1}: ${problem}`);
    return parseLine({ text, at: 0, report });
  });
  return { challenges, problems };
}

const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const blanks = /[ \t]*/y;
const element = /[ \t,]*/y;
const parameterStart = /[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*=/y;
const challengeWithParameter = /[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]+[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*=/y;
/** token68, up to the comma or the end that tells it from a parameter. */
const token68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const unquoted = /[^ \t,"]*/y;

function parseLine(cursor: Cursor): Challenge[] {
  const challenges: Challenge[] = [];
  if (separator(cursor) > 0) cursor.report('begins with an empty list element');
  if (ended(cursor)) cursor.report('no challenge at all');
  while (!ended(cursor)) {
    const challenge = parseChallenge(cursor);
    if (challenge) challenges.push(challenge);
    const commas = separator(cursor);
    if (commas > 1 || (commas === 1 && ended(cursor))) cursor.report('an empty list element');
  }
  return challenges;
}

/** Stands on the first character of an element and leaves behind its last one. Undefined where that is no challenge. */
function parseChallenge(cursor: Cursor): Challenge | undefined {
  if (peek(cursor, parameterStart) !== undefined) {
    cursor.report(`${rest(cursor)} is a parameter without an auth-scheme before it`);
    skipElement(cursor);
    return undefined;
  }
  const start = rest(cursor);
  const scheme = take(cursor, token);
  if (scheme === undefined || !/^[ \t,]?$/.test(cursor.text.charAt(cursor.at))) {
    cursor.report(`${start} does not begin with an auth-scheme`);
    skipElement(cursor);
    return undefined;
  }
  const before = cursor.at;
  take(cursor, blanks);
  const data = cursor.at > before ? take(cursor, token68) : undefined;
  if (data !== undefined) return { scheme, token68: data, parameters: new Map() };
  return { scheme, parameters: parseParameters(cursor, scheme) };
}

/** Takes parameters as long as there are any, with whatever stands between them. */
function parseParameters(cursor: Cursor, scheme: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (;;) {
    const before = cursor.at;
    const commas = separator(cursor);
    if (peek(cursor, parameterStart) === undefined) {
      if (commas > 0 || ended(cursor) || beginsAnother(cursor, parameters)) {
        cursor.at = before;
        return parameters;
      }
      cursor.report(`${rest(cursor)} after ${scheme} is neither a parameter nor a challenge`);
      skipElement(cursor);
      continue;
    }
    const wanted = parameters.size === 0 ? 0 : 1;
    if (commas < wanted) cursor.report(`no comma before the parameter ${rest(cursor)} of ${scheme}`);
    if (commas > wanted) cursor.report(`an empty list element before the parameter ${rest(cursor)} of ${scheme}`);
    parseParameter(cursor, parameters);
  }
}

/** Without a comma before it, only what cannot be anything else: `Bearer realm="x" Basic realm="y"`. */
function beginsAnother(cursor: Cursor, parameters: ReadonlyMap<string, string>): boolean {
  if (parameters.size === 0 || peek(cursor, challengeWithParameter) === undefined) return false;
  cursor.report(`no comma before the challenge ${rest(cursor)}`);
  return true;
}

function parseParameter(cursor: Cursor, parameters: Map<string, string>): void {
  const start = rest(cursor);
  const name = (take(cursor, token) ?? '').toLowerCase();
  const before = take(cursor, blanks);
  cursor.at += 1;
  const after = take(cursor, blanks);
  if (before !== '' || after !== '') cursor.report(`white space around the = of ${start}`);
  const value = cursor.text[cursor.at] === '"' ? takeQuoted(cursor) : takeUnquoted(cursor);
  if (parameters.has(name)) cursor.report(`a second parameter ${name}`);
  else parameters.set(name, value);
}

/** RFC 9110 §5.6.4. */
function takeQuoted(cursor: Cursor): string {
  const start = rest(cursor);
  let value = '';
  for (cursor.at += 1; !ended(cursor); cursor.at += 1) {
    const character = cursor.text.charAt(cursor.at);
    if (character === '"') {
      cursor.at += 1;
      return value;
    }
    if (character === '\\') cursor.at += 1;
    value += cursor.text.charAt(cursor.at);
  }
  cursor.report(`${start} has no closing quote`);
  return value;
}

function takeUnquoted(cursor: Cursor): string {
  const start = rest(cursor);
  const isToken = peek(cursor, token) === peek(cursor, unquoted);
  if (!isToken) cursor.report(`${start} begins with a value that is neither a token nor a quoted-string`);
  return take(cursor, unquoted) ?? '';
}

/** Passes over commas and blanks and counts the commas. */
function separator(cursor: Cursor): number {
  return (take(cursor, element) ?? '').replace(/[^,]/g, '').length;
}

/** Passes over what is left up to the next comma outside quotes; always moves on. */
function skipElement(cursor: Cursor): void {
  while (!ended(cursor) && cursor.text[cursor.at] !== ',') {
    if (cursor.text[cursor.at] === '"') takeQuoted(cursor);
    else cursor.at += 1;
  }
}

function ended(cursor: Cursor): boolean {
  return cursor.at >= cursor.text.length;
}

function peek(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  return pattern.exec(cursor.text)?.[0];
}

function take(cursor: Cursor, pattern: RegExp): string | undefined {
  const found = peek(cursor, pattern);
  cursor.at += found?.length ?? 0;
  return found;
}

/** What comes next, for a message. */
function rest({ text, at }: Cursor): string {
  return JSON.stringify(text.length > at + 40 ? `${text.slice(at, at + 40)}…` : text.slice(at));
}
