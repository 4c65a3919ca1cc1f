import type { Clock } from '../client/clock.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { MailboxError } from '../mailbox/mailbox.ts';
import { isMailWatched } from '../run/emails.ts';
import { addressesOf } from '../run/letters.ts';
import { mailboxOf, type SinkPlace } from '../run/mailbox.ts';
import type { Run } from '../run/run.ts';
import { type Check, note, ok, passing, problem } from './check.ts';

/** What the mailbox of all addresses says of itself, where e-mail is looked for. */
export async function checkMailbox(
  configuration: Configuration,
  { redactor }: Run,
  { clock, sink }: { readonly clock: Clock; readonly sink: SinkPlace | undefined },
): Promise<Check[]> {
  const { values } = configuration;
  if (!isMailWatched(values)) return [];
  const checks: Check[] = [];
  try {
    const mailbox = await mailboxOf(configuration, { clock, redactor, sink });
    try {
      for await (const { severity, words } of mailbox.check(addressesOf(values))) {
        checks.push(severity === 'note' ? note('mailbox', words) : problem('mailbox', words));
      }
      return [ok('mailbox', mailbox.kind), ...checks];
    } finally {
      await mailbox.close();
    }
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    const mayPass = error.reason === 'limit' || error.reason === 'network';
    return [...checks, mayPass ? passing('mailbox', error.message) : problem('mailbox', error.message)];
  }
}
