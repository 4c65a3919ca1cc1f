import type { Exchange, UserRole } from '../../model/exchange.ts';
import type { Finding } from '../../model/finding.ts';
import { type Caused, type LetterRecord, type MailRecord, mailOf, type Whose } from '../../model/mail.ts';
import { doubtsOf } from './arrival.ts';
import {
  allInShort,
  assertReadable,
  beforeTheLastWord,
  broughtByTheFirst,
  inShort,
  inWords,
  isFor,
  lettersOf,
  type Post,
  seconds,
  successesFor,
  unknown,
  unseenBecause,
} from './reading.ts';

/** The e-mail goes to the given user only: to no other one of the run, and to no caller. */
export function onlyToTheUser(mail: readonly MailRecord[]): readonly (Finding | undefined)[] {
  const { seesAllRecipients, isSink } = assertReadable(mail);
  const before = lettersOf(beforeTheLastWord(mail));
  const after = lettersOf(mail).filter(({ id }) => before.every((one) => one.id !== id));
  const due = [
    { letters: before.filter((letter) => isFor(letter, 'user')), whose: 'user', others: ['tripwire'] },
    { letters: before, whose: 'user', others: ['bystander', 'caller'] },
    {
      letters: after.filter((letter) => isFor(letter, 'tripwire')),
      whose: 'tripwire',
      others: ['user', 'bystander', 'caller'],
    },
    {
      letters: after.filter((letter) => isFor(letter, 'bystander')),
      whose: 'bystander',
      others: ['user', 'tripwire', 'caller'],
    },
  ] as const;
  const named = due.flatMap(({ letters, whose, others }) =>
    letters.flatMap((letter) => naming(letter, others, inWords[whose])),
  );
  const own = [...before, ...after].filter((letter) => due.some(({ whose }) => isFor(letter, whose)));
  const found = [...named, ...own.flatMap(strangersOf), ...(isSink ? toStrangersAlone([...before, ...after]) : [])];
  if (named.length > 0) return found;
  if (!before.some((letter) => isFor(letter, 'user'))) {
    const reason = 'no e-mail to the user came: nothing shows whom else it would go to';
    return [...found, doubtsOf(mail) ?? unknown(reason)];
  }
  return [...found, doubtsOf(mail) ?? (seesAllRecipients ? undefined : unseen(mail))];
}

function naming(letter: LetterRecord, others: readonly Whose[], due: string): Finding[] {
  const wrong = letter.names.filter(({ whose }) => others.includes(whose));
  if (wrong.length === 0) return [];
  const whom = [...new Set(wrong.map(({ whose }) => inWords[whose]))].join(' and ');
  const reason = `an e-mail that was due to ${due} alone went to ${whom}: ${inShort(letter)}`;
  return [{ outcome: 'failed', reason, wanted: `an e-mail to ${due} alone`, got: `one to ${whom}` }];
}

/** A user may have several addresses, of which the operator named some. */
function strangersOf(letter: LetterRecord): Finding[] {
  // An operator's archive by blind copy is in no field.
  const unknownOnes = letter.names.filter(({ whose, by }) => whose === 'stranger' && by === 'header');
  if (unknownOnes.length === 0) return [];
  const whom = [...new Set(unknownOnes.map(({ address }) => address))].join(', ');
  const reason = `an e-mail named ${whom} besides: is that an address of the same user? Then add it to NEXUS_USER_EMAIL`;
  return [{ outcome: 'warned', reason, wanted: 'the user alone', got: whom }];
}

/** To the suite's own server nobody else sends anything; what is in another one may be due to anybody. */
function toStrangersAlone(letters: readonly LetterRecord[]): Finding[] {
  const astray = letters.filter(({ names }) => names.length > 0 && names.every(({ whose }) => whose === 'stranger'));
  if (astray.length === 0) return [];
  const reason = `${astray.length === 1 ? 'an e-mail went' : `${astray.length} e-mails went`} to nobody of the run: ${allInShort(astray)}. Is that another address of the user? Then add it to NEXUS_USER_EMAIL; an archive of the operator's may stay`;
  return [{ outcome: 'warned', reason, wanted: 'the user alone', got: 'somebody else' }];
}

