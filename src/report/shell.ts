/** A piece of a shell word: text as it is, or an expansion such as `$NAME` or `$(…)` that the shell replaces. */
export type Piece = string | { readonly expansion: string };

const bare = /^[A-Za-z0-9_./:,=@%+-]+$/;
/** What means something between double quotes, to a shell that reads a person's input also `!`. */
const special = /[\\"$`!]/;

/**
 * One word of a POSIX shell (POSIX.1-2024, 2.2 Quoting) that stands for exactly these pieces. This file is the only place
 * where text is quoted for a shell. No word can hold NUL: it is dropped.
 */
export function shellWord(...pieces: readonly Piece[]): string {
  const clean = pieces.map((piece) => (typeof piece === 'string' ? piece.replaceAll('\0', '') : piece));
  const texts = clean.filter((piece) => typeof piece === 'string');
  if (texts.length === clean.length) {
    const whole = texts.join('');
    return bare.test(whole) ? whole : singleQuoted(whole);
  }
  if (texts.some((text) => special.test(text))) {
    return clean.map((piece) => (typeof piece === 'string' ? singleQuoted(piece) : `"${piece.expansion}"`)).join('');
  }
  return `"${clean.map(doubleQuoted).join('')}"`;
}

/** `$NAME` before what would be read as part of the name is `${NAME}`. */
function doubleQuoted(piece: Piece, index: number, all: readonly Piece[]): string {
  if (typeof piece === 'string') return piece;
  const next = all[index + 1];
  const runsOn = typeof next === 'string' && /^\w/.test(next);
  return runsOn ? piece.expansion.replace(/^\$(\w+)$/, (_, name) => `\${${name}}`) : piece.expansion;
}

/** The same of PowerShell, for text alone (about_Quoting_Rules): a typographic quotation mark counts as a straight one. */
export function powerShellWord(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
