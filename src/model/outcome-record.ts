import type { Alternative } from './contract.ts';
import type { Finding, Outcome } from './finding.ts';

/** Which good request a refusal is measured against: by its way in, and by the user whom it is about. */
export type ControlName = Alternative | 'user' | 'tripwire';

/** What one attempt at one requirement came to. */
export interface OutcomeRecord {
  readonly id: string;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  /** Ids of the exchanges that it sent, and of those that others had sent and it looked at. */
  readonly exchanges: readonly string[];
  /** The controls that give its refusals their meaning: if one fails later, so does that meaning. */
  readonly restsOn: readonly ControlName[];
}
