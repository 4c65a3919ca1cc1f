import type { Environment } from '../requirements/types.ts';
import { noCredentials } from '../src/client/credentials.ts';
import type { FieldLine } from '../src/client/request.ts';
import { type Answers, causeOf, unanswered } from '../src/judge/expectations.ts';
import { contract } from '../src/model/contract.ts';
import { type Exchange, isThrottled } from '../src/model/exchange.ts';
import { inconclusive, notApplicable } from '../src/model/finding.ts';
import type { Fixtures } from '../src/run/fixtures.ts';
import type { Change } from '../src/run/nexus-client.ts';
import { forbiddenIn } from '../src/run/selection.ts';
import { successBy } from './auth.cases.ts';
import { percentEncoded, withoutClientId } from './parameters.cases.ts';

/** A request by another method than the operation's, and the least tolerant place where it may be sent. */
type OtherMethod = Change & { readonly environment: Environment };

const by = (method: string, environment: Environment): OtherMethod => ({
  case: `method-${method.toLowerCase()}`,
  title: `the method ${method}`,
  method,
  environment,
});

/** Another operation may be real on production, and a DELETE then is one. */
export const otherMethods = [by('GET', 'production'), ...['PUT', 'DELETE', 'PATCH'].map((m) => by(m, 'consent'))];
export const head = by('HEAD', 'production');

/** RFC 9110 §15.5.6 has 405 for it; a router without method tables and a gateway have others, and the document forbids no further operation. */
export const preferably405: Answers = {
  passed: [405],
  warned: [200, 201, 202, 203, ...contract.successes, 205, 206, 400, 401, 403, 404, 501],
};

const safe = (method: string): Change => ({ case: method.toLowerCase(), title: `the method ${method}`, method });
export const safeMethods: readonly Change[] = ['GET', 'HEAD', 'OPTIONS'].map(safe);

/** What a browser asks before a script of another origin may send the request: without credentials (Fetch Standard, CORS protocol). */
export const preflight: Change = {
  ...safe('OPTIONS'),
  case: 'preflight',
  title: "a browser's preflight",
  fields: [
    ['Origin', 'https://app.example.invalid'],
    ['Access-Control-Request-Method', contract.method],
  ],
};

/** The answers to such a method with good credentials. It is sent once a run, whichever requirement asks for it. One that hangs fails. */
export async function answersToMethod(
  { nexus, values, check }: Pick<Fixtures, 'nexus' | 'values' | 'check'>,
  { environment, ...change }: OtherMethod,
): Promise<readonly Exchange[]> {
  const forbidden = forbiddenIn(environment, values);
  if (forbidden !== undefined) throw notApplicable(`${change.method} is not sent here: it ${forbidden}`);
  const refusals = await nexus.refusalsOf(change);
  return refusals.flatMap(({ exchange, repeated }) => {
    const { id, noAnswer, response } = exchange;
    if (repeated && noAnswer?.kind === 'timeout') {
      check.found(unanswered(exchange, [405]));
      return [];
    }
    if (noAnswer) throw inconclusive(causeOf(noAnswer.kind), noAnswer.message, { exchange: id });
    if (!isThrottled(exchange)) return exchange;
    const reason = `the target answered ${response?.status}: too many requests or not available now`;
    throw inconclusive('throttled', reason, { exchange: id });
  });
}

/** RFC 9110 §9.1: a method has case, and an unknown one gets 501 or 405. A parser answers 400, and a gateway what it likes. */
export const unknownMethod: Answers = { passed: [400, 401, 403, 404, 405, 501], warned: contract.successes };
export const unknownMethods = [
  { case: 'method-in-lower-case', title: 'the method in lower case', method: contract.method.toLowerCase() },
  { case: 'unknown-method', title: 'a method that nobody knows', method: 'NEXUSPROBE' },
].map((other): Change => ({ ...other, malformed: true }));

const swapCase = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()));

/** By them a front door finds host and content. Some take no tab there, lest two of them differ: nginx and the parser of Node. */
const readOnTheWay = ['Host', 'Connection', 'Content-Length'];
const spaced = (name: string, value: FieldLine[1]): FieldLine[1] =>
  readOnTheWay.includes(name) ? value : `${value} \t`;

/** RFC 9110 §5.1, §5.5 and RFC 9112 §5.1: nothing of this changes what a field says. */
export const otherFieldLines: readonly Change[] = [
  {
    case: 'swapped-case-and-white-space',
    title: 'field names in swapped case, and white space after the values',
    lines: (all) => all.map(([name, value]): FieldLine => [swapCase(name), spaced(name, value)]),
  },
  {
    case: 'lower-case-and-no-blank',
    title: 'field names in lower case, and no blank after the colon',
    lines: (all) => all.map(([name, value]): FieldLine => [name.toLowerCase(), value, ':']),
  },
];

export const takingImages: Change = {
  case: 'image-accepted',
  title: 'Accept: image/png',
  fields: [['Accept', 'image/png']],
};
export const errorTakingJson: Change = {
  ...withoutClientId,
  case: 'error-in-json',
  title: 'an error in JSON',
  fields: [['Accept', 'application/json']],
};

/** Where who must not get in asks on the connection of a success, and first of all after it: how those are recorded. */
const afterSuccess = 'then-nothing-same-connection';
export const isAfterSuccess = ({ intent }: Exchange): boolean => intent.case.endsWith(afterSuccess);

/** Whether such a success is on record, whatever its connection was then good for. */
export const isSuccessBefore = ({ intent, response }: Exchange): boolean =>
  intent.purpose === 'auth/no-carry-over' && response?.status === 204;

/** A success on a connection that stays open, where the target lets it, and the answer to what comes after it there. */
export async function successAndNext({ nexus, values }: Pick<Fixtures, 'nexus' | 'values'>): Promise<Exchange[]> {
  const alternatives = nexus.acceptedAlternatives();
  const [{ alternative, ...change } = successBy(alternatives[0])] = percentEncoded(values, alternatives);
  return nexus.onOneConnection(async (connection) => {
    const success = await connection.successOf(nexus.goodCredentials(alternative), change);
    const { noAnswer, response } = success;
    if (noAnswer) throw inconclusive(causeOf(noAnswer.kind), noAnswer.message, { exchange: success.id });
    if (response?.status !== 204 || response.closed) return [success];
    const next: Change = { case: `success-${afterSuccess}`, title: `after a success: ${noCredentials.title}` };
    return [success, (await connection.refusalOf(noCredentials, next)).exchange];
  });
}
