import { contract } from '../../model/contract.ts';
import {
  type Answered,
  type Exchange,
  fieldValues,
  isThrottling,
  type ReceivedResponse,
} from '../../model/exchange.ts';
import type { Finding } from '../../model/finding.ts';
import { gatewayShownBy } from '../gateway.ts';
import { type Oracle, withStatus } from '../oracle.ts';
import { mediaTypeOf } from '../problem/media-type.ts';

const failed = (reason: string, wanted: string, got: string): Finding => ({ outcome: 'failed', reason, wanted, got });

// Framing.

export const noContent = withStatus(204);

/** Under HTTP/2 the field is none of a 204's, but none of any answer's (RFC 9113 §8.2.2). */
export const noContentOfHttp1 = (exchange: Answered): boolean =>
  noContent(exchange) && exchange.response.version.startsWith('HTTP/1.');

/** RFC 9110 §8.6: a server MUST NOT send Content-Length in any response with status 204. */
export const noContentLength: Oracle = (exchange) => withoutField(exchange, 'Content-Length');

/** RFC 9112 §6.1: a server MUST NOT send Transfer-Encoding in any response with status 204. */
export const noTransferEncoding: Oracle = (exchange) => withoutField(exchange, 'Transfer-Encoding');

/** RFC 9112 §6.3: a 204 ends with the first empty line after its header fields, whatever they say. */
export const noOctets: Oracle = (exchange) => {
  const octets = surplusOf(exchange.response);
  return octets === '' ? undefined : of204(exchange, 'octets follow the header section of a 204', 'none', octets);
};

function withoutField(exchange: Answered, name: string): Finding | undefined {
  const values = fieldValues(exchange.response.fields, name);
  if (values.length === 0) return undefined;
  return of204(exchange, `a 204 has ${name}`, `no ${name}`, `${name}: ${values.join(', ')}`);
}

/** What is wrong with a 204, and whoever may have put it there. A preflight is answered before the operation, by middleware. */
function of204({ request, response }: Answered, what: string, wanted: string, got: string): Finding {
  const shown = gatewayShownBy(response);
  const reason = shown === undefined ? what : `${what}; whoever answered shows itself as ${shown}`;
  if (request.method !== 'OPTIONS') return failed(reason, wanted, got);
  return { outcome: 'warned', reason: `${reason}: that is of the CORS layer, which answered OPTIONS`, wanted, got };
}

/** RFC 9112 §6.3, §9.3: what comes on a connection after a 204 must be a response from its first octet on. */
export function parsesOnItsOwn({ id, noAnswer }: Exchange): Finding | undefined {
  if (noAnswer?.kind !== 'not-http') return undefined;
  const reason = 'the answer after a 204 on the same connection does not begin with its first octet';
  return { ...failed(reason, 'a status line', noAnswer.message), exchange: id };
}

/** RFC 9110 §9.3.2: the server MUST NOT send content in the response to HEAD, whatever its status and fields. */
export const noContentToHead: Oracle = ({ response }) => {
  const octets = surplusOf(response);
  return octets === '' ? undefined : failed('octets follow the header section of an answer to HEAD', 'none', octets);
};

/**
 * RFC 9110 §8.6: Content-Length is the number of octets of the content; RFC 9112 §6: it is said once, and clearly, where they
 * end. Answers to HEAD and 304 have none, whatever they say, and of a 204 others speak (§6.3).
 */
export const framedRightly: Oracle = ({ request, response }) => {
  const { breaches = [], fields, contentLength } = response;
  const said = breaches.flatMap(({ kind, message }) => (kind === 'framing' ? [message] : [])).join('; ');
  if (said !== '') return failed(`an answer is not framed rightly: ${said}`, 'one framing, and the right one', said);
  if (request.method === 'HEAD' || response.status === 204 || response.status === 304) return undefined;
  const octets = surplusOf(response);
  if (octets === '') return undefined;
  const [length] = fieldValues(fields, 'content-length');
  const wanted = length === undefined ? `${contentLength} octets of content and no more` : `${length}, as it declares`;
  return failed('octets follow the end of the content of an answer', wanted, octets);
};

/** Octets after the end; but what begins with a status line is the answer to another request, or one that nobody asked for. */
function surplusOf({ trailing }: ReceivedResponse): string {
  if (trailing === '' || trailing.startsWith('HTTP/1.')) return '';
  return `${JSON.stringify(trailing.slice(0, 60))}, ${trailing.length} in all`;
}

