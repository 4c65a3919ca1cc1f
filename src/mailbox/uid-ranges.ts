/** UIDs from the first to the last, both included. */
export type Range = readonly [first: number, last: number];

/** What lies from `from` on and before `next`, without some. */
export function rangesWithout(some: readonly number[], from: number, next: number): Range[] {
  const left = some.filter((uid) => from <= uid && uid < next).sort((one, other) => one - other);
  const edges = [from - 1, ...left, next];
  return edges.slice(1).flatMap((edge, index) => {
    const first = (edges[index] ?? 0) + 1;
    return first < edge ? [[first, edge - 1] as const] : [];
  });
}

export function sizeOf(ranges: readonly Range[]): number {
  return ranges.reduce((size, [first, last]) => size + last - first + 1, 0);
}

/** As a command names them (RFC 9051 §9, sequence-set). */
export function sequenceOf(ranges: readonly Range[]): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`)).join(',');
}
