import { behind } from '../changes.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';

/** The same Nexus, but it fails with 500 on a request of which the condition holds. */
export function crashesOn(nexus: Nexus, condition: (c: NexusContext) => boolean): Nexus {
  return behind(nexus, async (c, next) => (condition(c) ? problem(c, 500, 'The server failed.') : next()));
}
