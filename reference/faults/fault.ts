import type { RequirementId } from '../../requirements/index.ts';
import type { Nexus } from '../nexus.ts';

/** One way of being broken. */
export interface Fault {
  readonly name: string;
  /** What the broken server does, as a predicate: `accepts …`. */
  readonly does: string;
  /** The requirement that it is there to break. */
  readonly breaks: RequirementId;
  /** What falls with it, each with the reason why. */
  readonly follows?: Readonly<Partial<Record<RequirementId, string>>>;
  readonly change: (nexus: Nexus) => Nexus;
}

export function fault(name: string, parts: Omit<Fault, 'name'>): Fault {
  return { name, ...parts };
}
