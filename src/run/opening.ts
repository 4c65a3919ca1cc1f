import type { Stimulus } from '../client/stimulus.ts';
import { baseOf, rowOf } from '../judge/truth-table.ts';
import { limitFromBefore } from '../judge/user-limit.ts';
import { type Alternative, alternatives } from '../model/contract.ts';
import { aboutUnknownUser, type Control, controlsIn, goodCredentials, whereJudgeable } from './controls.ts';
import { glimpseMs, mailedFor } from './mail.ts';
import type { Run } from './run.ts';
import { sendForUser, waitedOut } from './user-limit.ts';

/**
 * Sends each alternative's control once, one after the other, and judges nothing: requirements do that. After one that was
 * accepted it asks the same about the unknown user, which shows whether that tells good credentials from none. An alternative
 * without credentials is left out; what needs it says so itself. What an earlier process has sent is not sent again.
 */
export async function open(run: Run): Promise<void> {
  const { values, keyring, ledger, mail } = run;
  if (!(await isExpectedBuild(run))) return;
  await mail?.begin();
  const sender = run.sender('opening');
  const mailFree = values.NEXUS_MAIL_FREE === true;
  const recorded = (name: string) =>
    ledger.exchanges().findLast(({ intent }) => intent.purpose === 'opening' && intent.case === name);
  for (const alternative of alternatives) {
    await whereJudgeable(async () => {
      const { id, title } = alternative;
      const credentials = goodCredentials(alternative, keyring);
      const row = rowOf(baseOf(alternative), { requiredScope: false });
      const user = mailFree ? 'unknown' : 'user';
      const control: Stimulus = { case: id, title, credentials, row, expects: 'acceptance', user };
      await firstLetter();
      const exchange = recorded(id) ?? (await sendForUser(run, sender, control));
      const limit = limitFromBefore(exchange, ledger.exchanges());
      const mayTell = mailFree || limit !== undefined || controls().some(({ accepted }) => accepted);
      if (mayTell && values.NEXUS_UNKNOWN_USER_ID !== undefined) await askAboutUnknownUser();
      const isGood = controls().some((sent) => sent.alternative === alternative && sent.mailFree);
      if (limit && isGood) await waitedOut(run, sender, { stimulus: control, exchange, limit });
    });
  }

  // What the opening was answered is shown beside every requirement that rests on it.
  const last = mailedFor(ledger.exchanges()).at(-1);
  if (last) await mail?.readAfter(last);

  /** The first request for the user is alone until its e-mails have come, so that it shows how many one request brings. */
  async function firstLetter(): Promise<void> {
    const [first] = mailedFor(ledger.exchanges());
    if (!first || controls().length !== 1) return;
    if (await mail?.awaitFor('user', first, [], glimpseMs)) await mail?.settled();
  }

  function controls(): Control[] {
    return controlsIn(ledger.exchanges(), values);
  }

  async function askAboutUnknownUser(): Promise<void> {
    const asked: readonly (Alternative | undefined)[] = mailFree ? [undefined] : [...alternatives, undefined];
    const ask = (by: Alternative | undefined) =>
      whereJudgeable(async () => {
        const stimulus = aboutUnknownUser(by, keyring);
        if (!recorded(stimulus.case)) await sender.send(stimulus);
      });
    await Promise.all(asked.map(ask));
  }
}

/** Waits for the build that was deployed, where one is expected: nothing is sent to another one. */
async function isExpectedBuild({ build, ledger, values }: Run): Promise<boolean> {
  const seen = ledger.builds().find(({ at }) => at === 'opening');
  if (build === undefined || seen !== undefined) return seen?.has !== false;
  const answer = await build.wait((values.NEXUS_DEADLINE_SECONDS * 1000) / 2);
  ledger.addBuild({ at: 'opening', ...answer });
  return answer.has;
}
