import { isAgent } from '../client/agent.ts';
import { nobody } from '../client/row-credentials.ts';
import { usualAccept } from '../client/stimulus.ts';
import { contract } from '../model/contract.ts';
import { type Exchange, type Field, fieldValues } from '../model/exchange.ts';
import { isBeyondCurl, octetLine, type Word } from './octets.ts';
import { type Piece, shellWord } from './shell.ts';
import { basicPair, holdsMark, piecesOf, type StandIn, soleMark } from './stand-ins.ts';

/**
 * The request as a command line for a POSIX shell that has the configuration's variables: they stand in place of the
 * secrets. Where a credential was made up for the run something else stands in its place, and a comment line says so. What
 * curl cannot send as it was is printed octet by octet into a connection.
 */
export function curl(exchange: Exchange): string {
  const standIns = new Set<string>();
  const word = (pieces: readonly (Piece | StandIn)[]): string =>
    shellWord(
      ...pieces.map((piece) => {
        if (typeof piece === 'string' || 'expansion' in piece) return piece;
        standIns.add(piece.standIn);
        return piece.standIn;
      }),
    );
  const isOctets = isBeyondCurl(exchange);
  const line = isOctets ? octetLine(exchange, word) : curlLine(exchange, word);
  return [
    line,
    ...(isOctets ? ['# octet by octet, because curl cannot send this request as it was'] : []),
    ...(standIns.size === 0
      ? []
      : [`# ${[...standIns].join(', ')}: put a value of your own there; the one that was sent is not stored`]),
  ].join('\n');
}

function curlLine(exchange: Exchange, word: Word): string {
  const { method } = exchange.request;
  return [
    'curl -i',
    method === 'HEAD' ? '--head' : `-X ${shellWord(method)}`,
    ...targetOptions(exchange, word),
    ...credentialOptions(exchange, word),
    ...fieldOptions(exchange, word),
    ...contentOptions(exchange, word),
  ].join(' ');
}

const baseUrl = { expansion: `\${NEXUS_BASE_URL%/}` };
const [, firstSegment = ''] = contract.path.split('/');

/** The address, and what keeps curl from changing it: it resolves dot segments, expands brackets and drops fragments. */
function targetOptions({ request, intent }: Exchange, word: Word): string[] {
  const path = request.target;
  const at = path.split('?')[0]?.toLowerCase().lastIndexOf(`/${firstSegment}/`) ?? -1;
  const isChanged = at < 0 || !path.startsWith('/') || /[^\x21-\x7e‹›]|#/.test(path);
  if (isChanged) return [`--request-target ${word(piecesOf(path, intent))}`, shellWord(baseUrl)];
  const [address = '', query = ''] = path.slice(at).split(/\?(.*)/s);
  const pairs = query.split('&').filter((pair) => pair !== '');
  const open = pairs.filter((pair) => !holdsMark(pair));
  const shown = address + (path.includes('?') && (open.length > 0 || pairs.length === 0) ? `?${open.join('&')}` : '');
  return [
    shellWord(baseUrl, shown),
    ...(/\/(\.|%2e){1,2}(\/|$)/i.test(address) ? ['--path-as-is'] : []),
    ...(/[[\]{}]/.test(shown) ? ['--globoff'] : []),
    ...(pairs.length > open.length ? ['--get'] : []),
    ...pairs.filter((pair) => !open.includes(pair)).map((pair) => `--data-urlencode ${word(piecesOf(pair, intent))}`),
  ];
}

/** curl sends one Authorization line of its own making, or any number of given ones. */
function credentialOptions({ request, intent }: Exchange, word: Word): string[] {
  const lines = fieldValues(request.fields, 'authorization');
  const [only, ...others] = lines;
  const mark = only?.startsWith('Basic ') && others.length === 0 ? soleMark(only.slice('Basic '.length)) : undefined;
  const pair = mark?.startsWith('user name and ') ? basicPair(mark, intent) : undefined;
  if (pair) return [`-u ${word(pair)}`];
  return lines.map((value) => fieldOption(['Authorization', knownLine(value, intent) ?? value], intent, word));
}

/** What the record masks by its place only, and the truth table spells out: nothing in it is a secret. */
function knownLine(value: string, { states }: Exchange['intent']): string | undefined {
  const isBasic = /^basic\b/i.test(value);
  if (states?.Basic === 'bad-base64' && isBasic) return 'Basic %%%';
  if (states?.Basic === 'no-colon' && isBasic) return `Basic ${Buffer.from(nobody).toString('base64')}`;
  return states?.Bearer === 'malformed' && !isBasic ? 'Bearer nexus conformance' : undefined;
}

/** The usual Accept decides the form of an answer's content only. Where there was none, curl is told to send none either. */
function fieldOptions({ request, response, intent }: Exchange, word: Word): string[] {
  const unsaid = (name: string, value: string) =>
    name === 'authorization' ||
    (name === 'accept-encoding' && value === 'identity') ||
    (name === 'user-agent' && isAgent(value)) ||
    (name === 'accept' && value === usualAccept && response?.content === '') ||
    (name === 'host' && value === new URL(request.origin).host) ||
    (name === 'connection' && /^(close|keep-alive)$/.test(value)) ||
    (name === 'content-length' && request.content !== undefined);
  const said = request.fields
    .filter(([name, value]) => !unsaid(name.toLowerCase(), value))
    .map((field) => fieldOption(field, intent, word));
  return fieldValues(request.fields, 'accept').length > 0 ? said : [...said, "-H 'Accept:'"];
}

/** `Name;` is how curl is told to send an empty value: `Name:` would leave the field out. */
function fieldOption([name, value]: Field, intent: Exchange['intent'], word: Word): string {
  return `-H ${value === '' ? word([`${name};`]) : word([`${name}: `, ...piecesOf(value, intent)])}`;
}

/** Raw: other ways of giving data read a file where it begins with an @. */
function contentOptions({ request: { content }, intent }: Exchange, word: Word): string[] {
  return content === undefined ? [] : [`--data-raw ${word(piecesOf(content, intent))}`];
}
