import { createHash } from 'node:crypto';
import { maskedAnswer, type ToldSecrets } from '../client/masked-answer.ts';
import type { Redactor } from '../client/redaction.ts';
import { nobody } from '../client/row-credentials.ts';
import { sameAddress } from '../configuration/same-address.ts';
import { itemsOf } from '../configuration/shapes.ts';
import type { Values } from '../configuration/values.ts';
import { isFor } from '../judge/mail/reading.ts';
import { faultsIn } from '../letter/faults.ts';
import { linksIn, wordsOf } from '../letter/links.ts';
import { masked } from '../letter/masked.ts';
import { freshMeans, type Means, type Offer, offerOf } from '../letter/means.ts';
import type { Letter } from '../letter/read.ts';
import { looksRandom, readingsOf, secretForms } from '../letter/secrets.ts';
import { hostOf } from '../letter/uri.ts';
import { fieldsOf } from '../mailbox/head.ts';
import type { Message } from '../mailbox/mailbox.ts';
import { type Exchange, isAnswered, type ReceivedResponse } from '../model/exchange.ts';
import { type LetterRecord, type MeansRecord, mailed, type Named, type ToldRecord, type Whose } from '../model/mail.ts';
import { parseUrl } from '../model/url.ts';
import type { Ledger } from './ledger.ts';

/** A message is of an earlier run where it was written and first taken so long before this one, in milliseconds. */
const earlierMs = 15 * 60_000;
/** A server that takes a message on this much later than the one before made it wait. */
const delayedSeconds = 60;
const longestSubject = 80;

interface Addressee {
  readonly whose: Whose;
  readonly addresses: readonly string[];
}

const addresseesOf = (values: Values): readonly Addressee[] => [
  { whose: 'user', addresses: itemsOf(values.NEXUS_USER_EMAIL ?? '') },
  { whose: 'tripwire', addresses: itemsOf(values.NEXUS_TRIPWIRE_EMAIL ?? '') },
  { whose: 'bystander', addresses: itemsOf(values.NEXUS_BYSTANDER_EMAIL ?? '') },
  { whose: 'caller', addresses: itemsOf(values.NEXUS_CALLER_EMAIL ?? '') },
];

/** The addresses of the run, whose mailboxes have to be read. */
export const addressesOf = (values: Values): readonly string[] =>
  addresseesOf(values).flatMap(({ addresses }) => addresses);

/** What may stand in an e-mail and in an answer alike, because the suite sent it. */
const sentBySuite = (values: Values): readonly string[] =>
  [
    values.NEXUS_USER_ID,
    values.NEXUS_TRIPWIRE_USER_ID,
    values.NEXUS_BYSTANDER_USER_ID,
    values.NEXUS_CLIENT_ID,
    values.NEXUS_SECOND_CLIENT_ID,
    values.NEXUS_CLIENT_ORIGIN,
    values.NEXUS_SECOND_CLIENT_ORIGIN,
    ...addressesOf(values),
  ].filter((text) => text !== undefined);

/** What may stand anywhere: that, and by what the target and its applications are reached. */
function knownTo(values: Values): readonly string[] {
  const urls = [values.NEXUS_BASE_URL, values.NEXUS_CLIENT_ORIGIN, values.NEXUS_SECOND_CLIENT_ORIGIN];
  const parsed = urls.flatMap((url) => (url === undefined ? [] : (parseUrl(url) ?? [])));
  return [
    ...sentBySuite(values),
    ...parsed.flatMap(({ origin, host, hostname, port }) => [origin, host, hostname, port]),
  ];
}

/** A message on the record: of its text nothing is kept. */
export function letterRecord(
  message: Message,
  letter: Letter,
  { values, seenAt, startedAt }: { readonly values: Values; readonly seenAt: number; readonly startedAt: number },
): LetterRecord {
  const { id, folder, junk, recipients } = message;
  const times = [letter.date, letter.firstReceived].filter((time) => time !== undefined);
  const shown = masked(letter);
  const greylisting = letter.greylisted
    ? 'a server on its way delays whom it does not know'
    : letter.longestPause > delayedSeconds
      ? `${letter.longestPause} s between two servers on its way`
      : undefined;
  const inFields = [...letter.to, ...letter.cc].map((address) => ({ address, from: 'header' as const }));
  return {
    kind: 'letter',
    id,
    sameAs: identityOf(message, letter),
    folder,
    junk,
    seenAt,
    names: unique([...recipients, ...inFields].map(({ address, from }) => named(address, from, values))),
    subject: shown.subject.slice(0, longestSubject),
    links: shown.links,
    isEarlier: times.length > 0 && times.every((time) => time < startedAt - earlierMs),
    ...(!secretsIn(letter, values).some(({ value }) => looksRandom(value)) && { isNotice: true }),
    ...(greylisting !== undefined && { greylisting }),
  };
}

