import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Clock } from '../client/clock.ts';
import type { Values } from '../configuration/values.ts';
import { writeFile } from './disk.ts';

/** The closing controls of this run and of earlier ones whose e-mail to the tripwire user may still come. */
export interface DueControls {
  /** How many earlier runs have sent whose e-mail nobody saw. */
  ofEarlierRuns(): number;
  /** One is about to be sent. */
  note(): void;
  /** Of those of this run so many may bring an e-mail, and so many e-mails to the tripwire user came. */
  settle(sent: number, came: number): void;
}

interface Due {
  /** Which tripwire user of which target, as nobody can read it. */
  readonly of: string;
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
}

/** What has not come by then does not come any more, in milliseconds. */
const lastingMs = 24 * 3_600_000;

/** Kept in a file that outlives a run, however that ends; there is none where nothing is due. */
export function dueFile(
  file: string,
  { values, runId, clock }: { readonly values: Values; readonly runId: string; readonly clock: Clock },
): DueControls {
  const whose = `${values.NEXUS_BASE_URL} ${values.NEXUS_TRIPWIRE_USER_ID}`;
  const of = createHash('sha256').update(whose).digest('hex').slice(0, 16);
  const all = () => (existsSync(file) ? listed(file) : []).filter(({ sentAt }) => sentAt > clock.now() - lastingMs);
  const keep = (due: readonly Due[]) =>
    due.length > 0 ? writeFile(file, JSON.stringify(due)) : rmSync(file, { force: true });
  return {
    ofEarlierRuns: () => all().filter((due) => due.of === of && due.run !== runId).length,
    note: () => keep([...all(), { of, run: runId, sentAt: clock.now() }]),
    settle(sent, came) {
      const due = all();
      const others = due.filter((one) => one.of !== of);
      const earlier = due.filter((one) => one.of === of && one.run !== runId);
      const own = due.filter((one) => one.of === of && one.run === runId);
      keep([...others, ...[...earlier, ...own.slice(0, sent)].slice(came)]);
    },
  };
}

/** One that somebody has spoilt says nothing. */
function listed(file: string): readonly Due[] {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(read) ? (read as Due[]) : [];
  } catch {
    return [];
  }
}
