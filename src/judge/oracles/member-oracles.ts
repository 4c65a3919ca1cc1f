import { STATUS_CODES } from 'node:http';
import { type Answered, fieldValues, withoutMarks } from '../../model/exchange.ts';
import type { Finding } from '../../model/finding.ts';
import type { Oracle } from '../oracle.ts';
import { isProblemType, mediaTypeOf } from '../problem/media-type.ts';
import { validateUriReference } from '../problem/problem.validators.ts';
import { problemIn, unlikeMembersIn } from '../problem/representation.ts';
import { parseXml } from '../problem/xml.ts';
import { operationError } from './problem-oracles.ts';

const inProblemType = ({ response }: Answered): boolean => isProblemType(mediaTypeOf(response));
const isProblem = ({ response }: Answered): boolean => problemIn(response) !== undefined;

/** Problem objects in the media types of RFC 9457, whoever answers them. */
export const labelledProblem = (exchange: Answered): boolean => inProblemType(exchange) && isProblem(exchange);

/** The operation's errors as problem objects in any media type. */
export const operationProblem = (exchange: Answered): boolean =>
  operationError(400, 404)(exchange) && isProblem(exchange);

export const operationProblemOfOtherType = (exchange: Answered): boolean =>
  operationProblem(exchange) && !inProblemType(exchange);

/** RFC 9457 §3.1.2: generators MUST use the same status code in the actual HTTP response. */
export const statusMatches: Oracle = (exchange) => statusDiffers(exchange, 'failed');

/** The same by analogy where the media type does not import RFC 9457. */
export const statusShouldMatch: Oracle = (exchange) => statusDiffers(exchange, 'warned');

/** What is no number is the schema's business. Of a member that stands twice, parsers differ in which they take. */
function statusDiffers({ response }: Answered, outcome: 'failed' | 'warned'): Finding | undefined {
  const status = problemIn(response)?.status;
  if (typeof status === 'number' && status !== response.status) {
    const reason = 'the status member is not the HTTP status';
    return { outcome, reason, wanted: `${response.status}, null or no member`, got: `${status}` };
  }
  const unlike = unlikeMembersIn(response);
  if (unlike.length === 0) return undefined;
  const reason = 'members of a problem object stand there twice, with unlike values';
  return { outcome: 'warned', reason, wanted: 'each name once (RFC 8259 §4)', got: unlike.join(', ') };
}

/** RFC 3986 §4.1; the empty string is one, and so is any word. What is no string is the schema's business. */
function isUriReference(value: unknown): boolean {
  if (typeof value !== 'string') return true;
  const text = withoutMarks(value, 'x');
  // §4.2: without a scheme there is no colon in the first segment, which the format lets pass.
  return validateUriReference(text) && !/^(?![a-z][a-z\d+.-]*:)[^/?#]*:/i.test(text);
}

/** RFC 9457 §3.1.1 and §3.1.5: type and instance are URI references. */
export const uriMembers: Oracle = ({ response }) => {
  const problem = problemIn(response) ?? {};
  const [wrong] = ['type', 'instance'].filter((member) => !isUriReference(problem[member]));
  if (wrong === undefined) return undefined;
  return {
    outcome: 'warned',
    reason: `${wrong} is no URI reference`,
    wanted: 'a URI reference (RFC 3986 §4.1)',
    got: String(problem[wrong]).slice(0, 300),
  };
};

export const labelledProblemXml = ({ response }: Answered): boolean =>
  response.contentLength > 0 && mediaTypeOf(response).essence === 'application/problem+xml';

const namespace = 'urn:ietf:rfc:7807';

/** RFC 9457 Appendix B: the root element is `problem` in the namespace that RFC 7807 gave it. */
export const problemXmlRoot: Oracle = ({ response }) => {
  const wanted = `problem in the namespace ${namespace}`;
  try {
    const { localName, namespaceURI } = parseXml(response.content);
    if (localName === 'problem' && namespaceURI === namespace) return undefined;
    const got = `${localName} in ${namespaceURI === null ? 'no namespace' : `the namespace ${namespaceURI}`}`;
    return { outcome: 'failed', reason: 'application/problem+xml has another root element', wanted, got };
  } catch (error) {
    return { outcome: 'failed', reason: 'application/problem+xml cannot be read', wanted, got: String(error) };
  }
};

/** RFC 9457 §4.2.1: with about:blank, which an absent type means, the title SHOULD be the status phrase or its translation. */
export const titleOfBlankType: Oracle = ({ response }) => {
  const { type, title } = problemIn(response) ?? {};
  const phrase = STATUS_CODES[response.status];
  const isTyped = typeof type === 'string' && type !== 'about:blank';
  const isTranslated = fieldValues(response.fields, 'content-language').some((tag) => !/^en\b/i.test(tag));
  if (isTyped || isTranslated || typeof title !== 'string' || title === phrase) return undefined;
  return {
    outcome: 'warned',
    reason: 'a title without a type is not the status phrase',
    wanted: phrase ?? '',
    got: title,
  };
};

/** RFC 9457 §3.1.3: the title SHOULD NOT change from occurrence to occurrence of the problem type. */
export function sameTitle(one: Answered, other: Answered): Finding | undefined {
  const [first, second] = [one, other].map(({ response }) => problemIn(response));
  if (first?.title === second?.title || first?.type !== second?.type) return undefined;
  return {
    outcome: 'warned',
    reason: 'the same error was titled in two ways',
    wanted: String(first?.title),
    got: String(second?.title),
    exchange: other.id,
  };
}
