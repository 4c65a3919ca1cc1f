import { needs } from '../../config/needs.ts';
import type { VariableName } from '../../config/variables.ts';
import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Need } from '../../requirements/types.ts';
import type { Values } from '../configuration/values.ts';

/** Whether the configuration has what a requirement needs. */
export type Readiness =
  | { readonly kind: 'ready' }
  /** Nothing can be judged until these are set. */
  | { readonly kind: 'missing'; readonly variables: readonly VariableName[] }
  /** This variable is `none`: the target has no such thing, and what needs it is not applicable. */
  | { readonly kind: 'declared-none'; readonly variable: VariableName };

/** What is missing beats what is declared not to exist: only a complete configuration says what is not applicable. */
export function readinessOf(id: RequirementId, values: Values): Readiness {
  const wanted = requirements[id].needs;
  const variables = [...new Set(wanted.flatMap((need) => missingFor(need, values)))];
  if (variables.length > 0) return { kind: 'missing', variables };
  const variable = wanted.flatMap((need) => needs[need].flat()).find((name) => values[name] === 'none');
  return variable === undefined ? { kind: 'ready' } : { kind: 'declared-none', variable };
}

/** The variables that a need lacks: of several ways to meet it those of the nearest one. */
function missingFor(need: Need, values: Values): VariableName[] {
  const lacking = needs[need].map((set) => set.filter((variable) => values[variable] === undefined));
  return lacking.toSorted((a, b) => a.length - b.length)[0] ?? [];
}
