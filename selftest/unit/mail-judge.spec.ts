import { expect, test } from '@playwright/test';
import { arrived } from '../../src/judge/mail/arrival.ts';
import { foldedToTheUser } from '../../src/judge/mail/folded.ts';
import { exactlyOne, offersReset, secretStays } from '../../src/judge/mail/means.ts';
import { noneOnRefusal, onlyToTheUser, sentNothing } from '../../src/judge/mail/recipients.ts';
import type { Exchange, Intent } from '../../src/model/exchange.ts';
import { type Finding, Unjudgeable } from '../../src/model/finding.ts';
import type { BaselineRecord, LetterRecord, LookRecord, MailRecord, Named, Whose } from '../../src/model/mail.ts';
import { answered } from './exchange-setup.ts';

const due = { allowedMs: 1000, user: 'user@nexus.example', tripwire: 'tripwire@nexus.example' };

const baseline = (changed: Partial<BaselineRecord> = {}): BaselineRecord => ({
  kind: 'baseline',
  at: 0,
  mailbox: 'Mailpit 1.33',
  seesAllRecipients: true,
  isSink: false,
  dropsDuplicates: false,
  mark: {},
  ...changed,
});

const to = (whose: Whose, by: Named['by'] = 'envelope'): Named => ({ whose, by, address: `${whose}@nexus.example` });

function letter(id: string, names: readonly Named[], changed: Partial<LetterRecord> = {}): LetterRecord {
  const seenAt = Date.parse('2026-11-23T12:00:01.000Z');
  const rest = { sameAs: id, folder: 'INBOX', junk: false, seenAt, subject: 'Reset', links: [], isEarlier: false };
  return { kind: 'letter', id, names, ...rest, ...changed };
}

const look = (when: LookRecord['when'], changed: Partial<LookRecord> = {}): LookRecord => ({
  kind: 'look',
  when,
  at: 0,
  quietFor: 10_000,
  doubts: [],
  pending: 0,
  ...changed,
});

const awaited = (whose: Whose, exchange: string, found?: string, waited = 20): MailRecord => ({
  kind: 'awaited',
  whose,
  exchange,
  waited,
  ...(found !== undefined && { letter: found }),
});

const request = (id: string, status: number, intent: Partial<Intent>): Exchange => answered(status, { id, intent });
const first = request('opening#token', 204, { purpose: 'opening', case: 'token', user: 'user', title: 'the pair' });
const refusal = request('auth/no-credentials#none', 401, { user: 'tripwire' });
const lastWord = request('closing#tripwire', 204, { purpose: 'closing', case: 'tripwire', user: 'tripwire' });
const record = [first, refusal, lastWord];

const mailOfUser = letter('1', [to('user')]);
const mailOfTripwire = letter('9', [to('tripwire')]);
/** What a conforming target shows. */
const conforming: readonly MailRecord[] = [
  baseline(),
  mailOfUser,
  awaited('user', first.id, '1'),
  look('quiet'),
  mailOfTripwire,
  awaited('tripwire', lastWord.id, '9'),
  look('end'),
  { kind: 'means', of: ['1', '9'], fresh: ['the query parameter token'], ambiguous: false, wrong: [], leaks: [] },
];

const judges = {
  arrives: (mail: readonly MailRecord[], all = record) => arrived({ record: all, mail }, due),
  only: (mail: readonly MailRecord[]) => onlyToTheUser(mail),
  none: (mail: readonly MailRecord[], all = record) => noneOnRefusal({ record: all, mail }, false),
  offers: (mail: readonly MailRecord[]) => offersReset(mail),
  one: (mail: readonly MailRecord[], all = record) => exactlyOne({ record: all, mail }),
  secret: (mail: readonly MailRecord[]) => secretStays(mail),
} as const;

