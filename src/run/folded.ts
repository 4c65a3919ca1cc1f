import type { RequirementId } from '../../requirements/index.ts';
import type { Values } from '../configuration/values.ts';
import { likeTheUsers } from '../judge/mail/folded.ts';
import { type Alternative, operationPath } from '../model/contract.ts';
import { goodCredentials, whereJudgeable } from './controls.ts';
import type { MailWatch } from './mail.ts';
import type { Change } from './nexus-client.ts';
import type { Run } from './run.ts';

/** Whose requests these are: the one that looks at whom an e-mail goes to. */
export const foldedFor: RequirementId = 'email/only-to-the-user';

/** Characters that fold into a letter of ASCII where case is ignored, or where text is normalised (Unicode, CaseFolding.txt and NFKC). */
const folding = [
  { case: 'long-s', letter: 's', written: '\u017f', name: 'U+017F' },
  { case: 'kelvin-sign', letter: 'k', written: '\u212a', name: 'U+212A' },
  { case: 'dotless-i', letter: 'i', written: '\u0131', name: 'U+0131' },
] as const;

/** The user's id with one of these in the place of a letter: it names nobody, and the user to whoever folds it. None but in certify. */
export function foldedUserIds({ NEXUS_USER_ID: id = '', NEXUS_PROFILE: profile }: Values): readonly Change[] {
  if (profile !== 'certify') return [];
  return folding.flatMap(({ case: name, letter, written, name: codePoint }) => {
    const folded = id.replace(new RegExp(letter, 'i'), written);
    if (folded === id) return [];
    return [
      {
        case: `user-id-with-${name}`,
        title: `the user's id with ${codePoint} for ${letter}`,
        spelling: () => operationPath(encodeURIComponent(folded)),
      },
    ];
  });
}

/**
 * Asks about such ids, one after the other, and notes what came while each was alone. Once more where somebody else got an e-mail like
 * the user's: who reads the same mailbox may have asked for that, and hardly twice.
 */
export async function askFolded(run: Run, mail: MailWatch, by: Alternative): Promise<void> {
  if (!run.selection.selected.includes(foldedFor)) return;
  const sender = run.sender(foldedFor);
  const mostMs = run.values.NEXUS_MAILBOX_TIMEOUT_SECONDS * 1000;

  async function ask(change: Change): Promise<boolean> {
    const before = await mail.settled();
    const credentials = goodCredentials(by, run.keyring);
    const exchange = await sender.send({ ...change, user: 'user', credentials, expects: 'either' });
    if (exchange.response?.status !== 204) return false;
    await mail.awaitFor('user', exchange, before, mostMs);
    const all = await mail.settled();
    const came = all.filter(({ sameAs }) => before.every((other) => other.sameAs !== sameAs));
    run.ledger.addMail({ kind: 'folded', exchange: exchange.id, letters: came.map(({ id }) => id) });
    return likeTheUsers(came, all).length > 0;
  }

  for (const change of foldedUserIds(run.values)) {
    await whereJudgeable(async () => {
      if (await ask(change)) await ask(change);
    });
  }
}
