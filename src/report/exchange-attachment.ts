import type { HttpExchange, HttpExchangeBody, HttpExchangeNameValue } from 'allure-js-commons';
import { type Exchange, type Field, fieldValues } from '../model/exchange.ts';
import { exchangeText, exchangeTitle, longestContent } from './exchange-text.ts';
import { printable } from './text.ts';

/** As Playwright takes an attachment, and hands it on to Allure. */
export interface ExchangeAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/**
 * An exchange as Allure shows exchanges: request, response, fields and content each in its place. As text where that form
 * would hide what was on the wire. What a target sent is text in both, and never of a type that is drawn or played.
 */
export function exchangeAttachment(exchange: Exchange): ExchangeAttachment {
  const name = exchangeTitle(exchange);
  if (!isPlain(exchange)) return { name, contentType: 'text/plain', body: Buffer.from(exchangeText(exchange)) };
  const body = Buffer.from(JSON.stringify(httpExchange(exchange)));
  return { name, contentType: 'application/vnd.allure.http+json', body };
}

/** Whether nothing of it is out of the ordinary by the grammar: a target in origin form, whole heads, nothing after the end. */
function isPlain({ request, response }: Exchange): boolean {
  const interim = response?.interim.flatMap(({ fields }) => fields) ?? [];
  const texts = [...request.fields, ...(response?.fields ?? []), ...interim].flat();
  return (
    request.target.startsWith('/') &&
    (response?.trailing ?? '') === '' &&
    response?.breaches === undefined &&
    [request.method, request.target, response?.reason ?? '', ...texts].every((text) => printable(text) === text)
  );
}

function httpExchange({ request, response, noAnswer, sentAt, milliseconds }: Exchange): HttpExchange {
  const start = Date.parse(sentAt);
  return {
    schemaVersion: 1,
    request: {
      method: request.method,
      url: request.origin + request.target,
      headers: pairs(request.fields),
      ...(request.content !== undefined && { body: bodyOf(request.fields, request.content) }),
    },
    ...(response && {
      response: {
        status: response.status,
        statusText: response.reason,
        httpVersion: response.version,
        headers: pairs(response.fields),
        informationalResponses: response.interim.map(({ status, fields }) => ({ status, headers: pairs(fields) })),
        ...(response.content !== '' && {
          body: {
            ...bodyOf(response.fields, response.content),
            size: response.contentLength,
            ...(response.truncated && { truncated: true }),
          },
        }),
      },
    }),
    ...(noAnswer && { error: { name: noAnswer.kind, message: printable(noAnswer.message) } }),
    start,
    stop: start + milliseconds,
  };
}

const pairs = (fields: readonly Field[]): HttpExchangeNameValue[] => fields.map(([name, value]) => ({ name, value }));

/** A page would draw an image and play a video: of the content's type it is told only whether it is JSON. */
function bodyOf(fields: readonly Field[], content: string): HttpExchangeBody {
  const isJson = /^[^;]*[/+]json\b/i.test(fieldValues(fields, 'content-type')[0] ?? '');
  const lines = content.slice(0, longestContent).split('\n');
  return {
    contentType: isJson ? 'application/json' : 'text/plain',
    encoding: 'utf8',
    value: lines.map((line) => printable(line.replaceAll('\t', '    ').replace(/\r$/, ''))).join('\n'),
    size: Buffer.byteLength(content),
    ...(content.length > longestContent && { truncated: true }),
  };
}
