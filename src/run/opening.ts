import { noCredentials } from '../client/credentials.ts';
import { baseOf, rowOf } from '../judge/truth-table.ts';
import { alternatives } from '../model/contract.ts';
import { Unjudgeable } from '../model/finding.ts';
import { goodCredentials, withoutCredentials } from './controls.ts';
import type { Run } from './run.ts';

/**
 * Sends each alternative's control once, one after the other, and judges nothing: requirements do that. An alternative
 * without credentials is left out; what needs it says so itself. What an earlier process has sent is not sent again.
 */
export async function open(run: Run): Promise<void> {
  const { values, keyring, ledger } = run;
  if (!(await isExpectedBuild(run))) return;
  const sender = run.sender('opening');
  const mailFree = values.NEXUS_MAIL_FREE === true;
  const user = mailFree ? 'unknown' : 'user';
  const isSent = (name: string) =>
    ledger.exchanges().some(({ intent }) => intent.purpose === 'opening' && intent.case === name);
  for (const alternative of alternatives.filter(({ id }) => !isSent(id))) {
    const { id, title } = alternative;
    try {
      const credentials = goodCredentials(alternative, keyring);
      const row = rowOf(baseOf(alternative), { requiredScope: false });
      await sender.send({ case: id, title, credentials, expects: 'acceptance', user, row });
    } catch (error) {
      if (!(error instanceof Unjudgeable)) throw error;
    }
  }
  if (!mailFree || isSent(withoutCredentials)) return;
  const { title } = noCredentials;
  await sender.send({ case: withoutCredentials, title, credentials: noCredentials, expects: 'refusal', user });
}

/** Waits for the build that was deployed, where one is expected: nothing is sent to another one. */
async function isExpectedBuild({ build, ledger, values }: Run): Promise<boolean> {
  const seen = ledger.builds().find(({ at }) => at === 'opening');
  if (build === undefined || seen !== undefined) return seen?.has !== false;
  const answer = await build.wait((values.NEXUS_DEADLINE_SECONDS * 1000) / 2);
  ledger.addBuild({ at: 'opening', ...answer });
  return answer.has;
}
