import type { RequirementId } from '../../requirements/index.ts';
import type { Keyring } from '../client/keyring.ts';
import type { Values } from '../configuration/values.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Caused, MailRecord, Whose } from '../model/mail.ts';
import { type Check, type Collected, collect, type Each } from './check.ts';
import { createExplore, type Explore } from './explore.ts';
import { createNexusClient, type Evidence, type NexusClient } from './nexus-client.ts';
import { createResets, type Resets } from './resets.ts';
import type { Run } from './run.ts';
import { createTable, type Table } from './table.ts';

/** All that a requirement's body may name: under Playwright each is a fixture. */
export interface Fixtures {
  readonly nexus: NexusClient;
  readonly table: Table;
  readonly explore: Explore;
  readonly resets: Resets;
  readonly keyring: Keyring;
  readonly values: Values;
  /** Every exchange of the run so far, in the order of their ids: several are under way at once, and end in any order. */
  readonly record: readonly Exchange[];
  /** What the mailboxes showed so far. */
  readonly mail: readonly MailRecord[];
  /** Messages to them that what is sent causes, found out by sending it twice where something came; none where no mailbox is watched. */
  readonly mailedBy: (whose: readonly Whose[], send: () => Promise<unknown>) => Promise<Caused>;
  readonly check: Check;
  readonly each: Each;
}

/** What one requirement is judged with, and what its outcome comes to rest on. */
export interface Judging {
  readonly id: RequirementId;
  readonly fixtures: Fixtures;
  readonly collected: Collected;
  readonly evidence: Evidence;
}

/** `cases` are the only ones that are judged, by `id#case`; all that are selected where it is left out. */
export function judgingOf(run: Run, id: RequirementId, cases = run.selection.cases[id]): Judging {
  const evidence: Evidence = { controls: new Set(), exchanges: new Set(), proven: new Set(), changes: new Set() };
  const collected = collect(id, cases);
  const nexus = createNexusClient(run, run.sender(id), evidence);
  const { keyring, values } = run;
  const { check, each } = collected;
  const table = createTable(run, nexus, collected);
  const explore = createExplore(run, nexus, collected);
  return {
    id,
    evidence,
    collected,
    fixtures: {
      nexus,
      table,
      explore,
      resets: createResets(run, nexus, evidence),
      keyring,
      values,
      record: run.ledger.exchanges().toSorted(byId),
      mail: run.ledger.mail(),
      mailedBy: async (whose, send) => {
        if (run.mail) return run.mail.causedBy(whose, send);
        await send();
        return { letters: [], doubt: 'no mailbox is watched' };
      },
      check,
      each,
    },
  };
}

const byId = (one: Exchange, other: Exchange): number => (one.id < other.id ? -1 : 1);
