import type { Profile } from '../../requirements/types.ts';

/** In the order in which a person fills them in. */
export const groups = [
  'Target',
  'Credentials',
  'Users and clients',
  'E-mail',
  'Network',
  'Run',
  'Who is certified',
] as const;
export type Group = (typeof groups)[number];

interface Described {
  readonly group: Group;
  /** What it means, in a sentence or two. */
  readonly about: string;
  readonly example: string;
  /** Where one gets it. */
  readonly whence: string;
  readonly secret: boolean;
  /** The profiles that leave a MUST inconclusive without it, or want it declared. Smoke needs one alternative, whichever. */
  readonly neededBy: readonly Profile[];
  /** The value `none` may declare that the target has no such thing. */
  readonly none?: true;
  /** Taken where it is not set, for all profiles or by profile. */
  readonly default?: string | Readonly<Record<Profile, string>>;
  /** What is taken where it is not set, in words, where that depends on other variables. */
  readonly derived?: string;
  /** The flag of `run` that sets it. */
  readonly flag?: `--${string}`;
  /** Its feature does not exist yet: it is known, and shown nowhere. Where it is set, a note says so. */
  readonly later?: true;
}

type Kind =
  /** `origin`: scheme, host and port of a URL (RFC 6454 §6.2). `list`: comma-separated. */
  | { readonly kind: 'text' | 'url' | 'origin' | 'email' | 'path' | 'list' | 'boolean' }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  /** Fractions are allowed; more than 0. */
  | { readonly kind: 'seconds' }
  | { readonly kind: 'one-of'; readonly values: readonly [string, ...string[]] };

/** One variable of the configuration. */
export type Variable = Described & Kind;
