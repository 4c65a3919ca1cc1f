import { type Answered, fieldValues, type ReceivedResponse } from '../../model/exchange.ts';
import type { Finding } from '../../model/finding.ts';
import type { Oracle } from '../oracle.ts';
import { acceptsJson, mediaTypeOf } from '../problem/media-type.ts';
import { problemIn, representationOf } from '../problem/representation.ts';
import { breachesOf, misspelledMembers } from '../problem/schema.ts';

/** The errors that the operation itself answers, with these statuses. A router or a gateway may answer others as it likes. */
export const operationError =
  (...statuses: readonly number[]) =>
  ({ intent, response }: Answered): boolean =>
    intent.operationLevel && statuses.includes(response.status);

const hasBody = ({ response }: Answered): boolean => response.contentLength > 0;

/** Those of the operation's errors whose body is read as a problem object. */
export const representedError =
  (...statuses: readonly number[]) =>
  (exchange: Answered): boolean =>
    operationError(...statuses)(exchange) && representationOf(exchange.response).kind !== 'none';

/** The document: 400 and 404 have an object of five nullable members, none required. */
export const problemSchema: Oracle = ({ response }) => {
  const representation = representationOf(response);
  if (representation.kind === 'unread') return unread(representation.why);
  if (representation.kind === 'malformed') return failed('its body cannot be read', 'an object', representation.why);
  if (representation.kind === 'none') return undefined;
  const breaches = breachesOf(representation.value);
  if (breaches.length === 0) return misspelled(response);
  const said = (part: 'found' | 'wanted') => breaches.map((breach) => breach[part]).join('; ');
  const got = JSON.stringify(representation.value).slice(0, 300);
  return failed(`its body is no problem object of the contract: ${said('found')}`, said('wanted'), got);
};

/** JSON names have case (RFC 8259 §7): such a member is an extension, and the one that was meant is absent, as it may be. */
function misspelled(response: ReceivedResponse): Finding | undefined {
  const isXml = mediaTypeOf(response).family === 'xml';
  const names = isXml ? [] : misspelledMembers(problemIn(response) ?? {});
  if (names.length === 0) return undefined;
  const reason = 'members of the problem object have another letter case';
  return { outcome: 'warned', reason, wanted: names.join(', ').toLowerCase(), got: names.join(', ') };
}

/** Whether the request takes JSON: to others a problem writer may say nothing, or prose (RFC 9110 §12.5.1). */
const takesJson = ({ request }: Answered): boolean => acceptsJson(fieldValues(request.fields, 'accept').join());

export const errorToWhoTakesJson = (exchange: Answered): boolean =>
  operationError(400, 404)(exchange) && takesJson(exchange);

/** The document: every representation of 400 and 404 has the schema, and none is empty. */
export const bodyPresent: Oracle = (exchange) =>
  hasBody(exchange)
    ? undefined
    : failed(`answered ${exchange.response.status} without a body`, 'a problem object', 'no content');

const isProse = ({ response }: Answered): boolean =>
  mediaTypeOf(response).family === 'text' && problemIn(response) === undefined;

/** Errors with a body, but not the prose in which who takes no JSON may be told of them. */
export const errorWithBody = (exchange: Answered): boolean =>
  operationError(400, 404)(exchange) && hasBody(exchange) && (takesJson(exchange) || !isProse(exchange));

/** RFC 9110 §8.3: Content-Type indicates the media type of the representation; the document's can be written in JSON or XML. */
export const problemMediaType: Oracle = ({ response }) => {
  const { family, sent, grammatical } = mediaTypeOf(response);
  const representation = representationOf(response);
  if (family === 'text' && representation.kind === 'unread') return unread(representation.why);
  if (family === 'text' && !problemIn(response)) {
    return failed('its body is text that is no JSON object', 'text/plain with the JSON form, or another type', sent);
  }
  if (family === 'other') return failed('its body is of a type that cannot hold the problem object', types, sent);
  if (grammatical) return undefined;
  return { outcome: 'warned', reason: 'its Content-Type breaks the grammar of RFC 9110 §8.3.1', got: sent };
};

const types = 'application/json, text/json, application/xml, text/xml, a type with +json or +xml, or text/plain';

/** Errors that are labelled as JSON or XML, or as coded in a way that they are not, whoever answers them. */
export const labelledError = (exchange: Answered): boolean =>
  exchange.response.status >= 400 &&
  hasBody(exchange) &&
  (exchange.response.miscoded !== undefined || ['json', 'xml'].includes(mediaTypeOf(exchange.response).family));

/**
 * RFC 9110 §8.4: what Content-Encoding lists has been applied to the content; §8.3: content is what its Content-Type
 * declares; RFC 8259 §8.1: JSON is exchanged in UTF-8; RFC 7303 §3: the charset of XML goes before its own declaration.
 */
export const wellFormed: Oracle = ({ response }) => {
  const { content, validUtf8, miscoded } = response;
  const representation = representationOf(response);
  const { family, sent, charset } = mediaTypeOf(response);
  if (miscoded !== undefined) {
    return failed(
      'an error is not coded as its Content-Encoding says',
      'a registered coding that was applied',
      miscoded,
    );
  }
  if (representation.kind === 'unread') return unread(representation.why);
  if (representation.kind === 'malformed') {
    const wanted = family === 'json' ? 'JSON' : 'well-formed XML';
    return failed('an error is not what its Content-Type declares', wanted, `${sent}, and ${representation.why}`);
  }
  const encoding = family === 'xml' ? (charset ?? declaredEncoding(content)) : 'utf-8';
  // With a mark before it, it was read as UTF-16: see `textOf`.
  const isUtf16 = !validUtf8 && content.startsWith('\ufeff');
  if (encoding !== undefined && /^(utf-?16|utf-?32|ucs-|iso-10646-ucs-)/.test(encoding) && !isUtf16) {
    return failed('an error is not in the encoding that it declares', encoding, `${sent} with octets that are not`);
  }
  const isToBeUtf8 = encoding === undefined ? content.includes('\ufffd') : /^utf-?8$/.test(encoding);
  if (validUtf8 || !isToBeUtf8) return undefined;
  return failed('an error is not in UTF-8', 'UTF-8', `${sent} with octets that are not UTF-8`);
};

/** The encoding that XML names itself (XML 1.0 §4.3.3), in lower case. */
const declaredEncoding = (xml: string): string | undefined =>
  /<\?xml\s[^>]*\bencoding\s*=\s*["']([\w.:-]+)/.exec(xml)?.[1]?.toLowerCase();

const failed = (reason: string, wanted: string, got: string): Finding => ({ outcome: 'failed', reason, wanted, got });
const unread = (why: string): Finding => ({ outcome: 'inconclusive', reason: `its body could not be judged: ${why}` });
