import { randomBytes } from 'node:crypto';

/** Time in milliseconds since the epoch, and the only thing here that waits. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** A pause that the run makes, and what for. */
export interface Wait {
  /** In a few words: `too many requests for the target`. */
  readonly why: string;
  readonly milliseconds: number;
  /** Of one that ends with what is waited for: aborted when it does. */
  readonly over?: AbortSignal;
}

/** Tells whoever watches the run that it makes one. */
export type AnnounceWait = (wait: Wait) => void;

/** When a run began: by the wall, and by the monotonic clock that all processes of a machine share; both in milliseconds. */
export interface Beginning {
  /** What tells one run from all others, in a target's log too: eight hexadecimal digits. */
  readonly runId: string;
  readonly wall: number;
  readonly monotonic: number;
}

const monotonicNow = (): number => Number(process.hrtime.bigint()) / 1e6;

export const beginNow = (): Beginning => ({
  runId: randomBytes(4).toString('hex'),
  wall: Date.now(),
  monotonic: monotonicNow(),
});

/**
 * Reads the wall's time once, at the beginning, and counts from there: who sets the clock while a run goes on changes neither
 * its deadline nor what has expired. Every process of a run counts from the same beginning.
 */
export function clockFrom({ wall, monotonic }: Omit<Beginning, 'runId'>): Clock {
  return {
    now: () => Math.round(wall + monotonicNow() - monotonic),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}
