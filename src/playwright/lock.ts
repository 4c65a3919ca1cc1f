import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder, type OutputPaths } from '../report/output.ts';

/** A folder that belongs to this process, or who has it: two runs in one folder would send and judge as one. */
export type Held = { readonly release: () => Promise<void> } | { readonly by: string };

/** A path of a socket may be about a hundred octets long. */
const longestPath = 100;
/** Who listens and says nothing for so many milliseconds was stopped, or is very busy: it has the folder all the same. */
const patience = 3000;

/**
 * Takes the folder until it is released or this process has ended, however it ends: whoever listens on a socket there is
 * alive. Where a socket cannot be had, as on some network drives, nobody is kept out.
 */
export async function holdOutput({ output: folder }: OutputPaths): Promise<Held> {
  const isNew = !existsSync(folder);
  let socket: string;
  try {
    makeFolder(folder);
    // One folder, by whatever name.
    socket = socketOf(realpathSync(folder));
  } catch {
    // Who wants to write there finds the reason.
    return { release: async () => {} };
  }
  let server = await listen(socket);
  if (server === undefined) {
    const by = await holderOf(socket);
    if (by !== undefined) return { by };
    // That of a process that was killed stays behind, and nobody listens on it.
    if (removed(socket)) server = await listen(socket);
  }
  return {
    release: async () => {
      if (server !== undefined) await new Promise((resolve) => server.close(resolve));
      try {
        if (isNew) rmdirSync(folder);
      } catch {
        // It holds results, as it should.
      }
    },
  };
}

/** A pipe of Windows is gone with its process. */
function removed(socket: string): boolean {
  try {
    if (process.platform !== 'win32') rmSync(socket, { force: true });
    return true;
  } catch {
    // No folder that one could write into, or something of somebody else's by that name.
    return false;
  }
}

function socketOf(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\nexus-conformance-${name}`;
  const inside = join(folder, '.lock');
  return Buffer.byteLength(inside) <= longestPath ? inside : join(tmpdir(), `nexus-conformance-${name}`);
}

/** What the process that listens says of itself; undefined where none does. */
function holderOf(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(path);
    socket.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    socket.on('end', () => resolve(said)).on('error', () => resolve(undefined));
    socket.setTimeout(patience, () => {
      socket.destroy();
      resolve('a process that does not answer');
    });
  });
}

async function listen(path: string): Promise<Server | undefined> {
  const since = new Date().toISOString();
  const server = createServer((socket) => socket.on('error', () => {}).end(`process ${process.pid}, since ${since}`));
  // Whoever was started by a cluster would ask its parent for the socket.
  server.unref().listen({ path, exclusive: true });
  return once(server, 'listening').then(
    () => server,
    () => undefined,
  );
}
