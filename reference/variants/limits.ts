import { setTimeout as delay } from 'node:timers/promises';
import { behind } from '../changes.ts';
import type { Nexus } from '../nexus.ts';
import { problem } from '../problem.ts';
import { variant } from './variant.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Deployments that defend themselves. */
export const limitVariants = [
  ...([400, 409, 429] as const).map((status) =>
    variant(`cool-down-of-a-minute-by-${status}`, {
      does: `refuses a second reset of a user within a minute, and says so by a ${status}`,
      change: (nexus) => limitsResets(nexus, { most: 1, within: minute, status }),
      ...(status === 400 && { warns: ['robustness/repeated-and-concurrent'] }),
      ...(status === 409 && { warns: ['operation/documented-statuses', 'robustness/repeated-and-concurrent'] }),
      ...(status === 429 && { warns: ['http/retry-after'] }),
    }),
  ),
  variant('five-resets-an-hour', {
    does: 'takes five resets of a user an hour',
    warns: ['http/retry-after'],
    change: (nexus) => limitsResets(nexus, { most: 5, within: hour, status: 429 }),
  }),
  ...([429, 503] as const).map((status) =>
    variant(`forty-a-second-by-${status}`, {
      does: `answers forty requests a second, and the others by a bare ${status}, as rate limiters of frameworks do`,
      warns: ['http/retry-after'],
      change: (nexus) => limitsRequests(nexus, { most: 40, within: second, status }),
    }),
  ),
  variant('two-at-once', {
    does: 'answers two requests at once, and a third by a bare 503, as concurrency limiters of frameworks do',
    warns: ['http/retry-after'],
    change: (nexus) => {
      let inFlight = 0;
      return behind(nexus, async (c, next) => {
        if (inFlight >= 2) return c.body(null, 503);
        inFlight += 1;
        await delay(5);
        await next();
        inFlight -= 1;
      });
    },
  }),
];

interface Limit<Status extends number> {
  readonly most: number;
  /** Milliseconds. */
  readonly within: number;
  readonly status: Status;
}

function limitsResets(nexus: Nexus, { most, within, status }: Limit<400 | 409 | 429>): Nexus {
  const times = new Map<string, number[]>();
  return {
    ...nexus,
    succeeds: (c, reset) => {
      const now = nexus.world.now();
      const recent = (times.get(reset.user.id) ?? []).filter((time) => now - time < within);
      if (recent.length >= most) return problem(c, status, 'A password reset was asked for a short while ago.');
      times.set(reset.user.id, [...recent, now]);
      return nexus.succeeds(c, reset);
    },
  };
}

function limitsRequests(nexus: Nexus, { most, within, status }: Limit<429 | 503>): Nexus {
  let window = 0;
  let count = 0;
  return behind(nexus, async (c, next) => {
    const now = Math.floor(nexus.world.now() / within);
    count = now === window ? count + 1 : 1;
    window = now;
    return count > most ? c.body(null, status) : next();
  });
}
