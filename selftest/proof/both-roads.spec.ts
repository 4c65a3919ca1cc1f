import { expect } from '@playwright/test';
import type { Environment } from '../../reference/environment.ts';
import { faults } from '../../reference/faults/index.ts';
import type { Nexus } from '../../reference/nexus.ts';
import { startReference } from '../../reference/serve.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import type { Statement } from '../../src/report/statement.ts';
import { nexusServer } from '../cli/nexus-server.ts';
import { test } from '../cli/setup.ts';
import { makeCertificates, tlsFront } from '../unit/network-setup.ts';
import { type Answer, always, type BrokenServer, httpServer } from './broken-server.ts';
import { judgeFully } from './judge.ts';

interface Target {
  readonly environment: Environment;
  close(): void | Promise<void>;
}

/** Starts a target; `undefined` where it cannot be had on this machine. */
type Start = (folder: string) => Promise<Target | undefined>;

const faulty =
  (fault: string): Start =>
  () =>
    startReference({ fault });

async function impatient(server: BrokenServer): Promise<Target> {
  return { ...server, environment: { ...server.environment, NEXUS_TIMEOUT_SECONDS: '1' } };
}

async function behindTls(folder: string): Promise<Target | undefined> {
  const certificates = makeCertificates(folder);
  if (certificates === undefined) return undefined;
  const { environment, baseUrl, close } = await startReference();
  const front = await tlsFront(Number(new URL(baseUrl).port), certificates, false);
  const NEXUS_BASE_URL = `https://127.0.0.1:${front.port}`;
  return {
    environment: { ...environment, ...few, NEXUS_BASE_URL, NEXUS_INSECURE_TLS: 'true' },
    async close() {
      front.close();
      await close();
    },
  };
}

/** Few fail of these: after each failure Playwright replaces its process, which takes it a second. */
const few = { NEXUS_ONLY: 'auth/basic,auth/no-credentials,auth/bearer-alone,operation/no-other-success' };

async function answering(answer: Answer): Promise<Target> {
  const { environment, close } = await httpServer(answer);
  return { environment: { ...environment, ...few }, close };
}

const targets: readonly (readonly [name: string, profile: 'smoke' | 'gate', start: Start])[] = [
  ['the reference', 'gate', () => startReference()],
  ['a server that answers 204 to everything', 'smoke', () => answering(always(204))],
  ['a server that answers 401 to everything', 'smoke', () => answering(always(401))],
  ['a server that answers 429 to everything', 'smoke', () => answering(always(429, { 'Retry-After': '0' }))],
  ['a server that hangs', 'smoke', async () => impatient(await httpServer(() => {}))],
  ['a reference behind TLS', 'smoke', behindTls],
  ['the fault 500-for-malformed-user-ids', 'gate', faulty('500-for-malformed-user-ids')],
  ['the fault html-errors', 'smoke', faulty('html-errors')],
];

/** What a road came to: the statement, and the ids of all that it sent. */
interface Judged {
  readonly statement: Statement;
  readonly sent: readonly string[];
}

const judgedBy = ({ statement, exchanges }: { statement: Statement; exchanges: readonly Exchange[] }): Judged => ({
  statement,
  sent: exchanges.map(({ id }) => id),
});

for (const [name, profile, start] of targets) {
  test(`the command line comes to the same about ${name} as the judge in one process, by the same requests`, async ({
    conformance,
    folder,
  }) => {
    const inProcess = await against(start, folder, async (environment) =>
      judgedBy(await judgeFully({ ...environment, NEXUS_PROFILE: profile })),
    );
    test.skip(inProcess === undefined, 'the command openssl is missing');
    const byCommandLine = await against(start, folder, async (environment) => {
      const run = await conformance(['--quiet'], { environment: { ...environment, NEXUS_PROFILE: profile } });
      expect(run.code, run.stderr).toBe(run.statement().exitCode);
      expect(run.stderr, 'quiet').toMatch(/^(note: .*\n)*$/);
      return judgedBy({ statement: run.statement(), exchanges: run.exchanges() });
    });
    expect(comparable(byCommandLine?.statement)).toEqual(comparable(inProcess?.statement));
    expect(byCommandLine?.sent.toSorted()).toEqual(inProcess?.sent.toSorted());
  });
}

test('a process that replaces another one after a failure sends nothing again', async ({ conformance }) => {
  const NEXUS_ONLY = 'auth/basic,auth/bearer-alone,auth/bad-basic,auth/no-credentials,auth/application-token-alone';
  const counted = async (judgeIt: (environment: Environment) => Promise<Judged>) => {
    let requests = 0;
    const server = await nexusServer((nexus) => {
      const count: Nexus['around'][number] = (_c, next) => {
        requests += 1;
        return next();
      };
      const broken = faults['either-suffices']?.change(nexus) ?? nexus;
      return { ...broken, around: [count, ...broken.around] };
    });
    const { statement, sent } = await judgeIt({ ...server.environment, NEXUS_PROFILE: 'smoke', NEXUS_ONLY });
    server.close();
    return { statement, sent: sent.toSorted(), requests };
  };
  const inProcess = await counted(async (environment) => judgedBy(await judgeFully(environment)));
  const replaced = await counted(async (environment) => {
    const run = await conformance([], { environment });
    return judgedBy({ statement: run.statement(), exchanges: run.exchanges() });
  });
  const failed = inProcess.statement.requirements.filter(({ outcome }) => outcome === 'failed');
  expect(failed.length, 'each ends a process').toBeGreaterThan(1);
  expect(replaced.requests).toBe(inProcess.requests);
  expect(replaced.sent).toEqual(inProcess.sent);
  expect(replaced.sent).toHaveLength(replaced.requests);
});

/** A target for each road: it may keep something of a run, or not survive it. */
async function against(
  start: Start,
  folder: string,
  judgeIt: (environment: Environment) => Promise<Judged>,
): Promise<Judged | undefined> {
  const target = await start(folder);
  try {
    return target && (await judgeIt(target.environment));
  } finally {
    await target?.close();
  }
}

/** Without what is of one run only: times and ports, and the commit, which may be made meanwhile. */
function comparable(statement: Statement | undefined): unknown {
  const text = JSON.stringify({ ...statement, startedAt: '', finishedAt: '', timing: '', runId: '' });
  return JSON.parse(text.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1').replace(/"commit":"\w+"/, '"commit":""'));
}
