import { parseUrl } from '../model/url.ts';
import { piecesOf } from './html.ts';
import type { Letter } from './read.ts';
import { hostOf, isWeb, isWords, partsOf, schemeOf, wrappedIn } from './uri.ts';

/** A URI of a letter. */
export interface Link {
  readonly uri: string;
  /** What a reader would press, and what he would have to copy. */
  readonly place: 'href' | 'html text' | 'text' | 'image';
  /** `aside`: a page by its path for something else than the letter's purpose, as to unsubscribe, to cancel or to get help. */
  readonly kind: 'web' | 'app' | 'mail' | 'phone' | 'image' | 'aside';
  readonly host: string;
  /** What it leads on to, where it is the address of somebody who counts clicks and that can be read. */
  readonly unwrapped?: string;
}

/** More than any letter has. */
const most = 1000;

/** All of them in the order of reading, each once; those of the HTML before those of the text. */
export function linksIn({ html = '', text = '' }: Letter): Link[] {
  const found = new Map<string, Link['place']>();
  const add = (uris: readonly string[], place: Link['place']): void => {
    for (const uri of uris) if (found.size < most && !found.has(uri)) found.set(uri, place);
  };
  let base: string | undefined;
  for (const piece of piecesOf(html)) {
    if ('text' in piece) {
      if (!piece.inLink) add(urisIn(piece.text), 'html text');
      continue;
    }
    const { tag, attributes } = piece;
    const href = attributes.get('href');
    if (tag === 'base') base ??= href && absolute(href, undefined);
    else if (href !== undefined) add(absoluteOrNone(href, base), tag === 'link' ? 'image' : 'href');
    if (tag === 'img') add(absoluteOrNone(attributes.get('src') ?? '', base), 'image');
  }
  const inHtml = [...found.keys()];
  // A line that broke it for good has left a beginning of the one that the HTML has whole.
  const isWhole = (uri: string): boolean => !inHtml.some((whole) => whole !== uri && whole.startsWith(uri));
  add(urisIn(text).slice(0, most).filter(isWhole), 'text');
  return Array.from(found, ([uri, place]) => linkOf(uri, place));
}

/** What the anchors of an HTML part have as `href`, whether or not it is a URI. */
export function hrefsIn({ html = '' }: Letter): string[] {
  const hrefs: string[] = [];
  for (const piece of piecesOf(html)) {
    const href = 'tag' in piece && piece.tag === 'a' ? piece.attributes.get('href') : undefined;
    if (href !== undefined && hrefs.length < most) hrefs.push(stripped(href));
  }
  return hrefs;
}

/** What a reader sees: the text, that of the HTML, and the subject. Cells and lines of HTML are apart. */
export function wordsOf({ subject, html = '', text = '' }: Letter): string {
  const shown = Array.from(piecesOf(html), (piece) => ('text' in piece ? piece.text : ''));
  return [subject, shown.join(''), text].join('\n');
}

function linkOf(uri: string, place: Link['place']): Link {
  let unwrapped: string | undefined;
  for (let depth = 0; depth < 3; depth += 1) unwrapped = wrappedIn(unwrapped ?? uri)?.uri ?? unwrapped;
  const kind = place === 'image' ? 'image' : kindOf(uri, unwrapped);
  return { uri, place, kind, host: hostOf(uri), ...(unwrapped !== undefined && { unwrapped }) };
}

const kinds: Readonly<Record<string, Link['kind']>> = { mailto: 'mail', tel: 'phone', sms: 'phone', callto: 'phone' };

function kindOf(uri: string, unwrapped: string | undefined): Link['kind'] {
  const kind = kinds[schemeOf(uri)];
  if (kind !== undefined) return kind;
  // Where a reset page leads to in the end says nothing about the page.
  if (isAside(uri) || (unwrapped !== undefined && !saysReset(uri) && isAside(unwrapped))) return 'aside';
  return isWeb(uri) ? 'web' : 'app';
}

