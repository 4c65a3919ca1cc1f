/** Installs what `selftest/implementations` needs besides npm, as far as it can be had here. Nothing else asks the network for it. */
import { isDeepStrictEqual } from 'node:util';
import * as fastapi from './implementations/fastapi.ts';
import { pinned } from './implementations/pins.ts';
import * as spring from './implementations/spring.ts';

for (const [name, { installed, install }] of Object.entries({ fastapi, spring })) {
  if (isDeepStrictEqual(installed(), pinned[name as keyof typeof pinned].software)) continue;
  try {
    install();
  } catch (error) {
    process.stderr.write(`== skipped: ${name} cannot be had here: ${error instanceof Error ? error.message : error}\n`);
  }
}
