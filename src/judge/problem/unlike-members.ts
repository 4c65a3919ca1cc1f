/** Strings, and what gives JSON its structure. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs;

/**
 * The names that stand more than once in a JSON object, with unlike values: RFC 8259 §4 leaves open which of them counts.
 * Throws where the text is no JSON.
 */
export function unlikeMembers(json: string): readonly string[] {
  JSON.parse(json);
  const valuesOf = new Map<string, string[]>();
  let depth = 0;
  let before = '';
  let name: string | undefined;
  let start = 0;
  for (const { 0: token, index } of json.matchAll(tokens)) {
    if (depth === 1 && token === ':') {
      name = JSON.parse(before);
      start = index + 1;
    } else if (depth === 1 && /^[,}]$/.test(token) && name !== undefined) {
      const values = valuesOf.get(name) ?? [];
      values.push(json.slice(start, index));
      valuesOf.set(name, values);
    }
    if (/^[{[]$/.test(token)) depth += 1;
    if (/^[}\]]$/.test(token)) depth -= 1;
    before = token;
  }
  const isUnlike = (values: readonly string[]) =>
    new Set(values.map((value) => JSON.stringify(JSON.parse(value)))).size > 1;
  return [...valuesOf].flatMap(([each, values]) => (values.length > 1 && isUnlike(values) ? [each] : []));
}
