import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Running } from '../implementations/backend.ts';
import type { Pinned, Software } from '../implementations/pins.ts';
import { listening } from '../implementations/process.ts';

/** Where a front door stands, and what it leads to. */
export interface Place {
  /** TCP port on 127.0.0.1 on which it listens. */
  readonly port: number;
  /** `host:port` of the application. */
  readonly upstream: string;
  /** Whether it keeps its connections to the application. */
  readonly keepsAlive: boolean;
  /** A folder of its own for whatever it writes. */
  readonly folder: string;
}

/** A program that stands before an application. It runs in the foreground, as one process, and as anybody. */
export interface FrontDoor extends Pinned {
  /** Where the package of Debian has it: not everybody's PATH holds /usr/sbin. */
  readonly program: string;
  readonly asksVersion: string;
  readonly parameters: (file: string) => readonly string[];
  /** The text of its configuration file: what its documentation shows for a reverse proxy, and no more than this needs. */
  readonly configuration: (place: Place) => string;
}

/** The version that is here, as `pins` has it: patches of a distribution change nothing that is pinned. */
export function installed({ program, asksVersion, software }: FrontDoor): Software | undefined {
  const { stdout, stderr } = spawnSync(program, [asksVersion], { encoding: 'utf8' });
  const [version] = /\d+\.\d+/.exec(`${stdout}${stderr}`) ?? [];
  return version === undefined ? undefined : Object.fromEntries(Object.keys(software).map((name) => [name, version]));
}

/** The user `nobody` of Debian, where we are root: then each of them would want to change its user. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

export async function startFrontDoor(
  { program, parameters, configuration }: FrontDoor,
  { upstream, keepsAlive }: Pick<Place, 'upstream' | 'keepsAlive'>,
): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-front-door-'));
  const file = join(folder, 'configuration');
  const port = await freePort();
  await writeFile(file, configuration({ port, upstream, keepsAlive, folder }));
  if (nobody) await chown(folder, nobody.uid, nobody.gid);
  const server = spawn(program, parameters(file), { ...nobody, stdio: ['ignore', 'ignore', 'pipe'] });
  const { baseUrl, close } = await listening(server, urlOf(server, port));
  return { baseUrl, close: () => close().then(() => rm(folder, { recursive: true })) };
}

/** Below those that a system gives to connections, so that none of them takes it before it is listened on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(10_000 + Math.floor(Math.random() * 20_000), '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return freePort();
  }
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Its address, as soon as somebody can connect; it never comes where the process ends before that. */
async function urlOf(server: ChildProcess, port: number): Promise<string> {
  while (server.exitCode === null && server.signalCode === null) {
    if (await isOpen(port)) return `http://127.0.0.1:${port}`;
    await pause(20);
  }
  return new Promise(() => {});
}

export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
