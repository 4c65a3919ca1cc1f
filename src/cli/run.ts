import { existsSync, rmSync } from 'node:fs';
import { defaultOf } from '../configuration/defaults.ts';
import type { Misconfiguration } from '../configuration/misconfiguration.ts';
import type { Configuration, Resolution } from '../configuration/resolve.ts';
import { gather } from '../configuration/sources.ts';
import { harmless } from '../playwright/environment.ts';
import { begin, type Handover, isPart, resolveHandover } from '../playwright/handover.ts';
import { holdOutput } from '../playwright/lock.ts';
import { beginRun, broke, endRun, type RunFacts, underWay, unusable } from '../playwright/state.ts';
import { preloadAllure } from '../report/allure-page.ts';
import { loadingLines } from '../report/loading.ts';
import { type OutputPaths, outputPaths, readStatement, setAside, writeStatement } from '../report/output.ts';
import { completeReports, type ReportOptions } from '../report/reports.ts';
import type { Statement } from '../report/statement.ts';
import { summary } from '../report/summary.ts';
import { terminalOf } from '../report/terminal.ts';
import { withoutOrders } from '../report/text.ts';
import { verdictInColour, verdictLine } from '../report/verdict-line.ts';
import { isDiskAtFault } from '../run/disk.ts';
import { readExchanges } from '../run/ledger.ts';
import { type Plan, planOf } from '../run/plan.ts';
import { redactorOf } from '../run/run.ts';
import { select } from '../run/selection.ts';
import { announcement, problemsOfThePlan } from './announcement.ts';
import type { Asked } from './arguments.ts';
import { printJson, refuse } from './refuse.ts';
import { type Ended, runPlaywright } from './runner.ts';

type Say = (line: string) => void;
const say: Say = (line) => void process.stderr.write(`${line}\n`);

/** Judges the target, from flags to exit code. stdout carries the result, stderr everything else. */
export async function run(asked: Asked): Promise<number> {
  const heldBack: string[] = [];
  const code = await judge(asked, asked.quiet ? (line) => void heldBack.push(line) : say);
  if (code !== 0) heldBack.forEach(say);
  return code;
}

async function judge(asked: Asked, tell: Say): Promise<number> {
  const handover = begin(asked, 'cli');
  const resolution = resolveHandover(handover);
  for (const note of resolution.notes) tell(`note: ${note}`);
  const paths = outputPaths(outputOf(handover, resolution), isPart(asked.flags, asked.lastFailed));
  const held = await holdOutput(paths);
  if ('by' in held) {
    const message = `NEXUS_OUTPUT: another run is writing into ${paths.output} (${held.by}). Wait until it has ended, or name another folder.`;
    return refuse(cannotBegin, [{ message }], asked);
  }
  try {
    const prepared =
      'configuration' in resolution ? await prepare(handover, resolution.configuration, paths, asked) : resolution;
    if ('facts' in prepared) return await carryOut(prepared, asked, tell);
    return refuse(cannotBegin, [...prepared.misconfigurations, ...problemOfSettingAside(paths)], asked);
  } finally {
    await held.release();
  }
}

/** For a run whose flags could not even be read: what stands in its folder is not its result. */
export async function leaveNoResult(asked: Asked): Promise<void> {
  const output = asked.flags.NEXUS_OUTPUT || process.env.NEXUS_OUTPUT || defaultOf('NEXUS_OUTPUT') || '';
  const paths = outputPaths(output, isPart(asked.flags, asked.lastFailed));
  if (!existsSync(paths.folder)) return;
  const held = await holdOutput(paths);
  if ('by' in held) return;
  for (const { message } of problemOfSettingAside(paths)) say(message);
  await held.release();
}

/** Where the folder cannot be written either, whoever reads it has to be told. */
function problemOfSettingAside(paths: OutputPaths): Misconfiguration[] {
  try {
    setAside(paths);
    return [];
  } catch (error) {
    const message = `NEXUS_OUTPUT: what an earlier run left in ${paths.folder} could not be set aside (${(error as Error).message}): it is not the result of this one.`;
    return [{ message }];
  }
}

const cannotBegin = 'The run cannot begin; nothing was sent.';

/** Where results would have gone, as far as it can be known of a configuration that is wrong. */
function outputOf({ sources }: Handover, resolution: Resolution): string {
  if ('configuration' in resolution) return resolution.configuration.values.NEXUS_OUTPUT;
  const { flags, environment } = sources;
  const gathered = gather(sources, undefined, (path) => sources.files[path] ?? { failure: 'ENOENT' });
  const given = 'given' in gathered ? gathered.given.NEXUS_OUTPUT?.text : undefined;
  return given || flags.NEXUS_OUTPUT || environment.NEXUS_OUTPUT || defaultOf('NEXUS_OUTPUT') || '';
}

interface Prepared {
  readonly handover: Handover;
  readonly facts: RunFacts;
  readonly plan: Plan;
}

