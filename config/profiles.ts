import type { Profile } from '../requirements/types.ts';

/** What a profile costs a target besides what its requirements say. */
interface ProfileCost {
  /** Controls that may be sent again when a refusal probe got no answer, each with its e-mail. */
  readonly spareControls: number;
}

export const profileCosts: Readonly<Record<Profile, ProfileCost>> = {
  smoke: { spareControls: 1 },
  gate: { spareControls: 3 },
  certify: { spareControls: 3 },
};
