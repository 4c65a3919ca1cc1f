import { chapterOf, type RequirementId, requirementIds } from '../../requirements/index.ts';
import type { Level } from '../../requirements/types.ts';
import { type Answered, type Exchange, fieldValues, isAnswered } from '../model/exchange.ts';
import { type Cause, type Finding, grouped } from '../model/finding.ts';
import type { LeftOut } from '../run/selection.ts';
import { invocation } from '../suite.ts';
import { unreachedBy } from './headline.ts';
import { hintForAnswers } from './hints.ts';
import { wordsOf } from './said.ts';
import type { Result, Statement } from './statement.ts';
import { printable, wrap } from './text.ts';

/** Why something could not be judged, and what would let it be. */
const causes: Readonly<Record<Exclude<Cause, 'configuration'>, { readonly why: string; readonly way: string }>> = {
  control: {
    why: 'a good request was not accepted, so that a refusal shows nothing',
    way: 'see what the good requests were answered, at the start (operation/answers-204, auth/basic, auth/bearer-and-application-token) and at the end (closing in exchanges.ndjson)',
  },
  network: { why: 'no answer came', way: 'look whether the target is up and reachable from here; then run again' },
  throttled: {
    why: 'the target asked for fewer requests',
    way: 'set NEXUS_MAX_RPS lower, lift the limit for this run, or see whether the Basic account is locked',
  },
  'user-limit': {
    why: "the target limits how often one user's password is reset",
    way: 'lift the limit for the test user, or give the run time to wait it out (--deadline; 61 s each, three times at most)',
  },
  mailbox: {
    why: 'the mailbox does not show it',
    way: 'where email/arrives fails, repair that first; else see what doctor says of NEXUS_MAILBOX_URL and the addresses of the test users (docs/mailbox.md)',
  },
  'another-layer': {
    why: 'something before the operation answered',
    way: 'look at what stands before the application: a proxy, a gateway, a firewall',
  },
  'another-build': {
    why: 'the build of NEXUS_EXPECT_BUILD was not answering',
    way: 'see whether the deployment came through, and whether NEXUS_BUILD_URL and NEXUS_EXPECT_BUILD are right',
  },
  'no-time-left': { why: 'the deadline came first', way: 'raise NEXUS_DEADLINE_SECONDS (--deadline)' },
  'no-emails-left': {
    why: 'the e-mails that were announced are used up',
    way: 'run it alone with --only, or look why requests had to be repeated',
  },
  suite: { why: 'the suite itself broke', way: 'report it to the maintainers of this suite, with the lines above' },
  'not-run': { why: 'its test did not run to its end', way: 'run again, without a filter and without interrupting it' },
};

/** The same cause, where an e-mail came and it was a page that stood in the way. */
const inBrowser = {
  why: 'the browser that follows the link of an e-mail came to no end that shows it',
  way: 'look at what stood in its way, above and at email/reset-works; docs/mailbox.md ("In a browser") says which pages it understands, and what NEXUS_RESET_PAGE_SCRIPT, NEXUS_RESET_ORIGINS and a user without a second factor are good for',
};

/** Judged by where the link of an e-mail leads. */
const followsLinks: readonly RequirementId[] = [
  'email/reset-works',
  'email/redirects-to-client',
  'email/client-decides-redirect',
  'email/no-open-redirect',
  'advice/safe-reset-links',
  'advice/account-unchanged',
];

function wordsFor(result: Result): (typeof causes)[keyof typeof causes] | undefined {
  const { cause, reason = '' } = decisiveOf(result) ?? {};
  if (cause === undefined || cause === 'configuration') return undefined;
  const isOfPages = cause === 'mailbox' && !/^(?:no e-mail came|the mailbox) /.test(reason);
  return isOfPages && followsLinks.some((id) => id === result.id) ? inBrowser : causes[cause];
}

/** A 503 may say the same as a 429, and may not. */
const unavailable = {
  why: 'the target answered 503: it is not available now, or there were too many requests',
  way: `where it is starting or under maintenance, wait for its end (${invocation} doctor --wait 60 waits for it); where there is a limit, ${causes.throttled.way}`,
};

/**
 * What could not be judged, by cause, ending with the ways out; nothing where everything was. A recommendation that only
 * lacks a variable keeps no run from passing, and they have one line together.
 */