/** Everything that a run needs before it begins, or all that is wrong. */
async function prepare(
  handover: Handover,
  asConfigured: Configuration,
  paths: OutputPaths,
  asked: Asked,
): Promise<Prepared | { readonly misconfigurations: readonly Misconfiguration[] }> {
  const again = asked.lastFailed ? lastFailed(paths) : undefined;
  if (again && 'problem' in again) return { misconfigurations: [{ message: again.problem }] };
  const restriction = again && { lastFailed: again.ids };
  const configuration = { ...asConfigured, ...restriction };
  const selection = select(configuration);
  const plan = planOf(configuration, selection);
  const wrong = await problemsOfThePlan(configuration, plan);
  if (wrong.length > 0) return { misconfigurations: wrong.map((message) => ({ message })) };
  const facts: RunFacts = { configuration, selection, paths };
  try {
    beginRun(facts, handover.beginning);
  } catch (error) {
    if (isDiskAtFault(error)) throw error;
    return { misconfigurations: [{ message: unusable(paths, error) }] };
  }
  return { handover: { ...handover, ...restriction }, facts, plan };
}

async function carryOut({ handover, facts, plan }: Prepared, asked: Asked, tell: Say): Promise<number> {
  const { flags, quiet } = asked;
  const { configuration, selection, paths } = facts;
  const {
    NEXUS_REPORT: report,
    NEXUS_DEADLINE_SECONDS: deadlineSeconds,
    NEXUS_OWN_TESTS: ownTests,
  } = configuration.values;
  if (!quiet) {
    tell(await announcement(configuration, selection, plan));
    if (paths.folder !== paths.output)
      tell(`A part of the whole: its results go to ${paths.folder}, and those of the whole run stay.`);
  }
  const { removed } = harmless(process.env);
  if (removed.length > 0) {
    tell(`note: The run goes on without ${removed.join(', ')}: it would print requests, or change what is judged.`);
  }
  const redactor = redactorOf(configuration);
  const redact = (text: string): string => withoutOrders(redactor.redactOwnText(text));
  const running = runPlaywright(handover, paths, {
    quiet,
    deadlineSeconds,
    redact,
    loadsTypeScript: ownTests !== undefined,
  });
  // This process has nothing else to do as long as the other one runs.
  if (report !== 'none') void preloadAllure();
  const statement = settled(facts, await running);
  // Playwright leaves a folder of its own there.
  rmSync(paths.running, { recursive: true, force: true });
  const reporting: ReportOptions = { flags, report, redact: redactor.redactOwnText };
  for (const note of await completeReports(paths, statement, reporting)) tell(`note: ${note}`);
  print(facts, statement, asked);
  return statement.exitCode;
}

/** What `--last-failed` runs again, or why it cannot. */
type LastFailed = { readonly ids: readonly string[] } | { readonly problem: string };

/** What failed or could not be judged, each by the last run that judged it. Reads it before the run replaces it. */
function lastFailed({ output }: OutputPaths): LastFailed {
  const [whole, part] = [readStatement(outputPaths(output)), readStatement(outputPaths(output, true))];
  const all = [whole, part].filter((statement) => statement !== undefined);
  if (all.length === 0) {
    return { problem: `--last-failed: ${output} holds no statement of an earlier run. Run once without it.` };
  }
  const isPartLater = whole === undefined || (part !== undefined && part.startedAt > whole.startedAt);
  const last = new Map(
    (isPartLater ? all : [whole]).flatMap(({ requirements }) => requirements.map((one) => [one.id, one])),
  );
  const failed = [...last.values()].filter(({ outcome }) => outcome === 'failed' || outcome === 'inconclusive');
  if (failed.length === 0) {
    return {
      problem: `--last-failed: in the last run of ${output} nothing failed or could not be judged. Run without it.`,
    };
  }
  return { ids: failed.map(({ id }) => id) };
}

/** The statement of the run that has ended; where it did not come to judge itself, what is on record still shows. */
function settled(facts: RunFacts, { interrupted, code }: Ended): Statement {
  const isJudged = underWay(facts) === undefined;
  const judged = endRun(facts);
  if (judged === undefined) throw new Error(`the statement in ${facts.paths.folder} has disappeared`);
  if (isJudged || interrupted || judged.verdict === 'fail') return judged;
  const statement = broke(judged, `its runner ended with ${code} before the run was judged`);
  writeStatement(facts.paths, statement);
  return statement;
}

function print({ configuration, paths }: RunFacts, statement: Statement, { flags, json, quiet }: Asked): void {
  const isSilent = quiet && statement.verdict === 'pass';
  if (json) {
    printJson(statement);
    if (!isSilent) say(verdictLine(statement));
    return;
  }
  if (isSilent) return;
  const { utf8, colours } = terminalOf(process.stdout, process.env, process.platform);
  const report = existsSync(paths.allurePage) && { report: paths.allurePage };
  const terminal = { utf8, colours, columns: process.stdout.columns, loading: loadingLines(configuration) };
  const text = quiet ? '' : summary(statement, readExchanges(paths.exchanges), { ...terminal, flags, ...report });
  process.stdout.write(`${text}${verdictInColour(statement, colours)}\n`);
}
