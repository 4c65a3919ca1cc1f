import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { DOMParser } from '@xmldom/xmldom';
import type { RequirementId } from '../../requirements/index.ts';
import { configurationIn, resolveConfiguration } from '../../src/configuration/resolve.ts';
import { readSources } from '../../src/configuration/sources.ts';
import type { Finding, Outcome } from '../../src/model/finding.ts';
import { completeAllureResults } from '../../src/report/allure-results.ts';
import { junit } from '../../src/report/junit.ts';
import { outputPaths } from '../../src/report/output.ts';
import { completeReports, messages } from '../../src/report/reports.ts';
import { type Statement, stateRun } from '../../src/report/statement.ts';
import { memoryLedger } from '../../src/run/ledger.ts';

/** One requirement of each outcome, and what Allure and JUnit call it. The last one was never run. */
const told: Readonly<Record<string, { outcome: Outcome; allure: string; junit: string }>> = {
  'operation/answers-204': { outcome: 'passed', allure: 'passed', junit: 'passed' },
  'auth/bearer-alone': { outcome: 'failed', allure: 'failed', junit: 'failure' },
  'auth/challenge-present': { outcome: 'warned', allure: 'passed', junit: 'passed' },
  'parameters/client-id-required': { outcome: 'inconclusive', allure: 'broken', junit: 'error' },
  'auth/malformed-authorization': { outcome: 'observed', allure: 'passed', junit: 'passed' },
  'auth/expired-bearer': { outcome: 'not-applicable', allure: 'skipped', junit: 'skipped' },
  'auth/basic': { outcome: 'inconclusive', allure: 'broken', junit: 'error' },
};
const ids = Object.keys(told) as RequirementId[];
const notRun: RequirementId = 'auth/basic';
/** What a target may have sent: an end of a CDATA section, a tag, characters that XML cannot hold. */
const hostile = 'got ]]> <b> & " \u0000\u001b[31m \ud800 \uffff';

function statement(folder: string): Statement {
  const now = Date.parse('2026-11-23T12:00:00Z');
  const places = { flags: {}, environment: {}, workingFolder: folder, now };
  const configuration = configurationIn(resolveConfiguration(readSources(places)));
  const ledger = memoryLedger();
  for (const id of ids.filter((one) => one !== notRun)) {
    const outcome = told[id]?.outcome ?? 'passed';
    const findings: Finding[] = outcome === 'passed' ? [] : [{ outcome, reason: hostile }];
    ledger.addOutcome({ id, outcome, findings, exchanges: [], restsOn: [] });
  }
  const selection = { selected: ids, leftOut: [], cases: {} };
  const times = { runId: 'selftest', startedAt: now, finishedAt: now + 1000 };
  return stateRun({ configuration, selection, ledger, interrupted: false, ...times });
}

interface Written {
  readonly uuid: string;
  readonly name: string;
  readonly status: string;
  readonly testCaseId: string;
  readonly historyId: string;
  readonly statusDetails: { readonly message?: string };
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly links: readonly { readonly url: string }[];
  readonly parameters: readonly unknown[];
  readonly steps: readonly { readonly name: string }[];
}

/** Results as Playwright's reporter writes them live: here each passed, whatever was found out in the end. */
function writeLive(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'advice-attachment.md'), 'source of the suite');
  const advice = { name: 'error-context', attachments: [{ source: 'advice-attachment.md' }] };
  const evidence = { name: 'no ApplicationToken: 204', attachments: [] };
  const runner = [{ name: 'host', value: 'build-7' }];
  const parameters = [{ name: 'Project', value: 'probes' }];
  const live = { status: 'passed', steps: [evidence, advice], parameters, attachments: [], links: [] };
  const write = (uuid: string, result: object) =>
    writeFileSync(join(folder, `${uuid}-result.json`), JSON.stringify({ ...live, ...result, uuid }));
  write('opening', { name: 'the opening sends the controls', labels: runner });
  for (const [index, id] of ids.filter((one) => one !== notRun).entries()) {
    write(`${index}`, { name: id, labels: [...runner, { name: 'story', value: id }] });
  }
}

function resultsIn(folder: string): Written[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('-result.json'));
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Written);
}

const label = ({ labels }: Written, wanted: string) => labels.find(({ name }) => name === wanted)?.value;

function agreed(folder: string) {
  const paths = outputPaths(folder);
  const stated = statement(folder);
  writeLive(paths.allureResults);
  completeAllureResults(paths.allureResults, stated, messages([], {}));
  return { paths, results: resultsIn(paths.allureResults), xml: junit(stated, messages([], {}), []) };
}

