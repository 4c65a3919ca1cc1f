import type { Variant } from '../../reference/variants/variant.ts';
import type { Statement } from '../../src/report/statement.ts';

const bad: readonly string[] = ['failed', 'warned', 'inconclusive'];

/** Whatever is less than good, by id; with its reason unless it is a warning. */
export function grievances({ requirements }: Statement): string[] {
  return requirements
    .filter(({ outcome }) => bad.includes(outcome))
    .map(({ id, outcome, reason }) => (outcome === 'warned' ? id : `${id} ${outcome}: ${reason}`))
    .toSorted();
}

export function expectedWarnings({ warns = [] }: Variant, statement: Statement): string[] {
  return warns.filter(selectedIn(statement)).toSorted();
}

export function notApplicableIn({ requirements }: Statement): string[] {
  return requirements
    .filter(({ outcome }) => outcome === 'not-applicable')
    .map(({ id }) => id)
    .toSorted();
}

/** What must not be applicable to a variant: what is not to the conforming reference, but where the variant says so. */
export function expectedNotApplicable(
  { notApplicable = [], applicable = [] }: Variant,
  statement: Statement,
  ofReference: Statement,
): string[] {
  const told: readonly string[] = applicable;
  return [...notApplicableIn(ofReference), ...notApplicable]
    .filter((id) => !told.includes(id))
    .filter(selectedIn(statement))
    .toSorted();
}

const selectedIn =
  ({ requirements }: Statement) =>
  (id: string): boolean =>
    requirements.some((result) => result.id === id);
