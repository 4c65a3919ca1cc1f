import { type VariableName, variable, variableNames, variables } from '../../config/variables.ts';
import { type Profile, profiles } from '../../requirements/types.ts';
import { generatedUuid, isUuid } from './generated-id.ts';
import type { Given, Layer } from './given.ts';
import { isJwt } from './jwt.ts';
import type { Values } from './values.ts';

/** The defaults that the variables' descriptions state, for the profile that is asked for. */
export function statedDefaults(profileText: string | undefined): Layer {
  const profile: Profile = profiles.find((p) => p === profileText) ?? variables.NEXUS_PROFILE.default;
  const layer: Partial<Record<VariableName, Given>> = {};
  for (const name of variableNames) {
    const stated = variable(name).default;
    if (stated !== undefined) {
      layer[name] = { text: typeof stated === 'string' ? stated : stated[profile], origin: 'default' };
    }
  }
  return layer;
}

/** What follows from other values where nothing was given: the `derived` of the variables' descriptions. */
export function derivedValues(values: Partial<Values>, loopback: boolean, now: Date): Partial<Values> {
  const seed = values.NEXUS_SEED ?? Math.floor(now.getTime() / 1000);
  const { NEXUS_USER_ID: user, NEXUS_CLIENT_ID: client, NEXUS_BEARER_TOKEN: bearer } = values;
  return {
    NEXUS_SEED: seed,
    NEXUS_ENVIRONMENT: loopback ? 'local' : 'production',
    ...(loopback ? {} : { NEXUS_MAX_RPS: 10 }),
    ...(user !== undefined && isUuid(user) ? { NEXUS_UNKNOWN_USER_ID: generatedUuid(seed, 'unknown user') } : {}),
    ...(client !== undefined && isUuid(client)
      ? { NEXUS_UNKNOWN_CLIENT_ID: generatedUuid(seed, 'unknown client') }
      : {}),
    ...(bearer !== undefined ? { NEXUS_TOKEN_FORMAT: isJwt(bearer) ? 'jwt' : 'opaque' } : {}),
  };
}
