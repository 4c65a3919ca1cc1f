import { createHash } from 'node:crypto';
import { codesIn, isCode } from './codes.ts';
import { type Link, linksIn, wordsOf } from './links.ts';
import type { Letter } from './read.ts';
import { fromBase64, type Part, partsOf, wrappedIn } from './uri.ts';

/** What may let its holder reset the password. */
export interface Means {
  /** As its holder would give it: percent-decoded, a code without blanks. */
  readonly value: string;
  /** As it stands in the letter. */
  readonly written: string;
  /** As `query token`, `path segment 3`, `fragment`, `host` of an app, `code`. */
  readonly where: string;
  /** A code of the text has none. */
  readonly link?: Link;
  /** The URI that it is a part of: the link's own, or one that was wrapped in it. */
  readonly uri?: string;
}

/** From so many characters on, a part of a URI may be a secret by itself. */
const long = 16;

/** Every candidate of a letter, in the order of reading; images have none. */
export function meansIn(letter: Letter): Means[] {
  const pages = linksIn(letter).filter(({ kind }) => kind === 'web' || kind === 'app' || kind === 'aside');
  const codes = codesIn(wordsOf(letter)).map((code) => ({ ...code, where: 'code' }));
  const all: Means[] = [...pages.flatMap((link) => meansOf(link, link.uri, 3)), ...codes];
  return [...new Map(all.map((means) => [JSON.stringify([means.where, means.value, means.uri]), means])).values()];
}

function meansOf(link: Link, uri: string, depth: number): Means[] {
  const wrapped = depth > 0 ? wrappedIn(uri) : undefined;
  const inside = wrapped === undefined ? [] : meansOf(link, wrapped.uri, depth - 1);
  // What is nothing but the other address says nothing more than that does.
  const own = partsOf(wrapped && uri.endsWith(wrapped.uri) ? uri.slice(0, -wrapped.uri.length) : uri);
  const candidates = own.filter((part) => part.where !== wrapped?.part?.where && mayBeMeans(part));
  return [...candidates.map(({ value, written, where }) => ({ value, written, where, link, uri })), ...inside];
}

function mayBeMeans({ name, value, where }: Part): boolean {
  if (isMoment.test(value) || (/^\d+$/.test(value) && tellsTime.test(name))) return false;
  if (where.startsWith('query') && tellsNothing.test(name)) return false;
  return value.length >= long || (suggestsMeans(name) && isCode(value));
}

const isMoment = /^\d{4}-?\d{2}-?\d{2}[T ]\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?(?:Z|[ +-]\d{2}:?\d{2})?$/i;
const tellsTime = /^(?:t|ts|time|timestamp|date|exp|expir(?:y|es|ation)|iat|issued(?:at)?)$/i;
/** By which letters are counted and found again. */
const tellsNothing = /^(?:utm_\w+|mc_[ce]id|_hs\w+|(?:trace|request|correlation|message)[-_]?id)$/i;

/** Whether what is called so may let its holder reset the password. */
export function suggestsMeans(name: string): boolean {
  return /token|code|(?:^|[^a-z])(?:otp|pin|key|sig|hash|ticket|secret|nonce)|(?:Key|Hash|Ticket)$|reset|recover|verif|signature/i.test(
    name,
  );
}

/**
 * Those of one letter that do not occur in the other, which tells of another request. What the suite itself sent or knows
 * beforehand, and whom the letters are for, makes no difference, however it is written there.
 */
export function freshMeans(one: Letter, other: Letter, shared: readonly string[]): Means[] {
  const addresses = [one, other].flatMap(({ from, to, cc, bcc }) => [...from, ...to, ...cc, ...bcc]);
  const names = addresses.flatMap((address) => [address.split('@')[0] ?? '', address.split(/[+@]/)[0] ?? '']);
  const alike = createAlike([...shared, ...addresses, ...names]);
  const known = new Set(meansIn(other).map(({ value }) => alike(value)));
  return meansIn(one).filter(({ value }) => alike(value) !== '' && !known.has(alike(value)));
}

