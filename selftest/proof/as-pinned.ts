import type { Result, Statement } from '../../src/report/statement.ts';
import type { Pin, Software } from '../implementations/pins.ts';

export const inWords = (software: Software): string =>
  Object.entries(software)
    .map((part) => part.join(' '))
    .join(', ');

const bad: readonly string[] = ['failed', 'warned', 'inconclusive'];

/** What was found and is not pinned, and what is pinned, was judged and not found, in words. */
export function differences(pins: readonly Pin[], { requirements }: Statement) {
  const found = requirements.filter(({ outcome }) => bad.includes(outcome));
  const same = (pin: Pin, { id, outcome }: Result) => pin.id === id && pin.outcome === outcome;
  return {
    unpinned: found
      .filter((result) => !pins.some((pin) => same(pin, result)))
      .map(({ id, outcome, reason }) => `${id} ${outcome}: ${reason}`),
    vanished: pins
      .filter(({ id }) => requirements.some((result) => result.id === id))
      .filter((pin) => !found.some((result) => same(pin, result)))
      .map(({ id, outcome }) => `${id} ${outcome}`),
  };
}