/** An empty mailbox that nobody saw filled proves nothing. */
function unseen(mail: readonly MailRecord[]): Finding | undefined {
  const bystander = mailOf(mail, 'awaited').find(({ whose }) => whose === 'bystander');
  if (bystander?.letter !== undefined) return undefined;
  const reason = bystander
    ? `the bystander's mailbox stayed empty, also after a good request for the bystander (${seconds(bystander.waited)}): its being empty shows nothing. Check NEXUS_BYSTANDER_USER_ID and NEXUS_BYSTANDER_EMAIL`
    : "the bystander's mailbox was never seen filled: its being empty shows nothing";
  return unknown(reason, { ...(bystander && { exchange: bystander.exchange }), clears: 'operator' });
}

const madeUpUsers: readonly UserRole[] = ['unknown', 'malformed', 'made-up'];

/** Nobody who was refused caused an e-mail: none came to the tripwire user, and none to whom the run made up. */
export function noneOnRefusal(post: Post, certify: boolean): readonly (Finding | undefined)[] {
  const { record, mail } = post;
  const { seesAllRecipients, isSink, due = 0 } = assertReadable(mail);
  const before = lettersOf(beforeTheLastWord(mail));
  const requests = record.filter(({ intent }) => intent.user === 'tripwire' && intent.purpose !== 'closing');
  if (requests.length === 0)
    return [unknown('nothing was refused for the tripwire user: there is nothing to look for')];
  const caused = before.filter((letter) => isFor(letter, 'tripwire'));
  const accepted = successesFor(requests, 'tripwire');
  const madeUp = seesAllRecipients ? before.filter((letter) => isFor(letter, 'made-up')) : [];
  const surplus = caused.length - accepted.length * broughtByOne(post);
  if (surplus > 0 && surplus <= due * broughtByOne(post) && madeUp.length === 0) return [mayBeOfAnEarlierRun(surplus)];
  const wrong = [...(surplus > 0 ? caused : []), ...madeUp];
  const [first, ...more] = wrong;
  const toNobody = record.filter(({ intent }) => madeUp.length > 0 && madeUpUsers.includes(intent.user));
  if (first) return [mailed([first, ...more], [...requests, ...toNobody])];
  if (caused.length > 0) {
    const reason = `${caused.length} e-mail(s) to the tripwire user may all come from the ${accepted.length} request(s) for it that were answered 204`;
    return [unknown(reason, { exchange: accepted[0]?.id ?? '' })];
  }
  if (mailOf(mail, 'letter').some((letter) => letter.isEarlier && isFor(letter, 'tripwire'))) {
    return [unknown('an e-mail of an earlier run came to the tripwire user late: run it again', { clears: 'later' })];
  }
  return [doubtsOf(mail, 'quiet') ?? unproven(post) ?? tooShort(post, certify && !isSink) ?? oneTooMany(post, due)];
}

/** An e-mail that was late comes with that of the last word. */
function oneTooMany(post: Post, ofEarlierRuns: number): Finding | undefined {
  const forEach = broughtByOne(post);
  const due = successesFor(post.record, 'tripwire').length * forEach;
  const came = lettersOf(post.mail).filter((letter) => isFor(letter, 'tripwire'));
  if (came.length <= due) return undefined;
  if (came.length - due <= ofEarlierRuns * forEach) return mayBeOfAnEarlierRun(came.length - due);
  const reason = `${came.length} e-mails to the tripwire user, and ${due} at most are due to what was answered 204: a refused request has sent one, late`;
  return { outcome: 'failed', reason, wanted: `${due} at most`, got: `${came.length}` };
}

/**
 * How many e-mails one accepted request brings at most: some send a notice besides, and some of them mail a user once a minute,
 * however many requests they accept. What the first request brought says so, where it has come in time; so does all that came,
 * shared among the requests, and what is called alike in the e-mails of both users.
 */
function broughtByOne({ record, mail }: Post): number {
  const letters = lettersOf(mail);
  const own = letters.filter((letter) => isFor(letter, 'user'));
  const subjects = own.map(({ subject }) => subject);
  const alike = letters.filter((letter) => isFor(letter, 'tripwire') && subjects.includes(letter.subject));
  const shared = Math.ceil(own.length / Math.max(1, successesFor(record, 'user').length));
  const kinds = new Set(alike.map(({ subject }) => subject)).size;
  return Math.max(1, shared, kinds, broughtByTheFirst({ record, mail }).length);
}

/** Such a run may have been cancelled, or its e-mail late. */
const mayBeOfAnEarlierRun = (letters: number): Finding =>
  unknown(
    `${letters} e-mail(s) to the tripwire user may be due to the closing control of an earlier run into this folder, sent within a day before this one and never seen to arrive: run it again`,
    { clears: 'later' },
  );

