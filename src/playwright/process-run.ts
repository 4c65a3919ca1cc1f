import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Pace, type PaceMemory, systemClock } from '../client/pacer.ts';
import { outputPaths } from '../report/output.ts';
import { fileLedger } from '../run/ledger.ts';
import { createRun, type Run } from '../run/run.ts';
import { configurationOfProcess, handedOver } from './handover.ts';

let run: Run | undefined;

/** The run as this process sees it. Playwright replaces the process after a failed test: all that lasts is in files. */
export function runOfProcess(): Run {
  run ??= makeRun();
  return run;
}

function makeRun(): Run {
  const configuration = configurationOfProcess();
  const paths = outputPaths(configuration.values.NEXUS_OUTPUT);
  return createRun({
    configuration,
    ledger: fileLedger(paths.exchanges, paths.outcomes),
    paceMemory: paceFile(paths.pace),
    clock: systemClock,
    startedAt: handedOver().startedAt,
  });
}

function paceFile(file: string): PaceMemory {
  return {
    load: () => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Pace) : undefined),
    save: (pace) => writeFileSync(file, JSON.stringify(pace)),
  };
}
