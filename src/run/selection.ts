import { needs } from '../../config/needs.ts';
import { inProfile, type RequirementId, requirementIds, requirements } from '../../requirements/index.ts';
import type { Configuration } from '../configuration/resolve.ts';
import type { Values } from '../configuration/values.ts';

export interface LeftOut {
  readonly id: RequirementId;
  readonly reason: string;
}

/** What of the profile is judged and what is not, each with its cause. Together they are the whole profile. */
export interface Selection {
  readonly selected: readonly RequirementId[];
  readonly leftOut: readonly LeftOut[];
}

/** Without e-mail nothing is answered 204: what only a 204 can show is left out. */
const needs204: readonly RequirementId[] = [
  'operation/answers-204',
  'operation/needs-no-body',
  'auth/no-bypass',
  'parameters/percent-encoding',
  'http/204-no-content-length',
  'http/204-no-transfer-encoding',
];

export function select({
  values,
  target,
  lastFailed,
}: Pick<Configuration, 'values' | 'target' | 'lastFailed'>): Selection {
  const profile = requirementIds.filter((id) => inProfile(id, values.NEXUS_PROFILE));
  const judged = profile.map((id) => ({
    id,
    reason:
      reasonToLeaveOut(id, values) ??
      unusedAlternative(id, values, target) ??
      (lastFailed?.includes(id) === false ? 'not among the last failed' : undefined),
  }));
  return {
    selected: judged.filter(({ reason }) => reason === undefined).map(({ id }) => id),
    leftOut: judged.flatMap(({ id, reason }) => (reason === undefined ? [] : [{ id, reason }])),
  };
}

function reasonToLeaveOut(id: RequirementId, values: Values): string | undefined {
  const { built, environment, emails } = requirements[id];
  const { NEXUS_ONLY: only, NEXUS_SKIP: skip, NEXUS_ENVIRONMENT: place } = values;
  if (only && !matchesAny(only, id)) return 'not named by NEXUS_ONLY';
  if (skip && matchesAny(skip, id)) return 'named by NEXUS_SKIP';
  if (built === false) return 'not built yet';
  if (place === 'production' && environment === 'staging') return 'runs on staging only';
  if (place === 'production' && environment === 'consent' && values.NEXUS_CONSENT !== 'hostile') {
    return 'needs NEXUS_CONSENT=hostile on production';
  }
  if (values.NEXUS_MAIL_FREE && (needs204.includes(id) || (emails > 0 && id.startsWith('email/')))) {
    return 'needs an e-mail, and NEXUS_MAIL_FREE is true';
  }
  return undefined;
}

/** The operator on call may have one way in only: the other is then left out, as long as nothing of it is configured. */
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

/** Whether one of the comma-separated ids or globs names the id; `*` stands for any characters. */
export function matchesAny(patterns: string, id: RequirementId): boolean {
  return patternsOf(patterns).some((pattern) => globToRegExp(pattern).test(id));
}

/** The patterns that name no requirement at all: a misspelled one would silently test less. */
export function unmatchedPatterns(patterns: string): string[] {
  return patternsOf(patterns).filter((pattern) => !requirementIds.some((id) => globToRegExp(pattern).test(id)));
}

function patternsOf(list: string): string[] {
  return list
    .split(',')
    .map((pattern) => pattern.trim())
    .filter(Boolean);
}

function globToRegExp(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
