import type { Profile } from '../../requirements/types.ts';
import type { Misconfiguration } from '../configuration/misconfiguration.ts';
import { readValues } from '../configuration/values.ts';
import type { Asked } from './arguments.ts';

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
