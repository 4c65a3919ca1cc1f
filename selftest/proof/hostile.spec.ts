import type { IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { isAnswered } from '../../src/model/exchange.ts';
import { failureMessage } from '../../src/report/failure.ts';
import { hostileUserIds } from '../../tests/robustness.cases.ts';
import { type Answer, conformingBut, cuts, hangs } from './broken-server.ts';
import { type Conducted, judgeFully, withoutMailbox } from './judge.ts';

const id = 'robustness/hostile-user-id';

/** Judged by the hostile userIds alone. */
async function judged(
  answerTo: (request: IncomingMessage) => Answer | undefined,
  changed: Readonly<Record<string, string>> = {},
): Promise<Conducted> {
  const server = await conformingBut(answerTo);
  try {
    return await judgeFully({ ...server.environment, NEXUS_PROFILE: 'gate', NEXUS_ONLY: id, ...changed });
  } finally {
    server.close();
  }
}

const resultOf = ({ statement }: Conducted) => statement.requirements.find((result) => result.id === id);
const names =
  (...spelled: readonly string[]) =>
  (answer: Answer) =>
  ({ url = '' }: IncomingMessage): Answer | undefined =>
    spelled.some((one) => url.includes(`/${one}/password-reset`)) ? answer : undefined;
const spelledAs = (...cases: readonly string[]) =>
  hostileUserIds.filter((one) => cases.includes(one.case)).map(({ spelled }) => spelled);

test('one input that hangs costs two time-outs, is named, and ends nothing', async () => {
  const run = await judged(names(...spelledAs('emoji'))(hangs), { NEXUS_TIMEOUT_SECONDS: '1' });
  const failures = resultOf(run)?.findings.filter(({ outcome }) => outcome === 'failed');
  expect(failures).toMatchObject([{ case: `${id}#emoji`, reason: expect.stringContaining('it hangs') }]);
  expect(run.exchanges.filter(({ noAnswer }) => noAnswer?.kind === 'timeout')).toHaveLength(2);
});

test('ten inputs that hang cost three time-outs, since they run beside each other', async () => {
  const hanging = hostileUserIds.slice(5, 15).map(({ spelled }) => spelled);
  const run = await judged(names(...hanging)(hangs), { NEXUS_TIMEOUT_SECONDS: '2' });
  expect(resultOf(run)?.findings.filter(({ outcome }) => outcome === 'failed')).toHaveLength(10);
  const begun = run.exchanges
    .filter(({ noAnswer }) => noAnswer?.kind === 'timeout')
    .map(({ sentAt }) => Date.parse(sentAt))
    .toSorted();
  const waves = begun.filter((time, at) => time - (begun[at - 1] ?? 0) > 1000);
  expect(begun).toHaveLength(20);
  expect(waves.length).toBeLessThanOrEqual(3);
});

test('what is cut off while others are served is seen, and is no failure', async () => {
  const run = await judged(names(...spelledAs('nul', 'emoji'))(cuts));
  expect(resultOf(run)).toMatchObject({ outcome: 'passed' });
  expect(run.exchanges.filter(({ noAnswer }) => noAnswer?.kind === 'dropped')).toHaveLength(2);
});

test('a wrong answer to generated input is made smaller by at most 50 requests, which mail nobody', async () => {
  const long: Answer = ({ response }) => void response.writeHead(500).end();
  const isWrong = ({ url = '' }: IncomingMessage) => (/x{20}|%78{20}|\.{20}/.test(url) ? long : undefined);
  const run = await judged(isWrong, { ...withoutMailbox('certify'), NEXUS_ONLY: id });
  const smaller = run.exchanges.filter(({ intent }) => intent.case.endsWith('-smaller'));
  expect(smaller.length).toBeGreaterThan(0);
  expect(smaller.length).toBeLessThanOrEqual(50);
  expect(smaller.filter(({ intent }) => intent.mayMail || intent.user === 'user')).toEqual([]);
  const [failure] = resultOf(run)?.findings.filter(({ outcome }) => outcome === 'failed') ?? [];
  expect(failure?.case).toMatch(/#generated-\d+-smaller$/);
});

test('what a seed of the operator finds counts only where it comes twice', async () => {
  let times = 0;
  const once = ({ url = '' }: IncomingMessage): Answer | undefined => {
    if (!/conformance.{60}/.test(url) || url.includes(spelledAs('long')[0] ?? '')) return undefined;
    times += 1;
    return times === 1 ? ({ response }) => void response.writeHead(500).end() : undefined;
  };
  const run = await judged(once, { NEXUS_SEED: '7' });
  expect(times).toBeGreaterThan(1);
  expect(resultOf(run)).toMatchObject({ outcome: 'passed' });
});

const floods: readonly (readonly [string, Answer, RegExp])[] = [
  [
    'a gzip bomb',
    ({ response }) =>
      void response.writeHead(500, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(200_000_000))),
    /answered 500/,
  ],
  ['an endless body', ({ response }) => void endlessly(response.writeHead(500)), /answered 500/],
  ['10,000 field lines', ({ response }) => void response.writeHead(500, manyFields).end(), /answered 500/],
  [
    'escape codes of terminals',
    ({ response }) =>
      void response.writeHead(500, { 'Content-Type': 'text/plain' }).end('\x1b[2J\x1b]0;owned\x07::error::no'),
    /answered 500/,
  ],
];
const manyFields = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`X-${at}`, 'of no use']));

function endlessly(response: Parameters<Answer>[0]['response']): void {
  const chunk = Buffer.alloc(65_536, 'x');
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

for (const [name, answer, reason] of floods) {
  test(`${name} costs bounded memory, and the finding can be read`, async () => {
    const before = process.memoryUsage().rss;
    const run = await judged(names(...spelledAs('emoji'))(answer));
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(300);
    const result = resultOf(run);
    expect(result).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(reason) });
    for (const { response } of run.exchanges.filter(isAnswered))
      expect(response.content.length).toBeLessThan(5_000_000);
    const message = failureMessage({ ...result, restsOn: [] } as never, run.exchanges, {});
    expect(message.length).toBeLessThan(20_000);
    expect(message).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
    expect(message).not.toMatch(/^::/m);
  });
}
