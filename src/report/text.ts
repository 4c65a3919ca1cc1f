/** Text of a target made harmless for a terminal and a log: control characters are escaped, one line stays one line. */
export function printable(text: string): string {
  return withoutOrders(text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, escaped));
}

/**
 * Azure's agent obeys `##vso[…]`, and GitHub's runner and Azure's `##[…]`, wherever they stand in a line of a log: what a
 * target says must not set a variable there. GitHub's `::…` counts at the beginning of a line only, where no target's text stands.
 */
export function withoutOrders(text: string): string {
  return text.replace(/##(?=(?:vso)?\[)/gi, '# #');
}

/** The same JSON, without what a CI system that reads it as a log would obey. */
export function jsonWithoutOrders(json: string): string {
  return json.replace(/##(?=(?:vso)?\[)/gi, '#\\u0023');
}

/** Beyond four hex digits in braces: without them the next digit of the text would seem to belong to it. */
function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

/** The beginning of a text that may be of any length. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/**
 * Rows as a table, a line each; where that is wider than the terminal, each as lines: its first cell, and what belongs to it
 * below. `columns` is undefined where nobody's terminal is written to.
 */
export function table(rows: readonly (readonly [string, ...string[]])[], columns: number | undefined): string[] {
  const widths = rows[0]?.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  if (columns === undefined || lines.every((line) => line.length <= columns)) return lines;
  return rows.flatMap(([name, ...cells]) => {
    const short = cells.slice(0, -1).join(', ');
    return [name, ...(short === '' ? [] : [`  ${short}`]), ...wrap(cells.at(-1) ?? '', columns, '  ').split('\n')];
  });
}

/** Breaks text at blanks into lines of at most `width` columns, each beginning with `indent`. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(indent + word);
  }
  return lines.join('\n');
}
