/** Installs what the self-test needs besides npm, as far as it can be had here. Nothing else asks the network for it. */
import { isDeepStrictEqual } from 'node:util';
import * as fastapi from './implementations/fastapi.ts';
import { pinned } from './implementations/pins.ts';
import * as spring from './implementations/spring.ts';
import * as mailpit from './mail/mailpit-program.ts';

const others = {
  fastapi: { ...fastapi, isInstalled: () => isDeepStrictEqual(fastapi.installed(), pinned.fastapi.software) },
  spring: { ...spring, isInstalled: () => isDeepStrictEqual(spring.installed(), pinned.spring.software) },
  mailpit,
};

for (const [name, { isInstalled, install }] of Object.entries(others)) {
  if (isInstalled()) continue;
  try {
    install();
  } catch (error) {
    process.stderr.write(`== skipped: ${name} cannot be had here: ${error instanceof Error ? error.message : error}\n`);
  }
}