const undoes =
  /(?<![a-z])(?:cancel|un-?subscribe|opt-?out|revoke|deny|decline|not-?(?:me|you)|report|abmeld|abbest|abbrech|annul|storn|d[eé]sinscri)/i;
const besides =
  /(?<![a-z])(?:help|support|faq|contact|privacy|terms|imprint|preferences|settings|browser|view-?online|web-?version|hilfe|aide|ayuda)(?![a-z])/i;
const resets = /reset|recover|forgot|password|passwort|passwd|credential/i;

/** By the words of its path, or of the path that its fragment is; a token is no word. */
function isAside(uri: string): boolean {
  const segments = partsOf(uri).filter(({ where }) => /^(?:host|path|fragment$)/.test(where));
  const words = segments.map(({ value }) => value).filter(isWords);
  return namesAside(words.join('/'));
}

/** Whether words speak of something else than a reset. */
export const namesAside = (words: string): boolean =>
  undoes.test(words) || (besides.test(words) && !resets.test(words));

/** Whether a URI says by its path that a password can be reset there. */
export const saysReset = (uri: string): boolean => resets.test(uri.split(/[?#]/)[0] ?? '');

/** URL Standard, 4.4: what a browser removes from an address before it reads it. */
const stripped = (href: string): string => href.replace(/[\t\r\n]/g, '').replace(/^[\0-\x20]+|[\0-\x20]+$/g, '');

function absolute(href: string, base: string | undefined): string | undefined {
  const address = stripped(href).replaceAll(' ', '%20');
  if (/^(?:javascript|data|cid|about):/i.test(address) || address === '' || address.startsWith('#')) return undefined;
  if (/^[a-z][a-z0-9+.-]*:/i.test(address)) return address;
  return base === undefined ? undefined : parseUrl(address, base)?.href;
}

const absoluteOrNone = (href: string, base: string | undefined): string[] => {
  const address = absolute(href, base);
  return address === undefined ? [] : [address];
};

/** RFC 3986, Appendix C: in angle brackets, also over lines; else up to what no URI has in it, or no text of ours. */
const inText = new RegExp(
  [
    String.raw`<\s{0,80}(?:URL:)?((?:[a-z][a-z0-9+.-]{1,31}:\/\/|mailto:|tel:)[^<>"\s]{0,8000}(?:[ \t]{0,80}\r?\n[ \t]{0,80}[^<>"\s]{1,8000}){0,99})\s{0,80}>`,
    String.raw`((?<![a-z0-9+.-])(?:[a-z][a-z0-9+.-]{1,31}:\/\/|mailto:|tel:)(?:[!#-;=?-\[\]_a-z{}~]|(?!${cjk()})[\p{L}\p{M}]){1,8000})`,
  ].join('|'),
  'giu',
);

/** Scripts without blanks: what follows an address in them is the sentence. */
function cjk(): string {
  return String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]`;
}

function urisIn(text: string): string[] {
  return Array.from(text.matchAll(inText), ([, delimited, bare = '']) =>
    delimited === undefined ? withoutPunctuation(bare) : delimited.replace(/\s+/g, ''),
  ).filter((uri) => /:\/{0,2}[^/]/.test(uri));
}

/** A full stop, a quotation mark or a bracket after an address belongs to the sentence; one that was opened in it does not. */
function withoutPunctuation(uri: string): string {
  const countOf = (character: string): number => uri.split(character).length;
  const surplus = new Map(['()', '[]', '{}'].map(([open = '', close = '']) => [close, countOf(close) - countOf(open)]));
  let end = uri.length;
  for (; end > 0; end -= 1) {
    const last = uri[end - 1] ?? '';
    const left = surplus.get(last);
    if (left === undefined ? !/[.,;:!?'*]/.test(last) : left <= 0) break;
    if (left !== undefined) surplus.set(last, left - 1);
  }
  return uri.slice(0, end);
}