// Fields.

/** RFC 9110 §5.6.7: IMF-fixdate, and the two obsolete forms that a recipient accepts. */
const [day, month, time] = [
  '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)',
  '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)',
  '\\d\\d:\\d\\d:\\d\\d',
];
const httpDate = new RegExp(
  `^(?:${day}, \\d\\d ${month} \\d{4} ${time} GMT|[A-Z][a-z]{5,8}, \\d\\d-${month}-\\d\\d ${time} GMT|${day} ${month} [ \\d]\\d ${time} \\d{4})$`,
);
const isHttpDate = (value: string): boolean => httpDate.test(value) && !Number.isNaN(Date.parse(value));

/** RFC 9110 §6.6.1: 1xx and 5xx answers may leave Date out. */
export const owesDate = ({ response: { status } }: Answered): boolean => status >= 200 && status < 500;

/** Answers of a parser, which has read no request: it was too long for it, or too slow. */
const ofParser: readonly number[] = [408, 414, 431];

/** RFC 9110 §6.6.1: an origin with a clock MUST generate Date; §5.3: a field that is no list stands there once. */
export const dated: Oracle = ({ intent, response: { status, fields } }) => {
  const dates = fieldValues(fields, 'date');
  const [date] = dates;
  // A 400 to another spelling of the target may be that of a parser, too.
  const isUnread = intent.malformed === true || ofParser.includes(status) || (status === 400 && !intent.plainTarget);
  if (date === undefined && isUnread) {
    return { outcome: 'warned', reason: `answered ${status} without Date to what may not be parsed` };
  }
  if (date === undefined) return failed('answered without Date', 'Date with an HTTP-date', 'none');
  const wrong = dates.find((value) => !isHttpDate(value));
  if (wrong !== undefined) return failed('Date is no HTTP-date', 'an HTTP-date (RFC 9110 §5.6.7)', wrong);
  if (dates.length === 1) return undefined;
  const got = dates.join(' and ');
  if (new Set(dates).size > 1) return failed('there are two Date fields, and they are not alike', 'one Date', got);
  return { outcome: 'warned', reason: 'there are two Date fields, which are alike', wanted: 'one Date', got };
};

/** RFC 6585 §4 and RFC 9110 §15.6.4 want it with 429 and 503. */
export const mayAskForPatience = ({ response }: Answered): boolean =>
  isThrottling(response) || fieldValues(response.fields, 'retry-after').length > 0;

/** RFC 9110 §10.2.3: Retry-After is an HTTP-date or a number of seconds. */
export const sayingHowLong: Oracle = ({ response: { status, fields } }) => {
  const [value, ...others] = fieldValues(fields, 'retry-after');
  if (value === undefined) {
    return { outcome: 'warned', reason: `answered ${status} without Retry-After`, wanted: 'Retry-After', got: 'none' };
  }
  const wrong = [value, ...others].find((one) => !/^\d+$/.test(one) && !isHttpDate(one));
  if (wrong === undefined) return undefined;
  return failed('Retry-After cannot be understood', 'seconds as a whole number, or an HTTP-date', wrong);
};

// Methods and representations.

export const methodNotAllowed = withStatus(405);

/** RFC 9110 §15.5.6: a 405 MUST have Allow; §10.2.1: it lists what is supported, in one list or several lines. Methods have case. */
export const allowsTheMethod: Oracle = ({ response: { fields } }) => {
  const lines = fieldValues(fields, 'allow');
  if (lines.length === 0) return failed('answered 405 without Allow', `Allow with ${contract.method}`, 'none');
  const methods = lines.flatMap((line) => line.split(',')).map((method) => method.trim());
  if (methods.includes(contract.method)) return undefined;
  const reason = `answered 405, and its Allow does not list ${contract.method}, which works`;
  return failed(reason, `Allow with ${contract.method}`, `Allow: ${lines.join(', ')}`);
};

export const errorWithContent = ({ response }: Answered): boolean =>
  response.status >= 400 && response.contentLength > 0;

/** RFC 9110 §12.5.1: who takes application/json only SHOULD get some JSON, application/problem+json included. */
export const inJson: Oracle = ({ response }) => {
  const { family, sent } = mediaTypeOf(response);
  if (family === 'json') return undefined;
  const reason = 'an error to who takes application/json only is of another type';
  return { outcome: 'warned', reason, wanted: 'a JSON type', got: sent };
};
