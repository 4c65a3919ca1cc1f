import type { Environment, Level, Profile, RequirementClass } from '../../requirements/types.ts';

export const levels = {
  MUST: 'broken, the run fails',
  SHOULD: 'unmet, it is a warning',
  MAY: 'left open; what happens is recorded',
} as const satisfies Record<Level, string>;

export const classes = {
  contract: "what the API's own document says",
  protocol: 'what HTTP and the other standards beneath it say',
  effect: 'the e-mail, and what follows from it',
  robustness: 'what no request may do to the service',
  advisory: 'good practice; reported in sentences that say *should*, and never decides about conformance',
} as const satisfies Record<RequirementClass, string>;

export const profileUses = {
  smoke: 'after a deployment: is it the right service, and is its door shut?',
  gate: 'before a release',
  certify: 'full evidence for a certificate',
} as const satisfies Record<Profile, string>;

export const places = {
  production: 'anywhere',
  consent: 'on production only with written consent',
  staging: 'never on production',
} as const satisfies Record<Environment, string>;
