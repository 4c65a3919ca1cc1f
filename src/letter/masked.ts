import { codesIn } from './codes.ts';
import { linksIn } from './links.ts';
import { meansIn } from './means.ts';
import type { Letter } from './read.ts';
import { isName, isWords, schemeOf, splitUri } from './uri.ts';

/** What of a letter anybody may see. */
export interface MaskedLetter {
  readonly subject: string;
  readonly recipients: readonly string[];
  /** Scheme, host and path, with everything in them masked that may be a secret; `→` and what is wrapped in it. */
  readonly links: readonly string[];
}

const mask = '‹…›';

export function masked(letter: Letter): MaskedLetter {
  const { to, cc, bcc } = letter;
  const shown = linksIn(letter).map(({ uri, unwrapped }) =>
    [uri, unwrapped].flatMap((each) => each ?? []).map(maskedUri),
  );
  return {
    subject: maskedSubject(letter),
    recipients: [...new Set([...to, ...cc, ...bcc])],
    links: [...new Set(shown.map((uris) => uris.join(' → ')))],
  };
}

/** Some services tell the code in the subject. */
function maskedSubject(letter: Letter): string {
  const secrets = [...meansIn(letter), ...codesIn(letter.subject)].flatMap(({ value, written }) => [value, written]);
  const longestFirst = secrets.filter((secret) => secret.length > 3).sort((a, b) => b.length - a.length);
  const known = longestFirst.reduce((subject, secret) => subject.replaceAll(secret, mask), letter.subject);
  return known.replace(/[^\s‹›]{16,}|\S*\d\S*\d\S*\d\S*\d\S*/g, mask);
}

function maskedUri(uri: string): string {
  const { authority, path, query, fragment } = splitUri(uri);
  const scheme = schemeOf(uri);
  if (scheme === 'mailto' || scheme === 'tel') return `${scheme}:${mask}`;
  const host = authority.split('@').at(-1) ?? '';
  const start = /^https?$/.test(scheme)
    ? `${scheme}://${host}`
    : `${scheme}:${authority && `//${maskedSegment(host)}`}`;
  const names = query === '' ? [] : query.split('&').map((pair) => maskedPair(pair));
  return [
    start,
    path.split('/').map(maskedSegment).join('/'),
    names.length > 0 ? `?${names.join('&')}` : '',
    fragment === '' ? '' : `#${mask}`,
  ].join('');
}

function maskedPair(pair: string): string {
  const equals = pair.indexOf('=');
  return equals < 0 ? mask : `${isName(pair.slice(0, equals)) ? pair.slice(0, equals) : mask}=${mask}`;
}

/** Shown are words of one case, and what is as short as `v1`. */
function maskedSegment(text: string): string {
  const isShown = text.length < 4 || (text.length < 16 && isWords(text) && !/.[A-Z].*[a-z]|[a-z].*[A-Z]/.test(text));
  return isShown ? text : mask;
}
