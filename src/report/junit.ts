import { chapterOf, chapters } from '../../requirements/index.ts';
import type { MessageOf } from './reports.ts';
import type { Result, Statement } from './statement.ts';
import { printable } from './text.ts';

/**
 * The statement as JUnit XML, a test suite a chapter and a test case a requirement. What could not be judged is an error
 * where it must be, and skipped where it is only recommended, so that no viewer shows more green than the verdict.
 */
export function junit(statement: Statement, messageOf: MessageOf): string {
  const { requirements, startedAt, profile, target, verdict } = statement;
  const suites = chapters.flatMap(({ name, title }) => {
    const results = requirements.filter(({ id }) => chapterOf(id) === name);
    if (results.length === 0) return [];
    const attributes = { name: title, ...counts(results), timestamp: startedAt };
    return [
      element('testsuite', attributes, results.map((result) => testCase(result, title, messageOf(result))).join('\n')),
    ];
  });
  const name = `${profile} of ${target.name}: ${verdict}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name, ...counts(requirements) }, suites.join('\n'))}\n`;
}

type Ending = 'failure' | 'error' | 'skipped' | undefined;

function endingOf({ outcome, level }: Result): Ending {
  if (outcome === 'failed') return 'failure';
  if (outcome === 'inconclusive') return level === 'MUST' ? 'error' : 'skipped';
  return outcome === 'not-applicable' ? 'skipped' : undefined;
}

function counts(results: readonly Result[]): Readonly<Record<string, string>> {
  const having = (ending: Ending) => `${results.filter((result) => endingOf(result) === ending).length}`;
  return {
    tests: `${results.length}`,
    failures: having('failure'),
    errors: having('error'),
    skipped: having('skipped'),
  };
}

function testCase(result: Result, chapter: string, message = ''): string {
  const { id, outcome, reason } = result;
  const property = element('property', { name: 'outcome', value: outcome }, '');
  const [inShort = ''] = (reason ?? '').split('\n');
  const ending = endingOf(result);
  const parts = [
    element('properties', {}, property),
    ...(ending === undefined ? [] : [element(ending, { message: printable(inShort) }, escaped(message))]),
    ...(outcome === 'warned' ? [element('system-out', {}, escaped(message))] : []),
  ];
  return element('testcase', { name: id, classname: chapter }, parts.join('\n'));
}

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
