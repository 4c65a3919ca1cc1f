import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Start } from './backend.ts';

const document = fileURLToPath(new URL('../../schemas/nexus.openapi.json', import.meta.url));

/** Prism's mock of the contract, in a process of its own. It knows no users, no clients and no credentials. */
export const start: Start = async () => {
  const program = createRequire(import.meta.url).resolve('@stoplight/prism-cli');
  const prism = spawn(process.execPath, [program, 'mock', '--host', '127.0.0.1', '--port', '0', document], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(prism, 'exit');
  // Nobody else would end it where this process ends before its time.
  process.once('exit', () => prism.kill());
  const baseUrl = await Promise.race([
    announcedUrl(prism.stdout),
    ended.then(([code]) => Promise.reject(new Error(`Prism ended with ${code} before it listened`))),
  ]);
  return {
    baseUrl,
    async close() {
      prism.kill();
      await ended;
    },
  };
};

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
