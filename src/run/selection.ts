import { needs } from '../../config/needs.ts';
import type { VariableName } from '../../config/variables.ts';
import { inProfile, type RequirementId, requirementIds, requirements } from '../../requirements/index.ts';
import type { Environment, Need } from '../../requirements/types.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { itemsOf } from '../configuration/shapes.ts';
import type { Values } from '../configuration/values.ts';
import { beyondMostEmails } from './emails.ts';

/** Whether the operator named it, asked for others, or something is missing: the version's, any version's, or the target's. */
export type LeftOutKind = 'skipped' | 'not-asked-for' | 'not-built' | 'excluded' | 'needs';

export interface LeftOut {
  readonly id: RequirementId;
  readonly kind: LeftOutKind;
  readonly reason: string;
}

/** What of the profile is judged and what is not, each with its cause. Together they are the whole profile. */
export interface Selection {
  readonly selected: readonly RequirementId[];
  readonly leftOut: readonly LeftOut[];
  /** The only cases that are judged of a requirement, by `id#case`; of one that is absent all are. */
  readonly cases: Readonly<Partial<Record<RequirementId, readonly string[]>>>;
}

export function select({
  values,
  target,
  lastFailed,
}: Pick<Configuration, 'values' | 'target' | 'lastFailed'>): Selection {
  const profile = requirementIds.filter((id) => inProfile(id, values.NEXUS_PROFILE));
  const why = new Map(profile.map((id) => [id, whyLeftOut(id, values, target, lastFailed)]));
  const tooMany = beyondMostEmails(
    values,
    profile.filter((id) => why.get(id) === undefined),
  );
  const reason = `needs more e-mails than NEXUS_MAX_EMAILS=${values.NEXUS_MAX_EMAILS} allows`;
  for (const id of tooMany) why.set(id, { kind: 'needs', reason });
  return {
    selected: profile.filter((id) => why.get(id) === undefined),
    leftOut: [...why].flatMap(([id, left]) => (left ? [{ id, ...left }] : [])),
    cases: casesOf(values.NEXUS_ONLY),
  };
}

/** Of what is named by single cases alone. */
function casesOf(only = ''): Selection['cases'] {
  const cases = itemsOf(only).filter((pattern) => pattern.includes('#'));
  const whole = itemsOf(only).filter((pattern) => !pattern.includes('#'));
  const named = requirementIds.filter((id) => !whole.some((pattern) => globToRegExp(pattern).test(id)));
  return Object.fromEntries(
    named.flatMap((id) => {
      const of = cases.filter((pattern) => globToRegExp(requirementIn(pattern)).test(id));
      return of.length === 0 ? [] : [[id, of.map((pattern) => `${id}#${pattern.slice(pattern.indexOf('#') + 1)}`)]];
    }),
  );
}

function whyLeftOut(
  id: RequirementId,
  values: Values,
  target: Configuration['target'],
  lastFailed: readonly string[] | undefined,
): Omit<LeftOut, 'id'> | undefined {
  const { NEXUS_ONLY: only, NEXUS_SKIP: skip = '' } = values;
  if (only && !patternFor(id, only)) return { kind: 'not-asked-for', reason: 'not named by NEXUS_ONLY' };
  const pattern = patternFor(id, skip);
  if (pattern) return { kind: 'skipped', reason: `named by NEXUS_SKIP (${pattern})` };
  const { built, excluded } = requirements[id];
  if (excluded !== undefined) return { kind: 'excluded', reason: excluded };
  if (built === false) return { kind: 'not-built', reason: 'not built yet' };
  const reason = lackingFor(id, values) ?? unusedAlternative(id, values, target);
  if (reason !== undefined) return { kind: 'needs', reason };
  if (lastFailed?.includes(id) !== false) return undefined;
  return { kind: 'not-asked-for', reason: 'not among the last failed' };
}

/** Why what may run in such an environment only may not run in that of the target; undefined where it may. */
export function forbiddenIn(
  environment: Environment,
  { NEXUS_ENVIRONMENT: place, NEXUS_CONSENT: consent }: Values,
): string | undefined {
  if (place !== 'production' || environment === 'production') return undefined;
  if (environment === 'staging') return 'runs on staging only';
  return consent === 'hostile' ? undefined : 'needs NEXUS_CONSENT=hostile on production';
}

function lackingFor(id: RequirementId, values: Values): string | undefined {
  const { environment, onlyBy204 } = requirements[id];
  const forbidden = forbiddenIn(environment, values);
  if (forbidden !== undefined) return forbidden;
  if (values.NEXUS_MAILBOX_URL === 'none' && needsMailbox(id)) {
    return 'needs a mailbox, and NEXUS_MAILBOX_URL=none says that this gate has none';
  }
  if (values.NEXUS_MAIL_FREE && (onlyBy204 || needsMailbox(id))) {
    return 'needs an e-mail, and NEXUS_MAIL_FREE is true';
  }
  return undefined;
}

/** Whether it is judged by what a mailbox shows. */
export const needsMailbox = (id: RequirementId): boolean => requirements[id].needs.some((need) => need === 'mailbox');

/** The operator on call may have one alternative only: the other is then left out, as long as nothing of it is configured. */
function unusedAlternative(id: RequirementId, values: Values, target: Configuration['target']): string | undefined {
  if (values.NEXUS_PROFILE !== 'smoke' || target === 'reference') return undefined;
  const wanted = requirements[id].needs;
  const unset = (need: 'bearer' | 'application-token' | 'basic') =>
    needs[need].flat().every((variable) => values[variable] === undefined);
  if (wanted.includes('basic') && unset('basic')) return 'no Basic credentials are configured';
  const pair = wanted.includes('bearer') || wanted.includes('application-token');
  if (pair && unset('bearer') && unset('application-token')) return 'no Bearer and no ApplicationToken are configured';
  return undefined;
}

/** Which of the comma-separated ids, globs or cases (`id#case`) names the id; `*` stands for any characters. */
function patternFor(id: RequirementId, patterns: string): string | undefined {
  return itemsOf(patterns).find((pattern) => globToRegExp(requirementIn(pattern)).test(id));
}

/** The patterns that name no requirement at all: a misspelled one would silently test less. */
export function unmatchedPatterns(patterns: string): string[] {
  return itemsOf(patterns).filter(
    (pattern) => !requirementIds.some((id) => globToRegExp(requirementIn(pattern)).test(id)),
  );
}

const requirementIn = (pattern: string): string => pattern.split('#')[0] ?? '';

function globToRegExp(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

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
