import { groups, shownVariableNames, type VariableName, variable } from '../../config/variables.ts';
import type { Profile } from '../../requirements/types.ts';
import { defaultOf } from '../configuration/defaults.ts';
import { wrap } from '../report/text.ts';

const width = 100;

/**
 * A commented env file to fill in; `use` says what to do with it. What the profile needs stands ready with an example,
 * secrets empty; the rest is commented out.
 */
export function exampleFile(profile: Profile, use: string): string {
  const sections = groups.flatMap((group) => {
    const names = shownVariableNames.filter((name) => variable(name).group === group && !notForAFile.includes(name));
    return names.length === 0 ? [] : [`# ---- ${group} ----`, ...names.map((name) => entry(name, profile))];
  });
  return `${[head(profile, use), ...sections].join('\n\n')}\n`;
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

function entry(name: VariableName, profile: Profile): string {
  const { about, whence, neededBy, secret, example } = variable(name);
  // The profile that the file was made for is the one that is judged with it.
  if (name === 'NEXUS_PROFILE') return [comment(about), `${name}=${profile}`].join('\n');
  const line = `${neededBy.includes(profile) ? '' : '# '}${name}=${secret ? '' : quoted(example)}`;
  return [comment(about), comment(`From: ${whence}. ${needOf(name)}`), line].join('\n');
}

function needOf(name: VariableName): string {
  const { neededBy, none } = variable(name);
  const without = defaultOf(name);
  return [
    neededBy.length > 0 ? `Needed by: ${neededBy.join(', ')}.` : 'Optional.',
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