/** The worst that is found. */
function outcome(findings: readonly (Finding | undefined)[]): string {
  const all = findings.map((finding) => finding?.outcome ?? 'passed');
  return (
    ['failed', 'inconclusive', 'warned', 'passed', 'observed'].find((one) => all.some((of) => of === one)) ?? 'passed'
  );
}

const without = (...gone: readonly MailRecord[]) => conforming.filter((one) => !gone.includes(one));
const beforeQuiet = (...more: readonly MailRecord[]) =>
  conforming.flatMap((one) => (one.kind === 'look' && one.when === 'quiet' ? [...more, one] : [one]));
const atTheEnd = (...more: readonly MailRecord[]) => [...conforming, ...more];
const replaced = (kind: MailRecord['kind'], changed: object, nth = 0) => {
  const target = conforming.filter((one) => one.kind === kind)[nth];
  return conforming.map((one) => (one === target ? ({ ...one, ...changed } as MailRecord) : one));
};

test('what a conforming target shows passes in every respect', () => {
  for (const [name, judge] of Object.entries(judges)) expect(outcome(judge(conforming)), name).toBe('passed');
});

test('a mailbox that could not be read makes all of it inconclusive in its own words', () => {
  const mail: readonly MailRecord[] = [{ kind: 'unreadable', at: 0, words: 'LOGIN failed', clears: 'operator' }];
  for (const judge of Object.values(judges)) {
    expect(() => judge(mail)).toThrow(Unjudgeable);
    expect(() => judge(mail)).toThrow('LOGIN failed');
  }
});

test('what lies in Junk has arrived, and it is said', () => {
  const inJunk = replaced('letter', { folder: 'Spam', junk: true });
  expect(judges.arrives(inJunk).filter((finding) => finding)).toMatchObject([
    { outcome: 'observed', exchange: first.id, reason: expect.stringMatching(/as spam: "Reset" to .*, in Spam$/) },
  ]);
  const moved = [...inJunk, { ...mailOfUser, id: '1 moved' }];
  expect(outcome(judges.arrives(moved)), 'and in another folder').toBe('passed');
});

const missing = (waited: number, changed: object = {}) => [
  baseline(),
  { kind: 'awaited', whose: 'user', exchange: first.id, waited, ...changed } as MailRecord,
  look('end'),
];

test('late is not never: an e-mail that has not come is a failure after three times as long as it may take', () => {
  expect(outcome(judges.arrives(missing(2999)))).toBe('inconclusive');
  expect(outcome(judges.arrives(missing(3000)))).toBe('failed');
  const [never] = judges.arrives(missing(3000));
  expect(never?.reason).toContain('the pair was answered 204 at 2026-11-23T12:00:00.000Z');
  expect(never?.reason).toContain('nor did any other');
  const [cut] = judges.arrives(missing(3000, { cutShort: true }));
  expect(cut).toMatchObject({ outcome: 'inconclusive', cause: 'no-time-left', clears: 'later' });
});

test('where the mailbox is in doubt absence shows nothing and presence does', () => {
  const doubts = ['1 message vanished'];
  const inDoubt = [...missing(9000).slice(0, 2), look('end', { doubts })];
  expect(judges.arrives(inDoubt)[0]).toMatchObject({
    outcome: 'inconclusive',
    reason: expect.stringContaining(doubts[0] ?? ''),
  });
  expect(outcome(judges.arrives(replaced('look', { doubts }, 1)))).toBe('passed');
  expect(outcome(judges.none(replaced('look', { doubts })))).toBe('inconclusive');
  expect(outcome(judges.only(replaced('look', { doubts }, 1)))).toBe('inconclusive');
  expect(outcome(judges.one(replaced('look', { doubts }, 1))), 'another one may have come').toBe('inconclusive');
  expect(outcome(judges.one(beforeQuiet(letter('2', [to('user')]), look('end', { doubts })))), 'two did').toBe(
    'warned',
  );
  const pending = [...missing(9000).slice(0, 2), look('end', { pending: 1 })];
  expect(outcome(judges.arrives(pending))).toBe('inconclusive');
});

