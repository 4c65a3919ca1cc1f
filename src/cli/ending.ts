import { readFileSync } from 'node:fs';
import { type OutputPaths, prepareOutput, writeStatement } from '../report/output.ts';
import { type RunFacts, type Statement, stateRun, unfinished, unfinishedReason } from '../report/statement.ts';
import { fileLedger } from '../run/ledger.ts';
import type { Ended } from './playwright.ts';

type Facts = Pick<RunFacts, 'configuration' | 'selection' | 'startedAt'>;

/** Puts a statement in place that holds until the run has ended. What comes back is why the folder cannot be used. */
export function startStatement(paths: OutputPaths, facts: Facts): string[] {
  const statement = unfinished(facts);
  try {
    prepareOutput(paths, statement);
    return [];
  } catch (error) {
    return [
      `NEXUS_OUTPUT: the folder ${paths.folder} cannot be used (${(error as Error).message}). Name one that can be written.`,
    ];
  }
}

/** The statement of the run that has ended; where it did not come to judge itself, what its ledger still shows. */
export function settledStatement(paths: OutputPaths, facts: Facts, { interrupted, code }: Ended): Statement {
  const written = JSON.parse(readFileSync(paths.statement, 'utf8')) as Statement;
  if (written.reason !== unfinishedReason) return written;
  const ledger = fileLedger(paths.exchanges, paths.outcomes);
  const judged = stateRun({ ...facts, ledger, finishedAt: Date.now(), interrupted });
  const broke = {
    ...judged,
    exitCode: 4,
    reason: `the suite itself broke: its runner ended with ${code} before the run was judged`,
  };
  const statement = interrupted || judged.verdict === 'fail' ? judged : { ...broke, verdict: 'incomplete' as const };
  writeStatement(paths, statement);
  return statement;
}
