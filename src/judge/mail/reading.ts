import { contract } from '../../model/contract.ts';
import type { Exchange, UserRole } from '../../model/exchange.ts';
import { type Finding, grouped, inconclusive } from '../../model/finding.ts';
import { type BaselineRecord, type LetterRecord, type MailRecord, mailOf, type Whose } from '../../model/mail.ts';

/** What the run sent and what the mailbox showed of it. */
export interface Post {
  readonly record: readonly Exchange[];
  readonly mail: readonly MailRecord[];
}

/** The mailbox as it was before the first request. Throws its own words where it could not be looked into. */
export function assertReadable(mail: readonly MailRecord[]): BaselineRecord {
  const broken = mailOf(mail, 'unreadable').at(-1);
  if (broken) {
    throw inconclusive('mailbox', `the mailbox could not be read: ${broken.words}`, { clears: broken.clears });
  }
  const [baseline] = mailOf(mail, 'baseline');
  if (!baseline) throw inconclusive('not-run', 'the mailbox was not looked into before the first request');
  return baseline;
}

/** The messages of this run, each once, oldest first. */
export function lettersOf(mail: readonly MailRecord[]): readonly LetterRecord[] {
  const letters = mailOf(mail, 'letter').filter(({ isEarlier }) => !isEarlier);
  return [...new Map(letters.map((letter) => [letter.sameAs, letter] as const).toReversed()).values()].toReversed();
}

/** Whether it went to them: by its envelope; where that is not known by the traces of its way, and else by To and Cc. */
export function isFor({ names }: LetterRecord, whose: Whose): boolean {
  const by = (['envelope', 'trace', 'header'] as const).find((way) => names.some((named) => named.by === way));
  return names.some((named) => named.by === by && named.whose === whose);
}

/** What was on record when the quiet window was judged: all of it where there was none. */
export function beforeTheLastWord(mail: readonly MailRecord[]): readonly MailRecord[] {
  const at = mail.findIndex((record) => record.kind === 'look' && record.when === 'quiet');
  return at < 0 ? mail : mail.slice(0, at + 1);
}

/** The e-mails to the user that its first request brought, which was accepted and alone until one of them had come. */
export function broughtByTheFirst({ record, mail }: Post): readonly LetterRecord[] {
  const [first, second] = record
    .filter(({ intent }) => intent.user === 'user')
    .toSorted((one, other) => Date.parse(one.sentAt) - Date.parse(other.sentAt));
  if (!first || successesFor([first], 'user').length === 0) return [];
  const until = Date.parse(second?.sentAt ?? '');
  return lettersOf(mail).filter((letter) => isFor(letter, 'user') && !(letter.seenAt > until));
}

/** A message as a finding shows it: to whom, what it is called, where it lies. */
export function inShort({ names, subject, folder, junk }: LetterRecord): string {
  const to = grouped(names, ({ address }) => [address]).map(
    ([address, [first, ...more]]) =>
      `${address} (${inWords[first.whose]}, ${[first, ...more].map(({ by }) => places[by]).join(' and ')})`,
  );
  return `"${subject}" to ${to.join(', ')}${junk ? `, in ${folder}` : ''}`;
}

/** Several, those alike once. */
export const allInShort = (letters: readonly LetterRecord[]): string =>
  grouped(letters, (letter) => [inShort(letter)])
    .map(([words, alike]) => `${words}${alike.length > 1 ? `, ${alike.length} times` : ''}`)
    .join('; ');

export const inWords: Readonly<Record<Whose, string>> = {
  user: 'the user',
  tripwire: 'the tripwire user',
  bystander: 'the bystander',
  caller: 'the caller',
  'made-up': 'nobody: the run made it up',
  stranger: 'nobody of this run',
};

const places = { envelope: 'by its envelope', trace: 'by what its way left', header: 'by To or Cc' } as const;

/**
 * Requests of the operation about these users that were answered 204: a conforming target sends an e-mail for each. A method has
 * case, and not all servers know; to a preflight others may answer so.
 */
export const successesFor = (record: readonly Exchange[], ...users: readonly UserRole[]): readonly Exchange[] =>
  record.filter(
    ({ intent, request, response }) =>
      users.includes(intent.user) && request.method.toUpperCase() === contract.method && response?.status === 204,
  );

export const seconds = (milliseconds: number): string =>
  milliseconds < 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.round(milliseconds / 1000)} s`;

/** Of what is not there, where the mailbox is in doubt. */
export const unseenBecause = (doubt: string): Finding => unknown(`that nothing is there shows nothing: ${doubt}`);

export const unknown = (reason: string, more: Partial<Finding> = {}): Finding => ({
  cause: 'mailbox',
  ...more,
  outcome: 'inconclusive',
  reason,
});
