import type { Profile } from '../requirements/types.ts';

/** What a profile costs a target besides what its requirements say. */
interface ProfileCost {
  /** Controls that may be sent again where a refusal probe got no answer, or one that may be no refusal; each with its e-mail. */
  readonly spareControls: number;
  /** E-mails in all, whatever the requirements would like. */
  readonly mostEmails: number;
  /** Generated requests of all kinds together. */
  readonly generated: number;
}

export const profileCosts: Readonly<Record<Profile, ProfileCost>> = {
  smoke: { spareControls: 1, mostEmails: 3, generated: 0 },
  gate: { spareControls: 3, mostEmails: Number.POSITIVE_INFINITY, generated: 50 },
  certify: { spareControls: 3, mostEmails: Number.POSITIVE_INFINITY, generated: 1000 },
};