/**
 * A queue delivers at least once: what has the Message-ID, the content and the recipients of another one is that one again. Of
 * unlike content two are two, and two recipients may have been sent one by mistake.
 */
function identityOf(
  { raw, sameAs, recipients }: Message,
  { subject, from, to, cc, text, html, others }: Letter,
): string {
  const [messageId] = fieldsOf(raw ?? new Uint8Array()).filter(({ name }) => name === 'message-id');
  if (!messageId?.value) return sameAs;
  const whom = recipients.map((one) => `${one.from} ${one.address}`).toSorted();
  const content = JSON.stringify([messageId.value, whom, subject, from, to, cc, text, html, others]);
  return `SHA-256 ${createHash('sha256').update(content).digest('hex')}`;
}

function named(address: string, by: Named['by'], values: Values): Named {
  const addressees = addresseesOf(values);
  const all = addressees.flatMap(({ addresses }) => addresses);
  const of = addressees.find(({ addresses }) => addresses.some((own) => sameAddress(own, address, all)));
  const isMadeUp = isMadeUpBy(address, values);
  return {
    whose: of?.whose ?? (isMadeUp ? 'made-up' : 'stranger'),
    by,
    address: of || isMadeUp ? address : inPart(address),
  };
}

/** Shorter ones stand in addresses that nobody made of them. */
const shortestId = 8;

/**
 * Whether the address was made of an id that the run made up: it is the local part, or a part of it. The suite's own mark is in
 * ids of many ends, and an operator may have addresses of that name: it counts alone, or before what no address has.
 */
function isMadeUpBy(address: string, { NEXUS_UNKNOWN_USER_ID, NEXUS_MALFORMED_USER_ID }: Values): boolean {
  const local = address
    .slice(0, Math.max(0, address.lastIndexOf('@')))
    .replace(/^"|"$/g, '')
    .toLowerCase();
  const mark = nobody.toLowerCase();
  if (local === mark || (local.startsWith(mark) && !/[\w+.-]/.test(local.charAt(mark.length)))) return true;
  return [NEXUS_UNKNOWN_USER_ID, NEXUS_MALFORMED_USER_ID].some((id) => {
    if (id === undefined || id.length < shortestId) return false;
    const around = local.split(id.toLowerCase());
    return around.slice(1).some((after, at) => /(^|[+._-])$/.test(around[at] ?? '') && /^($|[+._-])/.test(after));
  });
}

/** A stranger's address is a person's: enough of it to know it again. */
const inPart = (address: string): string => address.replace(/^(.{0,2})[^@]*@/, '$1…@');

const unique = (all: readonly Named[]): Named[] => [
  ...new Map(all.map((one) => [`${one.by} ${one.address}`, one])).values(),
];

interface Keepers {
  readonly values: Values;
  readonly redactor: Redactor;
  /** Knows the secrets of e-mails, and no others. */
  readonly ofLetters: Redactor;
  readonly ledger: Ledger;
  /** The letter that was read before. */
  readonly before: Letter | undefined;
}

/** From so many characters on, part of a link is its secret wherever it stands. */
const certain = 16;
const isYear = ({ value }: Means): boolean => /^(?:19|20)\d\d$/.test(value);

/**
 * Masks what may reset a password, from now on and in what was answered already. A code is a word as a postcode or the name of a
 * product is, and no secret but where it may be told; a year is none unless the letter before has another.
 */
export function keepSecret(id: string, letter: Letter, { values, redactor, ofLetters, ledger, before }: Keepers): void {
  const known = knownTo(values);
  const means = [
    ...secretsIn(letter, values).filter((one) => looksRandom(one.value) && !isYear(one)),
    ...(before ? [...freshMeans(letter, before, known), ...freshMeans(before, letter, known)].filter(isYear) : []),
  ];
  for (const [index, one] of means.entries()) {
    const name = `${one.where} of an e-mail, no. ${tagOf(`${id} ${index}`)}`;
    for (const form of secretForms(one, known)) {
      ofLetters.register(form, name);
      if (one.where !== 'code' && form.length >= certain) redactor.register(form, name);
    }
  }
  if (means.length > 0) ledger.mask((exchange) => maskedAgain(exchange, redactor, ofLetters));
}

