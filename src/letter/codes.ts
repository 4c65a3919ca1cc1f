/** What looks like a code and is none. In the order in which they are looked for. */
const noCodes: readonly RegExp[] = [
  /<[a-z][a-z0-9+.-]{1,31}:\/\/[^<>]*>/gi,
  /[a-z][a-z0-9+.-]{1,31}:\/\/\S+/gi,
  /[\w.+%-]{1,64}@[\w.-]{1,255}/g,
  // Moments: RFC 3339, a day with the year last, the time of day, the zone.
  /\b\d{4}([-–/.])\d{1,2}\1\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT)|[+-]\d{2}:?\d{2})?)?\b/g,
  /\b(?:0?[1-9]|[12]\d|3[01])([-–/.])(?:0?[1-9]|[12]\d|3[01])\1(?:\d{4}|\d{2})\b/g,
  /\b\d{1,2}(?::|h)\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?(?: ?[ap]m)?\b/gi,
  /(?<![\w-])(?:UTC|GMT)?[+-]\d{1,2}:?\d{2}(?![\w-])/g,
  // Addresses of machines, numbers with a point.
  /\b\d+(?:[.,]\d+)+/g,
  // What a letter, and not its reader, is known by.
  /\b(?:id|ref|r[eé]f[eé]ren[cz]e?|ticket|trace|correlation|session)\b\W{0,3}(?:(?:no|nr|number)\b\W{0,3})?[\w-]+/gi,
  /\b\d+(?:st|nd|rd|th|min|sec|px|hrs?|am|pm|kb|mb|days?)\b/gi,
];

const singleDigits = /(?<!\w)\d(?: \d){3,11}(?!\w| \d\b)/g;
const singles = /(?<!\w)[A-Z\d](?: [A-Z\d]){3,11}(?!\w| [A-Z\d]\b)/g;
const inGroups = /(?<![\w-])(?:\d{3}(?: \d{3}){1,3}|\d{4}(?: \d{4}){1,3})(?![\w-])/g;
const word = /(?<![\w-])\w{1,128}(?:[-‐‑–]\w{1,64}){0,7}(?![\w-])/g;

export interface Code {
  /** As one would type it, and as it stands there. */
  readonly value: string;
  readonly written: string;
}

/**
 * The codes that a text may hold, in its order: four digits and more, or letters and digits mixed, whole or digit by digit. Of a
 * text without end, the beginning.
 */
export function codesIn(text: string): Code[] {
  // Full-width digits are digits, and between digits there may be what nobody sees.
  const plain = text
    .slice(0, 200_000)
    .normalize('NFKC')
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '');
  let rest = noCodes.reduce((left, none) => left.replace(none, ' | '), plain.replace(/\s+/g, ' '));
  const found: (Code & { readonly at: number })[] = [];
  for (const form of [singleDigits, singles, inGroups, word]) {
    rest = rest.replace(form, (written: string, at: number) => {
      const value = form === word ? written.replace(/[‐‑–]/g, '-') : written.replaceAll(' ', '');
      if (isCode(value)) found.push({ value, written, at });
      return '|'.repeat(written.length);
    });
  }
  const inOrder = found.sort((one, other) => one.at - other.at);
  return inOrder.map(({ value, written }) => ({ value, written }));
}

/** Four characters, or one of them a letter and one a digit. */
export function isCode(value: string): boolean {
  const characters = value.replaceAll('-', '');
  return characters.length >= 4 && /\d/.test(characters);
}
