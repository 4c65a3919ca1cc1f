import type { VariableName } from '../../config/variables.ts';
import { inProfile, type RequirementId, requirementIds, requirements, standingOf } from '../../requirements/index.ts';
import type { Profile } from '../../requirements/types.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { readinessOf, select } from '../run/selection.ts';

/** How many requirements lack these variables. */
export interface Lack {
  readonly variables: readonly VariableName[];
  readonly requirements: number;
  /** Whether a MUST is among them: then a run without these is incomplete. */
  readonly decides: boolean;
}

/** What of a profile could be judged with a configuration. */
export interface Coverage {
  readonly profile: Profile;
  /** Requirements of the profile that have a body. */
  readonly built: number;
  readonly notBuilt: number;
  readonly judgeable: number;
  /** Left out by what was asked for, with the number of each reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** The most wanted first. */
  readonly lacks: readonly Lack[];
}

/** A profile that this configuration may not run, with the reason. */
export interface NoCoverage {
  readonly profile: Profile;
  readonly impossible: string;
}

/** From the registry and the configuration alone; nothing is sent. */
export function coverageOf(configuration: Configuration): Coverage {
  const { values } = configuration;
  const { NEXUS_PROFILE: profile } = values;
  const { selected, leftOut } = select(configuration);
  const isBuilt = (id: RequirementId) => standingOf(id) === 'built';
  const all = requirementIds.filter((id) => inProfile(id, profile));
  const lacking = selected.filter((id) => readinessOf(id, values).kind === 'missing');
  return {
    profile,
    built: all.filter(isBuilt).length,
    notBuilt: all.filter((id) => standingOf(id) === 'not built yet').length,
    judgeable: selected.length - lacking.length,
    leftOut: countBy(leftOut.filter(({ id }) => isBuilt(id)).map(({ reason }) => reason)),
    lacks: lacksOf(lacking, configuration),
  };
}

/** In a line, with what would have to be set for more. */
export function coverageLine(coverage: Coverage | NoCoverage): string {
  const profile = coverage.profile.padEnd(7);
  if ('impossible' in coverage) return `${profile}  not as it is configured: ${coverage.impossible}`;
  const { built, notBuilt, judgeable, leftOut, lacks } = coverage;
  const parts = [
    `${judgeable} of ${built}`,
    ...(notBuilt > 0 ? [`${notBuilt} not built yet`] : []),
    ...Object.entries(leftOut).map(([reason, count]) => `${count} left out: ${reason}`),
    ...lacks.map(({ variables, requirements: count }) => `set ${variables.join(' and ')} (+${count})`),
    ...(isSilentOnMail(coverage) ? ['NEXUS_MAILBOX_URL=none says that this gate has no mailbox'] : []),
  ];
  return `${profile}  ${parts.join('; ')}`;
}

/** Whether it is left open if there is a mailbox. A certificate takes one. */
const isSilentOnMail = ({ profile, lacks }: Coverage): boolean =>
  profile !== 'certify' && lacks.some(({ variables }) => variables.includes('NEXUS_MAILBOX_URL'));

/** Whether nothing that decides a run of the profile is missing: for a certificate that is any requirement at all. */
export function canBeJudged({ profile, judgeable, notBuilt, leftOut, lacks }: Coverage): boolean {
  const isWhole = notBuilt === 0 && Object.keys(leftOut).length === 0;
  return judgeable > 0 && lacks.every(({ decides }) => !decides) && (profile !== 'certify' || isWhole);
}

function lacksOf(lacking: readonly RequirementId[], { values }: Configuration): Lack[] {
  const lacks = new Map<string, Lack>();
  for (const id of lacking) {
    const readiness = readinessOf(id, values);
    if (readiness.kind !== 'missing') continue;
    const key = readiness.variables.join();
    const { requirements: earlier = 0, decides = false } = lacks.get(key) ?? {};
    const isMust = requirements[id].level === 'MUST';
    lacks.set(key, { variables: readiness.variables, requirements: earlier + 1, decides: decides || isMust });
  }
  return [...lacks.values()].toSorted((a, b) => b.requirements - a.requirements);
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
