import { dateOf, type Exchange, type Field, fieldValues, isThrottling } from '../model/exchange.ts';
import type { Clock } from './clock.ts';

/** What the pacer must remember when the process that paces is replaced. */
export interface Pace {
  /** Requests a second; `undefined` is as fast as it goes. */
  readonly perSecond: number | undefined;
  /** The target asked for silence until then, in milliseconds since the epoch. */
  readonly silentUntil: number;
  readonly mostInFlight: number;
}

export interface PaceMemory {
  load(): Pace | undefined;
  save(pace: Pace): void;
}

export interface Pacer {
  /** Waits for a turn, but not beyond `until`, in milliseconds since the epoch; sends, and gives the turn back. */
  pace<T>(send: () => Promise<T>, until: number): Promise<T>;
  /** Waits likewise and sends all of them at once, however few are under way otherwise. The rate is made up for after them. */
  paceTogether<T>(sends: readonly (() => Promise<T>)[], until: number): Promise<T[]>;
  /**
   * The target answered that requests sent at `sentAt` were too many: halve the rate, wait `milliseconds`, send one at a time from
   * then on.
   */
  slowDown(sentAt: number, milliseconds: number): void;
  /** How it goes on; to be given back where a slowing down proves to have been for nothing. */
  current(): Pace;
  resume(pace: Pace): void;
}

/** A rate for halving where none was set. */
const unlimited = 20;
/** Halving ends here: who still says that it is too much means something else than the rate. */
const slowest = 1;

/** Spaces requests evenly at a rate that sinks where the target asks for it. */
export function createPacer(start: Omit<Pace, 'silentUntil'>, memory: PaceMemory, clock: Clock): Pacer {
  let pace: Pace = memory.load() ?? { ...start, silentUntil: 0 };
  let nextSlot = 0;
  let halvedAt = 0;
  let inFlight = 0;
  const waiting: (() => void)[] = [];

  async function sleepUntil(time: number): Promise<void> {
    const wait = time - clock.now();
    if (wait > 0) await clock.sleep(wait);
  }

  /** One turn for so many. Once it is too late nobody waits: of hundreds that are left each would wait for its slot. */
  async function turn(requests: number, until: number): Promise<void> {
    if (inFlight >= pace.mostInFlight) await new Promise<void>((resolve) => waiting.push(resolve));
    else inFlight += 1;
    while (clock.now() < until) {
      await sleepUntil(Math.min(pace.silentUntil, until));
      const slot = Math.max(clock.now(), nextSlot);
      if (pace.perSecond !== undefined) nextSlot = slot + (1000 * requests) / pace.perSecond;
      await sleepUntil(Math.min(slot, until));
      if (pace.silentUntil <= clock.now()) return;
    }
  }

  function done(): void {
    inFlight -= 1;
    letIn();
  }

  /** A turn that is given counts as under way from then on. */
  function letIn(): void {
    while (inFlight < pace.mostInFlight) {
      const next = waiting.shift();
      if (!next) return;
      inFlight += 1;
      next();
    }
  }

  function goOnWith(next: Pace): void {
    pace = next;
    memory.save(pace);
    letIn();
  }

  return {
    async pace(send, until) {
      await turn(1, until);
      try {
        return await send();
      } finally {
        done();
      }
    },
    async paceTogether(sends, until) {
      await turn(sends.length, until);
      try {
        return await Promise.all(sends.map((send) => send()));
      } finally {
        done();
      }
    },
    slowDown(sentAt, milliseconds) {
      const now = clock.now();
      const rate = pace.perSecond ?? unlimited;
      // Requests that were under way together are answered together: they halve the rate once.
      const halves = sentAt >= halvedAt;
      if (halves) halvedAt = now;
      goOnWith({
        perSecond: halves ? Math.min(rate, Math.max(rate / 2, slowest)) : rate,
        silentUntil: Math.max(pace.silentUntil, now + milliseconds),
        mostInFlight: 1,
      });
    },
    current: () => pace,
    resume: goOnWith,
  };
}

/** How often a request is sent, the first time included. */
export const mostAttempts = 4;
/** A wait above this is not sat out: the case is inconclusive. In milliseconds. */
const longestWait = 120_000;
const longestGuess = 60_000;
/** A Bearer that becomes valid later than that is not waited for. In milliseconds. */
export const longestAhead = 60_000;

/**
 * How long to wait before sending a request again, in milliseconds; `undefined` where it must not be sent again. Only
 * three things allow it: the target said that it did not act, it refused a Bearer that is not valid yet by its clock, or no
 * octet of the request left. Where good requests are `served` meanwhile, nobody asks for patience.
 */
export function waitBeforeRepeat(
  exchange: Exchange,
  attempt: number,
  served: boolean,
  now: number,
  random = Math.random,
): number | undefined {
  const { response, noAnswer, intent } = exchange;
  if (attempt >= mostAttempts) return undefined;
  if (noAnswer?.kind === 'unreachable') return attempt < 3 ? 200 * attempt : undefined;
  if (!response) return undefined;
  if (intent.bearerValidFrom !== undefined) {
    const ahead = Date.parse(intent.bearerValidFrom) - dateOf(response);
    return attempt < 3 && ahead <= longestAhead ? ahead : undefined;
  }
  if (!isThrottling(response)) return undefined;
  const guess = served ? 200 * attempt : Math.min(2 ** attempt * 1000, longestGuess) * random();
  const wait = retryAfter(response.fields, now) ?? guess;
  return wait <= longestWait ? wait : undefined;
}

/** Retry-After in milliseconds from now: seconds or an HTTP-date (RFC 9110 §10.2.3); `undefined` where it is neither. */
export function retryAfter(fields: readonly Field[], now: number): number | undefined {
  const [value] = fieldValues(fields, 'retry-after');
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
