import { existsSync, rmSync } from 'node:fs';
import type { FullConfig } from '@playwright/test';
import { outputPaths, prepareOutput, writeStatement } from '../report/output.ts';
import { type Statement, stateRun, unfinished } from '../report/statement.ts';
import { verdictLine } from '../report/verdict-line.ts';
import { fileLedger } from '../run/ledger.ts';
import { select } from '../run/selection.ts';
import { configurationOfProcess, handedOver, handOver } from './handover.ts';
import { demandPrivateAuthority } from './private-authority.ts';
import { refuseToRecordSecrets } from './recording.ts';

/**
 * Playwright's global setup, in the runner's own process: starts the embedded reference where it is the target, and
 * returns the teardown, which judges. That runs whatever was filtered, failed or killed, and whatever reporter is used:
 * a run that is not a pass cannot end green.
 */
export async function begin(config: FullConfig): Promise<() => Promise<void>> {
  const { startedAt, judge } = handedOver();
  const paths = outputPaths(configurationOfProcess().values.NEXUS_OUTPUT);
  refuseToRecordSecrets(config, configurationOfProcess());
  demandPrivateAuthority(configurationOfProcess());
  const reference = await startReferenceIfAsked();
  const configuration = configurationOfProcess();
  const selection = select(configuration);
  if (judge === 'playwright') prepareOutput(paths, unfinished({ configuration, selection, startedAt }));

  return async () => {
    const ledger = fileLedger(paths.exchanges, paths.outcomes);
    const interrupted = existsSync(paths.interrupted);
    const doubts = phasesOutOfOrder() ? ['--no-deps runs the phases in any order'] : [];
    const finishedAt = Date.now();
    const statement = stateRun({ configuration, selection, ledger, startedAt, finishedAt, interrupted, doubts });
    writeStatement(paths, statement);
    rmSync(paths.running, { recursive: true, force: true });
    await reference?.close();
    if (judge === 'playwright') announce(statement);
  };
}

/** Other filters of Playwright leave requirements without an outcome; this one shows in nothing but the command line. */
const phasesOutOfOrder = (): boolean => process.argv.includes('--no-deps');

async function startReferenceIfAsked() {
  const handover = handedOver();
  const { target, values } = configurationOfProcess();
  if (target !== 'reference') return undefined;
  // Loaded where it is the target: a run against another one does not need it.
  const { startReference } = await import('../../reference/serve.ts');
  const fault = values.NEXUS_FAULT;
  const reference = await startReference(fault === undefined ? {} : { fault });
  handOver({ ...handover, reference: reference.environment });
  return reference;
}

/** Without the command line nobody else would say it; throwing is what turns the run red. */
function announce(statement: Statement): void {
  process.stdout.write(`${verdictLine(statement)}\n`);
  if (statement.verdict === 'pass') return;
  const error = new Error(`${statement.verdict}: ${statement.reason}`);
  // The place in the suite where it is thrown tells nothing.
  error.stack = error.message;
  throw error;
}

export default begin;
