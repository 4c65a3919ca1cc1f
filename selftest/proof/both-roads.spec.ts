import { expect } from '@playwright/test';
import type { Environment } from '../../reference/environment.ts';
import { startReference } from '../../reference/serve.ts';
import type { Statement } from '../../src/report/statement.ts';
import { test } from '../cli/setup.ts';
import { makeCertificates, tlsFront } from '../unit/network-setup.ts';
import { type Answer, always, type BrokenServer, httpServer } from './broken-server.ts';
import { judge } from './judge.ts';
import { mortalReference } from './mortal-reference.ts';

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

/** Only what is sent one by one: what is under way together dies in any order. */
async function dying(): Promise<Target> {
  const { environment, close } = await mortalReference('exits-without-credentials');
  return { environment: { ...environment, ...few }, close };
}

const targets: readonly (readonly [name: string, profile: 'smoke' | 'gate', start: Start])[] = [
  ['the reference', 'gate', () => startReference()],
  ['a server that answers 204 to everything', 'smoke', () => answering(always(204))],
  ['a server that answers 401 to everything', 'smoke', () => answering(always(401))],
  ['a server that answers 500 to everything', 'smoke', () => answering(always(500))],
  ['a server that answers 429 to everything', 'smoke', () => answering(always(429, { 'Retry-After': '0' }))],
  ['a server that hangs', 'smoke', async () => impatient(await httpServer(() => {}))],
  ['a process that dies', 'smoke', dying],
  ['a reference behind TLS', 'smoke', behindTls],
  ['the fault bearer-alone', 'smoke', faulty('bearer-alone')],
  ['the fault 500-for-malformed-user-ids', 'gate', faulty('500-for-malformed-user-ids')],
  ['the fault html-errors', 'smoke', faulty('html-errors')],
  ['the fault 410-for-unknown-users', 'smoke', faulty('410-for-unknown-users')],
];

for (const [name, profile, start] of targets) {
  test(`the command line comes to something else about ${name} than the same judge in one process`, async ({
    conformance,
    folder,
  }) => {
    const inProcess = await against(start, folder, (environment) => judge({ ...environment, NEXUS_PROFILE: profile }));
    test.skip(inProcess === undefined, 'the command openssl is missing');
    const byCommandLine = await against(start, folder, async (environment) => {
      const run = await conformance(['--quiet'], { environment: { ...environment, NEXUS_PROFILE: profile } });
      expect(run.code, run.stderr).toBe(run.statement().exitCode);
      expect(run.stderr, 'quiet').toMatch(/^(note: .*\n)*$/);
      return run.statement();
    });
    expect(comparable(byCommandLine)).toEqual(comparable(inProcess));
  });
}

/** A target for each road: it may keep something of a run, or not survive it. */
async function against(
  start: Start,
  folder: string,
  judgeIt: (environment: Environment) => Promise<Statement>,
): Promise<Statement | undefined> {
  const target = await start(folder);
  try {
    return target && (await judgeIt(target.environment));
  } finally {
    await target?.close();
  }
}

/** Without what is of one run only: times, ports, and numbers of exchanges that were sent at the same time. */
function comparable(statement: Statement | undefined): unknown {
  const text = JSON.stringify({ ...statement, startedAt: '', finishedAt: '' })
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1')
    .replace(/(\/[a-z0-9-]+|opening|closing)#\d+/g, '$1');
  return JSON.parse(text);
}
