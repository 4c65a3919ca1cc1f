import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Values } from '../configuration/values.ts';
import type { Exchange } from '../model/exchange.ts';
import { writeFile } from '../run/disk.ts';
import { readExchanges } from '../run/ledger.ts';
import { allurePage } from './allure-page.ts';
import { completeAllureResults } from './allure-results.ts';
import { type Flags, failureMessage } from './failure.ts';
import { junit } from './junit.ts';
import { historyFile, listWritten, type OutputPaths } from './output.ts';
import type { Result, Statement } from './statement.ts';
import { summaryPage } from './summary.ts';
import { printable, withoutOrders } from './text.ts';
import { verdictLine } from './verdict-line.ts';

export interface ReportOptions {
  /** The flags of the run, for the commands that repeat part of it. */
  readonly flags: Flags;
  readonly report: Values['NEXUS_REPORT'];
  /** Masks what a secret stands in: a team's own tests print and attach what they like. */
  readonly redact?: (text: string) => string;
}

/** Jenkins serves it so, for one. */
const withoutScripts =
  'This page needs scripts, which are not allowed here: download it and open it from disk. summary.md and junit.xml say the same in short.';

/** What a person reads first of a result, or `undefined` where there is nothing to say. */
export type MessageOf = (result: Result) => string | undefined;

/** The letter for what failed and stands for itself, the reason for everything else; target text in it is escaped. */
export function messages(exchanges: readonly Exchange[], flags: Flags): MessageOf {
  return (result) => {
    const { outcome, reason, becauseOf } = result;
    if (outcome === 'failed' && becauseOf.length === 0) return failureMessage(result, exchanges, flags);
    const lines = reason?.split('\n').map(printable) ?? [];
    const told = becauseOf.length === 0 ? lines : [`falls with ${becauseOf.join(' ')}: look there first`, ...lines];
    return told.length === 0 ? undefined : told.join('\n');
  };
}

/**
 * Makes everything that is for reading say what the statement says, id by id: JUnit, the summary, Allure's results and its
 * page, where it is wanted. Comes back with what a person should know of it. Throws where a file cannot be written.
 */
export async function completeReports(
  paths: OutputPaths,
  statement: Statement,
  { flags, report, redact }: ReportOptions,
): Promise<string[]> {
  const exchanges = readExchanges(paths.exchanges);
  const messageOf = messages(exchanges, flags);
  writeFile(paths.junit, junit(statement, messageOf, exchanges));
  writeFile(paths.summary, summaryPage(statement, exchanges));
  const notes = report === 'none' ? [] : await completeAllure(paths, statement, messageOf, redact);
  listWritten(paths);
  return notes;
}

async function completeAllure(
  paths: OutputPaths,
  statement: Statement,
  messageOf: MessageOf,
  redact: ReportOptions['redact'],
): Promise<string[]> {
  if (redact) maskWhatIsWritten(paths.allureResults, redact);
  completeAllureResults(paths.allureResults, statement, messageOf);
  const made = await allurePage({
    resultsFolder: paths.allureResults,
    output: paths.allureReport,
    title: `Nexus conformance: ${statement.profile} of ${statement.target.name}, ${statement.verdict}`,
    noscript: `${verdictLine(statement)}\n${withoutScripts}`,
    historyFile: historyFile(paths, statement),
  });
  if (!made.ok && made.isDiskAtFault) throw new Error(made.message);
  if (!made.ok) return [made.message];
  return made.note === undefined ? [] : [made.note];
}

/** What Playwright's reporter wrote, wherever it came from. What is no text, such as a picture, stays as it is. */
function maskWhatIsWritten(folder: string, redact: (text: string) => string): void {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { name } of files) {
    const octets = readFileSync(join(folder, name));
    const text = octets.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(octets)) continue;
    const masked = withoutOrders(redact(text));
    if (masked !== text) writeFile(join(folder, name), masked);
  }
}
