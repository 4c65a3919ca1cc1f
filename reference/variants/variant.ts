import type { RequirementId } from '../../requirements/index.ts';
import type { Environment } from '../environment.ts';
import type { Nexus } from '../nexus.ts';

/** One way of being different and still right. */
export interface Variant {
  readonly name: string;
  /** What the server does differently, as a predicate: `answers …`. */
  readonly does: string;
  readonly change: (nexus: Nexus) => Nexus | Promise<Nexus>;
  /** What its operator declares otherwise, beyond what follows from the change. */
  readonly environment?: (environment: Environment) => Environment;
  /** The SHOULDs that it does not meet. */
  readonly warns?: readonly RequirementId[];
  /** What is not applicable to it and is to the reference. */
  readonly notApplicable?: readonly RequirementId[];
  /** What is applicable to it and is not to the reference. */
  readonly applicable?: readonly RequirementId[];
}

export function variant(name: string, parts: Omit<Variant, 'name'>): Variant {
  return { name, ...parts };
}