export function unjudged(
  statement: Statement,
  exchanges: readonly Exchange[] = [],
  columns: number = widest,
): string[] {
  const results = statement.requirements.filter(({ outcome }) => outcome === 'inconclusive');
  if (results.length === 0) return [];
  const unconfigured = results.filter((result) => missingOf(result).length > 0);
  const recommended = unconfigured.filter(({ level }) => level !== 'MUST');
  const wanted = `set ${variablesFor(recommended)}`;
  if (recommended.length === results.length) return [`${inLevels(results)} could not be judged: ${wanted}`];
  const others = results.filter((result) => !unconfigured.includes(result));
  const parts = [
    ...otherCauses(others, statement, exchanges, columns),
    ...notConfigured(unconfigured, statement, columns),
    ...(recommended.length === 0 ? [] : [`  not configured, and only recommended (${recommended.length}): ${wanted}`]),
  ];
  return [[`${inLevels(results)} could not be judged`, ...parts].join('\n')];
}

/** A terminal of more columns is not read to its end. */
export const widest = 100;

/** `14 MUSTs`, or `18 (14 MUSTs, 4 SHOULDs)`. */
function inLevels(results: readonly Result[]): string {
  const counts = grouped(results, ({ level }) => [level])
    .toSorted(([a], [b]) => levels.indexOf(a) - levels.indexOf(b))
    .map(([level, all]) => `${all.length} ${level}${all.length === 1 ? '' : 's'}`);
  return counts.length === 1 ? counts.join() : `${results.length} (${counts.join(', ')})`;
}

const levels: readonly Level[] = ['MUST', 'SHOULD', 'MAY'];

const missingOf = ({ findings }: Result): string[] => [...new Set(findings.flatMap(({ missing }) => missing ?? []))];

/** The first of the findings that could not be judged. */
const decisiveOf = ({ findings }: Result): Finding | undefined =>
  findings.find(({ outcome }) => outcome === 'inconclusive');

function otherCauses(
  results: readonly Result[],
  statement: Statement,
  exchanges: readonly Exchange[],
  columns: number,
): string[] {
  /** What is found of each follows from the one thing that the headline says. */
  const isUnreached = unreachedBy(statement, exchanges);
  const isFolded = (result: Result) => answersOf([result], exchanges).some(isUnreached);
  return grouped(results, (result) => [wordsFor(result)]).flatMap(([words, ofCause]) => {
    if (words === undefined) return ofCause.map(({ id, reason }) => `  ${id}: ${printable(reason ?? '')}`);
    const answers = answersOf(ofCause, exchanges);
    const isUnavailable = answers.length > 0 && answers.every(({ response }) => response.status === 503);
    const { why, way } = words === causes.throttled && isUnavailable ? unavailable : words;
    const byReason = grouped(ofCause, (result) => [isFolded(result) ? '' : (decisiveOf(result)?.reason ?? '')]);
    return [
      `  ${why} (${ofCause.length})`,
      ...byReason.flatMap(([, all]) => reasonLines(all, exchanges, columns)),
      wrap(`way out: ${way}`, columns, '    '),
    ];
  });
}

/** The reason of the first of them, what its answer says besides where that asks to come back later, and the ids of all. */
function reasonLines(
  results: readonly [Result, ...Result[]],
  exchanges: readonly Exchange[],
  columns: number,
): string[] {
  const { reason = '', cause } = decisiveOf(results[0]) ?? {};
  const answers = answersOf(results, exchanges);
  const [first] = answers;
  const said = first && cause === 'throttled' ? saidOf(first).filter((words) => !reason.includes(words)) : [];
  const hint = first && hintForAnswers(answers);
  return [
    wrap(printable(reason), columns, '    '),
    ...(said.length === 0 ? [] : [wrap(printable(`says: ${said.join(' · ')}`), columns, '    ')]),
    ...(hint === undefined ? [] : [wrap(`likely: ${hint}`, columns, '    ')]),
    ...idLines(results, columns),
  ];
}

function saidOf({ response }: Answered): string[] {
  return [...wordsOf(response), ...fieldValues(response.fields, 'retry-after').map((value) => `Retry-After: ${value}`)];
}

