import type { Clock } from '../../src/client/clock.ts';

/** A clock that stands still until everybody who could act sleeps; then it jumps to the first who wakes. */
export interface FakeClock extends Clock {
  /** How long the sleeps were, in milliseconds. */
  readonly slept: readonly number[];
}

export function fakeClock(start = 0): FakeClock {
  let time = start;
  const slept: number[] = [];
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  function wakeTheFirst(): void {
    const at = Math.min(...sleepers.map((sleeper) => sleeper.at));
    const index = sleepers.findIndex((sleeper) => sleeper.at === at);
    const [first] = sleepers.splice(index, 1);
    time = Math.max(time, at);
    first?.wake();
  }

  return {
    slept,
    now: () => time,
    sleep(milliseconds) {
      slept.push(milliseconds);
      return new Promise((resolve) => {
        sleepers.push({ at: time + milliseconds, wake: resolve });
        // After every promise that is ready by now: one sleeper wakes for each that lay down.
        setImmediate(wakeTheFirst);
      });
    },
  };
}