test('what a doubt explains is laid at nobody else', () => {
  const doubts = ['Mailpit refused 2 recipients'];
  const inDoubt = (mail: readonly MailRecord[]) => [
    ...mail.filter((one) => one.kind !== 'means' && !(one.kind === 'look' && one.when === 'end')),
    look('end', { doubts }),
  ];
  const silent = inDoubt(conforming).flatMap((one) => {
    if (one === mailOfTripwire) return [];
    return one.kind === 'awaited' && one.whose === 'tripwire'
      ? [awaited('tripwire', lastWord.id, undefined, 3000)]
      : [one];
  });
  const nothing = inDoubt(without(mailOfUser)).filter((one) => one !== mailOfTripwire);
  const blind = [...inDoubt(replaced('baseline', { seesAllRecipients: false })), awaited('bystander', 'b', undefined)];
  const found = [
    ...[judges.arrives(silent)[1], judges.none(silent)[0], judges.offers(silent)[0], judges.secret(silent)[0]],
    ...[judges.only(nothing)[0], judges.one(nothing)[0], judges.offers(nothing)[0], judges.only(blind)[0]],
  ];
  for (const finding of found) {
    expect(finding).toMatchObject({ outcome: 'inconclusive', reason: expect.stringContaining(doubts[0] ?? '') });
  }
  const other = [...silent, awaited('tripwire', 'closing#tripwire~2', '9')];
  expect(judges.arrives(other)[1], 'the first may be lost').toMatchObject({ outcome: 'inconclusive' });
});

test('a way in sends none only where it was waited for as long as it takes', () => {
  const cut = conforming.flatMap((one) =>
    one.kind === 'awaited' && one.whose === 'tripwire'
      ? [awaited('tripwire', lastWord.id, undefined, 2000), awaited('tripwire', 'closing#tripwire~2', '9')]
      : [one],
  );
  expect(outcome(judges.arrives(cut))).toBe('inconclusive');
});

test('where the mailbox drops what it takes for the same, one that is missing shows nothing', () => {
  const dropping = replaced('baseline', { dropsDuplicates: true });
  expect(outcome(judges.one(dropping, [first, ...record]))).toBe('inconclusive');
  expect(outcome(judges.one(dropping))).toBe('passed');
});

test('what may send nothing has sent nothing only where the mailbox is certain', () => {
  const by = 'GET';
  expect(outcome(sentNothing({ letters: [], doubt: '' }, by, []))).toBe('passed');
  expect(sentNothing({ letters: [], doubt: '1 message vanished' }, by, [])).toMatchObject([
    { outcome: 'inconclusive', reason: expect.stringContaining('1 message vanished') },
  ]);
  expect(sentNothing({ letters: [mailOfTripwire], doubt: '1 message vanished' }, by, [refusal])).toMatchObject([
    { outcome: 'failed', exchange: refusal.id },
  ]);
});

test('a closing request without an e-mail is a failure only where the other option brings one', () => {
  const silent = conforming.flatMap((one) =>
    one.kind === 'awaited' && one.whose === 'tripwire' ? [awaited('tripwire', lastWord.id, undefined, 3000)] : [one],
  );
  const [, finding] = judges.arrives(silent);
  expect(finding).toMatchObject({ outcome: 'inconclusive', reason: expect.stringContaining('NEXUS_TRIPWIRE_EMAIL') });
  const other = [...silent, awaited('tripwire', 'closing#tripwire~2', '9')];
  expect(judges.arrives(other)[1]).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('one way in') });
});

