import { certifiedVariables } from './variables/certified.ts';
import { credentialVariables, furtherCredentialVariables, oauthVariables } from './variables/credentials.ts';
import { mailVariables } from './variables/mail.ts';
import { networkVariables } from './variables/network.ts';
import { runVariables } from './variables/run.ts';
import { targetVariables } from './variables/target.ts';
import { clientVariables, userVariables } from './variables/users.ts';
import type { Variable } from './variables/variable.ts';

export { type Group, groups, type Variable } from './variables/variable.ts';

/** Every variable of the configuration; everything that is said about one anywhere comes from here. */
export const variables = {
  ...targetVariables,
  ...credentialVariables,
  ...furtherCredentialVariables,
  ...oauthVariables,
  ...userVariables,
  ...clientVariables,
  ...mailVariables,
  ...networkVariables,
  ...runVariables,
  ...certifiedVariables,
} as const;

export type VariableName = keyof typeof variables;

/** In the order of the groups. */
export const variableNames = Object.keys(variables) as readonly VariableName[];

export function isVariableName(name: string): name is VariableName {
  return Object.hasOwn(variables, name);
}

/** Those that help, documents and example files show: what no feature uses yet is known, and offered nowhere. */
export const shownVariableNames = variableNames.filter((name) => variable(name).later !== true);

/**
 * Whether the example can be nobody's real value, so that it was left untouched where it stands in a configuration. A
 * profile, a client's or a user's name may be as usual as that.
 */
export function isSample(name: VariableName): boolean {
  const { kind, secret, example, derived } = variable(name);
  const isId = /^[\da-f]{8}-[\da-f-]{27}$/.test(example) && derived === undefined;
  return secret || isId || ['url', 'email', 'origin'].includes(kind);
}

/** The description without its literal type, for code that walks over all of them. */
export function variable(name: VariableName): Variable {
  return variables[name];
}