/** One mark for each value: what is fresh must not be taken for a word that all e-mails have. Every process makes the same one. */
const tagOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 6);

/** Marks of what letters hold, and not of a part of that. */
const wholeMark = /‹(?!part of )[^‹›]* of an e-mail, no\. [\da-f]{6}›/g;

/** By which mark what a text holds of the letters stands on record, if it holds anything. */
export const marksFor = (text: string, { redact }: ToldSecrets): readonly string[] =>
  [...redact(text).matchAll(wholeMark)].map(([mark]) => mark);

/** Also where it has to be decoded. */
export const marksToldIn = (text: string, ofLetters: ToldSecrets): readonly string[] => [
  ...new Set(readingsOf(text).flatMap((reading) => marksFor(reading, ofLetters))),
];

/** What is compared with it is all fresh. */
const nothing: Letter = {
  subject: '',
  from: [],
  to: [],
  cc: [],
  bcc: [],
  longestPause: 0,
  greylisted: false,
  others: [],
};

/** All that may be one, as long as there is nothing to compare it with. */
export const secretsIn = (letter: Letter, values: Values): readonly Means[] =>
  freshMeans(letter, nothing, knownTo(values));

export const offerIn = (letter: Letter, other: Letter, values: Values): Offer =>
  offerOf(freshMeans(letter, other, sentBySuite(values)));

export function hostsIn(letter: Letter | undefined): readonly string[] {
  const links = letter ? linksIn(letter).filter(({ kind }) => kind === 'web' || kind === 'app') : [];
  return [
    ...new Set(
      links.flatMap(({ uri, unwrapped }) => [uri, ...(unwrapped === undefined ? [] : [unwrapped])]).map(hostOf),
    ),
  ];
}

/** The same object where nothing in it changed. */
function maskedAgain(exchange: Exchange, redactor: Redactor, ofLetters: ToldSecrets): Exchange {
  const again = { ...exchange, ...maskedAnswer(exchange, redactor, ofLetters) };
  return JSON.stringify(again) === JSON.stringify(exchange) ? exchange : again;
}

/** Fields by which systems tell one request from another in their logs. */
export const traceField =
  /^(x-)?(request|correlation|trace|amzn-trace|b3|operation)-?(id)?$|^traceparent$|^tracestate$|^x-amzn-(requestid|trace-id)$|^cf-ray$/i;

interface ReadLetter {
  readonly record: LetterRecord;
  readonly letter: Letter;
}

/** A letter, and what in it is of its request alone. */
interface Compared extends ReadLetter {
  readonly other: ReadLetter;
  readonly fresh: readonly Means[];
}

/**
 * Holds a letter against the one to another user that is most like it: a notice besides the e-mail that was asked for is of
 * another kind, and against it all of that would be fresh. Undefined where there is no other letter.
 */
function compared(one: ReadLetter, all: readonly ReadLetter[], shared: readonly string[]): Compared | undefined {
  const isOwn = (whose: Whose): boolean => isFor(one.record, whose);
  const others = all.filter(({ record }) => record.sameAs !== one.record.sameAs);
  const toOthers = others.filter(({ record }) => mailed.some((whose) => isFor(record, whose) && !isOwn(whose)));
  const among = toOthers.length > 0 ? toOthers : others.slice(-1);
  return among
    .map((other) => ({ ...one, other, fresh: freshMeans(one.letter, other.letter, shared) }))
    .reduce<Compared | undefined>(
      (best, next) => (best && best.fresh.length < next.fresh.length ? best : next),
      undefined,
    );
}

/** The user's first letter with a link that is fresh, else with a code, else the first. */
const decisiveOf = (all: readonly Compared[]): Compared | undefined => {
  const offers = all.map((one) => ({ one, kind: offerOf(one.fresh).kind }));
  const withLink = offers.find(({ kind }) => kind === 'link' || kind === 'ambiguous');
  return (withLink ?? offers.find(({ kind }) => kind === 'code') ?? offers[0])?.one;
};

