/** What other programs read of a run: none of it obeys a target, and all of it tells what was left out and lowered. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { completeAllureResults } from '../../src/report/allure-results.ts';
import { exchangeText, exchangeTitle } from '../../src/report/exchange-text.ts';
import { junit } from '../../src/report/junit.ts';
import { outputPaths, writeStatement } from '../../src/report/output.ts';
import { messages } from '../../src/report/reports.ts';
import type { OwnTest, Statement } from '../../src/report/statement.ts';
import { summary, summaryPage } from '../../src/report/summary.ts';
import { jsonWithoutOrders, printable, withoutOrders } from '../../src/report/text.ts';
import { verdictLine } from '../../src/report/verdict-line.ts';
import { type Answer, httpServer } from '../proof/broken-server.ts';
import { type Conducted, judgeFully } from '../proof/judge.ts';
import { withReference } from './doctor-setup.ts';

const orders = '##vso[task.setvariable variable=x]y ##[error]z ##VSO[a]b ###[group]';
const isObeyed = (text: string): boolean => /##(?:vso)?\[/i.test(text);

/** Says them wherever a server can say anything. */
const ordering: Answer = ({ response }) => {
  response.writeHead(500, orders, {
    'Content-Type': 'application/problem+json',
    'WWW-Authenticate': `Basic realm="${orders}"`,
    Server: orders,
    'X-Order': orders,
  });
  response.end(JSON.stringify({ type: orders, title: orders, status: 500, detail: `${orders}\n${orders}` }));
};

/** Everything that a run leaves to be read, by what it is. */
function published({ statement, exchanges }: Conducted, folder: string): Readonly<Record<string, string>> {
  const messageOf = messages(exchanges, {});
  const paths = outputPaths(folder);
  mkdirSync(folder, { recursive: true });
  writeStatement(paths, statement);
  completeAllureResults(paths.allureResults, statement, messageOf);
  const allure = readdirSync(paths.allureResults).map((name) => readFileSync(join(paths.allureResults, name), 'utf8'));
  return {
    'statement.json': readFileSync(paths.statement, 'utf8'),
    'junit.xml': junit(statement, messageOf, exchanges),
    'summary.md': summaryPage(statement),
    screen: summary(statement, exchanges) + verdictLine(statement),
    allure: allure.join('\n'),
    attachments: exchanges.flatMap((exchange) => [exchangeTitle(exchange), exchangeText(exchange)]).join('\n'),
  };
}

test('a target cannot steer a pipeline: nothing that is read of a run holds an order to who keeps its log', async () => {
  const { environment, close } = await httpServer(ordering);
  const conducted = await judgeFully({ ...environment, NEXUS_PROFILE: 'smoke' });
  close();
  expect(conducted.statement.verdict).toBe('fail');
  const ownTests: OwnTest[] = [{ title: printable(orders), status: 'failed' }];
  const statement: Statement = { ...conducted.statement, ownTests };
  const texts = published({ ...conducted, statement }, test.info().outputPath());
  for (const [what, text] of Object.entries(texts)) expect(isObeyed(text), what).toBe(false);
  expect(texts.screen, 'and shows what was said').toContain('# #vso[task.setvariable variable=x]y');
  expect(JSON.parse(texts['statement.json'] ?? ''), 'the same statement').toEqual(
    JSON.parse(JSON.stringify(statement)),
  );
});

test('an order is broken in whatever case, and twice is not made whole again', () => {
  for (const text of [orders, '####[x]', '##vso##vso[x]', '##\u0000[x]', `${'#'.repeat(9)}vSo[`]) {
    expect(isObeyed(withoutOrders(text)), text).toBe(false);
    expect(isObeyed(printable(text)), text).toBe(false);
    expect(JSON.parse(jsonWithoutOrders(JSON.stringify({ [text]: text })))).toEqual({ [text]: text });
    expect(isObeyed(jsonWithoutOrders(JSON.stringify(text))), text).toBe(false);
  }
});

/** A run that leaves something out, lowers guards and has tests of the team's own. */
async function loweredRun(): Promise<Conducted> {
  let conducted: Conducted | undefined;
  await withReference(async ({ environment }) => {
    conducted = await judgeFully({
      ...environment,
      NEXUS_PROFILE: 'gate',
      NEXUS_SKIP: 'auth/*,operation/needs-no-body',
      NEXUS_MAIL_FREE: 'true',
      NEXUS_INSECURE_TLS: 'true',
      NEXUS_MAX_RPS: '500',
      NEXUS_SEED: '7',
      NEXUS_IMPLEMENTATION_NAME: 'Acme Nexus',
      NEXUS_IMPLEMENTATION_VERSION: '4.2',
      NEXUS_IMPLEMENTATION_VENDOR: 'Acme',
    });
  });
  if (conducted === undefined) throw new Error('nothing was judged');
  const ownTests: OwnTest[] = [
    { title: 'ours passes', status: 'passed' },
    { title: 'ours fails', status: 'failed' },
    { title: 'ours waits', status: 'skipped' },
  ];
  return { ...conducted, statement: { ...conducted.statement, ownTests } };
}

