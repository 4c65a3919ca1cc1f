import { type VariableName, variable } from '../../config/variables.ts';

/** What is taken where the variable is not set, in words; undefined where nothing is. */
export function defaultOf(name: VariableName): string | undefined {
  const { derived, default: stated } = variable(name);
  if (typeof stated !== 'object') return derived ?? stated;
  const byProfile = Object.entries(stated).map(([profile, text]) => `${profile} ${text}`);
  return byProfile.join(', ');
}
