import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Environment } from '../../reference/environment.ts';
import { startReference } from '../../reference/serve.ts';
import { failureMessage } from '../../src/report/failure.ts';
import { type FrontDoor, installed, startFrontDoor } from '../front-doors/front-door.ts';
import { frontDoors } from '../front-doors/index.ts';
import { differences, inWords } from './as-pinned.ts';
import { judge, judgeFully, withoutMailbox } from './judge.ts';

for (const [name, door] of Object.entries(frontDoors)) {
  for (const keepsAlive of [true, false]) {
    const way = keepsAlive ? 'that keeps its connections to it' : 'that makes one for each request';
    test(`a Nexus behind ${name} ${way} passes the gate, and deviates where ${name} is pinned to alone`, async () => {
      await behind(door, { keepsAlive }, async (environment) => {
        const judged = await judge({ ...environment, ...withoutMailbox('certify') });
        expect(differences(door.pins, judged)).toEqual({ unpinned: [], vanished: [] });
        expect((await judge({ ...environment, ...withoutMailbox('gate') })).verdict).toBe('pass');
      });
    });
  }
}

test('an ApplicationToken that nginx drops for the underscore in its name fails the good request, and is told so', async () => {
  const variant = 'application-token-under-a-name-with-underscore';
  await behind(frontDoors.nginx, { keepsAlive: true, variant }, async (environment) => {
    const id = 'auth/bearer-and-application-token';
    const { statement, exchanges } = await judgeFully({ ...environment, NEXUS_ONLY: id });
    const [told] = statement.requirements;
    expect(told).toMatchObject({ id, outcome: 'failed' });
    expect(told && failureMessage(told, exchanges)).toMatch(/likely\s+nginx drops fields .*\s.*underscores_in_headers/);
  });
});

interface Way {
  readonly keepsAlive: boolean;
  /** What the reference behind it is, if not the conforming one. */
  readonly variant?: string;
}

/** Hands over the configuration of a run against a reference behind a front door. Skips the test where that one is not here. */
async function behind(
  door: FrontDoor,
  { keepsAlive, ...what }: Way,
  use: (environment: Environment) => Promise<void>,
): Promise<void> {
  test.skip(!isDeepStrictEqual(installed(door), door.software), `needs ${inWords(door.software)}`);
  const reference = await startReference(what);
  try {
    const { baseUrl, close } = await startFrontDoor(door, { upstream: new URL(reference.baseUrl).host, keepsAlive });
    await use({ ...reference.environment, NEXUS_BASE_URL: baseUrl }).finally(close);
  } finally {
    await reference.close();
  }
}
