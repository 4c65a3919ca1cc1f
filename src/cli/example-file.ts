import { needs } from '../../config/needs.ts';
import { groups, shownVariableNames, type VariableName, variable } from '../../config/variables.ts';
import { type Profile, profiles } from '../../requirements/types.ts';
import { defaultOf } from '../configuration/defaults.ts';
import { wrap } from '../report/text.ts';

const width = 100;

/** What was filled in: by variable the line that sets it, or the file that holds its value, as it was written. */
export type FilledIn = Readonly<Record<string, string>>;

/**
 * A commented env file to fill in; `use` says what to do with it. First what the profile needs, with an example, secrets
 * empty; the rest is below, commented out. What was filled in before stands as it was.
 */
export function exampleFile(profile: Profile, use: string, filledIn: FilledIn = {}): string {
  const names = shownVariableNames.filter((name) => !notForAFile.includes(name));
  const isFirst = (name: VariableName) => asksFor(profile, name) || name === 'NEXUS_PROFILE' || lineOf(name, filledIn);
  const written = (of: readonly VariableName[]) =>
    groups.flatMap((group) => {
      const ofGroup = of.filter((name) => variable(name).group === group);
      return ofGroup.length === 0
        ? []
        : [`# ---- ${group} ----`, ...ofGroup.map((name) => entry(name, profile, filledIn))];
    });
  const parts = [
    head(profile, use),
    ...written(names.filter(isFirst)),
    comment(`==== What ${profile} does not need: take away the # before a name to set it ====`),
    ...written(names.filter((name) => !isFirst(name))),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What to do with the example that lies in the project. */
export const copyFirst = 'Copy it to config/targets/NAME.env, fill it in, and test with --target NAME.';

function head(profile: Profile, use: string): string {
  const purpose = `The configuration of a target, for the profile ${profile}.`;
  const secrets =
    'Never commit it filled in: it holds secrets. For every secret NAME there is NAME_FILE, a file with it.';
  return comment(`${purpose} ${use} Put values with a "#" in quotation marks. ${secrets}`);
}

/** Two choose the file itself, and a fault is only for the embedded reference, which has none. */
const notForAFile: readonly VariableName[] = ['NEXUS_TARGET', 'NEXUS_ENV_FILE', 'NEXUS_FAULT'];

/** Smoke wants one alternative, whichever: those that gate asks for. */
const isOfAnAlternative = (name: VariableName): boolean =>
  needs.credentials.flat().includes(name) && variable(name).neededBy.length > 0;

function asksFor(profile: Profile, name: VariableName): boolean {
  return variable(name).neededBy.includes(profile) || (profile === 'smoke' && isOfAnAlternative(name));
}

const lineOf = (name: VariableName, filledIn: FilledIn): string | undefined =>
  filledIn[name] ?? filledIn[`${name}_FILE`];

function entry(name: VariableName, profile: Profile, filledIn: FilledIn): string {
  const { about, whence, neededBy, secret, example } = variable(name);
  // The profile that the file was made for is the one that is judged with it.
  if (name === 'NEXUS_PROFILE') return [comment(about), `${name}=${profile}`].join('\n');
  const asExample = `${neededBy.includes(profile) ? '' : '# '}${name}=${secret ? '' : quoted(example)}`;
  const line = lineOf(name, filledIn) ?? asExample;
  return [comment(about), comment(`From: ${whence}. ${needOf(name)}`), line].join('\n');
}

function needOf(name: VariableName): string {
  const { neededBy, none, derived } = variable(name);
  const without = defaultOf(name);
  const by = profiles.filter((profile) => asksFor(profile, name));
  const inWords = by.map((profile) => (neededBy.includes(profile) ? profile : `${profile} (one alternative)`));
  return [
    by.length > 0 ? `Needed by: ${inWords.join(', ')}${derived ? ', where it has no default' : ''}.` : 'Optional.',
    ...(without === undefined ? [] : [`Default: ${without}.`]),
    ...(none ? ['May be none.'] : []),
  ].join(' ');
}

function quoted(text: string): string {
  return /[\s#]/.test(text) ? `"${text}"` : text;
}

function comment(text: string): string {
  return wrap(text, width, '# ');
}