test('the e-mail of the user that names another one of the run is a failure, and one that names a stranger a question', () => {
  for (const other of ['tripwire', 'bystander', 'caller'] as const) {
    expect(outcome(judges.only(replaced('letter', { names: [to('user'), to(other, 'header')] }))), other).toBe(
      'failed',
    );
  }
  const asked = judges.only(replaced('letter', { names: [to('user'), to('stranger', 'header')] }));
  expect(asked[0]).toMatchObject({ outcome: 'warned', reason: expect.stringContaining('NEXUS_USER_EMAIL') });
  expect(outcome(judges.only(replaced('letter', { names: [to('user'), to('stranger')] }))), 'a blind copy').toBe(
    'passed',
  );
});

test('an e-mail to nobody of the run is a question where nobody else could have sent it', () => {
  const archived = beforeQuiet(letter('3', [to('stranger'), to('stranger', 'header')]));
  expect(outcome(judges.only(archived)), 'a mailbox that others share').toBe('passed');
  const inSink = archived.map((one) => (one.kind === 'baseline' ? { ...one, isSink: true } : one));
  expect(judges.only(inSink)[0]).toMatchObject({
    outcome: 'warned',
    reason: expect.stringContaining('an e-mail went to nobody of the run: "Reset" to stranger@nexus.example'),
  });
  const ownSink = replaced('baseline', { isSink: true });
  expect(outcome(judges.only([...ownSink, letter('3', [to('made-up')])])), "another requirement's").toBe('passed');
  expect(outcome(judges.only([...ownSink, letter('3', [to('stranger'), to('user', 'header')])])), 'blind').toBe(
    'passed',
  );
});

test('a message to the bystander alone is a failure, unless the closing asked for it', () => {
  expect(outcome(judges.only(beforeQuiet(letter('3', [to('bystander')]))))).toBe('failed');
  expect(outcome(judges.only(atTheEnd(letter('3', [to('bystander')]))))).toBe('passed');
});

test("a mailer that keeps its recipients is found by the last word's e-mail", () => {
  expect(outcome(judges.only(replaced('letter', { names: [to('tripwire'), to('user')] }, 1)))).toBe('failed');
});

test('an empty mailbox that nobody saw filled proves nothing, unless the mailbox sees every recipient', () => {
  const blind = replaced('baseline', { seesAllRecipients: false });
  expect(outcome(judges.only(blind))).toBe('inconclusive');
  expect(outcome(judges.only([...blind, awaited('bystander', 'closing#bystander', undefined, 3000)]))).toBe(
    'inconclusive',
  );
  expect(outcome(judges.only([...blind, awaited('bystander', 'closing#bystander', '12')]))).toBe('passed');
});

test('an e-mail to the tripwire user before the last word is a failure that names the requests before it', () => {
  const [finding] = judges.none(beforeQuiet(letter('3', [to('tripwire')])));
  expect(finding).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('auth/no-credentials#none (401)'),
  });
});

test('one that may come from a request that was let in blames no refusal', () => {
  const letIn = request('auth/tampered#x', 204, { user: 'tripwire' });
  const [finding] = judges.none(beforeQuiet(letter('3', [to('tripwire')])), [...record, letIn]);
  expect(finding).toMatchObject({ outcome: 'inconclusive', exchange: letIn.id });
  const two = beforeQuiet(letter('3', [to('tripwire')]), letter('4', [to('tripwire')]));
  expect(outcome(judges.none(two, [...record, letIn]))).toBe('failed');
});

test('one that is late comes with that of the last word, and is one too many', () => {
  const late = atTheEnd(letter('10', [to('tripwire')]));
  expect(judges.none(late)[0]).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('late') });
  const twoEach = [...late, letter('2', [to('user')])];
  expect(outcome(judges.none(twoEach)), 'where each request brings two').toBe('passed');
});