/** What is left of a value without what is shared: left out as a whole, or within it from 8 characters on. Empty: too little. */
function createAlike(shared: readonly string[]): (value: string) => string {
  const forms = new Set(shared.filter((text) => text !== '').flatMap(formsOfShared));
  const within = [...forms].filter((form) => form.length >= 8).sort((a, b) => b.length - a.length);
  return (value) => {
    const readings = [value, fromBase64(value) ?? ''].map((reading) => reading.toLowerCase());
    if (readings.some((reading) => forms.has(reading))) return '';
    const text = readings[1] || readings[0] || '';
    const rest = within.reduce((left, form) => left.replaceAll(form, ''), text);
    return rest === text || rest.length >= long ? rest : '';
  };
}

/** As systems write ids and addresses into links: a UUID without dashes or as 16 octets, Base64, hashes. In lower case. */
function formsOfShared(text: string): string[] {
  const octets = Buffer.from(text, 'utf8');
  const bare = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? text.replaceAll('-', '') : undefined;
  const encoded = [octets, ...(bare === undefined ? [] : [Buffer.from(bare, 'hex')])].flatMap((each) => [
    each.toString('base64'),
    each.toString('base64url'),
  ]);
  const hashes = ['md5', 'sha1', 'sha256'].map((name) => createHash(name).update(text.toLowerCase()).digest('hex'));
  return [text, ...(bare === undefined ? [] : [bare]), ...encoded, ...hashes].map((form) => form.toLowerCase());
}

/** How a letter lets its reader reset the password, as far as what is fresh in it tells. */
export type Offer =
  | { readonly kind: 'link'; readonly link: Link; readonly means: readonly Means[] }
  | { readonly kind: 'code'; readonly means: readonly Means[] }
  /** More than one link may be the one. */
  | { readonly kind: 'ambiguous'; readonly links: readonly Link[] }
  | { readonly kind: 'none' };

/** What can be pressed comes before what is only shown, a page before an app, a link before a code. */
export function offerOf(fresh: readonly Means[]): Offer {
  const codes = fresh.filter(({ link }) => link === undefined);
  const usable = fresh.filter(({ link }) => link !== undefined && link.kind !== 'aside');
  const ranked = (['href', 'html text', 'text'] as const)
    .map((place) => linksOf(usable.filter(({ link }) => link?.place === place)))
    .find((links) => links.length > 0);
  if (ranked === undefined) return codes.length > 0 ? { kind: 'code', means: codes } : { kind: 'none' };
  const meansOfLink = (link: Link) => usable.filter((means) => means.link?.uri === link.uri);
  const among = ranked.flatMap(meansOfLink);
  const likely = ranked.filter((link) => !isCounted(link, among)).filter(isNoTwin(meansOfLink));
  const [link, ...more] = likely;
  if (link === undefined || more.length > 0) return { kind: 'ambiguous', links: likely };
  return { kind: 'link', link, means: meansOfLink(link) };
}

const linksOf = (all: readonly Means[]): Link[] => [
  ...new Map(all.flatMap(({ link }) => (link ? [[link.uri, link] as const] : []))).values(),
];

/** Who counts clicks numbers every link: of his, those count that hold something fresh of the service's. */
function isCounted(link: Link, among: readonly Means[]): boolean {
  const isInside = (means: Means) => means.uri !== means.link?.uri;
  const ofHost = among.filter((means) => means.link?.host === link.host);
  return ofHost.some(isInside) && !ofHost.some((means) => means.link?.uri === link.uri && isInside(means));
}

/** The same for an app is no second way, nor is the same page with something beside the means. */
function isNoTwin(meansOfLink: (link: Link) => readonly Means[]) {
  const valuesOf = (link: Link): string => JSON.stringify(meansOfLink(link).map(({ value }) => value));
  const pageOf = ({ uri }: Link): string => uri.split('?')[0] ?? '';
  return (link: Link, index: number, all: readonly Link[]): boolean => {
    const twins = (other: Link, at: number): boolean =>
      valuesOf(other) === valuesOf(link) &&
      (link.kind === 'app' ? other.kind === 'web' : at < index && pageOf(other) === pageOf(link));
    return !all.some(twins);
  };
}
