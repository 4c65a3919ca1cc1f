import type { VariableName } from '../../config/variables.ts';
import type { Layer } from './given.ts';
import type { Target } from './target.ts';
import type { Values } from './values.ts';

/** All that a check may look at. */
export interface Facts {
  /** What was given, readable or not: a value that could not be read is a problem already, and not missing besides. */
  readonly given: Layer;
  readonly values: Values;
  readonly target: Target;
  readonly baseUrl: URL | undefined;
  /** True for the embedded reference, too. */
  readonly loopback: boolean;
  /** NEXUS_BASE_URL of the process environment, whoever won. */
  readonly environmentBaseUrl: string | undefined;
  /** Whether a CI system started the run. */
  readonly ci: boolean;
  readonly now: Date;
}

/** Whether there is a target whose variables can be asked for: the reference has none before it runs. */
export function isDescribed({ target }: Facts): boolean {
  return target.kind !== 'reference' || target.running;
}

export function missing({ given }: Facts, ...names: readonly VariableName[]): VariableName[] {
  return names.filter((name) => given[name] === undefined);
}
