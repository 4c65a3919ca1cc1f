import { beginNow, clockFrom } from '../../src/client/clock.ts';
import { createRedactor } from '../../src/client/redaction.ts';
import { type Mailbox, MailboxError, type MailboxFinding } from '../../src/mailbox/mailbox.ts';
import { type OpeningParts, openMailbox } from '../../src/mailbox/open.ts';

/** What a mailbox gets of a run that has nothing special. */
export const parts = (): OpeningParts => ({
  network: { insecureTls: false, proxies: [] },
  clock: clockFrom(beginNow()),
  redactor: createRedactor(),
  timeoutMs: 20_000,
  targetHost: '127.0.0.1',
});

/** What `use` makes of the mailbox at that URL, which is closed in the end. */
export async function withMailbox<T>(url: string, use: (mailbox: Mailbox) => Promise<T>): Promise<T> {
  const mailbox = await openMailbox(url, parts());
  try {
    return await use(mailbox);
  } finally {
    await mailbox.close();
  }
}

/** The error of an attempt that has to fail with one. */
export async function mailboxErrorOf(attempt: Promise<unknown>): Promise<MailboxError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof MailboxError) return error;
  throw new Error(`no MailboxError but ${error}`);
}

export async function findingsOf(mailbox: Mailbox, addresses: readonly string[]): Promise<readonly MailboxFinding[]> {
  const findings: MailboxFinding[] = [];
  for await (const finding of mailbox.check(addresses)) findings.push(finding);
  return findings;
}

/** Looks again and again until it shows what is waited for; the test's own time-out ends that. */
export async function lookUntil<T>(act: () => Promise<T>, isEnough: (result: T) => boolean): Promise<T> {
  for (;;) {
    const result = await act();
    if (isEnough(result)) return result;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