/** The answers that kept these from being judged. */
function answersOf(results: readonly Result[], exchanges: readonly Exchange[]): Answered[] {
  const decisive = results.map((result) => decisiveOf(result)?.exchange);
  return exchanges.filter(isAnswered).filter(({ id }) => decisive.includes(id));
}

/** By variable, the one that most are missing first. */
const byVariable = (results: readonly Result[]) =>
  grouped(results, missingOf).toSorted(([, a], [, b]) => b.length - a.length);

const variablesFor = (results: readonly Result[]): string =>
  byVariable(results)
    .map(([variable, all]) => `${variable} (${all.length})`)
    .join(', ');

const lacksMailbox = (result: Result): boolean => missingOf(result).includes('NEXUS_MAILBOX_URL');
const noMailbox = 'NEXUS_MAILBOX_URL=none says that this gate has no mailbox, and leaves out what needs one';

function notConfigured(unconfigured: readonly Result[], statement: Statement, columns: number): string[] {
  const results = unconfigured.filter(({ level }) => level === 'MUST');
  if (results.length === 0) return [];
  const skip = `, or leave them out: NEXUS_SKIP='${patternsFor(unconfigured, statement).join(',')}'`;
  return [
    `  not configured (${results.length})`,
    ...byVariable(results).flatMap(([variable, all]) => [`    ${variable}`, ...idLines(all, columns)]),
    // On one line, so that it can be copied. A certificate leaves nothing out.
    `  set ${variablesFor(results)}${statement.profile === 'certify' ? '' : skip}`,
    ...(statement.profile !== 'certify' && results.some(lacksMailbox) ? [`  ${noMailbox}`] : []),
  ];
}

/** Those that MUST hold first; the others are named as what they are. */
function idLines(results: readonly Result[], columns: number): string[] {
  return levels.flatMap((level) => {
    const ids = results.filter((result) => result.level === level).map(({ id }) => id);
    return ids.length === 0
      ? []
      : [wrap([...(level === 'MUST' ? [] : [`${level}:`]), ...ids].join(' '), columns, '      ')];
  });
}

/** Patterns that leave out these, and what was left out so already: `chapter/*` where that says the same as its ids. */
function patternsFor(results: readonly Result[], { selection, requirements }: Statement): string[] {
  const skipped = selection.leftOut.filter(({ kind }) => kind === 'skipped');
  const ids = requirementIds.filter((id) => [...skipped, ...results].some((one) => one.id === id));
  const others = requirements.filter(({ id }) => !ids.includes(id)).map(({ id }) => chapterOf(id));
  return grouped(ids, (id) => [chapterOf(id)]).flatMap(([chapter, all]) =>
    others.includes(chapter) || all.length === 1 ? all : [`${chapter}/*`],
  );
}

/** What of the profile was not asked about, by reason: first what the operator skipped. */
export function leftOutOf({ selection: { leftOut } }: Statement): { readonly head: string; readonly ids: string[] }[] {
  const named = leftOut.filter(({ kind }) => ['skipped', 'needs', 'excluded'].includes(kind));
  const words = ({ kind, reason }: LeftOut) => `${kind === 'skipped' ? 'skipped by you' : 'left out'}: ${reason}`;
  return grouped(named, (one) => [words(one)])
    .toSorted(([a], [b]) => b.localeCompare(a))
    .map(([head, all]) => ({ head: `${all.length} ${head}`, ids: all.map(({ id }) => id) }));
}

/** The same for a terminal. */
export const leftOutLines = (statement: Statement, columns: number): string[] =>
  leftOutOf(statement).map(({ head, ids }) => `${head}\n${wrap(ids.join(' '), columns, '  ')}`);

/** Where some of what was selected did not run, as by a filter of Playwright's own: how to ask for a part; else undefined. */
export function partialLine({ requirements }: Statement): string | undefined {
  const ran = requirements.filter((result) => decisiveOf(result)?.cause !== 'not-run');
  if (ran.length === requirements.length) return undefined;
  const [example = requirements[0]] = ran;
  return `Partial: ${ran.length} of ${requirements.length} selected requirements ran. To judge a part by itself: ${invocation} --only ${example?.id} (or NEXUS_ONLY)`;
}
