import { type Exchange, type Field, fieldValues } from '../model/exchange.ts';
import { type Piece, shellWord } from './shell.ts';
import { piecesOf, type StandIn } from './stand-ins.ts';

/** Writes a shell word, and keeps in mind what stands in for a secret in it. */
export type Word = (pieces: readonly (Piece | StandIn)[]) => string;

/** curl sends one Host, one framing, and fields that are some. */
export function isBeyondCurl({ request: { fields } }: Exchange): boolean {
  const lengths = fieldValues(fields, 'content-length');
  return (
    fieldValues(fields, 'host').length !== 1 ||
    fields.some(([name, value]) => !token.test(name) || control.test(value)) ||
    lengths.some((length) => !/^\d+$/.test(length)) ||
    (lengths.length > 0 && fieldValues(fields, 'transfer-encoding').length > 0)
  );
}

const token = /^[\w!#$%&'*+.^`|~-]+$/;
const control = /[\0-\x08\x0a-\x1f\x7f]/;

/** The request octet by octet, for whoever opens the connection: `printf '…' | nc HOST PORT`. */
export function octetLine({ request, intent }: Exchange, word: Word): string {
  const { method, origin, target, fields, content = '' } = request;
  const head = [`${method} ${target} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`), '', ''];
  const pieces = piecesOf(head.join('\r\n') + framedAs(fields, content), intent);
  const format = pieces.map((piece) => (typeof piece === 'string' ? escaped(piece) : '%s')).join('');
  const secrets = pieces.filter((piece) => typeof piece !== 'string').map((piece) => word([piece]));
  return `printf ${[`'${format}'`, ...secrets].join(' ')} | ${connectionTo(new URL(origin))}`;
}

/** The record has the content without its chunks; where both framings are named they were made if the length is another one. */
function framedAs(fields: readonly Field[], content: string): string {
  const octets = Buffer.byteLength(content);
  const isWhole = fieldValues(fields, 'content-length').includes(`${octets}`);
  if (isWhole || fieldValues(fields, 'transfer-encoding').length === 0) return content;
  return `${octets === 0 ? '' : `${octets.toString(16)}\r\n${content}\r\n`}0\r\n\r\n`;
}

/** As a format of printf (POSIX.1-2024) between single quotes. The record has octets as Latin-1, and text beyond it. */
function escaped(text: string): string {
  const octets = (character: string) => Buffer.from(character, character > '\xff' ? 'utf8' : 'latin1');
  const octal = (octet: number) => `\\${octet.toString(8).padStart(3, '0')}`;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replace(/[^\x20-\x7e]|'/gu, (character) => Array.from(octets(character), octal).join(''));
}

function connectionTo({ protocol, hostname, port }: URL): string {
  const name = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'http:') return `nc ${shellWord(name)} ${port || 80}`;
  return `openssl s_client -quiet -connect ${shellWord(`${hostname}:${port || 443}`)} -servername ${shellWord(name)}`;
}
