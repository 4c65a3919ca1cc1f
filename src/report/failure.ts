import { STATUS_CODES } from 'node:http';
import { type VariableName, variable } from '../../config/variables.ts';
import { inProfile, type RequirementId, requirementIds, requirements } from '../../requirements/index.ts';
import type { Source } from '../../requirements/types.ts';
import { caseOf, type Exchange } from '../model/exchange.ts';
import { type Finding, grouped, type Outcome, outcomes, worst } from '../model/finding.ts';
import { invocation, pagePath } from '../suite.ts';
import { curl } from './curl.ts';
import { difference, sentFor } from './difference.ts';
import { exchangeLines, logTraces } from './exchange-text.ts';
import { hintFor, isOfStatus } from './hints.ts';
import { layerOf } from './layer.ts';
import { wordsOf } from './said.ts';
import { shellWord } from './shell.ts';
import { printable, shortened, wrap } from './text.ts';

/** What a reader needs of a requirement's result, whichever road it came by. */
export interface Told {
  readonly id: string;
  readonly findings: readonly Finding[];
}

/** The flags of the run, by the variable that each sets. */
export type Flags = Readonly<Partial<Record<VariableName, string>>>;

/** A letter to somebody who has never heard of us: what is demanded, what the target did, how to look again. */
export function failureMessage({ id: name, findings }: Told, record: readonly Exchange[], flags: Flags = {}): string {
  const id = name as RequirementId;
  const { level, sentence, sources } = requirements[id];
  const decisive = worst(findings.map(({ outcome }) => outcome));
  const named = findings.map((finding) => withCase(finding, record));
  const told = named.filter(({ outcome }) => outcome === decisive);
  const others = named.filter((finding) => !told.includes(finding) && worseThanPassed.includes(finding.outcome));
  return [
    `${id}   ${level}`,
    wrap(`"${sentence}"`, columns, '  '),
    ...entry('source', sources.map(sourceInWords).join('; ')),
    ...grouped(told, ({ reason }) => [reason]).flatMap(([, alike]) => ['', ...findingLines(alike, record, id)]),
    ...(others.length > 0 ? ['', ...others.flatMap((finding) => entry('besides', besides(finding)))] : []),
    '',
    ...copied('again', again(id, told, flags)),
    ...entry('more', pagePath(id)),
  ].join('\n');
}

/** What went well besides is in the statement. */
const worseThanPassed: readonly Outcome[] = outcomes.slice(0, outcomes.indexOf('passed'));

/** One that names only its exchange is about that one's case. */
function withCase(finding: Finding, record: readonly Exchange[]): Finding {
  const exchange = record.find(({ id }) => id === finding.exchange);
  return exchange ? { case: caseOf(exchange), title: exchange.intent.title, ...finding } : finding;
}

const columns = 100;
const margin = '           ';
/** What a target sent may be part of a text. */
const longestText = 1000;

/** A labelled text; further lines stand below the text. */
export function entry(label: string, text: string): string[] {
  const lines = wrap(printable(shortened(text, longestText)), columns, margin).split('\n');
  return lines.map((line, index) => (index === 0 ? `  ${label.padEnd(9)}${line.trim()}` : line.trimEnd()));
}

/** A labelled text that is to be copied: on one line, however long. */
function copied(label: string, text: string): string[] {
  const [first = '', ...more] = text.split('\n').map(printable);
  return [`  ${label.padEnd(9)}${first}`, ...more.map((line) => margin + line)];
}

const sourceInWords = ({ document, section }: Source): string => `${document}, ${section}`;

/** Findings alike but for their case are told once. */
function findingLines(all: readonly [Finding, ...Finding[]], record: readonly Exchange[], id: RequirementId): string[] {
  const [finding, ...alike] = all;
  const { reason, wanted, got, demandedBy } = finding;
  const exchange = record.find((candidate) => candidate.id === finding.exchange);
  const hint = hintFor(id, all, record);
  const layer = exchange && layerOf(id, exchange, record);
  return [
    ...(finding.case === undefined ? [] : entry('case', caseInWords(finding))),
    ...(alike.length > 0 ? entry('also', alsoInWords(alike)) : []),
    ...entry('found', reason),
    ...(wanted === undefined ? [] : entry('wanted', wanted)),
    ...(got === undefined ? [] : entry('got', withReasonPhrase(got, exchange))),
    ...(demandedBy === undefined ? [] : entry('because', `${demandedBy} demands it; the catalogue only recommends it`)),
    ...(exchange ? exchangePart(exchange, comparison(id, exchange, record), finding) : []),
    ...(exchange && isOfStatus(finding, exchange) ? quotation(exchange) : []),
    ...(layer === undefined ? [] : entry('by', layer)),
    ...(hint === undefined ? [] : entry('likely', hint)),
    ...(exchange ? tryPart(exchange) : []),
  ];
}

