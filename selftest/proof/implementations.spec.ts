import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@playwright/test';
import { environmentOf } from '../../reference/environment.ts';
import { conformingNexus } from '../../reference/nexus.ts';
import { createWorld } from '../../reference/world.ts';
import type { Statement } from '../../src/report/statement.ts';
import type { Start } from '../implementations/backend.ts';
import { installedVersion, isInstalled } from '../implementations/installed.ts';
import { type Pinned, pinned, type Software } from '../implementations/pins.ts';
import { differences, inWords } from './as-pinned.ts';
import { judge, withoutMailbox } from './judge.ts';
import { implementationTitle } from './titles.ts';

interface Implementation {
  readonly start: Start;
  /** The versions that are here of what does not come from npm, and is not everywhere. */
  readonly installed?: () => Software | undefined;
}

// Frameworks are slow to load, and a server to compile, where the machine is busy with the other proofs.
test.describe.configure({ timeout: 600_000 });

test.beforeAll(() => {
  if (!isInstalled()) throw new Error('The HTTP stacks are not installed: npx tsx selftest/install.ts');
});

for (const [name, { software, pins, environment }] of Object.entries(pinned)) {
  test(implementationTitle(name), async () => {
    const { start, installed }: Implementation = await import(`../implementations/${name}.ts`);
    const here = installed ? installed() : installedPackages(Object.keys(software));
    test.skip(installed !== undefined && !isDeepStrictEqual(here, software), `needs ${inWords(software)}`);
    expect(here, 'other versions may behave in other ways').toEqual(software);
    expect(differences(pins, await judgementOf(start, environment))).toEqual({ unpinned: [], vanished: [] });
  });
}

const installedPackages = (names: readonly string[]): Software =>
  Object.fromEntries(names.map((name) => [name, installedVersion(name)]));

/** Judged by the profile that looks at everything, unless it is said otherwise. */
async function judgementOf(start: Start, environment: Pinned['environment']): Promise<Statement> {
  const world = await createWorld();
  const { baseUrl, close } = await start(world);
  try {
    const configured = environmentOf(conformingNexus(world), baseUrl);
    return await judge({ ...configured, ...withoutMailbox('certify'), ...environment });
  } finally {
    await close();
  }
}