test('what one accepted request brings is no surplus, however few e-mails a limit lets through', () => {
  const again = Array.from({ length: 6 }, (_, at) => ({
    ...request(`parameters/lenient#${at}`, 204, { user: 'user' }),
    sentAt: '2026-11-23T12:00:02.000Z',
  }));
  const all = [...record, ...again];
  const notice = (id: string, whose: Whose, subject = 'Was it you?') => letter(id, [to(whose)], { subject });
  const limited = [...beforeQuiet(notice('2', 'user')), notice('10', 'tripwire')];
  expect(outcome(judges.none(limited, all))).toBe('passed');
  const byName = [...beforeQuiet(notice('2', 'user', 'Dear user')), notice('10', 'tripwire', 'Dear tripwire')];
  expect(outcome(judges.none(byName, all)), 'each called otherwise').toBe('passed');
  const one = [...conforming, notice('10', 'tripwire', 'Reset')];
  expect(outcome(judges.none(one, all)), 'the user got one alone').toBe('failed');
  const seenLate = { subject: 'Was it you?', seenAt: Date.parse('2026-11-23T12:00:09.000Z') };
  const late = [...beforeQuiet(letter('2', [to('user')], seenLate)), notice('10', 'tripwire')];
  expect(outcome(judges.none(late, all)), 'a notice that came later').toBe('passed');
  expect(outcome(judges.none([...late, notice('11', 'tripwire')], all)), 'and a third one').toBe('failed');
  const letIn = request('auth/tampered#x', 204, { user: 'tripwire' });
  const both = beforeQuiet(notice('2', 'user'), letter('3', [to('tripwire')]), notice('4', 'tripwire'));
  expect(outcome(judges.none(both, [...all, letIn])), 'of a request that was let in').toBe('inconclusive');
});

