import { inProfile, type RequirementId, requirementIds, requirements, standingOf } from '../../requirements/index.ts';
import type { Profile } from '../../requirements/types.ts';
import type { Misconfiguration } from '../configuration/misconfiguration.ts';
import { readValues } from '../configuration/values.ts';
import { explanation } from '../report/explanation.ts';
import { printable, table } from '../report/text.ts';
import { invocation, pagePath } from '../suite.ts';
import type { Asked } from './arguments.ts';
import { printJson, refuse } from './refuse.ts';
import { didYouMeanId } from './suggestion.ts';

/** Prints a line a requirement: id, level, the smallest profile that runs it, whether it is built or excluded, its sentence. */
export function list(asked: Asked): number {
  const { profile, problems } = profileOf(asked);
  if (problems.length > 0) return refuse('Nothing is listed.', problems, asked);
  const ids = requirementIds.filter((id) => profile === undefined || inProfile(id, profile));
  if (asked.json) printJson(ids.map(described));
  else
    process.stdout.write(
      table(ids.map(row), process.stdout.columns)
        .map((line) => `${line}\n`)
        .join(''),
    );
  return 0;
}

function row(id: RequirementId): [string, ...string[]] {
  const { level, profile, sentence } = requirements[id];
  return [id, level, profile, standingOf(id), sentence];
}

/** What a program is told of a requirement: the entry of the catalogue, with its id and where it can be read. */
function described(id: RequirementId) {
  return { id, ...requirements[id], built: standingOf(id) === 'built', page: pagePath(id) };
}

/** Prints a requirement in full. */
export function explain(asked: Asked): number {
  const id = requirementIds.find((known) => known === asked.argument);
  if (id === undefined) {
    const message = `"${printable(asked.argument)}" is not the id of a requirement.${didYouMeanId(asked.argument)} ${invocation} list shows all.`;
    return refuse('Nothing is explained.', [{ message }], asked);
  }
  if (asked.json) printJson(described(id));
  else process.stdout.write(`${explanation(id)}\n`);
  return 0;
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
