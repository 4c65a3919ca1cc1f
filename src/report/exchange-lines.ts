import { STATUS_CODES } from 'node:http';
import { inShort } from '../judge/expectations.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { printable, shortened } from './printable.ts';

/** What every request of the suite carries alike. */
const usual = ['accept', 'accept-encoding', 'user-agent', 'content-length', 'connection', 'host'];
/** What of an answer says something about its refusal, its framing or who gave it. */
const telling =
  /^(content-type|content-encoding|transfer-encoding|www-authenticate|location|allow|retry-after|set-cookie|server|via|x-amzn-.*)$/i;
/** Of a field's value or of content. */
const longestValue = 500;

/**
 * The exchange as `>` and `<` lines, so that no line begins with what a target sent: what tells something of it, and the
 * fields that the finding is about.
 */
export function exchangeLines({ request, response, ...rest }: Exchange, finding: Finding): string[] {
  const about = JSON.stringify(finding).toLowerCase();
  const isAbout = ([name]: Field) => about.includes(name.toLowerCase());
  const sent = [
    `${request.method} ${request.target}`,
    ...fieldLines(request.fields, (field) => !usual.includes(field[0].toLowerCase()) || isAbout(field)),
    ...contentLines(request.content ?? ''),
  ];
  const received = response
    ? [
        [response.status, response.wire?.reason ?? STATUS_CODES[response.status]].join(' ').trim(),
        ...fieldLines(response.fields, (field) => telling.test(field[0]) || isAbout(field)),
        ...contentLines(response.content),
      ]
    : [inShort({ request, ...rest })];
  const marked = (mark: string) => (line: string) => `    ${mark} ${printable(line)}`.trimEnd();
  return [...sent.map(marked('>')), ...received.map(marked('<'))];
}

function fieldLines(fields: readonly Field[], isShown: (field: Field) => boolean): string[] {
  const shown = fields.filter(isShown).map(([name, value]) => `${name}: ${shortened(value, longestValue)}`);
  const left = fields.length - shown.length;
  return left > 0 ? [...shown, `(${left} ${left === 1 ? 'field' : 'fields'} more)`] : shown;
}

function contentLines(content: string): string[] {
  return content === '' ? [] : ['', ...shortened(content, longestValue).replaceAll('\t', '    ').split(/\r?\n/)];
}
