import type { Keyring } from '../client/keyring.ts';
import type { Values } from '../configuration/values.ts';
import type { Exchange } from '../model/exchange.ts';
import { createNexus, type Grounds, type Nexus } from './nexus-client.ts';
import type { Run } from './run.ts';
import { createTable, type Table } from './table.ts';

/** All that a requirement's body has at hand. */
export interface Bench {
  readonly nexus: Nexus;
  readonly table: Table;
  readonly keyring: Keyring;
  readonly values: Values;
  /** Every exchange of the run so far. */
  readonly record: readonly Exchange[];
}

/** A bench for one requirement, and the grounds that its outcome comes to rest on. */
export function createBench(run: Run, id: string): { readonly bench: Bench; readonly grounds: Grounds } {
  const grounds: Grounds = { controls: new Set(), exchanges: new Set(), disregarded: new Set() };
  const nexus = createNexus(run, run.sender(id), grounds);
  const { keyring, values } = run;
  return { bench: { nexus, keyring, values, table: createTable(run, nexus), record: run.ledger.exchanges() }, grounds };
}
