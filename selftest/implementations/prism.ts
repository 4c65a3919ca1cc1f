import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Start } from './backend.ts';
import { startProcess } from './process.ts';

const document = fileURLToPath(new URL('../../schemas/nexus.openapi.json', import.meta.url));

/** Prism's mock of the contract. It knows no users, no clients and no credentials. */
export const start: Start = () => {
  const program = createRequire(import.meta.url).resolve('@stoplight/prism-cli');
  return startProcess(process.execPath, [program, 'mock', '--host', '127.0.0.1', '--port', '0', document]);
};
