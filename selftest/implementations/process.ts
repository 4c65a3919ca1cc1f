import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { World } from '../../reference/world.ts';
import { backendOf, type Running } from './backend.ts';

/** Starts a server in a process of its own, which reads its stdin to the end and says on stdout where it is listening. */
export function startProcess(command: string, parameters: readonly string[], stdin = ''): Promise<Running> {
  const server = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'] });
  // A server that has ended already is told of below.
  server.stdin.on('error', () => {}).end(stdin);
  return listening(server, announcedUrl(server.stdout));
}

/** A server in a process of its own, once it listens. Rejects where it ends before that, with what it said on a piped stderr. */
export async function listening(server: ChildProcess, url: Promise<string>): Promise<Running> {
  const words = server.stderr ? text(server.stderr) : '';
  const ended = once(server, 'exit');
  // Nobody else would end it where this process ends before its time.
  const end = () => server.kill('SIGKILL');
  process.once('exit', end);
  const baseUrl = await Promise.race([
    url,
    ended.then(async ([code]) => {
      throw new Error(`${server.spawnfile} ended with ${code} before it listened. ${await words}`.trimEnd());
    }),
  ]);
  return {
    baseUrl,
    async close() {
      end();
      await ended;
      process.off('exit', end);
    },
  };
}

/** The address that it says it listens on; its port is free to the last moment that way. */
function announcedUrl(stdout: NodeJS.ReadableStream): Promise<string> {
  let said = '';
  return new Promise((resolve) => {
    stdout.on('data', (chunk) => {
      said += chunk;
      const [, url] = /is listening on (http\S+)/.exec(said) ?? [];
      if (url) resolve(url);
    });
  });
}

/** What a server in another language has to know, as JSON. It is for stdin: secrets have no place in arguments. */
export function worldAsJson(world: World): string {
  const { secret, issuer, audience } = backendOf(world).tokens;
  return JSON.stringify({
    tokens: { secret: secret.toString('base64'), issuer, audience },
    applicationToken: world.applicationToken,
    accounts: Object.values(world.accounts),
    users: Object.values(world.users),
    clients: Object.values(world.clients),
  });
}