test('what was skipped and lowered, and who was judged, stands in all that is read', async () => {
  const conducted = await loweredRun();
  const { statement } = conducted;
  const texts = published(conducted, test.info().outputPath());
  const skipped = statement.selection.leftOut.filter(({ kind }) => kind === 'skipped').map(({ id }) => id);
  expect(skipped.length).toBeGreaterThan(10);
  expect(skipped).toContain('operation/needs-no-body');
  for (const what of ['screen', 'summary.md', 'junit.xml', 'allure']) {
    expect(
      skipped.filter((id) => !texts[what]?.includes(id)),
      `not named in ${what}`,
    ).toEqual([]);
  }
  expect(texts.screen).toContain(`skipped by you: named by NEXUS_SKIP (auth/*)`);
  expect(texts.screen).toContain('1 skipped by you: named by NEXUS_SKIP (operation/needs-no-body)');
  expect(texts.screen).toMatch(/\d+ left out: needs an e-mail, and NEXUS_MAIL_FREE is true/);
  expect(texts.screen, 'what this version does not have is nobody’s choice').not.toContain('not built yet');

  const lowered = {
    NEXUS_MAIL_FREE: 'true',
    NEXUS_INSECURE_TLS: 'true',
    NEXUS_MAX_RPS: '500',
    NEXUS_SEED: '7',
    NEXUS_SKIP: 'auth/*,operation/needs-no-body',
  };
  expect(statement.lowered).toEqual(lowered);
  const line = verdictLine(statement);
  expect(line).toMatch(
    new RegExp(` left out ${skipped.length} skipped · mail-free insecure-tls paced seeded · \\d+ s · own tests: `),
  );
  for (const name of Object.keys(lowered)) {
    expect(texts['summary.md'], name).toContain(name.replaceAll('_', '&#95;'));
    expect(texts.allure, name).toContain(name);
  }
  for (const said of ['Implementation', 'Acme Nexus', 'Version', '4.2', 'Vendor']) {
    expect(texts['summary.md']).toContain(said);
    expect(texts.allure).toContain(said);
  }
});

test('a run that lowers nothing says nothing of it', async () => {
  await withReference(async ({ environment }) => {
    const { statement } = await judgeFully({ ...environment, NEXUS_ONLY: 'auth/basic' });
    expect(statement.lowered).toEqual({});
    expect(verdictLine(statement)).toMatch(/ \d+ left out · \d+ s$/);
  });
});

const elementsOf = (parent: Element): Element[] =>
  [...parent.childNodes].filter((node): node is Element => node.nodeType === 1);

/** What of Jenkins' schema is broken most easily, for where there is no validator. */
function brokenRules(xml: string): string[] {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  if (root === null) return ['no root'];
  const all = [root, ...root.getElementsByTagName('*')];
  const timed = all.filter(({ tagName }) => ['testsuites', 'testsuite', 'testcase'].includes(tagName));
  return [
    ...(root.hasAttribute('skipped') ? ['skipped on the root'] : []),
    ...timed
      .filter((one) => !/^\d+(?:\.\d{1,3})?$/.test(one.getAttribute('time') ?? ''))
      .map((one) => `no time: ${one.getAttribute('name')}`),
    ...[...root.getElementsByTagName('properties')].map(() => 'properties'),
    ...[...root.getElementsByTagName('testcase')]
      .flatMap(elementsOf)
      .filter(({ tagName }) => !['failure', 'error', 'skipped', 'system-out'].includes(tagName))
      .map(({ tagName }) => `${tagName} in a testcase`),
  ];
}

test('JUnit keeps to the rules of Jenkins’ schema', async () => {
  const { statement, exchanges } = await loweredRun();
  const xml = junit(statement, messages(exchanges, {}), exchanges);
  expect(brokenRules(xml)).toEqual([]);
  expect(brokenRules(xml.replace('<testsuites ', '<testsuites skipped="1" ')), 'a rule is looked at').toHaveLength(1);
  const suites = [...new DOMParser().parseFromString(xml, 'text/xml').getElementsByTagName('testsuite')];
  for (const suite of suites) {
    const endings = (name: string) => `${suite.getElementsByTagName(name).length}`;
    const counted = ['tests', 'failures', 'errors', 'skipped'].map((name) => suite.getAttribute(name));
    expect(counted, suite.getAttribute('name') ?? '').toEqual(['testcase', 'failure', 'error', 'skipped'].map(endings));
  }
});

test('JUnit is valid by Jenkins’ schema', async () => {
  test.skip(spawnSync('xmllint', ['--version']).error !== undefined, 'needs xmllint (libxml2-utils)');
  const { environment, close } = await httpServer(ordering);
  const broken = await judgeFully({ ...environment, NEXUS_PROFILE: 'smoke' });
  close();
  const schema = join(import.meta.dirname, '..', 'junit-10.xsd');
  for (const { statement, exchanges } of [await loweredRun(), broken]) {
    const file = test.info().outputPath('junit.xml');
    writeFileSync(file, junit(statement, messages(exchanges, {}), exchanges));
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', '--schema', schema, file], {
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  }
});
