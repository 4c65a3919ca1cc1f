/** What a stream of text can show to whoever reads it. */
export interface Terminal {
  /** Whether a line can be written over: somebody sits there and watches. */
  readonly moving: boolean;
  readonly colours: boolean;
  /** Whether characters beyond ASCII arrive as what they are. */
  readonly utf8: boolean;
  /** Characters a line. */
  readonly columns: number;
}

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Decides from the stream and its surroundings; `NO_COLOR` (https://no-color.org) wins over `FORCE_COLOR`, and who sets it
 * wants no escape sequence, so that no line moves. What is no terminal and says no locale is a file or the log of a CI job,
 * which are read as UTF-8.
 */
export function terminalOf({ isTTY = false, columns }: Partial<Stream>, env: Environment, platform: string): Terminal {
  const able = isTTY && env.TERM !== 'dumb';
  return {
    moving: able && !env.NO_COLOR,
    colours: colours(able, env),
    utf8: utf8(isTTY, env, platform),
    columns: columns || 80,
  };
}

function colours(able: boolean, { NO_COLOR: never, FORCE_COLOR: force }: Environment): boolean {
  if (never) return false;
  return force === undefined ? able : !['0', 'false'].includes(force);
}

function utf8(isTTY: boolean, env: Environment, platform: string): boolean {
  if (env.TERM === 'dumb') return false;
  if (platform === 'win32' || platform === 'darwin') return true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale ? /utf-?8/i.test(locale) : !isTTY;
}

const colourCodes = { red: 31, green: 32, yellow: 33 } as const;
export type Colour = keyof typeof colourCodes;

export function painted(text: string, colour: Colour, colours: boolean): string {
  return colours ? `\u001b[${colourCodes[colour]}m${text}\u001b[39m` : text;
}

const asciiOf: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '·': '-',
  '…': '...',
  '‹': '<',
  '›': '>',
  '§': 'section ',
};

/** Our own signs in characters that every terminal has; the rest of the text stays as it is. */
export function inAscii(text: string): string {
  return text.replace(/[✓✗·…‹›§]/g, (sign) => asciiOf[sign] ?? sign);
}
