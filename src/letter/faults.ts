import { hrefsIn, type Link, linksIn, namesAside, saysReset, wordsOf } from './links.ts';
import { type Means, offerOf, suggestsMeans } from './means.ts';
import type { Letter } from './read.ts';
import { hostOf, isWeb, type Part, partsOf, schemeOf } from './uri.ts';

/** Why a letter gives nobody a means to reset a password. */
export interface Fault {
  readonly kind: 'empty' | 'placeholder' | 'loopback' | 'escaped';
  /** A sentence for a person, without a full stop and without anything secret. */
  readonly words: string;
}

/** `fresh` is what `freshMeans` found; where only one letter is there, all that `meansIn` finds may be. */
export function faultsIn(
  letter: Letter,
  { baseUrl, fresh }: { readonly baseUrl: string; readonly fresh: readonly Means[] },
): Fault[] {
  const pages = linksIn(letter).filter(({ kind }) => kind === 'web' || kind === 'app');
  const addresses = pages.flatMap(({ uri, unwrapped }) => [uri, ...(unwrapped === undefined ? [] : [unwrapped])]);
  const holds = offerOf(fresh).kind !== 'none';
  return [
    ...(holds ? [] : addresses.flatMap(missingIn)),
    // Where there is a link for a reset, what stands instead of another one may have been for anything.
    ...(holds || addresses.some(saysReset) ? [] : placeholdersIn(letter)),
    ...loopback(pages, fresh, baseUrl),
    ...escaped(letter),
  ].filter((fault, index, all) => all.findIndex(({ words }) => words === fault.words) === index);
}

/** Where the means belongs and is not. */
function missingIn(address: string): Fault[] {
  const parts = partsOf(address);
  const isReset = saysReset(address);
  const hasOther = parts.some(mayBeShortMeans);
  return parts.flatMap((part): Fault[] => {
    const { where, name, value } = part;
    const ofPath = where.startsWith('path');
    const belongs = suggestsMeans(name) && !codesAside.test(name);
    const place = `${where} of the link to ${isWeb(address) ? hostOf(address) : `${schemeOf(address)}:`}`;
    if (isPlaceholder(part, belongs || (ofPath && isReset))) {
      return [{ kind: 'placeholder', words: `the ${place} is a placeholder that nothing was put into` }];
    }
    const isEmpty = value.trim() === '' && !isLastOfPath(part, parts);
    const isWanted = belongs || (isReset && !hasOther && !ofPath && briefly.test(name));
    return isEmpty && isWanted ? [{ kind: 'empty', words: `the ${place} is empty` }] : [];
  });
}

/** What a means is called in short, on a page for a reset; what stands there alone has no name at all. */
const briefly = /^(?:|[ckhst]|id|tk|tok|rt|prt|auth|jwt|hmac|[gu]uid|link|confirm(?:ation)?|activation)$/i;
/** Codes of something else than a reset. */
const codesAside =
  /(?:country|lang|language|locale|region|area|post|postal|zip|currency|promo|coupon|referral)[_-]?code/i;

/** What may be a means that is too short to tell; of digits alone only what is called like one, for ids are of digits too. */
const mayBeShortMeans = ({ name, value }: Part): boolean =>
  value.length >= 6 && /\d/.test(value) && (/[a-z]/i.test(value) || suggestsMeans(name) || briefly.test(name));

/** A slash at the end of a path is no empty segment. */
function isLastOfPath({ where }: Part, parts: readonly Part[]): boolean {
  const ofPath = parts.filter((part) => part.where.startsWith('path'));
  return where === 'fragment' || where === 'host' || where === ofPath.at(-1)?.where;
}

/** As templates have them: a name, or what a language makes of nothing. */
const template =
  /\{\{[^{}]*(?:\}\}|$)|[$#]?\{[\w .$-]*(?:\}|$)|<%|%(?![\da-f]{2}[^%]*%[\da-f]{2})[a-z_][\w.-]{2,}%(?![\da-f]{2})/i;
const nothing = /^(?:undefined|null|none|nil|nan|\(null\)|\[object Object\]|\[[\w .-]+\]|<[\w .-]+>|:[a-z_]\w*)$/i;

function isPlaceholder({ written, value }: Part, belongs: boolean): boolean {
  const isTemplate = template.test(written) || /^(?:\{\{.*\}\}|[$#]?\{[\w .$-]+\})$/.test(value);
  return isTemplate ? belongs || namesMeans(value) : belongs && nothing.test(value);
}

const namesMeans = (name: string): boolean =>
  /token|code|otp|pin\b|key|link|ur[il]|reset|hash/i.test(name) && !namesAside(name);

/** Placeholders in the text, and instead of a whole address. */
function placeholdersIn(letter: Letter): Fault[] {
  const named = wordsOf(letter)
    .slice(0, 200_000)
    .match(/\{\{[^{}]{1,80}\}\}|\$\{[^{}]{1,80}\}|(?<!\S)%[a-z_]{3,40}%(?!\S)/gi);
  const instead = hrefsIn(letter).some(
    (href) => nothing.test(href) || (!/^[a-z][a-z+.-]*:/i.test(href) && template.test(href) && namesMeans(href)),
  );
  const fault = (words: string): Fault => ({ kind: 'placeholder', words });
  return [
    ...(named?.some(namesMeans) ? [fault('the text has a placeholder that no code or link was put into')] : []),
    ...(instead ? [fault('a link has a placeholder instead of an address')] : []),
  ];
}

/** What leads to the reader's own machine, unless that is where the target is. */
function loopback(pages: readonly Link[], fresh: readonly Means[], baseUrl: string): Fault[] {
  if (isLoopback(hostOf(baseUrl))) return [];
  const offer = offerOf(fresh);
  if (offer.kind === 'code') return [];
  const decisive = offer.kind === 'link' ? offer.means : [];
  const uris = decisive.length > 0 ? decisive.map(({ uri = '' }) => uri) : pages.map(({ uri }) => uri);
  const hosts = uris.filter(isWeb).map(hostOf);
  if (hosts.length === 0 || !hosts.every(isLoopback)) return [];
  return [{ kind: 'loopback', words: `the link leads to ${hosts[0]}, which is its reader's own machine` }];
}

/** `localhost` (RFC 6761 §6.3), 127.0.0.0/8, ::1 (RFC 6890), 0.0.0.0 and ::, by which a server listens. */
function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost\.?|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?|::ffff:(?:7f[\da-f]{2}:[\da-f]{1,4}|0:0))$/i.test(
    host,
  );
}

/** Who reads text alone sees it as it is: a link that was escaped as for HTML is another one. */
function escaped({ html, text = '' }: Letter): Fault[] {
  if (html !== undefined) return [];
  const link = /[a-z][a-z0-9+.-]{1,31}:(?:\/|&#x2f;){2}\S{0,8000}/gi;
  const isEscaped = Array.from(text.matchAll(link)).some(([uri]) => /&amp;|&#x/i.test(uri));
  return isEscaped ? [{ kind: 'escaped', words: 'a link in a message of text alone is escaped as for HTML' }] : [];
}
