import { noCredentials } from '../client/credentials.ts';
import { rowCredentials } from '../client/row-credentials.ts';
import { bases, rowOf } from '../judge/truth-table.ts';
import { Judgement } from '../model/finding.ts';
import { withoutCredentials } from './controls.ts';
import type { Run } from './run.ts';

/**
 * Sends each alternative's control once, one after the other, and judges nothing: requirements do that. An alternative
 * without credentials is left out; what needs it says so itself.
 */
export async function open(run: Run): Promise<void> {
  const { values, keyring } = run;
  const sender = run.sender('opening');
  const mailFree = values.NEXUS_MAIL_FREE === true;
  const user = mailFree ? 'unknown' : 'user';
  for (const { name, states } of bases) {
    try {
      const credentials = rowCredentials(states, keyring, values);
      const row = rowOf(states, { requiredScope: false });
      const marks = { mayMail: !mailFree, authenticated: true, operationLevel: mailFree };
      await sender.send({ name, credentials, user, row, ...marks });
    } catch (error) {
      if (!(error instanceof Judgement)) throw error;
    }
  }
  if (mailFree) await sender.send({ name: withoutCredentials, credentials: noCredentials, user });
}