/** By their cases; what is about no case is counted. */
function alsoInWords(alike: readonly Finding[]): string {
  const named = [...new Set(alike.flatMap(({ case: name, title }) => title ?? name ?? []))];
  return named.length > 0 ? named.join(' · ') : `${alike.length} more like it`;
}

/** What the target says of its answer itself. */
function quotation({ response }: Exchange): string[] {
  const said = response ? wordsOf(response) : [];
  return said.length === 0 ? [] : entry('says', said.map((words) => `"${words}"`).join(' '));
}

/** `id#case: the stimulus`. */
const caseInWords = ({ case: name = '', title }: Finding): string => (title === undefined ? name : `${name}: ${title}`);

/** `204 No Content`, where nothing but the status is given. */
function withReasonPhrase(got: string, exchange: Exchange | undefined): string {
  return got === `${exchange?.response?.status}` ? `${got} ${STATUS_CODES[got] ?? ''}`.trim() : got;
}

const looksBack = (id: RequirementId): boolean => requirements[id].phase === 'closing';

/** What was special about a request; where the requirement did not send it, that says nothing of what is wrong. */
function comparison(id: RequirementId, exchange: Exchange, record: readonly Exchange[]): string {
  return looksBack(id) && exchange.intent.purpose !== id ? sentFor(exchange) : difference(exchange, record);
}

function exchangePart(
  exchange: Exchange,
  comparedWith: string,
  { outcome, reason, wanted = '', got = '' }: Finding,
): string[] {
  const { id, sentAt, milliseconds, response } = exchange;
  const over = `${response ? 'answered' : 'given up'} after ${milliseconds} ms`;
  return [
    '',
    wrap(printable(comparedWith), columns, '  '),
    // A field that a case or a requirement is named after need not be what was found.
    ...exchangeLines(exchange, { outcome, reason: reason.replaceAll(id, ''), wanted, got }),
    '',
    ...entry('sent', `${sentAt}, ${over} (${id} in exchanges.ndjson)`),
    ...logTraces(exchange).flatMap((traces) => entry('log', traces)),
  ];
}

/** A line that is longer than this is no longer read by anybody, and a terminal may cut what is pasted. */
const longestLine = 3000;

function tryPart(exchange: Exchange): string[] {
  const command = curl(exchange);
  if (command.length <= longestLine) return copied('try', command);
  return entry('try', `the request is too long for a command line: exchanges.ndjson holds it as ${exchange.id}`);
}

function besides(finding: Finding): string {
  const { case: name, reason, outcome } = finding;
  return `${name === undefined ? '' : `${caseInWords(finding)}: `}${reason} (${outcome})`;
}

/** The command that judges this requirement again, as the run did; what looks back needs the cases that it looked at. */
function again(id: RequirementId, told: readonly Finding[], flags: Flags): string {
  const given = Object.entries(flags).filter(([name]) => name !== 'NEXUS_ONLY' && name !== 'NEXUS_SKIP');
  const kept = given.flatMap(([name, value]) => {
    const { flag, kind } = variable(name as VariableName);
    return kind === 'boolean' ? [`${flag}`] : [`${flag}`, shellWord(value)];
  });
  const cases = looksBack(id) ? told.flatMap((finding) => finding.case ?? []) : [];
  const others = requirementIds.filter((other) => other !== id && cases.some((name) => name.startsWith(`${other}#`)));
  const isInGate = [id, ...others].every((one) => inProfile(one, 'gate')) || flags.NEXUS_PROFILE !== undefined;
  const profile = isInGate ? [] : ['--profile', 'certify'];
  const named = cases.filter((name) => others.some((other) => name.startsWith(`${other}#`)));
  return [invocation, ...kept, ...profile, '--only', shellWord([...new Set([id, ...named])].join(','))].join(' ');
}
