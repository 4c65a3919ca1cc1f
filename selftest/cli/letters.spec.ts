/** What an e-mail lets its reader do is nobody else's to see: no file of a run shows it, and no line that is printed. */
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Nexus } from '../../reference/nexus.ts';
import { startReference } from '../../reference/serve.ts';
import { smtpUrl } from '../../src/mailbox/sink-answers.ts';
import { freePort } from '../front-doors/front-door.ts';
import { type Environment, processesWith } from './processes.ts';
import { leaksIn, type Texts, textsBelow } from './secret-search.ts';
import { test, withReport } from './setup.ts';

/** Playwright replaces its process after each failure: what the one that sends had read, the next one must read anew. */
const asked = {
  ...withReport,
  NEXUS_PROFILE: 'gate',
  NEXUS_ONLY: 'operation/*,auth/basic,auth/bearer-alone,http/*,email/*',
  NEXUS_MAILBOX_TIMEOUT_SECONDS: '20',
};

interface Mailing {
  readonly environment: Environment;
  /** The e-mails that were written so far. */
  written(): number;
  /** Where something of them that resets a password stands. */
  shownIn(texts: Texts): string[];
  close(): Promise<void>;
}

/** A reference that sends its e-mails to the run, all but the first ones so many milliseconds late. */
async function mailing(fault: string | undefined, { first = 1, late = 0 } = {}): Promise<Mailing> {
  const smtp = { host: '127.0.0.1', port: await freePort() };
  const codes = new Set<string>();
  let letters = 0;
  const change = (nexus: Nexus): Nexus => ({
    ...nexus,
    posts(letter, deliver) {
      for (const [code] of letter.text?.matchAll(/\b\d{6}\b/g) ?? []) codes.add(code);
      letters += 1;
      setTimeout(() => nexus.posts(letter, deliver), letters > first ? late : 0).unref();
    },
  });
  const { environment, outbox, close } = await startReference({ smtp, change, ...(fault !== undefined && { fault }) });
  return {
    environment: { ...environment, ...asked, NEXUS_MAILBOX_URL: smtpUrl(smtp) },
    written: () => letters,
    shownIn(texts) {
      const tokens = Object.fromEntries(outbox.map(({ token }, index) => [`the token of e-mail ${index + 1}`, token]));
      return [...leaksIn(texts, tokens), ...wordsIn(texts, codes)];
    },
    close,
  };
}

/** What is too short to be looked for in parts. */
const wordsIn = (texts: Texts, words: ReadonlySet<string>): string[] =>
  [...words].flatMap((word) =>
    Object.entries(texts).flatMap(([where, text]) => {
      const at = text.search(new RegExp(`(?<!\\w)${word}(?!\\w)`));
      return at < 0 ? [] : [`${word} in ${where}: ${text.slice(Math.max(0, at - 30), at + 36)}`];
    }),
  );

const stays = 'email/secret-stays-in-the-email';
/** What fails of each. */
const faults: Readonly<Record<string, readonly string[]>> = {
  'token-in-a-field': [stays],
  'token-in-a-cookie': [stays],
  'token-in-a-session-cookie': [stays],
  'token-behind-the-204': ['http/204-no-octets', stays],
  'code-in-a-field': [stays],
  'link-in-a-field': [stays],
};

// The judge cannot tell a late e-mail from none that soon, so that the reference is no pass where all but one are late.
for (const late of [0, 3_000]) {
  const when = late === 0 ? '' : `, which come ${late / 1000} seconds after the first one,`;
  for (const [fault, failed] of [...(late === 0 ? [[undefined, []] as const] : []), ...Object.entries(faults)]) {
    test(`a run against ${fault ?? 'the reference'} shows nothing of what its e-mails${when} are good for`, async ({
      conformance,
      folder,
    }) => {
      const target = await mailing(fault, { late });
      const run = await conformance([], { environment: target.environment });
      await target.close();
      expect(run.code, run.stdout + run.stderr).toBe(fault === undefined ? 0 : 1);
      const unmet = run.statement().requirements.filter(({ outcome }) => outcome === 'failed');
      expect(unmet.map(({ id }) => id)).toEqual(failed);
      expect(target.written()).toBeGreaterThan(2);
      const texts: Texts = { ...textsBelow(folder), stdout: run.stdout, stderr: run.stderr };
      expect(target.shownIn(texts)).toEqual([]);
      // By the end of the run all was read: nothing more is withheld than has to be.
      expect(texts[join('out', 'exchanges.ndjson')]).not.toContain('withheld');
    });
  }
}

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`a run that ${signal} ends before its e-mails come shows nothing of what they are good for`, async ({
    begin,
    folder,
  }) => {
    test.skip(process.platform !== 'linux', 'needs signals and /proc');
    const target = await mailing('token-behind-the-204', { first: 0, late: 600_000 });
    const run = begin('conformance', { environment: target.environment });
    const attached = () => Object.entries(textsBelow(folder)).filter(([where]) => where.includes('-attachment'));
    await expect.poll(() => attached().some(([, text]) => text.includes('withheld')), { timeout: 90_000 }).toBe(true);
    run.signal(signal);
    const { stdout, stderr } = await run.ended;
    await expect.poll(() => processesWith(target.environment.NEXUS_BASE_URL ?? '')).toEqual([]);
    await target.close();
    // As long as a run lasts, its record is what is judged: whoever kills the run has to throw that away.
    const isRecord = ([where]: readonly [string, string]) => where === join('out', 'exchanges.ndjson');
    const files = Object.entries(textsBelow(folder)).filter((file) => signal === 'SIGINT' || !isRecord(file));
    expect(target.shownIn({ ...Object.fromEntries(files), stdout, stderr })).toEqual([]);
  });
}
