import { chapterOf, chapters } from '../../requirements/index.ts';
import type { Exchange } from '../model/exchange.ts';
import type { MessageOf } from './reports.ts';
import type { OwnTest, Result, Statement } from './statement.ts';
import { printable } from './text.ts';

/**
 * The statement as JUnit XML, a test suite a chapter and a test case a requirement. What could not be judged is an error
 * where it must be, and skipped where it is only recommended, so that no viewer shows more green than the verdict.
 */
export function junit(statement: Statement, messageOf: MessageOf, exchanges: readonly Exchange[]): string {
  const { requirements, selection, startedAt, profile, target, verdict, ownTests } = statement;
  const skipped = selection.leftOut.filter(({ kind }) => kind === 'skipped');
  const times = new Map(requirements.map(({ id, exchanges: ids }) => [id, secondsOf(exchanges, ids)]));
  const timeOf = (results: readonly Result[]) =>
    results.reduce((sum, { id }) => sum + (times.get(id) ?? 0), 0).toFixed(3);
  const suites = chapters.flatMap(({ name, title }) => {
    const isHere = ({ id }: Pick<Result, 'id'>) => chapterOf(id) === name;
    const [results, left] = [requirements.filter(isHere), skipped.filter(isHere)];
    if (results.length + left.length === 0) return [];
    const attributes = { name: title, ...counts(results, left.length), time: timeOf(results), timestamp: startedAt };
    const cases = [
      ...results.map((result) => testCase(result, title, timeOf([result]), messageOf(result))),
      ...left.map(({ id, reason }) => skippedCase(id, title, `skipped by you: ${reason}`)),
    ];
    return [element('testsuite', attributes, cases.join('\n'))];
  });
  if (ownTests !== null) suites.push(ownSuite(ownTests));
  const { skipped: _, ...totals } = counts(requirements, skipped.length);
  const root = { name: `${profile} of ${target.name}: ${verdict}`, ...totals, time: timeOf(requirements) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', root, suites.join('\n'))}\n`;
}

/** From the first request to the last answer; requests of one requirement go out together. */
function secondsOf(exchanges: readonly Exchange[], ids: readonly string[]): number {
  const own = exchanges.filter(({ id, intent }) => ids.includes(id) && intent.purpose !== 'opening');
  if (own.length === 0) return 0;
  const begins = own.map(({ sentAt }) => Date.parse(sentAt));
  const ends = own.map(({ sentAt, milliseconds }) => Date.parse(sentAt) + milliseconds);
  return (Math.max(...ends) - Math.min(...begins)) / 1000;
}

type Ending = 'failure' | 'error' | 'skipped' | undefined;

function endingOf({ outcome, level }: Result): Ending {
  if (outcome === 'failed') return 'failure';
  if (outcome === 'inconclusive') return level === 'MUST' ? 'error' : 'skipped';
  return outcome === 'not-applicable' ? 'skipped' : undefined;
}

function counts(results: readonly Result[], left: number) {
  const having = (ending: Ending) => results.filter((result) => endingOf(result) === ending).length;
  return {
    tests: `${results.length + left}`,
    failures: `${having('failure')}`,
    errors: `${having('error')}`,
    skipped: `${having('skipped') + left}`,
  };
}

function testCase(result: Result, chapter: string, time: string, message = ''): string {
  const { id, outcome, reason } = result;
  const [inShort = ''] = (reason ?? '').split('\n');
  const ending = endingOf(result);
  const parts = [
    ...(ending === undefined ? [] : [element(ending, { message: printable(inShort) }, escaped(message))]),
    ...(outcome === 'warned' || outcome === 'observed'
      ? [element('system-out', {}, escaped([outcome, message].filter(Boolean).join('\n')))]
      : []),
  ];
  return element('testcase', { name: id, classname: chapter, time }, parts.join('\n'));
}

/** The team's own tests: no part of the counts of the catalogue, and seen all the same. */
function ownSuite(tests: readonly OwnTest[]): string {
  const having = (wanted: OwnTest['status']) => `${tests.filter(({ status }) => status === wanted).length}`;
  const cases = tests.map(({ title, status }) => {
    const ending = {
      passed: '',
      failed: element('failure', { message: 'failed' }, ''),
      skipped: element('skipped', {}, ''),
    };
    return element('testcase', { name: title, classname: 'Own tests', time: '0.000' }, ending[status]);
  });
  const attributes = {
    name: 'Own tests',
    tests: `${tests.length}`,
    failures: having('failed'),
    errors: '0',
    skipped: having('skipped'),
    time: '0.000',
  };
  return element('testsuite', attributes, cases.join('\n'));
}

const skippedCase = (id: string, chapter: string, message: string): string =>
  element('testcase', { name: id, classname: chapter, time: '0.000' }, element('skipped', { message }, ''));

function element(name: string, attributes: Readonly<Record<string, string>>, content: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const text = content.startsWith('<') ? `\n${content}\n` : content;
  return `<${name}${written.join('')}>${text}</${name}>`;
}

/** XML 1.0 §2.2: most control characters, halves of surrogate pairs and non-characters cannot stand in a document at all. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
