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
  const words = told && mayTell(answer) ? told.redact : (text: string): string => text;
  const redact = (text: string): string => words(redactor.redact(text));
  return withTexts(answer, {
    text: redact,
    message: redact,
    field(field) {
      const [name, value] = redactor.redactField(field);
      return [name, isOrdinary(field) ? value : words(value)];
    },
  });
}

/** The same answer with every text of the target's changed; `message` is for words of ours that may quote it. */
export function withTexts(
  { response, noAnswer }: Answered,
  change: {
    readonly text: (text: string) => string;
    readonly message: (message: string) => string;
    readonly field: (field: Field) => Field;
  },
): Answered {
  return {
    ...(response && { response: responseWith(response, change) }),
    ...(noAnswer && { noAnswer: { ...noAnswer, message: change.message(noAnswer.message) } }),
  };
}

function responseWith(
  response: ReceivedResponse,
  { text, message: ofMessage, field }: Parameters<typeof withTexts>[1],
): ReceivedResponse {
  const { content, fields, interim, breaches, miscoded, reason, trailing } = response;
  return {
    ...response,
    reason: text(reason),
    fields: fields.map(field),
    interim: interim.map((one) => ({ ...one, fields: one.fields.map(field) })),
    content: text(content),
    trailing: text(trailing),
    ...(miscoded !== undefined && { miscoded: ofMessage(miscoded) }),
    ...(breaches && { breaches: breaches.map(({ kind, message }) => ({ kind, message: ofMessage(message) })) }),
  };
}