/** Those of each user that are called as the decisive one is, where he has some; all, where nothing is fresh. */
function ofItsKind({ record, fresh }: Compared, all: readonly Compared[]): readonly Compared[] {
  if (fresh.length === 0) return all;
  const kind = mailed.flatMap((whose) => {
    const his = all.filter((one) => isFor(one.record, whose));
    const alike = his.filter((one) => one.record.subject === record.subject);
    return alike.length > 0 ? alike : his;
  });
  return all.filter((one) => kind.includes(one));
}

interface Judged {
  readonly values: Values;
  readonly ofLetters: ToldSecrets;
  /** Of cookies, whose values no record has. */
  readonly told: readonly ToldRecord[];
}

/** What the e-mails to the users of the run show of the means; undefined where there are not two. */
export function meansRecord(
  letters: readonly LetterRecord[],
  read: ReadonlyMap<string, Letter>,
  exchanges: readonly Exchange[],
  { values, ofLetters, told }: Judged,
): MeansRecord | undefined {
  const shared = sentBySuite(values);
  const own = letters.flatMap((record): readonly ReadLetter[] => {
    const letter = record.isEarlier ? undefined : read.get(record.id);
    return letter ? [{ record, letter }] : [];
  });
  const toUsers = own
    .filter(({ record }) => mailed.some((whose) => isFor(record, whose)))
    .flatMap((one) => compared(one, own, shared) ?? []);
  const one = decisiveOf(toUsers.filter(({ record }) => isFor(record, 'user')));
  if (!one) return undefined;
  const { fresh, other } = one;
  const all = [...fresh, ...freshMeans(other.letter, one.letter, shared)];
  const marks = new Map(all.flatMap((means) => marksFor(means.value, ofLetters).map((mark) => [mark, means])));
  const accepted = exchanges.filter(isAnswered).filter(({ response }) => response.status === 204);
  const leaks = accepted.flatMap(({ id, response }) => [
    ...leaksIn(id, response, marks),
    ...told.filter(({ exchange }) => exchange === id).flatMap((one) => leakOf(one, marks.get(one.mark))),
  ]);
  const wrong = ofItsKind(one, toUsers).flatMap((each) => wrongIn(each, values.NEXUS_BASE_URL ?? ''));
  return {
    kind: 'means',
    of: [one.record.id, other.record.id],
    fresh: [...new Set(fresh.map(({ where }) => where))],
    ambiguous: offerOf(fresh).kind === 'ambiguous',
    wrong: wrong.filter(({ words }, at) => wrong.findIndex((first) => first.words === words) === at),
    leaks: [...new Map(leaks.map((leak) => [`${leak.exchange} ${leak.where.toLowerCase()}`, leak])).values()]
      .filter(({ isShort }) => !isShort || new Set(leaks.map(({ exchange }) => exchange)).size > 1)
      .map(({ isShort: _, ...leak }) => leak),
  };
}

function wrongIn({ record, letter, fresh }: Compared, baseUrl: string): MeansRecord['wrong'] {
  const faults = faultsIn(letter, { baseUrl, fresh }).map(({ words }) => words);
  return [...(isEmpty(letter) ? ['the e-mail is empty'] : []), ...faults].map((words) => ({
    letter: record.id,
    words,
  }));
}

/** There is nothing to read, and no image that could show it. */
const isEmpty = (letter: Letter): boolean =>
  wordsOf({ ...letter, subject: '' }).trim() === '' && linksIn(letter).length === 0;

/** A few digits may stand anywhere by chance, unless the next ones do so too. */
const shortCode = 8;

/** What a cookie told is a leak where it is fresh. */
const leakOf = ({ exchange, where }: ToldRecord, fresh: Means | undefined) =>
  fresh ? [{ exchange, where, isTrace: false, isShort: fresh.value.length < shortCode }] : [];

/** Where what is fresh stood in an answer: by now its mark does. */
function leaksIn(exchange: string, { fields, content, trailing }: ReceivedResponse, marks: ReadonlyMap<string, Means>) {
  const places = [
    ...fields.map(([name, value]) => ({ where: `the field ${name}`, text: value, isTrace: traceField.test(name) })),
    { where: 'its content', text: content + trailing, isTrace: false },
  ];
  return places.flatMap(({ where, text, isTrace }) => {
    const found = [...marks].filter(([mark]) => text.includes(mark));
    if (found.length === 0) return [];
    return [{ exchange, where, isTrace, isShort: found.every(([, { value }]) => value.length < shortCode) }];
  });
}
