import { profileCosts } from '../../config/profiles.ts';
import { requirements } from '../../requirements/index.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { rowsOf } from '../judge/truth-table.ts';
import { emailsAtMost, plannedValues } from './emails.ts';
import { explored } from './explore.ts';
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
  /** The same where good credentials are told from bad ones by nothing but an e-mail. */
  readonly emailsUntold: number;
}

/** Requests of a requirement besides its truth-table rows, roughly: most send one to a handful, and some twenty. */
const requestsEach = 5;

export function planOf(configuration: Pick<Configuration, 'values' | 'target'>, selection: Selection): Plan {
  const values = plannedValues(configuration);
  const probes = selection.selected.filter((id) => requirements[id].phase === 'probes').length;
  const rows = rowsOf(values.NEXUS_PROFILE, { requiredScope: false }).length;
  const share = explored.filter((id) => selection.selected.includes(id)).length / explored.length;
  const requests = probes * requestsEach + rows + Math.ceil(share * profileCosts[values.NEXUS_PROFILE].generated);
  const rate = values.NEXUS_MAX_RPS;
  return {
    requirements: selection.selected.length,
    requests,
    seconds: rate === undefined ? 0 : Math.ceil(requests / rate),
    emails: emailsAtMost(values, selection.selected, values.NEXUS_UNKNOWN_USER_ID !== undefined),
    emailsUntold: emailsAtMost(values, selection.selected, false),
  };
}
