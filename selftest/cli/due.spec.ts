/** A run that is killed has sent what may bring an e-mail to the next one: the folder of the results remembers it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { behind } from '../../reference/changes.ts';
import { type Nexus, sendMail } from '../../reference/nexus.ts';
import { startReference } from '../../reference/serve.ts';
import { smtpUrl } from '../../src/mailbox/sink-answers.ts';
import { freePort } from '../front-doors/front-door.ts';
import { processesWith } from './processes.ts';
import { test } from './setup.ts';

/** The first good request for the tripwire user is never answered, and its e-mail comes when that user is asked about the next time. */
function lateByARun(nexus: Nexus): Nexus {
  const { users, clients } = nexus.world;
  let isDue = false;
  let isFirst = true;
  return behind(nexus, async (c, next) => {
    const isAboutTripwire = c.req.path.includes(users.tripwire.id);
    if (isAboutTripwire && isDue) {
      isDue = false;
      sendMail(nexus.world, { user: users.tripwire, client: clients.first });
    }
    await next();
    if (!isAboutTripwire || c.res.status !== 204 || !isFirst) return;
    isFirst = false;
    isDue = true;
    nexus.world.outbox.pop();
    await new Promise(() => {});
  });
}

test('a run that was killed in its closing control makes no failure of the e-mail that comes in the next one', async ({
  begin,
  conformance,
  outputOf,
}) => {
  test.skip(process.platform !== 'linux', 'needs to see that all of it has ended');
  const smtp = { host: '127.0.0.1', port: await freePort() };
  const { environment, baseUrl, close } = await startReference({ smtp, change: lateByARun });
  const only = { NEXUS_ONLY: 'auth/no-credentials,email/none-on-refusal', NEXUS_PROFILE: 'gate' };
  const mailbox = { NEXUS_MAILBOX_URL: smtpUrl(smtp), NEXUS_MAILBOX_TIMEOUT_SECONDS: '20' };
  const asked = { environment: { ...environment, ...only, ...mailbox } };
  const due = join(outputOf().folder, '.due-mail.json');
  const killed = begin('conformance', asked);
  await expect.poll(() => existsSync(due), { timeout: 90_000, message: killed.printed().stderr }).toBe(true);
  expect(readFileSync(due, 'utf8')).not.toContain(environment.NEXUS_TRIPWIRE_USER_ID);
  killed.signal('SIGKILL');
  await killed.ended;
  await expect.poll(() => processesWith(baseUrl), { timeout: 60_000 }).toEqual([]);
  expect(existsSync(due), 'it is remembered').toBe(true);

  const run = await conformance([], asked);
  await close();
  expect(run.code, run.stdout + run.stderr).toBe(75);
  expect(run.stdout).toContain('may be due to the closing control of an earlier run');
  expect(existsSync(due), 'both came').toBe(false);
});
