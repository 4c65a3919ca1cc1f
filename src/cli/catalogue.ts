import { inProfile, type RequirementId, requirementIds, requirements } from '../../requirements/index.ts';
import type { Profile } from '../../requirements/types.ts';
import type { Misconfiguration } from '../configuration/misconfiguration.ts';
import { nearestName } from '../configuration/nearest-name.ts';
import { readValues } from '../configuration/values.ts';
import { explanation } from '../report/explanation.ts';
import { printable } from '../report/text.ts';
import { invocation } from '../suite.ts';
import type { Asked } from './arguments.ts';
import { refuse } from './refuse.ts';

/** Prints a line a requirement: id, level, the smallest profile that runs it, whether it is built, its sentence. */
export function list(asked: Asked): number {
  const { profile, problems } = profileOf(asked);
  if (problems.length > 0) return refuse('Nothing is listed.', problems);
  const ids = requirementIds.filter((id) => profile === undefined || inProfile(id, profile));
  process.stdout.write(ids.map((id) => `${line(id)}\n`).join(''));
  return 0;
}

const idWidth = Math.max(...requirementIds.map((id) => id.length));

function line(id: RequirementId): string {
  const { level, profile, built, sentence } = requirements[id];
  const state = built === false ? 'not built yet' : 'built';
  return [id.padEnd(idWidth), level.padEnd(6), profile.padEnd(7), state.padEnd(13), sentence].join('  ');
}

/** Prints a requirement in full. */
export function explain({ argument }: Asked): number {
  const id = requirementIds.find((known) => known === argument);
  if (id !== undefined) {
    process.stdout.write(`${explanation(id)}\n`);
    return 0;
  }
  const nearest = nearestName(argument, requirementIds);
  const message = `"${printable(argument)}" is not the id of a requirement. Did you mean ${nearest?.name}? ${invocation} list shows all.`;
  return refuse('Nothing is explained.', [{ message }]);
}

/** The profile of a command that reads nothing but its own flags; undefined where none was named. */
export function profileOf({ flags }: Asked): {
  readonly profile: Profile | undefined;
  readonly problems: readonly Misconfiguration[];
} {
  const { NEXUS_PROFILE: text } = flags;
  if (text === undefined) return { profile: undefined, problems: [] };
  const { values, misconfigurations } = readValues({ NEXUS_PROFILE: { text, origin: 'flag --profile' } });
  return { profile: values.NEXUS_PROFILE, problems: misconfigurations };
}