/** What came to somebody by requests that may not send anything, whatever they were answered; the first of them is shown. */
export const sentAnyway = ({ letters }: Caused, by: string, [one]: readonly Exchange[] = []): readonly Finding[] =>
  letters.map((letter) => ({
    ...(one && { exchange: one.id }),
    outcome: 'failed',
    reason: `${by} sent an e-mail, each of the two times: ${inShort(letter)}`,
    wanted: 'no e-mail',
    got: 'an e-mail',
  }));

/** The same where nothing else shows it: then the mailbox has to be certain that nothing came. */
export const sentNothing = (
  caused: Caused,
  by: string,
  asked: readonly Exchange[],
): readonly (Finding | undefined)[] =>
  caused.letters.length > 0
    ? sentAnyway(caused, by, asked)
    : [caused.doubt === '' ? undefined : unseenBecause(caused.doubt)];

/** Which of the requests it was is not known: it is likeliest one of the last before the first of the e-mails was seen. */
function mailed(letters: readonly [LetterRecord, ...LetterRecord[]], requests: readonly Exchange[]): Finding {
  const [first] = letters;
  const until = requests
    .filter(({ sentAt }) => Date.parse(sentAt) <= first.seenAt)
    .toSorted((a, b) => Date.parse(a.sentAt) - Date.parse(b.sentAt));
  const last = until.slice(-5).map(({ id, response }) => `${id} (${response?.status ?? 'no answer'})`);
  const isOne = letters.length === 1;
  const what = isOne ? 'an e-mail came' : `${letters.length} e-mails came`;
  const when = `When ${isOne ? 'it' : 'the first of them'} was seen,`;
  const asked =
    last.length === 0
      ? `${when} no request that may send none had gone out`
      : `${when} ${until.length} requests that may send none had gone out, the last of them: ${last.join(', ')}`;
  const reason = `${what} although nothing that was accepted asked for ${isOne ? 'it' : 'them'}: ${allInShort(letters)}. ${asked}`;
  return {
    outcome: 'failed',
    reason,
    wanted: 'no e-mail',
    got: isOne ? 'an e-mail' : `${letters.length} e-mails`,
    ...(until.at(-1) && { exchange: until.at(-1)?.id ?? '' }),
  };
}

/** Only a tripwire user who can get e-mail shows by getting none that nobody was mailed. */
export function unproven({ record, mail }: Post): Finding | undefined {
  const proof = mailOf(mail, 'awaited').find(({ whose, letter }) => whose === 'tripwire' && letter !== undefined);
  if (proof) return undefined;
  if (lettersOf(mail).length === 0) {
    return unknown('no e-mail came to anybody in this run: that none came to the tripwire user shows nothing');
  }
  const control = record.findLast(({ intent }) => intent.purpose === 'closing' && intent.user === 'tripwire');
  if (control?.noAnswer?.kind === 'out-of-emails') {
    return unknown(`${control.noAnswer.message}: nothing shows that the tripwire user can get one`, {
      cause: 'no-emails-left',
    });
  }
  const got = control?.response ? `${control.response.status}` : 'it was not answered';
  const reason = `nothing shows that the tripwire user can get an e-mail (closing control: ${got}); it may not exist: check NEXUS_TRIPWIRE_USER_ID and NEXUS_TRIPWIRE_EMAIL`;
  return doubtsOf(mail) ?? unknown(reason, { ...(control && { exchange: control.id }), clears: 'operator' });
}

/** By which greylisting has ended: servers let a stranger wait for five minutes, most of them. */
const greylistedMs = 330_000;

/** A delay that the tripwire user alone has, for whom no server had taken anything before. */
function tooShort({ mail }: Post, isLong: boolean): Finding | undefined {
  const quietFor = mailOf(mail, 'look').find(({ when }) => when === 'quiet')?.quietFor ?? 0;
  const own = mailOf(mail, 'awaited').find(({ whose, letter }) => whose === 'tripwire' && letter !== undefined);
  const signs = mailOf(mail, 'letter').flatMap(({ greylisting }) => greylisting ?? []);
  const wanted = Math.max(signs.length > 0 || isLong ? greylistedMs : 0, own?.waited ?? 0);
  if (quietFor >= wanted) return undefined;
  const why = signs.length > 0 ? ` (${signs[0]})` : '';
  const reason = `it was waited for ${seconds(quietFor)} whether an e-mail came, and one to the tripwire user may take ${seconds(wanted)}${why}`;
  return unknown(reason, { clears: 'operator' });
}
