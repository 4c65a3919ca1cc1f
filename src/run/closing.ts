import { isInDoubt } from '../judge/revocation.ts';
import { controlsOf, goodCredentials } from './controls.ts';
import { tripwireIsUsed } from './plan.ts';
import type { Run } from './run.ts';

/**
 * Asks once more, after the last probe: is each control that was accepted still answered, and does the tripwire user
 * exist? The first is asked about an unknown user, so that no e-mail follows, and about the user where that answer or a
 * refusal may have another reason; the second is the run's very last request.
 */
export async function close(run: Run): Promise<void> {
  const { values, keyring, ledger } = run;
  const sender = run.sender('closing');
  const opening = ledger.exchanges().filter(({ intent }) => intent.for === 'opening');
  const accepted = controlsOf(opening, values.NEXUS_MAIL_FREE === true).filter((control) => control.accepted);
  if (values.NEXUS_UNKNOWN_USER_ID !== undefined) {
    for (const { alternative } of accepted) {
      const credentials = goodCredentials(alternative, keyring);
      const marks = { authenticated: true, operationLevel: true };
      const { response } = await sender.send({ name: alternative, credentials, user: 'unknown', ...marks });
      const mayBeAboutTheUser = response?.status === 401 || response?.status === 403;
      if (!mayBeAboutTheUser || values.NEXUS_MAIL_FREE === true) continue;
      await sender.send({ name: alternative, credentials, user: 'user', mayMail: true, authenticated: true });
    }
  }
  const first = accepted[0];
  if (!first) return;
  const credentials = goodCredentials(first.alternative, keyring);
  const users = [
    ...(isInDoubt(ledger.exchanges()) ? (['user'] as const) : []),
    ...(tripwireIsUsed(values) ? (['tripwire'] as const) : []),
  ];
  for (const user of users) await sender.send({ name: user, credentials, user, mayMail: true, authenticated: true });
}
