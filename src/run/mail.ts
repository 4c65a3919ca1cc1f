import type { AnnounceWait, Clock } from '../client/clock.ts';
import { createRedactor, type Redactor } from '../client/redaction.ts';
import { mayHaveMailed } from '../client/sender.ts';
import { isLoopback } from '../configuration/shapes.ts';
import type { Values } from '../configuration/values.ts';
import { inWords, isFor, successesFor } from '../judge/mail/reading.ts';
import type { Offer } from '../letter/means.ts';
import { type Letter, readLetter } from '../letter/read.ts';
import { type Look, type Mailbox, MailboxError, type Message } from '../mailbox/mailbox.ts';
import type { Exchange } from '../model/exchange.ts';
import { type AwaitedRecord, type Caused, type LetterRecord, mailed, mailOf, type Whose } from '../model/mail.ts';
import type { DueControls } from './due.ts';
import type { Ledger } from './ledger.ts';
import { hostsIn, keepSecret, letterRecord, marksToldIn, meansRecord, offerIn, secretsIn } from './letters.ts';
import { unreadIn } from './unread.ts';

/** The mailboxes of a run: what comes is read once, and nothing of its text is kept. */
export interface MailWatch {
  /** Notes what is there, before the first request; once a run. */
  begin(): Promise<void>;
  /** Waits for what a request that was answered 204 is to cause, so long at most; `others` are the messages that it did not. */
  awaitFor(
    whose: Whose,
    cause: Exchange,
    others: readonly LetterRecord[],
    milliseconds: number,
  ): Promise<LetterRecord | undefined>;
  /** Reads what a request that was answered 204 has caused, and all before it, if it comes about as soon as the first did. */
  readAfter(cause: Exchange): Promise<void>;
  /** Waits as long as an e-mail may take, three times over, and says so on the record; undefined where it cannot be read. */
  await(whose: Whose, cause: Exchange, others?: readonly LetterRecord[]): Promise<AwaitedRecord | undefined>;
  /** A good request for the tripwire user is about to be sent: an e-mail of it may come even if this run does not live to see it. */
  noteControl(): void;
  /** Waits until nothing that the refusals have caused can still be on its way, and looks. */
  waitQuietly(): Promise<void>;
  /** The last look. */
  end(): Promise<void>;
  /** Messages to them that these requests cause, sent where little else is on its way; sent twice where something came, so that it was they. */
  causedBy(whose: readonly Whose[], send: () => Promise<unknown>): Promise<Caused>;
  /** The messages so far, once nothing can be on its way any more. */
  settled(): Promise<readonly LetterRecord[]>;
  /** How a message lets its reader reset the password, held against another one of the run; undefined where it was not read. */
  offerIn(id: string): Offer | undefined;
  /** The hosts to which its links lead, wrapped ones too. */
  hostsIn(id: string): readonly string[];
  /** What in it may be a password: nothing of it may be shown. */
  wordsLikePasswords(id: string): readonly string[];
  /** Masks what the e-mails that were read hold, and no other secret. */
  readonly secrets: Pick<Redactor, 'redact' | 'redactOwnText'>;
  /** Cookies that an answer of 204 set, as they came: what of an e-mail they hold is put on record. */
  noteCookies(exchange: string, pairs: readonly string[]): void;
  close(): Promise<void>;
}

interface CookiesSet {
  readonly exchange: string;
  readonly pairs: readonly string[];
}

interface WatchParts {
  readonly values: Values;
  readonly open: () => Promise<Mailbox>;
  readonly ledger: Ledger;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly announceWait: AnnounceWait;
  /** Nothing is waited for after this time, in milliseconds since the epoch. */
  readonly until: number;
  /** When the run began. */
  readonly startedAt: number;
  /** Where something outlives the run. */
  readonly due?: DueControls;
}

/** So often it is waited for quiet before requests whose e-mails are to be told from those of others. */
const mostRounds = 20;

