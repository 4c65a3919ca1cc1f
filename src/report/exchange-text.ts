import { STATUS_CODES } from 'node:http';
import { inShort } from '../judge/expectations.ts';
import type { Exchange, Field, ReceivedResponse } from '../model/exchange.ts';
import { curl } from './curl.ts';
import { printable } from './printable.ts';

/** Characters of content that are shown; the record of the run holds the rest. */
const mostContent = 16_000;

/** What an attachment is called: the stimulus and what came back. */
export function exchangeTitle({ intent, ...exchange }: Exchange): string {
  return printable(`${intent.name}: ${inShort({ intent, ...exchange })}`).slice(0, 150);
}

/** The whole exchange for a reader: `>` is what was sent, `<` what came back, as in curl. Secrets are masked already. */
export function exchangeText(exchange: Exchange): string {
  const { id, intent, request, response, sentAt, milliseconds } = exchange;
  const sent = [`${request.method} ${request.target}`, ...fieldLines(request.fields), ...contentLines(request.content)];
  const received = response ? responseLines(response) : [inShort(exchange)];
  return [
    `${id}: ${printable(intent.name)}`,
    `sent ${sentAt}, ${response ? 'answered' : 'given up'} after ${milliseconds} ms`,
    '',
    ...sent.map((line) => `> ${printable(line)}`),
    '',
    ...received.map((line) => `< ${printable(line)}`),
    '',
    'the same by hand, with the variables of the configuration:',
    ...curl(exchange).split('\n').map(printable),
    '',
  ].join('\n');
}

function responseLines({ status, fields, content, contentLength, truncated, wire }: ReceivedResponse): string[] {
  const reason = wire ? wire.reason : (STATUS_CODES[status] ?? '');
  return [
    `${wire ? `${wire.version} ` : ''}${status} ${reason}`.trimEnd(),
    ...fieldLines(fields),
    ...contentLines(content),
    ...(truncated ? [`(only the first ${contentLength} octets were read)`] : []),
    ...(wire?.trailing
      ? ['', '(after the end of the response:)', ...wire.trailing.slice(0, mostContent).split('\n')]
      : []),
  ];
}

function fieldLines(fields: readonly Field[]): string[] {
  return fields.map(([name, value]) => `${name}: ${value}`);
}

function contentLines(content = ''): string[] {
  if (content === '') return [];
  const more = content.length - mostContent;
  const cut = more > 0 ? [`(${more} more characters: see exchanges.ndjson)`] : [];
  return ['', ...content.slice(0, mostContent).split('\n'), ...cut];
}
