import type { RequirementId } from '../../requirements/index.ts';
import type { Environment } from '../environment.ts';
import type { Nexus } from '../nexus.ts';

/** Requirements, each with the reason why it falls. */
export type Follows = Readonly<Partial<Record<RequirementId, string>>>;

/** Other faults by name, each with what is different here. */
export type Likeness = Readonly<Record<string, string>>;

/** One way of being broken. */
export interface Fault {
  readonly name: string;
  /** What the broken server does, as a predicate: `accepts …`. */
  readonly does: string;
  /** The requirement that it is there to break. */
  readonly breaks: RequirementId;
  /** What falls with it, each with the reason why. */
  readonly follows?: Follows;
  /** Another fault with which the very same falls, by name, and what this one differs in. */
  readonly like?: Likeness;
  /** What its operator declares otherwise: some faults show only where something is configured. */
  readonly environment?: (environment: Environment) => Environment;
  /** Shown only where one is watched, although it breaks what needs none: then refusals name the tripwire user. */
  readonly mailbox?: 'watched';
  /** Shown in `certify` only, although `gate` judges what it breaks: by fewer requests. */
  readonly profile?: 'certify';
  /** It ends or blocks the process that it runs in: what it breaks cannot be judged any more, and the run is incomplete. */
  readonly process?: 'its own';
  readonly change: (nexus: Nexus) => Nexus;
}

export function fault(name: string, parts: Omit<Fault, 'name'>): Fault {
  return { name, ...parts };
}