/** How long the request after the first waits for the first one's e-mail, in milliseconds. */
export const glimpseMs = 5_000;
/** How long nothing may come before it counts as nothing, in milliseconds, by where the target answers. */
const leastQuiet = { loopback: 1_000, elsewhere: 10_000, certify: 330_000 };
/** How long a mailbox is left alone that could not be read, once in a run, where it does not say how long. */
const leastPauseMs = 2_000;
/** What is certainly too short for an e-mail to come by, and what nobody waits for, in milliseconds. */
const settling = { least: 150, most: 10_000 };
/** How long what is read before an answer is shown may take at least, in milliseconds: a busy machine is no slow mail. */
const leastReadingMs = 1_000;

const answeredAt = ({ sentAt, milliseconds }: Exchange): number => Date.parse(sentAt) + milliseconds;

/** The requests for each of which a conforming target sends an e-mail. */
export const mailedFor = (exchanges: readonly Exchange[]): readonly Exchange[] => successesFor(exchanges, ...mailed);

export function createMailWatch(parts: WatchParts): MailWatch {
  const { values, ledger, redactor, clock, announceWait } = parts;
  const read = new Map<string, Letter>();
  const ofLetters = createRedactor();
  const leastQuietMs = isLoopback(new URL(values.NEXUS_BASE_URL ?? '').hostname)
    ? leastQuiet.loopback
    : leastQuiet.elsewhere;
  let opened: Promise<Mailbox> | undefined;
  let hasWaitedForMailbox = false;

  const mailbox = () => {
    opened ??= parts.open();
    return opened;
  };
  const baseline = () => mailOf(ledger.mail(), 'baseline')[0];
  const unreadable = () => mailOf(ledger.mail(), 'unreadable').at(-1);
  const isBroken = () => unreadable() !== undefined;
  const letters = () => mailOf(ledger.mail(), 'letter');

  /** Nothing where the mailbox could not be read: that is on the record then. */
  async function reading<T>(act: (box: Mailbox) => Promise<T>): Promise<T | undefined> {
    if (isBroken()) return undefined;
    try {
      return await act(await mailbox());
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
      const { reason, retryAfter = 0, message } = error;
      const mayClear = reason === 'limit' || reason === 'network';
      const pause = Math.max(retryAfter, leastPauseMs);
      if (mayClear && !hasWaitedForMailbox && clock.now() + pause < parts.until) {
        hasWaitedForMailbox = true;
        announceWait({ why: 'the mailbox, which could not be read', milliseconds: pause });
        await clock.sleep(pause);
        return reading(act);
      }
      const words = redactor.redactOwnText(message);
      ledger.addMail({ kind: 'unreadable', at: clock.now(), words, clears: mayClear ? 'later' : 'operator' });
      return undefined;
    }
  }

  async function lookNow(): Promise<Look | undefined> {
    const from = baseline();
    const look = from && (await reading((box) => box.look(from.mark)));
    for (const message of look?.messages ?? []) await learn(message);
    return look;
  }

  async function learn(message: Message): Promise<void> {
    if (message.raw === undefined || read.has(message.id)) return;
    const letter = await readLetter(message.raw);
    keepSecret(message.id, letter, { ...parts, ofLetters, before: [...read.values()].at(-1) });
    read.set(message.id, letter);
    noteTold(cookies);
    if (letters().some(({ id }) => id === message.id)) return;
    ledger.addMail(letterRecord(message, letter, { values, seenAt: clock.now(), startedAt: parts.startedAt }));
  }

  /** In memory alone: a process that takes over has the cookies of later answers. */
  const cookies: CookiesSet[] = [];
  function noteTold(set: readonly CookiesSet[]): void {
    const noted = mailOf(ledger.mail(), 'told').map(({ exchange, mark }) => `${exchange} ${mark}`);
    for (const { exchange, pairs } of set) {
      const found = new Set(pairs.flatMap((pair) => marksToldIn(pair, ofLetters)));
      for (const mark of [...found].filter((one) => !noted.includes(`${exchange} ${one}`))) {
        ledger.addMail({ kind: 'told', exchange, where: 'the field Set-Cookie', mark });
      }
    }
  }

  const doubtsIn = ({ doubts, messages }: Look) =>
    [...doubts.map(({ words }) => words), ...messages.flatMap(({ unreadable }) => unreadable ?? [])].map(
      redactor.redactOwnText,
    );
  const own = () => letters().filter(({ isEarlier }) => !isEarlier);
  const newFor = (whose: readonly Whose[], others: readonly LetterRecord[]) =>
    own().filter(
      ({ sameAs, names }) =>
        others.every((other) => other.sameAs !== sameAs) && names.some((named) => whose.includes(named.whose)),
    );

  /** The slowest that was seen, in milliseconds. */
  const slowest = (): number =>
    Math.max(
      0,
      ...mailOf(ledger.mail(), 'awaited')
        .filter(({ letter }) => letter)
        .map(({ waited }) => waited),
    );
  const soon = () => Math.min(settling.most, Math.max(settling.least, 3 * slowest()));
  /** Between the first answer that may have caused one and the first e-mail, in milliseconds. */
  const firstDelay = (): number => {
    const [letter, answer] = [own()[0], mailedFor(ledger.exchanges())[0]];
    return letter && answer ? letter.seenAt - answeredAt(answer) : 0;
  };

  async function awaitFor(
    whose: Whose,
    cause: Exchange,
    others: readonly LetterRecord[],
    milliseconds: number,
  ): Promise<LetterRecord | undefined> {
    const until = Math.min(parts.until, answeredAt(cause) + milliseconds);
    const over = new AbortController();
    try {
      for (let isFirst = true; ; isFirst = false) {
        await lookNow();
        const [found] = newFor([whose], others);
        const left = until - clock.now();
        if (found || left <= 0 || isBroken()) return found;
        if (isFirst) announceWait({ why: `an e-mail to ${inWords[whose]}`, milliseconds: left, over: over.signal });
        await reading((box) => box.wake(left));
      }
    } finally {
      over.abort();
    }
  }

  async function settleQuietly(): Promise<Look | undefined> {
    if (!isBroken()) await clock.sleep(soon());
    return lookNow();
  }

  /** A notice may come before the e-mail itself: what holds neither a link nor a code is not taken for that at once. */
  async function awaitMeans(): Promise<void> {
    const isBare = ({ id, links }: LetterRecord): boolean => {
      const letter = read.get(id);
      return links.length === 0 && letter !== undefined && secretsIn(letter, values).length === 0;
    };
    for (const whose of ['user', 'tripwire'] as const) {
      const awaited = mailOf(ledger.mail(), 'awaited').findLast(
        (one) => one.whose === whose && one.letter !== undefined,
      );
      const cause = ledger.exchanges().find(({ id }) => id === awaited?.exchange);
      if (!cause) continue;
      const most = values.NEXUS_MAILBOX_TIMEOUT_SECONDS * 1000;
      while (newFor([whose], []).every(isBare)) {
        if (!(await awaitFor(whose, cause, own(), most))) break;
      }
    }
  }

  async function causedOnce(whose: readonly Whose[], send: () => Promise<unknown>): Promise<Caused> {
    const before = own();
    await send();
    const look = await settleQuietly();
    return {
      letters: newFor(whose, before),
      doubt: look ? doubtsIn(look).join('; ') : (unreadable()?.words ?? 'it was not looked into'),
    };
  }

  return {
    awaitFor,
    async begin() {
      if (baseline() || isBroken()) return;
      await reading(async (box) => {
        const mark = await box.mark();
        const { kind, seesAllRecipients, isSink, dropsDuplicates } = box;
        const due = parts.due?.ofEarlierRuns() ?? 0;
        ledger.addMail({
          kind: 'baseline',
          at: clock.now(),
          mailbox: kind,
          seesAllRecipients,
          isSink,
          dropsDuplicates,
          ...(due > 0 && { due }),
          mark,
        });
      });
    },
    async readAfter(cause) {
      const allowed = Math.min(glimpseMs, Math.max(leastReadingMs, 3 * firstDelay()));
      const until = Math.min(parts.until, answeredAt(cause) + allowed);
      for (;;) {
        await lookNow();
        const left = until - clock.now();
        // To another success than 204 an e-mail may come, and is not waited for.
        const isRead = unreadIn(mailedFor(ledger.exchanges()), ledger.mail()).length === 0;
        if (isRead || left <= 0 || isBroken()) return;
        await reading((box) => box.wake(left));
      }
    },
    async await(whose, cause, others = []) {
      const allowed = 3 * values.NEXUS_MAILBOX_TIMEOUT_SECONDS * 1000;
      const letter = await awaitFor(whose, cause, others, allowed);
      const waited = (letter?.seenAt ?? clock.now()) - answeredAt(cause);
      const record: AwaitedRecord = {
        kind: 'awaited',
        whose,
        exchange: cause.id,
        waited: Math.max(0, waited),
        ...(letter ? { letter: letter.id } : waited < allowed && { cutShort: true }),
      };
      if (isBroken()) return undefined;
      ledger.addMail(record);
      return record;
    },
    noteControl: () => parts.due?.note(),
    async waitQuietly() {
      const last = ledger.exchanges().filter(({ intent }) => intent.user === 'tripwire');
      const since = Math.max(parts.startedAt, ...last.map(answeredAt));
      const isLong = values.NEXUS_PROFILE === 'certify' && baseline()?.isSink === false;
      const wanted = Math.max(leastQuietMs, 3 * slowest(), isLong ? leastQuiet.certify : 0);
      const left = Math.min(since + wanted, parts.until) - clock.now();
      if (left > 0 && !isBroken()) {
        announceWait({ why: 'e-mails that must not come', milliseconds: left });
        await clock.sleep(left);
      }
      await noteLook('quiet', since);
    },
    async end() {
      await awaitMeans();
      await settleQuietly();
      await noteLook('end', clock.now());
      const sent = ledger
        .exchanges()
        .filter(({ intent }) => intent.purpose === 'closing' && intent.user === 'tripwire');
      const came = letters().filter((letter) => isFor(letter, 'tripwire'));
      parts.due?.settle(sent.filter(mayHaveMailed).length, new Set(came.map(({ sameAs }) => sameAs)).size);
      const told = mailOf(ledger.mail(), 'told');
      const means = meansRecord(letters(), read, ledger.exchanges(), { values, ofLetters, told });
      if (means) ledger.addMail(means);
    },
    async causedBy(whose, send) {
      await lookNow();
      // Of those whom something has come to already more may be on its way, which these requests have not caused.
      let [seen, now] = [0, newFor(whose, []).length];
      for (let round = 0; seen < now && round < mostRounds; round += 1) {
        await settleQuietly();
        [seen, now] = [now, newFor(whose, []).length];
      }
      const first = await causedOnce(whose, send);
      return first.letters.length === 0 ? first : causedOnce(whose, send);
    },
    async settled() {
      await settleQuietly();
      return letters();
    },
    offerIn(id) {
      const subject = letters().find((one) => one.id === id)?.subject;
      // The first of its kind is of another request; against a notice all of it would be fresh.
      const alike = letters().find((one) => one.id !== id && one.subject === subject && read.has(one.id))?.id;
      const [letter, last] = [read.get(id), [...read].findLast(([one]) => one !== id)?.[1]];
      const other = read.get(alike ?? '') ?? last;
      return letter && other && offerIn(letter, other, values);
    },
    hostsIn: (id) => hostsIn(read.get(id)),
    wordsLikePasswords(id) {
      const letter = read.get(id);
      return letter ? secretsIn(letter, values).map(({ value }) => value) : [];
    },
    secrets: ofLetters,
    noteCookies(exchange, pairs) {
      cookies.push({ exchange, pairs });
      noteTold([{ exchange, pairs }]);
    },
    async close() {
      await opened?.then(
        (box) => box.close(),
        () => {},
      );
    },
  };

  async function noteLook(when: 'quiet' | 'end', since: number): Promise<void> {
    const at = clock.now();
    const look = await lookNow();
    if (!look) return;
    ledger.addMail({
      kind: 'look',
      when,
      at,
      quietFor: at - since,
      doubts: doubtsIn(look),
      pending: look.messages.filter(({ raw, unreadable }) => raw === undefined && unreadable === undefined).length,
    });
  }
}
