// How long a whole run takes beside one trivial Playwright test: `npm run bench [-- ROUNDS]`. Each round runs everything once,
// so that a slow minute of the machine slows all alike. Prints medians, and the medians of the ratios to that test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'dotenv';
import { ensureBuilt } from './ensure-built.js';
import { root } from './last-build.js';

/** @typedef {{ wall: number, cpu: number | undefined }} Cost In seconds; the CPU is that of the process and all below it. */

const rounds = Number(process.argv[2] ?? 5);
const profiles = ['smoke', 'gate', 'certify'];
const latency = 50;
/** A run that could be judged, or lacks what only some targets have. */
const expectedCodes = [0, 3];
const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
const playwright = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
const command = join(root, 'bin', 'nexus-conformance.cjs');

/** @type {(args: readonly string[], environment?: Record<string, string>) => Promise<Cost>} */
async function costOf(args, environment = {}) {
  // The shell's own `times` knows what its children took.
  const timed = process.platform !== 'win32';
  const started = performance.now();
  const child = timed
    ? spawn('sh', ['-c', '"$@" >&2; code=$?; times; exit $code', 'sh', process.execPath, ...args], options(environment))
    : spawn(process.execPath, args, options(environment));
  let stdout = '';
  child.stdout?.on('data', (text) => {
    stdout += text;
  });
  const [code] = await once(child, 'close');
  const wall = (performance.now() - started) / 1000;
  if (!expectedCodes.includes(code)) throw new Error(`node ${args.join(' ')} ended with ${code}`);
  const [user, system] = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)]
    .slice(-2)
    .map(([, m, s]) => Number(m) * 60 + Number(s));
  return { wall, cpu: user === undefined || system === undefined ? undefined : user + system };
}

/** @returns {import('node:child_process').SpawnOptions} */
function options(/** @type {Record<string, string>} */ environment) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NEXUS_|CI$)/i.test(name)));
  return { cwd: folder, env: { ...own, ...environment }, stdio: ['ignore', 'pipe', 'ignore'] };
}

/** A run against a reference behind a proxy that holds back each piece of a request. @returns {Promise<Cost>} */
async function costFromAfar(/** @type {string} */ profile) {
  const reference = spawn(process.execPath, [join(root, 'tools', 'reference.js')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let env = '';
  reference.stdout.on('data', (text) => {
    env += text;
  });
  await once(reference.stderr, 'data');
  const target = parse(env);
  const near = new URL(target.NEXUS_BASE_URL ?? '');
  const place = { port: Number(near.port), host: near.hostname };
  const proxy = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ ...place, allowHalfOpen: true });
    const later = (/** @type {() => void} */ act) => setTimeout(act, latency);
    client.on('data', (octets) => later(() => server.writable && server.write(octets)));
    client.on('end', () => later(() => server.end())).on('error', () => server.destroy());
    server.on('error', () => client.destroy());
    server.pipe(client);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (proxy.address());
  const baseUrl = String(Object.assign(near, { port: String(port) })).replace(/\/$/, '');
  // Its e-mails go nowhere; certify takes no word for that.
  const mailbox = profile === 'certify' ? { NEXUS_MAILBOX_URL: '' } : {};
  const afar = { ...target, ...mailbox, NEXUS_BASE_URL: baseUrl };
  try {
    return await costOf([command, '--profile', profile], afar);
  } finally {
    proxy.close();
    reference.kill();
  }
}

/** One test that checks nothing. */
function trivialTest() {
  const home = join(folder, 'trivial');
  mkdirSync(home);
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'), 'junction');
  writeFileSync(join(home, 'one.spec.mjs'), "import { test } from '@playwright/test';\ntest('one', () => {});\n");
  writeFileSync(join(home, 'playwright.config.mjs'), 'export default { workers: 1 };\n');
  return [playwright, 'test', '--config', join(home, 'playwright.config.mjs')];
}

/** @returns {number} */
function median(/** @type {readonly number[]} */ numbers) {
  return [...numbers].sort((one, other) => one - other)[numbers.length >> 1] ?? Number.NaN;
}

const trivial = 'one trivial Playwright test';
const one = trivialTest();
/** @type {Record<string, () => Promise<Cost>>} */
const subjects = { [trivial]: () => costOf(one) };
for (const profile of profiles) {
  const args = [command, '--target', 'reference', '--profile', profile];
  subjects[`${profile}, 0 ms`] = () => costOf(args);
  subjects[`${profile}, ${latency} ms`] = () => costFromAfar(profile);
  if (profile === 'gate') subjects['gate, 0 ms, no report'] = () => costOf(args, { NEXUS_REPORT: 'none' });
}

try {
  await ensureBuilt();
  /** @type {Record<string, Cost[]>} */
  const costs = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(subjects)) {
      const cost = await run();
      // The first fills the caches.
      if (round > 0) costs[name]?.push(cost);
      process.stderr.write(`${round} of ${rounds}: ${name} ${cost.wall.toFixed(2)} s\n`);
    }
  }
  const base = costs[trivial] ?? [];
  const ratio = (/** @type {Cost[]} */ of, /** @type {'wall' | 'cpu'} */ what) =>
    `${median(of.map((cost, round) => (cost[what] ?? Number.NaN) / (base[round]?.[what] ?? Number.NaN))).toFixed(2)} x`;
  const rows = Object.entries(costs).map(([name, of]) => {
    const wall = { wall: `${median(of.map((cost) => cost.wall)).toFixed(2)} s`, 'to trivial': ratio(of, 'wall') };
    if (of.some(({ cpu }) => cpu === undefined)) return [name, wall];
    const cpu = { CPU: `${median(of.map((cost) => cost.cpu ?? 0)).toFixed(2)} s`, 'CPU to trivial': ratio(of, 'cpu') };
    return [name, { ...wall, ...cpu }];
  });
  console.table(Object.fromEntries(rows));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
