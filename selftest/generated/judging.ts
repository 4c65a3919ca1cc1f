/** Judges one target in a process of its own, so that its memory can be told: the parent process sends it the target. */
import { once } from 'node:events';
import { beginNow, clockFrom } from '../../src/client/clock.ts';
import type { Statement } from '../../src/report/statement.ts';
import { createRun } from '../../src/run/run.ts';
import { carryOut, partsOf } from '../proof/judge.ts';

export interface Target {
  /** Its whole configuration, secrets included. */
  readonly environment: Readonly<Record<string, string>>;
  /** Generated requests of all kinds together. */
  readonly generated: number;
}

export interface Judged {
  readonly statement: Statement;
  /** Generated requests that were sent, those that were made smaller aside. */
  readonly generated: number;
  readonly seconds: number;
  /** Resident memory at its highest, in MiB. */
  readonly peak: number;
}

async function judged({ environment, generated }: Target): Promise<Judged> {
  const beginning = beginNow();
  const clock = clockFrom(beginning);
  const parts = { ...partsOf(environment, clock, beginning), generated };
  const { statement, exchanges } = await carryOut(createRun(parts), parts);
  return {
    statement,
    generated: exchanges.filter(({ intent }) => /^generated-\d+$/.test(intent.case)).length,
    seconds: Math.round((clock.now() - beginning.wall) / 1000),
    peak: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

const [target] = await once(process, 'message');
process.send?.(await judged(target), () => process.disconnect());
