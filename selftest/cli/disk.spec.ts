import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { nexusServer } from './nexus-server.ts';
import { root } from './processes.ts';
import { smoke, test } from './setup.ts';

/** As who may mount in a namespace of his own. */
const alone = ['--map-root-user', '--mount'];

function canMount(): boolean {
  try {
    execFileSync('unshare', [...alone, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

interface Disk {
  readonly size: string;
  readonly report?: 'allure';
  /** Called with the folder of the disk, as it is seen from here, at the 10th request. */
  readonly middle?: (disk: string) => void;
}

/** A run of smoke whose results go to a disk of their own. */
async function runOn(folder: string, { size, report, middle }: Disk) {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  let requests = 0;
  const seenFromHere = () => join('/proc', `${child.pid}`, 'root', disk);
  const server = await nexusServer((nexus) => ({
    ...nexus,
    around: [
      async (_c, next) => {
        requests += 1;
        if (requests === 10) middle?.(seenFromHere());
        await next();
      },
    ],
  }));
  const line = 'mount -t tmpfs -o size="$1" tmpfs "$2" && exec "$3" "$4" --output "$2/out"';
  const args = ['sh', '-c', line, 'sh', size, disk, process.execPath, join(root, 'bin', 'nexus-conformance.cjs')];
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, ...server.environment, ...smoke, NEXUS_REPORT: report ?? 'none' };
  const child = spawn('unshare', [...alone, ...args], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number];
  server.close();
  return { code, stderr, requests };
}

function fill(disk: string): void {
  const ballast = join(disk, 'ballast');
  for (const octets of [65_536, 256, 1]) {
    try {
      for (;;) appendFileSync(ballast, Buffer.alloc(octets));
    } catch {
      // Full, but for less than that.
    }
  }
}

/** Which file it is in the middle depends on which comes next. */
const unwritten = (file = '[\\w./]+') => new RegExp(`disk/out/${file} could not be written: ENOSPC`);

test('a disk that is full from the start ends in exit 4 with the name of the file, and nothing is sent', async ({
  folder,
}) => {
  test.skip(!canMount(), 'needs unshare, and the right to mount');
  const run = await runOn(folder, { size: '16k' });
  expect(run.code, run.stderr).toBe(4);
  expect(run.stderr).toMatch(unwritten('statement.json.new'));
  expect(run.requests).toBe(0);
});

test('a disk that is full in the middle of a run ends in exit 4 with the name of the file', async ({ folder }) => {
  test.skip(!canMount(), 'needs unshare, and the right to mount');
  const run = await runOn(folder, { size: '4m', middle: fill });
  expect(run.code, run.stderr).toBe(4);
  expect(run.stderr).toMatch(unwritten());
});

test('a disk that was full for a moment is no verdict: what was sent is not all on record', async ({ folder }) => {
  test.skip(!canMount(), 'needs unshare, and the right to mount');
  let stated = '';
  const run = await runOn(folder, {
    size: '4m',
    middle: (disk) => {
      fill(disk);
      setTimeout(() => rmSync(join(disk, 'ballast')), 3000);
      const statement = join(disk, 'out', 'statement.json');
      // When the run has ended the disk is gone.
      const look = setInterval(() => {
        if (existsSync(statement)) stated = readFileSync(statement, 'utf8');
        else clearInterval(look);
      }, 20);
    },
  });
  expect(run.code, run.stderr).toBe(4);
  expect(run.stderr).toMatch(unwritten());
  expect(JSON.parse(stated)).toMatchObject({
    exitCode: 4,
    reason: expect.stringMatching(unwritten()),
  });
});

test('a target that speaks of a full disk is judged like any other', async ({ conformance }) => {
  const says = '/out/exchanges.ndjson could not be written: ENOSPC: no space left on device, write';
  const server = await nexusServer((nexus) => ({
    ...nexus,
    around: [async (c, next) => (c.req.header('Authorization') === undefined ? c.text(says, 500) : next())],
  }));
  const run = await conformance([], { environment: { ...server.environment, ...smoke } });
  server.close();
  expect(run.code, run.stderr).toBe(1);
  expect(run.stdout).toContain('could not be written');
});

test('where the Allure report does not fit on the disk, it says why and ends in exit 4', async ({ folder }) => {
  test.skip(!canMount(), 'needs unshare, and the right to mount');
  const run = await runOn(folder, { size: '1m', report: 'allure' });
  expect(run.code, run.stderr).toBe(4);
  expect(run.stderr).toMatch(
    /The Allure report was not made: .*disk\/out\/allure-report\/index\.html could not be written: ENOSPC/,
  );
});