test('Allure shows the outcome of the statement, also for what never ran', () => {
  const { results } = agreed(test.info().outputPath());
  const ofRequirements = results.filter((result) => label(result, 'story') !== undefined);
  expect(
    ofRequirements.map((result) => [label(result, 'story'), result.status, label(result, 'outcome')]).sort(),
  ).toEqual(ids.map((id) => [id, told[id]?.allure, told[id]?.outcome]).sort());
  const never = ofRequirements.find(({ testCaseId }) => testCaseId === notRun);
  expect(never?.statusDetails.message).toContain('no outcome was recorded');
  expect(never && label(never, 'cause')).toBe('not-run');
});

test('a result is known by its requirement, and does not tell of the runner', () => {
  const { paths, results } = agreed(test.info().outputPath());
  const failed = results.find(({ testCaseId }) => testCaseId === 'auth/bearer-alone');
  expect(failed?.historyId).toBe('auth/bearer-alone:d41d8cd98f00b204e9800998ecf8427e');
  expect(failed?.name).toBe('auth/bearer-alone: A valid Bearer without ApplicationToken MUST be rejected.');
  expect(failed && label(failed, 'feature')).toBe('Security');
  expect(failed?.links.map(({ url }) => url)).toEqual([expect.stringContaining('https://spec.openapis.org/')]);
  expect(results.flatMap(({ parameters }) => parameters)).toEqual([]);
  expect(new Set(results.flatMap(({ steps }) => steps.map(({ name }) => name)))).toEqual(
    new Set(['no ApplicationToken: 204']),
  );
  expect(readdirSync(paths.allureResults).filter((name) => name.endsWith('.md'))).toEqual([]);
  expect(JSON.stringify(results)).not.toContain('build-7');
  const opening = results.find(({ uuid }) => uuid === 'opening');
  expect(opening && label(opening, 'feature')).toBe('Opening and closing');
  expect(readFileSync(join(paths.allureResults, 'environment.properties'), 'utf8')).toMatch(/^Profile\s*=\s*gate$/m);
});

test('JUnit says the same as the statement, and stays XML whatever a target sent', () => {
  const { xml } = agreed(test.info().outputPath());
  const problems: string[] = [];
  const document = new DOMParser({ onError: (_, message) => problems.push(message) }).parseFromString(xml, 'text/xml');
  expect(problems).toEqual([]);
  const cases = [...document.getElementsByTagName('testcase')];
  const endings = cases.map((one) => {
    const ending = ['failure', 'error', 'skipped'].find((name) => one.getElementsByTagName(name).length > 0);
    return [one.getAttribute('name'), ending ?? 'passed'];
  });
  expect(endings.sort()).toEqual(ids.map((id) => [id, told[id]?.junit]).sort());
  const counts = ['tests', 'failures', 'errors'].map((name) => document.documentElement?.getAttribute(name));
  expect(counts).toEqual(['7', '1', '2']);
  const suites = [...document.getElementsByTagName('testsuite')];
  expect(suites.reduce((sum, suite) => sum + Number(suite.getAttribute('skipped')), 0)).toBe(1);
  expect(xml).not.toContain('\u001b');
});

test('without a report for people there are still those for programs, and they say the same', async () => {
  const folder = test.info().outputPath();
  const paths = outputPaths(folder);
  const stated = statement(folder);
  mkdirSync(dirname(paths.junit), { recursive: true });
  mkdirSync(dirname(paths.exchanges), { recursive: true });
  writeFileSync(paths.exchanges, '');
  expect(await completeReports(paths, stated, { flags: {}, report: 'none' })).toEqual([]);
  expect(readFileSync(paths.junit, 'utf8')).toBe(junit(stated, messages([], {}), []));
  expect(readFileSync(paths.summary, 'utf8')).toContain('auth/bearer-alone');
  expect(existsSync(paths.allureResults)).toBe(false);
});

test('what the operator skipped is a skipped case in JUnit', () => {
  const stated = statement(test.info().outputPath());
  const leftOut = [
    { id: 'http/date', kind: 'skipped', reason: 'named by NEXUS_SKIP (http/*)' },
    { id: 'http/http2', kind: 'not-built', reason: 'not built yet' },
  ] as const;
  const xml = junit({ ...stated, selection: { ...stated.selection, leftOut } }, messages([], {}), []);
  expect(xml).toMatch(/<testcase name="http\/date"[^>]*>\s*<skipped message="skipped by you: [^"]*\(http\/\*\)">/);
  expect(xml).not.toContain('http/http2');
});

test('a failure is told in a letter, and everything else by its reason', () => {
  const { requirements } = statement(test.info().outputPath());
  const messageOf = messages([], {});
  const told = Object.fromEntries(requirements.map((result) => [result.id, messageOf(result)]));
  expect(told['auth/bearer-alone']).toContain('docs/requirements/auth/bearer-alone.md');
  expect(told['auth/challenge-present']).toBe('got ]]> <b> & " \\u0000\\u001b[31m \\ud800 \uffff');
  expect(told['operation/answers-204']).toBeUndefined();
});
