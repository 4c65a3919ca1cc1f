export interface Nearest<Name extends string> {
  readonly name: Name;
  /** Edits between the two, letters' case apart. */
  readonly distance: number;
}

/** The candidate that is the fewest edits away; the first one of several. */
export function nearestName<Name extends string>(text: string, candidates: readonly Name[]): Nearest<Name> | undefined {
  return candidates
    .map((name) => ({ name, distance: editDistance(text.toUpperCase(), name.toUpperCase()) }))
    .reduce<Nearest<Name> | undefined>(
      (best, next) => (best && best.distance <= next.distance ? best : next),
      undefined,
    );
}

/** A question to add to a message, with a blank before it; empty where no candidate is within two edits. */
export function didYouMean(text: string, candidates: readonly string[]): string {
  const nearest = nearestName(text, candidates);
  return nearest !== undefined && nearest.distance <= 2 ? ` Did you mean ${nearest.name}?` : '';
}

/** Levenshtein distance: insertions, deletions and substitutions. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const substituted = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(substituted, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
