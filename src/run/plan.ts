import { needs } from '../../config/needs.ts';
import { profileCosts } from '../../config/profiles.ts';
import { requirements } from '../../requirements/index.ts';
import type { Values } from '../configuration/values.ts';
import { rowsOf } from '../judge/truth-table.ts';
import type { Selection } from './selection.ts';

/** What a run announces before it sends anything. */
export interface Plan {
  readonly requirements: number;
  /** About this many; repeats after a 429 are not foreseen. */
  readonly requests: number;
  /** What the pace alone makes of it, in seconds; 0 where nothing limits it. */
  readonly seconds: number;
  /** E-mails that a conforming target sends, at most. */
  readonly emails: number;
}

/** Requests of a requirement besides its truth-table rows, roughly: most send one to a handful. */
const requestsEach = 4;

export function planOf(values: Values, selection: Selection): Plan {
  const probes = selection.selected.filter((id) => requirements[id].phase === 'probes').length;
  const rows = rowsOf(values.NEXUS_PROFILE, { requiredScope: false }).length;
  const requests = probes * requestsEach + rows;
  const rate = values.NEXUS_MAX_RPS;
  return {
    requirements: selection.selected.length,
    requests,
    seconds: rate === undefined ? 0 : Math.ceil(requests / rate),
    emails: emailsAtMost(values, selection),
  };
}

/** Two controls, what the requirements cause, spare controls and the tripwire's: nothing beyond that is ever sent. */
export function emailsAtMost(values: Values, { selected }: Selection): number {
  if (values.NEXUS_MAIL_FREE) return 0;
  const configured = [needs.bearer, needs.basic].filter((sets) =>
    sets.some((set) => set.every((variable) => values[variable] !== undefined)),
  );
  const caused = selected.map((id) => requirements[id].emails).reduce((sum, emails) => sum + emails, 0);
  const tripwire = tripwireIsUsed(values) ? 1 : 0;
  const { spareControls, mostEmails } = profileCosts[values.NEXUS_PROFILE];
  return Math.min(configured.length + caused + spareControls + tripwire, mostEmails);
}

/**
 * Whether refusals are sent for the tripwire user: only where a mailbox can show that it got no e-mail. Elsewhere they
 * are sent for the user whose control was accepted, so that a refusal cannot come from the user's not existing.
 */
export function tripwireIsUsed(values: Values): boolean {
  return (
    values.NEXUS_MAILBOX_URL !== undefined &&
    values.NEXUS_TRIPWIRE_USER_ID !== undefined &&
    values.NEXUS_PROFILE !== 'smoke' &&
    values.NEXUS_MAIL_FREE !== true
  );
}
