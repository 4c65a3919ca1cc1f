import type { Exchange } from '../../model/exchange.ts';
import type { Finding } from '../../model/finding.ts';
import { type LetterRecord, type MailRecord, mailOf } from '../../model/mail.ts';
import type { Answers } from '../expectations.ts';
import { limitIn } from '../user-limit.ts';
import { allInShort, assertReadable, beforeTheLastWord, inShort, isFor, lettersOf, unknown } from './reading.ts';

/** An id that names nobody: whoever folds it finds the user, and may. */
export const refusedOrFolded: Answers = { passed: [204, 400, 403, 404], otherClientErrors: 'warned' };

/** Of these messages those to somebody else that are called as the user's are. */
export function likeTheUsers(came: readonly LetterRecord[], all: readonly LetterRecord[]): readonly LetterRecord[] {
  const subjects = all.filter((letter) => isFor(letter, 'user')).map(({ subject }) => subject);
  return came.filter((letter) => !letter.isEarlier && !isFor(letter, 'user') && subjects.includes(letter.subject));
}

/** What such a request mails goes to the user. `asked` are all that named one id, the first one first. */
export function foldedToTheUser(
  asked: readonly Exchange[],
  record: readonly Exchange[],
  mail: readonly MailRecord[],
): Finding | undefined {
  const { seesAllRecipients } = assertReadable(mail);
  const last = asked.at(-1);
  if (!last) return unknown('no e-mail to the user came: such an id was not asked about');
  const limit = limitIn(record);
  if (limit && last.response?.status === limit.status)
    return { outcome: 'inconclusive', cause: 'user-limit', reason: limit.reason };
  const all = lettersOf(mail);
  const notes = mailOf(mail, 'folded').filter(({ exchange }) => asked.some(({ id }) => id === exchange));
  const came = notes.map(({ letters }) => all.filter(({ id }) => letters.includes(id)));
  const [astray = [], again = []] = came.map((letters) => likeTheUsers(letters, all));
  const both = again.filter(({ names }) => astray.some((other) => isToOneOf(other, names)));
  const title = last.intent.title;
  if (both[0]) {
    const reason = `${title} was answered 204, and each of the two times an e-mail like the user's went to somebody else: ${inShort(both[0])}. Is the user looked up by an id that is folded, and the address by the one that was asked about?`;
    return {
      outcome: 'failed',
      reason,
      exchange: last.id,
      wanted: 'an e-mail to the user alone',
      got: 'one to somebody else',
    };
  }
  const lastCame = came.at(-1);
  if (!lastCame || lastCame.some((letter) => isFor(letter, 'user'))) return undefined;
  const others = lettersOf(beforeTheLastWord(mail)).filter((letter) => !isFor(letter, 'user'));
  if (seesAllRecipients && others.length === 0) return undefined;
  const meanwhile = lastCame.length > 0 ? `; meanwhile came ${allInShort(lastCame)}` : '';
  const reason = `${title} was answered 204, and no e-mail to the user came: whether one went to somebody else is not known${meanwhile}`;
  return unknown(reason, { exchange: last.id, clears: 'operator' });
}

const isToOneOf = ({ names }: LetterRecord, others: LetterRecord['names']): boolean =>
  names.some(({ address }) => others.some((other) => other.address === address));
