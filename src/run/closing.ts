import { controlsOf, goodCredentials } from './controls.ts';
import { tripwireIsUsed } from './plan.ts';
import type { Run } from './run.ts';

/**
 * Asks once more, after the last probe: is each control that was accepted still answered, and does the tripwire user
 * exist? The first is asked about an unknown user, so that no e-mail follows; the second is the run's very last request.
 */
export async function close(run: Run): Promise<void> {
  const { values, keyring, ledger } = run;
  const sender = run.sender('closing');
  const opening = ledger.exchanges().filter(({ intent }) => intent.for === 'opening');
  const accepted = controlsOf(opening, values.NEXUS_MAIL_FREE === true).filter((control) => control.accepted);
  if (values.NEXUS_UNKNOWN_USER_ID !== undefined) {
    for (const { alternative } of accepted) {
      const credentials = goodCredentials(alternative, keyring);
      await sender.send({ name: alternative, credentials, user: 'unknown', authenticated: true });
    }
  }
  const first = accepted[0];
  if (first && tripwireIsUsed(values)) {
    const credentials = goodCredentials(first.alternative, keyring);
    await sender.send({ name: 'tripwire', credentials, user: 'tripwire', mayMail: true, authenticated: true });
  }
}
