/** What an e-mail lets its reader do is nobody else's to see: no file of a run shows it, and no line that is printed. */
import { expect } from '@playwright/test';
import { startReference } from '../../reference/serve.ts';
import { smtpUrl } from '../../src/mailbox/sink-answers.ts';
import { freePort } from './free-port.ts';
import { leaksIn, textsBelow } from './secret-search.ts';
import { test, withReport } from './setup.ts';

/** Playwright replaces its process after each failure: what the one that sends had read, the next one must read anew. */
const asked = { ...withReport, NEXUS_ONLY: 'operation/*,auth/basic,auth/bearer-alone,http/*,email/*' };

for (const fault of [undefined, 'token-in-a-field', 'token-in-a-cookie', 'link-in-a-field']) {
  test(`a run against ${fault ?? 'the reference'} shows nothing of what its e-mails are good for`, async ({
    conformance,
    folder,
  }) => {
    const smtp = { host: '127.0.0.1', port: await freePort() };
    const { environment, outbox, close } = await startReference({ smtp, ...(fault !== undefined && { fault }) });
    const mailbox = { NEXUS_MAILBOX_URL: smtpUrl(smtp), NEXUS_MAILBOX_TIMEOUT_SECONDS: '20' };
    const run = await conformance(['--profile', 'gate'], { environment: { ...environment, ...asked, ...mailbox } });
    await close();
    expect(run.code, run.stdout + run.stderr).toBe(fault === undefined ? 0 : 1);
    const failed = run.statement().requirements.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ id }) => id)).toEqual(fault === undefined ? [] : ['email/secret-stays-in-the-email']);
    const tokens = Object.fromEntries(outbox.map(({ token }, index) => [`the token of e-mail ${index + 1}`, token]));
    expect(outbox.length).toBeGreaterThan(2);
    expect(leaksIn({ ...textsBelow(folder), stdout: run.stdout, stderr: run.stderr }, tokens)).toEqual([]);
  });
}
