import type { Exchange, Field, ReceivedResponse } from '../model/exchange.ts';
import type { Redactor } from './redaction.ts';

type Answered = Pick<Exchange, 'response' | 'noAnswer'>;

/** What the e-mails of a run hold that may be a secret. */
export type ToldSecrets = Pick<Redactor, 'redact'>;

/** Fields whose values servers, gateways and frameworks choose alike for every answer, long ones or with digits. In lower case. */
const ordinary = new Set([
  ...['date', 'age', 'expires', 'last-modified', 'cache-control', 'server', 'via', 'x-powered-by', 'keep-alive'],
  ...['alt-svc', 'retry-after', 'content-type', 'content-length', 'www-authenticate', 'strict-transport-security'],
  ...['content-security-policy', 'permissions-policy', 'referrer-policy', 'cross-origin-opener-policy'],
  ...['access-control-allow-origin', 'access-control-allow-methods', 'access-control-allow-headers'],
  ...['access-control-expose-headers', 'access-control-max-age'],
]);

export const isOrdinary = ([name]: Field): boolean => ordinary.has(name.toLowerCase());

/** Whether it may hold what an e-mail does. What follows the end of an answer may come as another answer, which is no HTTP. */
export const mayTell = ({ response, noAnswer }: Answered): boolean =>
  response ? response.status >= 200 && response.status < 300 : noAnswer?.kind === 'not-http';

/**
 * What came back, with everything in it masked that is known as a secret by now. Of the words of an e-mail nobody knows for
 * certain which are its secret: they are masked only where they may be told, and never where the form of a value is judged.
 */
export function maskedAnswer(answer: Answered, redactor: Redactor, told?: ToldSecrets): Answered {
  const { response, noAnswer } = answer;
  const words = told && mayTell(answer) ? told.redact : asItIs;
  const redact = (text: string): string => words(redactor.redact(text));
  return {
    ...(response && { response: maskedResponse(response, redactor, words) }),
    ...(noAnswer && { noAnswer: { ...noAnswer, message: redact(noAnswer.message) } }),
  };
}

const asItIs = (text: string): string => text;

function maskedResponse(
  response: ReceivedResponse,
  redactor: Redactor,
  words: (text: string) => string,
): ReceivedResponse {
  const { content, fields, interim, breaches, miscoded, reason, trailing } = response;
  const redact = (text: string): string => words(redactor.redact(text));
  const redactField = (field: Field): Field => {
    const [name, value] = redactor.redactField(field);
    return [name, isOrdinary(field) ? value : words(value)];
  };
  return {
    ...response,
    reason: redact(reason),
    fields: fields.map(redactField),
    interim: interim.map((one) => ({ ...one, fields: one.fields.map(redactField) })),
    content: redact(content),
    trailing: redact(trailing),
    ...(miscoded !== undefined && { miscoded: redact(miscoded) }),
    ...(breaches && { breaches: breaches.map(({ kind, message }) => ({ kind, message: redact(message) })) }),
  };
}
