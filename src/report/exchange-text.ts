import { inShort } from '../judge/expectations.ts';
import {
  type Exchange,
  type Field,
  fieldValues,
  type InterimResponse,
  type ReceivedResponse,
} from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { curl } from './curl.ts';
import { printable, shortened } from './text.ts';

/** What every request of the suite carries alike. */
export const usualFields = ['accept', 'accept-encoding', 'user-agent', 'content-length', 'connection', 'host'];
/** What of an answer says something about its refusal, its framing or who gave it. */
const telling =
  /^(content-type|content-encoding|transfer-encoding|www-authenticate|location|allow|retry-after|set-cookie|server|via|x-amzn-.*)$/i;
/** Characters of a field's value or of content in a message. */
const longestValue = 500;
/** Characters of what a trace is called. */
const longestTrace = 120;
/** Characters of content in an attachment; the record of the run holds the rest. */
export const longestContent = 16_000;

/**
 * The exchange in a message, as `>` and `<` lines, so that no line begins with what a target sent: what tells something of
 * it, and the fields that the finding is about.
 */
export function exchangeLines(exchange: Exchange, finding: Finding): string[] {
  const { request, response } = exchange;
  // As whole words: `accepted` is not about Accept.
  const about = new Set(
    JSON.stringify(finding)
      .toLowerCase()
      .split(/[^\w-]+/),
  );
  const isAbout = ([name]: Field) => about.has(name.toLowerCase());
  const isUsual = ([name]: Field) => usualFields.includes(name.toLowerCase());
  const sent = [
    `${request.method} ${request.target}`,
    ...someFields(request.fields, (field) => !isUsual(field) || isAbout(field)),
    ...shortContent(request.content ?? ''),
  ];
  const received = response
    ? [
        `${response.status} ${response.reason}`.trim(),
        ...someFields(response.fields, (field) => telling.test(field[0]) || isAbout(field)),
        ...shortContent(response.content),
      ]
    : [inShort(exchange)];
  const marked = (mark: string) => (line: string) => `    ${mark} ${printable(line)}`.trimEnd();
  return [...sent.map(marked('>')), ...received.map(marked('<'))];
}

function someFields(fields: readonly Field[], isShown: (field: Field) => boolean): string[] {
  const shown = fields.filter(isShown).map(([name, value]) => `${name}: ${shortened(value, longestValue)}`);
  const left = fields.length - shown.length;
  return left > 0 ? [...shown, `(${left} ${left === 1 ? 'field' : 'fields'} more)`] : shown;
}

function shortContent(content: string): string[] {
  return content === '' ? [] : ['', ...shortened(content, longestValue).replaceAll('\t', '    ').split(/\r?\n/)];
}

/** What names a request in the logs of those who answered it, and who chose the name. */
const traces = [
  'x-request-id',
  'x-correlation-id',
  'request-id',
  'traceparent',
  'cf-ray',
  'x-amzn-trace-id',
  'x-amzn-requestid',
];

/** By what it is found in the log of the target: what its request said of the run, its answer of itself. One line, or none. */
export function logTraces({ request, response }: Exchange): string[] {
  const [agent] = fieldValues(request.fields, 'user-agent');
  const fields = response?.fields.filter(([name]) => traces.includes(name.toLowerCase())) ?? [];
  const traceId = /"traceId"\s*:\s*"([^"\\]*)"/i.exec(response?.content ?? '')?.[1];
  const found = [
    ...(agent === undefined ? [] : [['User-Agent', agent]]),
    ...fields,
    ...(traceId === undefined ? [] : [['traceId', traceId]]),
  ];
  const line = found.map(([name, value = '']) => `${name}: ${shortened(value, longestTrace)}`).join('; ');
  return line === '' ? [] : [line];
}

/** What an attachment is called: the stimulus and what came back. */
export function exchangeTitle(exchange: Exchange): string {
  return printable(`${exchange.intent.title}: ${inShort(exchange)}`).slice(0, 150);
}

/** The whole exchange for a reader: `>` is what was sent, `<` what came back, as in curl. Secrets are masked already. */
export function exchangeText(exchange: Exchange): string {
  const { id, intent, request, response, sentAt, milliseconds } = exchange;
  const sent = [`${request.method} ${request.target}`, ...fieldLines(request.fields), ...wholeContent(request.content)];
  const received = response ? responseLines(response) : [inShort(exchange)];
  return [
    `${id}: ${printable(intent.title)}`,
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

function responseLines(response: ReceivedResponse): string[] {
  const { version, status, reason, fields, interim, content, contentLength, truncated, trailing } = response;
  return [
    ...interim.flatMap(interimLines),
    `${version} ${status} ${reason}`.trimEnd(),
    ...fieldLines(fields),
    ...wholeContent(content),
    ...(truncated ? [`(only the first ${contentLength} octets were read)`] : []),
    ...(trailing === ''
      ? []
      : ['', '(after the end of the response:)', ...trailing.slice(0, longestContent).split('\n')]),
  ];
}

const interimLines = ({ status, fields }: InterimResponse): string[] => [`${status}`, ...fieldLines(fields), ''];

function fieldLines(fields: readonly Field[]): string[] {
  return fields.map(([name, value]) => `${name}: ${value}`);
}

function wholeContent(content = ''): string[] {
  if (content === '') return [];
  const more = content.length - longestContent;
  const cut = more > 0 ? [`(${more} more characters: see exchanges.ndjson)`] : [];
  return ['', ...content.slice(0, longestContent).split('\n'), ...cut];
}
