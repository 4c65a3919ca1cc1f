import { writeFileSync } from 'node:fs';
import { fileLedger } from '../run/ledger.ts';
import { completeAllureResults } from './allure-results.ts';
import type { Flags } from './failure.ts';
import { junit } from './junit.ts';
import { messages } from './message.ts';
import type { OutputPaths } from './output.ts';
import type { Statement } from './statement.ts';

/** Makes JUnit and Allure's results say what the statement says, id by id. Throws where they cannot be written. */
export function agreeWithStatement(paths: OutputPaths, statement: Statement, flags: Flags): void {
  const messageOf = messages(fileLedger(paths.exchanges, paths.outcomes).exchanges(), flags);
  writeFileSync(paths.junit, junit(statement, messageOf));
  completeAllureResults(paths.allureResults, statement, messageOf);
}
