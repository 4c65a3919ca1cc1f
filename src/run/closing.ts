import { isInDoubt } from '../judge/review.ts';
import { controlsIn, goodCredentials } from './controls.ts';
import { tripwireIsUsed } from './emails.ts';
import type { Run } from './run.ts';

/**
 * Asks once more, after the last probe: is each control that was accepted still answered, and does the tripwire user
 * exist? The first is asked about an unknown user, so that no e-mail follows, and about the user where that answer or a
 * refusal may have another reason; the second is the run's very last request.
 */
export async function close(run: Run): Promise<void> {
  const { values, keyring, ledger, build } = run;
  const isAsked = ledger.builds().some(({ at }) => at === 'closing');
  if (build !== undefined && !isAsked) ledger.addBuild({ at: 'closing', ...(await build.ask()) });
  const sender = run.sender('closing');
  const mailFree = values.NEXUS_MAIL_FREE === true;
  const accepted = controlsIn(ledger.exchanges(), values).filter((control) => control.accepted);
  if (values.NEXUS_UNKNOWN_USER_ID !== undefined) {
    for (const { alternative } of accepted) {
      const good = {
        case: alternative.id,
        title: alternative.title,
        credentials: goodCredentials(alternative, keyring),
        expects: 'acceptance',
      } as const;
      const { response } = await sender.send({ ...good, user: 'unknown' });
      const mayBeAboutTheUser = response?.status === 401 || response?.status === 403;
      if (mayBeAboutTheUser && !mailFree) await sender.send(good);
    }
  }
  const first = accepted[0]?.alternative;
  if (!first) return;
  const credentials = goodCredentials(first, keyring);
  const users = [
    ...(isInDoubt(ledger.exchanges()) ? (['user'] as const) : []),
    ...(tripwireIsUsed(values) ? (['tripwire'] as const) : []),
  ];
  for (const user of users) {
    const title = `${first.title}, for the ${user === 'user' ? 'user' : 'tripwire user'}`;
    await sender.send({ case: user, title, credentials, expects: 'acceptance', user });
  }
}

/** Does it where no process has begun to: what has been sent is not sent again. */
export async function closeOnce(run: Run): Promise<void> {
  const isClosed = run.ledger.exchanges().some(({ intent }) => intent.purpose === 'closing');
  if (!isClosed) await close(run);
}