test('whom the run made up may not be mailed either, where every recipient is seen', () => {
  expect(outcome(judges.none(beforeQuiet(letter('3', [to('made-up')]))))).toBe('failed');
  const unknown = request('opening#unknown-user', 404, { purpose: 'opening', user: 'unknown' });
  const early = beforeQuiet(letter('3', [to('made-up')], { seenAt: Date.parse(unknown.sentAt) }));
  const later = { ...refusal, sentAt: '2026-11-23T12:00:02.000Z' };
  const reasonOf = (all: Exchange[]) => judges.none(early, all)[0]?.reason;
  expect(reasonOf([first, later, lastWord])).toMatch(/no request that may send none had gone out$/);
  expect(reasonOf([first, unknown, later, lastWord])).toMatch(/the last of them: opening#unknown-user \(404\)$/);
});

test('a tripwire user who gets no e-mail in the end shows nothing', () => {
  const silent = without(mailOfTripwire).flatMap((one) =>
    one.kind === 'awaited' && one.whose === 'tripwire' ? [] : [one],
  );
  const [finding] = judges.none(silent);
  expect(finding).toMatchObject({ outcome: 'inconclusive', reason: expect.stringContaining('NEXUS_TRIPWIRE_USER_ID') });
  expect(outcome(judges.none(conforming, [first, lastWord])), 'nothing was refused').toBe('inconclusive');
});

test("an earlier run's e-mail is neither evidence nor failure", () => {
  const earlier = letter('0', [to('tripwire')], { isEarlier: true });
  expect(outcome(judges.none(beforeQuiet(earlier)))).toBe('inconclusive');
  expect(outcome(judges.one(beforeQuiet(letter('0', [to('user')], { isEarlier: true }))))).toBe('passed');
});

test("an e-mail that may be due to an earlier run's closing control is inconclusive, and no more than were due", () => {
  const due = replaced('baseline', { due: 1 });
  const quiet = due.findIndex((one) => one.kind === 'look' && one.when === 'quiet');
  const early = (...whose: readonly Whose[]) =>
    due.toSpliced(quiet, 0, ...whose.map((one, at) => letter(`early ${at}`, [to(one)])));
  expect(judges.none(early('tripwire'))).toMatchObject([{ outcome: 'inconclusive', clears: 'later' }]);
  expect(outcome(judges.none(early('tripwire', 'tripwire'))), 'one due, two came').toBe('failed');
  expect(outcome(judges.none(early('tripwire', 'made-up'))), 'one that no closing asks for').toBe('failed');
  const late = [...due, letter('10', [to('tripwire')])];
  expect(judges.none(late)).toMatchObject([{ outcome: 'inconclusive', clears: 'later' }]);
  expect(outcome(judges.none([...late, letter('11', [to('tripwire')])]))).toBe('failed');
  expect(outcome(judges.none(due)), 'none came').toBe('passed');
});

test('a window shorter than the e-mail of the last word took, or than greylisting lasts, shows nothing', () => {
  expect(outcome(judges.none(replaced('awaited', { waited: 11_000 }, 1)))).toBe('inconclusive');
  expect(outcome(judges.none(replaced('letter', { greylisting: 'X-Greylist: delayed 300 seconds' })))).toBe(
    'inconclusive',
  );
  const post = { record, mail: conforming };
  expect(outcome(noneOnRefusal(post, true)), 'certify').toBe('inconclusive');
  expect(outcome(noneOnRefusal({ record, mail: replaced('baseline', { isSink: true }) }, true)), 'its own sink').toBe(
    'passed',
  );
});

test('a link or code that is fresh passes, what is wrong for certain fails, and the rest is for a person', () => {
  expect(outcome(judges.offers(replaced('means', { fresh: [] })))).toBe('inconclusive');
  expect(outcome(judges.offers(replaced('means', { ambiguous: true })))).toBe('inconclusive');
  expect(
    outcome(
      judges.offers(
        replaced('means', { fresh: [], wrong: [{ letter: '9', words: 'its link ends in an empty token=' }] }),
      ),
    ),
  ).toBe('failed');
  expect(outcome(judges.offers([baseline()]))).toBe('inconclusive');
  expect(outcome(judges.offers([baseline(), mailOfUser]))).toBe('inconclusive');
});

test('what resets the password in an answer is a failure, and in a trace field it is observed', () => {
  const leak = { exchange: first.id, where: 'the field X-Reset', isTrace: false };
  expect(outcome(judges.secret(replaced('means', { leaks: [leak] })))).toBe('failed');
  expect(outcome(judges.secret(replaced('means', { leaks: [{ ...leak, isTrace: true }] })))).toBe('observed');
  expect(outcome(judges.secret(replaced('means', { fresh: [] })))).toBe('inconclusive');
});

test('more e-mails than accepted requests are a warning, copies in several folders are one, and fewer are right', () => {
  expect(outcome(judges.one(beforeQuiet(letter('2', [to('user')]))))).toBe('warned');
  expect(outcome(judges.one(beforeQuiet(letter('2', [to('user')], { sameAs: '1', folder: 'Archive' }))))).toBe(
    'passed',
  );
  expect(outcome(judges.one(conforming, [first, ...record]))).toBe('passed');
  expect(outcome(judges.one(without(mailOfUser)))).toBe('inconclusive');
  const change: MailRecord = { kind: 'reset', name: 'change-for-the-client', exchange: first.id, strange: [] };
  expect(outcome(judges.one(atTheEnd(change, letter('8', [to('user')])))), 'a notice of the change').toBe('passed');
});

test('the first request for the user is alone, and brings one e-mail; a notice without a link or code is none', () => {
  const next = { ...request('opening#basic', 204, { user: 'user' }), sentAt: '2026-11-23T12:00:02.000Z' };
  const more = Array.from({ length: 3 }, () => next);
  const second = letter('2', [to('user')]);
  expect(judges.one(beforeQuiet(second), [...record, ...more])).toMatchObject([
    { outcome: 'warned', wanted: '1', got: '2', reason: expect.not.stringContaining('second run') },
  ]);
  const later = { ...second, seenAt: Date.parse('2026-11-23T12:00:03.000Z') };
  expect(outcome(judges.one(beforeQuiet(later), [...record, ...more])), 'of a later request').toBe('passed');
  const notice = { ...second, isNotice: true } as const;
  expect(outcome(judges.one(beforeQuiet(notice)))).toBe('passed');
  expect(outcome(judges.one([...beforeQuiet(notice), { ...notice, id: '3', sameAs: '3' }]))).toBe('passed');
  const empty = replaced('letter', { isNotice: true }).concat({ ...notice, id: '3', sameAs: '3' });
  expect(outcome(judges.one(empty)), 'none of them offers anything').toBe('warned');
});

const folded = (id: string, status = 204) =>
  request(id, status, { purpose: 'email/only-to-the-user', case: 'user-id-with-kelvin-sign', user: 'user' });
const [asked, askedAgain] = [folded('only#kelvin'), folded('only#kelvin~2')];
const came = (exchange: Exchange, ...letters: readonly string[]): MailRecord => ({
  kind: 'folded',
  exchange: exchange.id,
  letters,
});
const stranger = (id: string, changed: Partial<LetterRecord> = {}) => letter(id, [to('stranger')], changed);
const judgeFolded = (more: readonly MailRecord[], all: readonly Exchange[] = [asked], base = conforming) => {
  const at = base.findIndex((one) => one.kind === 'look' && one.when === 'quiet');
  return foldedToTheUser(all, [...record, ...all], [...base.slice(0, at), ...more, ...base.slice(at)]);
};

test('a folded id may be refused, and may be taken for the user who alone gets the e-mail', () => {
  expect(judgeFolded([], [folded('only#kelvin', 404)])).toBeUndefined();
  expect(judgeFolded([letter('5', [to('user')]), came(asked, '5')])).toBeUndefined();
});

test("an e-mail like the user's that a folded id brings to somebody else is a failure where it does so twice", () => {
  const twice = [stranger('5'), came(asked, '5'), stranger('6'), came(askedAgain, '6')];
  expect(judgeFolded(twice, [asked, askedAgain])).toMatchObject({
    outcome: 'failed',
    exchange: askedAgain.id,
    reason: expect.stringContaining('stranger@nexus.example'),
  });
  const toBoth = [letter('7', [to('user')]), came(askedAgain, '6', '7')];
  expect(judgeFolded([...twice.slice(0, 3), ...toBoth], [asked, askedAgain]), 'the user besides').toMatchObject({
    outcome: 'failed',
  });
  const other = [...twice.slice(0, 2), letter('6', [{ ...to('stranger'), address: 'an…@b.example' }]), ...toBoth];
  expect(judgeFolded(other, [asked, askedAgain]), 'another one the second time').toBeUndefined();
});

test('what comes meanwhile to others and is called otherwise is laid at nobody', () => {
  const news = stranger('5', { subject: 'News' });
  expect(judgeFolded([news, letter('6', [to('user')]), came(asked, '5', '6')])).toBeUndefined();
  expect(judgeFolded([news, came(asked, '5')]), 'and nothing to the user').toMatchObject({ outcome: 'inconclusive' });
});

test('a folded id that was answered 204 and mailed nobody shows something only where every recipient is seen', () => {
  expect(judgeFolded([came(asked)])).toBeUndefined();
  const blind = replaced('baseline', { seesAllRecipients: false });
  expect(judgeFolded([came(asked)], [asked], blind)).toMatchObject({ outcome: 'inconclusive', clears: 'operator' });
});

test('a folded id shows nothing where it was not asked about, or where a limit on the user answers it', () => {
  expect(judgeFolded([], [])).toMatchObject({ outcome: 'inconclusive', cause: 'mailbox' });
  const limit = request('opening#basic-once-more', 403, { purpose: 'opening', case: 'basic-once-more', user: 'user' });
  expect(foldedToTheUser([folded('only#kelvin', 403)], [...record, limit], conforming)).toMatchObject({
    outcome: 'inconclusive',
    cause: 'user-limit',
  });
});
