import type { Finding } from '../../model/finding.ts';
import { type LetterRecord, type MailRecord, mailOf } from '../../model/mail.ts';
import { doubtsOf } from './arrival.ts';
import {
  allInShort,
  assertReadable,
  broughtByTheFirst,
  inShort,
  isFor,
  lettersOf,
  type Post,
  successesFor,
  unknown,
} from './reading.ts';

/** The e-mail holds a link or code that is of this request alone. */
export function offersReset(mail: readonly MailRecord[]): readonly (Finding | undefined)[] {
  assertReadable(mail);
  const letters = lettersOf(mail);
  if (letters.length === 0) return [doubtsOf(mail) ?? unknown('no e-mail came that could be read')];
  const means = mailOf(mail, 'means').at(-1);
  if (!means) {
    const reason =
      'it takes an e-mail to the user and another one of the run to see what in them is fresh, and the run has not both';
    return [doubtsOf(mail) ?? unknown(reason)];
  }
  if (means.wrong.length > 0) {
    return means.wrong.map(({ letter, words }): Finding => {
      const which = letters.find(({ id }) => id === letter);
      return {
        outcome: 'failed',
        reason: `${which ? `in the e-mail ${inShort(which)}: ` : ''}${words}`,
        wanted: 'a link or code by which the password can be reset',
        got: 'none that can be used',
      };
    });
  }
  if (means.fresh.length > 0 && !means.ambiguous) return [undefined];
  const compared = means.of.flatMap((id) => letters.find((letter) => letter.id === id) ?? []);
  const shown = compared.map((letter) => `${inShort(letter)}: ${letter.links.join(' ') || 'no links'}`);
  const reason = means.ambiguous
    ? `several links may be the one that resets the password; a person has to look: ${shown.join('; ')}`
    : `nothing in it differs between two e-mails of the run, neither a link nor a code; a person has to look: ${shown.join('; ')}`;
  return [unknown(reason, { clears: 'operator' })];
}

/** What lets the holder reset the password is in the e-mail alone, and in no answer. */
export function secretStays(mail: readonly MailRecord[]): readonly (Finding | undefined)[] {
  assertReadable(mail);
  const means = mailOf(mail, 'means').at(-1);
  if (!means || means.fresh.length === 0) {
    const reason = 'nothing in the e-mails is known to be what resets the password: it cannot be looked for';
    return [(means ? undefined : doubtsOf(mail)) ?? unknown(reason)];
  }
  return means.leaks.map(({ exchange, where, isTrace }) =>
    isTrace
      ? { outcome: 'observed', exchange, reason: `part of the e-mail stands in ${where}, which names the request` }
      : {
          outcome: 'failed',
          exchange,
          reason: `what resets the password stands in the answer, in ${where}: whoever asks has it without reading the e-mail`,
          wanted: 'the secret in the e-mail alone',
          got: where,
        },
  );
}

/**
 * One accepted request sends one e-mail. A notice without a link or code besides is none of these, and once a password was changed
 * there may be a notice of that, whatever it holds.
 */
export function exactlyOne({ record, mail }: Post): readonly (Finding | undefined)[] {
  const { dropsDuplicates } = assertReadable(mail);
  const [change] = mailOf(mail, 'reset');
  const until = Date.parse(record.find(({ id }) => id === change?.exchange)?.sentAt ?? '');
  const before = change ? mail.slice(0, mail.indexOf(change)) : mail;
  const letters = counted(lettersOf(before).filter((one) => isFor(one, 'user')));
  const accepted = successesFor(record, 'user').filter(({ sentAt }) => !(Date.parse(sentAt) > until));
  if (letters.length === 0) {
    return [doubtsOf(mail) ?? unknown('no e-mail to the user came: there is nothing to count')];
  }
  const ofFirst = counted(broughtByTheFirst({ record, mail: before }));
  if (ofFirst.length > 1) {
    const reason = `the first request for the user was alone, was answered 204, and brought ${ofFirst.length} e-mails, unless one of them is an earlier run's that came late: ${allInShort(ofFirst)}`;
    return [{ outcome: 'warned', reason, wanted: '1', got: `${ofFirst.length}` }];
  }
  if (dropsDuplicates && letters.length < accepted.length) {
    return [unknown('the mailbox drops a second message with one Message-ID: nobody knows how many came')];
  }
  if (letters.length <= accepted.length) return [doubtsOf(mail)];
  const reason = `${letters.length} e-mails to the user, and ${accepted.length} requests for it were answered 204: does something else mail this user, such as a second run?`;
  return [{ outcome: 'warned', reason, wanted: `${accepted.length} at most`, got: `${letters.length}` }];
}

/** Without the notices, unless none of them offers anything. */
function counted(letters: readonly LetterRecord[]): readonly LetterRecord[] {
  const offers = letters.filter(({ isNotice }) => !isNotice);
  return offers.length > 0 ? offers : letters;
}
