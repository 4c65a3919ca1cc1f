import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { behind } from '../../reference/changes.ts';
import { type Nexus, sendMail } from '../../reference/nexus.ts';
import { startReference } from '../../reference/serve.ts';
import { beginNow, clockFrom } from '../../src/client/clock.ts';
import { smtpUrl } from '../../src/mailbox/sink-answers.ts';
import { startSink } from '../../src/mailbox/sink-server.ts';
import { dueFile } from '../../src/run/due.ts';
import { createRun } from '../../src/run/run.ts';
import { carryOut, partsOf } from './judge.ts';

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-due-'));
});
test.afterEach(() => rmSync(folder, { recursive: true }));

/** Two gates into one folder, one after the other, the first of which may be only what a killed one has left. */
async function gates(
  change: (nexus: Nexus) => Nexus,
  use: (gate: (runId: string) => Promise<string>, kill: () => void) => Promise<void>,
) {
  const sink = await startSink({ host: '127.0.0.1', port: 0 });
  const reference = await startReference({ change, smtp: sink.smtp });
  const environment = {
    ...reference.environment,
    NEXUS_MAILBOX_URL: smtpUrl(sink.smtp),
    NEXUS_MAILBOX_TIMEOUT_SECONDS: '1',
    NEXUS_PROFILE: 'gate',
    NEXUS_ONLY: 'auth/no-credentials,email/none-on-refusal',
  };
  const clock = clockFrom(beginNow());
  const parts = (runId: string) => {
    const made = partsOf(environment, clock, { wall: clock.now() });
    const { values } = made.configuration;
    return { ...made, runId, sink: { url: sink.url }, due: dueFile(file(), { values, runId, clock }) };
  };
  try {
    await use(
      async (runId) => {
        const of = parts(runId);
        const { statement } = await carryOut(createRun(of), of);
        const { outcome, reason } = statement.requirements.find(({ id }) => id === 'email/none-on-refusal') ?? {};
        return `${statement.exitCode} ${outcome} ${reason ?? ''}`;
      },
      () => parts('killed').due.note(),
    );
  } finally {
    await reference.close();
    await sink.close();
  }
}

const file = () => join(folder, 'due.json');
const isToTripwire = (nexus: Nexus, path: string) => path.includes(nexus.world.users.tripwire.id);

/** With each refusal of a run for the tripwire user, the first one, an e-mail to it: late from before, or a fault. */
function strayOnceARun(nexus: Nexus): Nexus {
  let isOpen = true;
  return behind(nexus, async (c, next) => {
    await next();
    if (!isToTripwire(nexus, c.req.path)) return;
    if (c.res.status === 204) isOpen = true;
    else if (isOpen) {
      isOpen = false;
      sendMail(nexus.world, { user: nexus.world.users.tripwire, client: nexus.world.clients.first });
    }
  });
}

test('an e-mail that the closing control of an earlier run may have caused is no failure, and is that only once', async () => {
  await gates(strayOnceARun, async (gate, kill) => {
    kill();
    expect(await gate('second')).toMatch(/^75 inconclusive .*closing control of an earlier run/);
    expect(existsSync(file()), 'its own came, and the other one').toBe(false);
    expect(await gate('third')).toMatch(/^1 failed /);
  });
});

test('without such a run it is a failure, and what conforms leaves nothing behind', async () => {
  await gates(strayOnceARun, async (gate) => expect(await gate('only')).toMatch(/^1 failed /));
  await gates(
    (nexus) => nexus,
    async (gate, kill) => {
      expect(await gate('first')).toBe('0 passed ');
      expect(existsSync(file())).toBe(false);
      kill();
      expect(await gate('second'), 'nothing came of it').toBe('0 passed ');
    },
  );
});

test('that a closing control is sent is noted before it is', async () => {
  const noted: boolean[] = [];
  const watching = (nexus: Nexus) =>
    behind(nexus, async (c, next) => {
      await next();
      if (isToTripwire(nexus, c.req.path) && c.res.status === 204) noted.push(existsSync(file()));
    });
  await gates(watching, async (gate) => {
    expect(await gate('only')).toBe('0 passed ');
    expect(noted).toEqual([true]);
  });
});
