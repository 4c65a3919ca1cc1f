import { createHash } from 'node:crypto';
import { type VariableName, variable, variableNames, variables } from '../../config/variables.ts';
import { type Profile, profiles } from '../../requirements/types.ts';
import type { Given, Layer } from './places.ts';
import { isJwt, isUuid } from './shapes.ts';
import type { Values } from './values.ts';

/** What is taken where the variable is not set, in words; undefined where nothing is. */
export function defaultOf(name: VariableName): string | undefined {
  const { derived, default: stated } = variable(name);
  if (typeof stated !== 'object') return derived ?? stated;
  const byProfile = Object.entries(stated).map(([profile, text]) => `${profile} ${text}`);
  return byProfile.join(', ');
}

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

/**
 * What follows from other values where nothing was given: the `derived` of the variables' descriptions. `now` is in
 * milliseconds since the epoch.
 */
export function derivedValues(values: Partial<Values>, loopback: boolean, now: number): Partial<Values> {
  const seed = values.NEXUS_SEED ?? Math.floor(now / 1000);
  const { NEXUS_USER_ID: user, NEXUS_CLIENT_ID: client, NEXUS_BEARER_TOKEN: bearer } = values;
  return {
    NEXUS_SEED: seed,
    NEXUS_ENVIRONMENT: loopback ? 'local' : 'production',
    ...(!loopback && { NEXUS_MAX_RPS: 10 }),
    ...(user !== undefined && isUuid(user) && { NEXUS_UNKNOWN_USER_ID: generatedUuid(seed, 'unknown user') }),
    ...(client !== undefined && isUuid(client) && { NEXUS_UNKNOWN_CLIENT_ID: generatedUuid(seed, 'unknown client') }),
    ...(bearer !== undefined && { NEXUS_TOKEN_FORMAT: isJwt(bearer) ? 'jwt' : 'opaque' }),
  };
}

/** A UUID of version 4 (RFC 9562 §5.4) that nobody has been given; the same for the same seed and purpose. */
function generatedUuid(seed: number, purpose: string): string {
  const digits = createHash('sha256').update(`${purpose} ${seed}`).digest('hex');
  const variant = '89ab'[Number.parseInt(digits.charAt(16), 16) % 4];
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, `$1-$2-4$3-${variant}$4-$5`);
}
